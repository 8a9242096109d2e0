// @ts-check
/* Axes: round steps, and the numbers that stand beside them. */

/**
 * The smallest of 1, 2, 5 times a power of ten that is not smaller than this.
 *
 * @param {number} rough
 */
export function niceStep(rough) {
  const power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-6))));
  const fits = [1, 2, 5, 10].map((s) => s * power).find((s) => s >= rough);
  return fits === undefined ? 10 * power : fits;
}

/**
 * Round numbers from `low` to `high`, both included, in steps.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} step
 */
export function multiples(low, high, step) {
  const out = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let n = first; n * step <= high + 1e-9; n += 1) out.push(n * step || 0); // never -0
  return out;
}

/**
 * Ticks of an axis with the digits that tell them apart.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} about how many are wanted at most
 */
export function ticks(low, high, about) {
  const step = niceStep((high - low) / about);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return { values: multiples(low, high, step), digits };
}

/**
 * From a number to its place on the screen, and back.
 *
 * @param {number[]} domain the numbers at both ends
 * @param {number[]} range the places in px at both ends
 */
export function linear([low, high], [from, to]) {
  return {
    /** @param {number} v */
    px: (v) => from + ((v - low) / (high - low)) * (to - from),
    /** @param {number} p */
    value: (p) => low + ((p - from) / (to - from)) * (high - low),
  };
}

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
