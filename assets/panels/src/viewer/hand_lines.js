// @ts-check
/* Lines on a still, and what follows from how they turn; the same as domain/hand in Python.
 *
 * A line is [x1, y1, x2, y2] in pixels of the video as players show it: first its rear point, or
 * the lower one of a chord of the back. */

/** @typedef {[number, number, number, number]} Line */

/** @param {Line} line @returns {number} its length in pixels */
export const lengthOf = (line) => Math.hypot(line[2] - line[0], line[3] - line[1]);

/**
 * Direction of a line in degrees, forward +: a body that turns forward turns clockwise in the
 * picture if it faces right.
 *
 * @param {Line} line
 * @param {boolean} right whether the lifter looks to the right of the picture
 */
export function rotation(line, right) {
  const dx = (line[2] - line[0]) * (right ? 1 : -1);
  return (Math.atan2(line[3] - line[1], dx) * 180) / Math.PI;
}

/** @param {number} deg @returns {number} the same turn, from -180 to 180 */
export const unwrapped = (deg) => ((((deg + 180) % 360) + 360) % 360) - 180;

/**
 * How far a line is turned from another one, forward +; null where one of them is missing.
 *
 * @param {?Line | undefined} line
 * @param {?Line | undefined} reference
 * @param {boolean} right
 */
export function change(line, reference, right) {
  if (!line || !reference) return null;
  return unwrapped(rotation(line, right) - rotation(reference, right));
}

/**
 * Reversal, rise and wink from the changes of pelvis and trunk, from the first frame of the
 * descent to the deepest one; null where a line is missing or there are too few frames.
 *
 * @param {Array<?number>} pelvis
 * @param {Array<?number>} trunk
 * @param {number} least frames that are needed
 */
export function amounts(pelvis, trunk, least) {
  const none = { reversal: null, rise: null, wink: null };
  if (pelvis.length < least || pelvis.some((p) => p === null)) return none;
  const known = /** @type {number[]} */ (pelvis);
  const top = known.indexOf(Math.max(...known));
  const last = known.length - 1;
  const reversal = known[top] - known[last];
  const [a, b] = [trunk[top], trunk[last]];
  if (a === null || b === null) return { ...none, reversal };
  const rise = b - known[last] - (a - known[top]);
  return { reversal, rise, wink: Math.max(0, Math.min(reversal, rise)) };
}

/** @param {Line} line @returns {number} degrees by which one pixel at one end turns it */
export const degPerPixel = (line) => (Math.atan2(1, lengthOf(line)) * 180) / Math.PI;

/**
 * The line with one end elsewhere.
 *
 * @param {Line} line
 * @param {number} end 0 the rear (or lower) one, 1 the other
 * @param {number} x
 * @param {number} y
 * @returns {Line}
 */
export function withEnd(line, end, x, y) {
  return end === 0 ? [x, y, line[2], line[3]] : [line[0], line[1], x, y];
}

/** @param {Line} line @param {number} dx @param {number} dy @returns {Line} moved as a whole */
export const shifted = (line, dx, dy) => [line[0] + dx, line[1] + dy, line[2] + dx, line[3] + dy];

/** @param {Line} line @returns {Line} with its ends swapped */
export const swapped = (line) => [line[2], line[3], line[0], line[1]];

/**
 * Which end of a line lies within reach of a point; null if none does.
 *
 * @param {?Line | undefined} line
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
export function endAt(line, x, y, reach) {
  if (!line) return null;
  const first = Math.hypot(line[0] - x, line[1] - y);
  const second = Math.hypot(line[2] - x, line[3] - y);
  if (Math.min(first, second) > reach) return null;
  return first < second ? 0 : 1;
}
