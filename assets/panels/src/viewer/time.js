// @ts-check
/* Frames and seconds of a video; frames count from 1.
 *
 * Players and the App's timeline have a clock that begins with the file. The App counts frames
 * evenly on it, at the mean rate; where the frames of a video do not follow each other evenly, or
 * begin late, its numbers are not ours, and only the time tells which frame is shown.
 */

/** Times further than this share of a mean frame from even ones are used; a convention. */
const UNEVEN = 0.25;
/** The App shows frame n at the time (n - 1 + this) / rate. */
const APP_IN_FRAME = 0.01;

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

/**
 * Which frame of a video is shown when. Numbers of the App become ours by `ofApp`, ours become
 * the App's by `toApp`; where the video is even and begins with its file these are the same.
 *
 * @param {?{fps: number, app_fps?: number, start_s?: number,
 *   curves?: {time_s?: (number | null)[]}}} video
 */
export function makeClock(video) {
  const fps = (video && video.fps) || 0;
  const start = (video && video.start_s) || 0;
  const given = (video && video.curves && video.curves.time_s) || [];
  const even = (frame) => (frame - 1) / fps;
  const times = given.map((t, i) => (t == null ? even(i + 1) : t));
  // FiftyOne's own rate, which other programs may have read from the file's header.
  const appFps = (video && video.app_fps) || fps;
  const isEven =
    !fps ||
    (Math.abs(start * fps) < UNEVEN &&
      times.every((t, i) => Math.abs(t - even(i + 1)) * fps < UNEVEN) &&
      times.length * Math.abs(fps / appFps - 1) < UNEVEN);
  const timeOf = (frame) => start + (times[frame - 1] ?? even(frame));
  const frameAt = (seconds) => {
    if (isEven) return drawnFrame(seconds, fps);
    const wanted = seconds - start + 0.01 / fps;
    if (!times.length) return Math.max(1, Math.floor(wanted * fps) + 1);
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const mid = Math.ceil((low + high) / 2);
      if (times[mid] <= wanted) low = mid;
      else high = mid - 1;
    }
    return low + 1;
  };
  // Soon after its beginning: where frames are uneven and refer to later ones, Chromium takes
  // a long frame for a short one when it is moved, and shows the next one.
  const inside = (frame) => {
    if (isEven) return middleOf(frame, fps);
    const begins = timeOf(frame);
    const own = frame < times.length ? timeOf(frame + 1) - begins : 1 / fps;
    return begins + 0.25 * Math.min(own, 1 / fps);
  };
  return {
    fps,
    appFps,
    isEven,
    frameAt,
    /** A time at which players show this frame. */
    inside,
    ofApp: (number) =>
      isEven || number === null ? number : frameAt((number - 1 + APP_IN_FRAME) / appFps),
    /** The first number at which the App shows this frame, or else one next to it. */
    toApp: (frame) => {
      if (isEven) return frame;
      const first = Math.ceil(timeOf(frame) * appFps - APP_IN_FRAME) + 1;
      const shows = frameAt((first - 1 + APP_IN_FRAME) / appFps) === frame;
      const near = Math.round(inside(frame) * appFps - APP_IN_FRAME) + 1;
      return Math.max(1, shows ? first : near);
    },
  };
}

/** Frame from a readout such as "0:02.80 / 0:10.16" or "71 / 254". */
export function frameOf(readout, clock) {
  const text = readout.split("/")[0].trim();
  const time = text.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
  if (time && clock.fps) {
    const seconds = 3600 * Number(time[1] || 0) + 60 * Number(time[2]) + Number(time[3]);
    // Read off a face with two digits, so a frame may be shown just after the time that it says.
    return clock.isEven ? Math.round(seconds * clock.fps) + 1 : clock.frameAt(seconds + 0.005);
  }
  const number = text.match(/^#?(\d+)$/);
  return number ? clock.ofApp(Number(number[1])) : null;
}
