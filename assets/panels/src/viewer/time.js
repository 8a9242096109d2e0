// @ts-check
/* Frames and seconds of a video; frames count from 1. */

/**
 * The frame that a player draws at a time.
 *
 * @param {number} seconds
 * @param {number} fps
 */
export const drawnFrame = (seconds, fps) => Math.floor(seconds * fps + 0.01) + 1;

/**
 * The time of the middle of a frame, in seconds: rounding cannot miss it.
 *
 * @param {number} frame
 * @param {number} fps
 */
export const middleOf = (frame, fps) => (frame - 0.5) / fps;

/** Frame from a readout such as "0:02.80 / 0:10.16" or "71 / 254". */
export function frameOf(readout, fps) {
  const text = readout.split("/")[0].trim();
  const time = text.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
  if (time && fps) {
    const seconds = 3600 * Number(time[1] || 0) + 60 * Number(time[2]) + Number(time[3]);
    return Math.round(seconds * fps) + 1;
  }
  const number = text.match(/^#?(\d+)$/);
  return number ? Number(number[1]) : null;
}
