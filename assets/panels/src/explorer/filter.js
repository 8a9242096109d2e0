// @ts-check
/* The filter of the explorer: pure steps from one to the next. */

/**
 * @typedef {object} Filter
 * @property {Record<string, number[]>} [ranges] lowest and highest value by attribute
 * @property {Record<string, string[]>} [choices] words by attribute
 * @property {string[]} [switches] such as "flagged"
 * @property {string[]} [picked] ids of repetitions
 * @property {number[][]} [lasso] corners, in onset [% of descent] and wink [deg]
 */

/** @param {any} a @param {any} b both plain data */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * @template T
 * @param {Record<string, T> | undefined} object
 * @param {string} name
 * @returns {Record<string, T>}
 */
export function without(object, name) {
  const out = { ...(object || {}) };
  delete out[name];
  return out;
}

/**
 * @template T
 * @param {T[] | undefined} list
 * @param {T} item
 */
export function toggled(list = [], item) {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

/** @param {number} value @param {number} digits */
function rounded(value, digits) {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/**
 * @param {Filter} filter
 * @param {string} name
 * @param {?number[]} ends null takes the range away
 * @returns {Filter}
 */
export function withRange(filter, name, ends) {
  if (!ends) return { ...filter, ranges: without(filter.ranges, name) };
  const range = ends.map((v) => rounded(v, 2));
  return { ...filter, ranges: { ...(filter.ranges || {}), [name]: range } };
}

/**
 * A box in the plot. It ends where its chip says: at the digits that are shown.
 *
 * @param {Filter} filter
 * @param {?number[]} onset null where the box lies among repetitions without an onset
 * @param {number[]} wink
 */
export function withBox(filter, onset, wink) {
  const digits = (/** @type {number[]} */ ends, /** @type {number} */ n) =>
    ends.map((v) => rounded(v, n));
  const narrowed = onset ? withRange(filter, "onset_pct", digits(onset, 0)) : filter;
  return withRange(narrowed, "wink_deg", digits(wink, 1));
}

/**
 * @param {Filter} filter
 * @param {string} name
 * @param {string[]} chosen none of them takes the condition away
 * @returns {Filter}
 */
export function withChoice(filter, name, chosen) {
  if (!chosen.length) return { ...filter, choices: without(filter.choices, name) };
  return { ...filter, choices: { ...(filter.choices || {}), [name]: chosen } };
}

/**
 * @param {Filter} filter
 * @param {string} name
 * @returns {Filter}
 */
export function withSwitch(filter, name) {
  return { ...filter, switches: toggled(filter.switches, name) };
}

/**
 * Only repetitions that were not measured for this reason, or all again. A reason has no onset and
 * no amount: ranges of them would leave nothing of it.
 *
 * @param {Filter} filter
 * @param {string} word
 * @param {string[]} measured attributes that a repetition without a measurement has none of
 * @returns {Filter}
 */
export function withReason(filter, word, measured) {
  const { lasso, picked, ...rest } = filter;
  const ranges = measured.reduce((left, name) => without(left, name), filter.ranges || {});
  const chosen = ((filter.choices || {}).label || []).includes(word);
  return withChoice({ ...rest, ranges }, "label", chosen ? [] : [word]);
}

/**
 * @param {Filter} filter
 * @param {string} id
 * @param {boolean} more adds to what is picked, or takes it out again
 * @returns {Filter}
 */
export function withPicked(filter, id, more) {
  return { ...filter, picked: more ? toggled(filter.picked, id) : [id] };
}
