// @ts-check
/* Numbers and names as people read them, for both panels. */

const MINUS = "\u2212";

/**
 * Cut, not rounded, as texts and reports do: 4.96 is not yet the 5.0 at which a grade begins.
 *
 * @param {number} value
 * @param {number} digits
 */
export function cut(value, digits) {
  const step = Math.pow(10, digits);
  return Math.floor(value * step + 1e-9) / step;
}

/** @param {any} value @returns {value is number} */
const isNumber = (value) => Number.isFinite(value);

/**
 * A number for the tables of the explorer, or a dash where there is none.
 *
 * @param {?number} [value]
 * @param {number} [digits]
 * @param {string} [unit] after a space
 */
export function number(value, digits = 0, unit) {
  if (value === null || value === undefined) return "–";
  return cut(value, digits).toFixed(digits) + (unit ? " " + unit : "");
}

/**
 * A number with its unit, or a dash where nothing was measured.
 *
 * @param {?number | undefined} value
 * @param {string} unit with its space, if it has one
 * @param {number} [digits]
 */
export function withUnit(value, unit, digits = 0) {
  if (!isNumber(value)) return "–";
  // What grades are made of is positive; what is negative is rounded.
  const text = (value > 0 ? cut(value, digits) : value).toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text.replace("-", MINUS)) + unit;
}

/**
 * "8 to 17°", or nothing.
 *
 * @param {?{low?: ?number, high?: ?number}} [measure]
 * @param {string} [unit]
 * @param {number} [digits]
 */
export function interval(measure, unit = "", digits = 0) {
  if (!measure || measure.low == null || measure.high == null) return "";
  return withUnit(measure.low, "", digits) + " to " + withUnit(measure.high, unit, digits);
}

/**
 * A label or verdict as people write it.
 *
 * @param {?string} [text]
 */
export function words(text) {
  return text ? String(text).replace(/_/g, " ") : "none given";
}

/* What a missing word means depends on what it is a word for. */
/** @type {Record<string, string>} */
const MISSING = { timing: "no onset", pattern: "not measured", lifter: "not given" };

/** @param {string} name @param {string} word */
export const wordOf = (name, word) => (word === "unknown" && MISSING[name]) || words(word);

/** @param {number} n with separators of thousands */
export const count = (n) => n.toLocaleString("en");

/** @param {number} n @param {string} one */
export const many = (n, one) => count(n) + " " + one + (n === 1 ? "" : "s");

/**
 * At most so many letters, cut in the middle: names of one source begin alike, and often end so.
 *
 * @param {string} text
 * @param {number} most
 */
export function middle(text, most) {
  if (text.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return text.slice(0, most - 1 - end) + "…" + text.slice(text.length - end);
}

/**
 * What fits into so many pixels, cut at the end; nothing where there is no room for a word.
 *
 * @param {string} text
 * @param {number} pixels
 */
export function fit(text, pixels) {
  const letters = Math.floor(pixels / 6);
  if (text.length <= letters) return text;
  return letters > 3 ? text.slice(0, letters - 1) + "…" : "";
}

/** @param {string} text with its first letter as a capital */
export const capital = (text) => text[0].toUpperCase() + text.slice(1);
