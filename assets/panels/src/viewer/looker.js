// @ts-check
/* FiftyOne's player of a video, its "looker": what it shows, and moving it. */

import { videoCanvas, videoElement } from "../shared/page.js";
import { drawnFrame } from "./time.js";

/**
 * What a looker's picture is: the frame that it has drawn, or none while it loads or moves; and
 * the ids under which the App knows its sample (a clip has one of its own, and its video's).
 */
export function pictureOf(looker, clock) {
  const fps = clock.appFps;
  const { state, sample } = looker;
  if (state.error) return { known: false }; // the browser cannot play it: nothing is on screen
  const ids = [
    sample && sample._id,
    sample && sample.id,
    state.config && state.config.sampleId,
  ].filter(Boolean);
  /** @type {any} */
  let video = null;
  try {
    video = looker.getVideo();
  } catch (error) {
    /* not made yet */
  }
  // A looker that waits, for the video or for the labels of the frame, has not drawn it yet.
  const there = state.loaded && state.duration !== null && !state.seeking && !looker.waiting;
  if (!there || (video && (video.seeking || video.readyState < 2)))
    return { known: true, frame: null, ids };
  const frame = looker.frameNumber || null;
  // The looker counts at once; its video follows.
  const drawn = video && fps ? drawnFrame(video.currentTime, fps) : frame;
  const off = frame === null || Math.abs(drawn - frame) > (state.playing ? 3 : 1);
  const time = video && fps ? paintedTime(video) : null;
  if (off || time === null)
    return { known: true, frame: off ? null : shownFrame(looker, clock), ids };
  const painted = drawnFrame(time, fps);
  // On a busy machine the canvas follows the video by some tenths of a second.
  const late = !Number.isFinite(painted) || (!state.playing && Math.abs(painted - frame) > 1);
  return { known: true, frame: late ? null : clock.frameAt(time), ids };
}

/** The frame that a looker shows, or none while that is not known. */
export function shownFrame(looker, clock) {
  const number = looker.frameNumber || null;
  if (clock.isEven || number === null) return number;
  // One number of the App may stand for several frames; the time of its video tells them apart.
  try {
    const video = looker.getVideo();
    const near = Math.abs(drawnFrame(video.currentTime, clock.appFps) - number) <= 1;
    if (near && !video.seeking) return clock.frameAt(video.currentTime);
  } catch (error) {
    /* not made yet */
  }
  return clock.ofApp(number);
}

const paints = new WeakMap();

/**
 * The time of the video in seconds when the App last drew it: it shows a canvas, and not the
 * video itself. NaN if that was while the video moved, null where it is not known.
 */
function paintedTime(video) {
  const canvas = videoCanvas();
  if (!canvas) return null;
  if (!paints.has(canvas)) {
    /** @type {{video: any, time: ?number}} */
    const note = { video: null, time: null };
    paints.set(canvas, note);
    try {
      const context = canvas.getContext("2d");
      const draw = context.drawImage;
      context.drawImage = function (image) {
        if (image instanceof HTMLVideoElement) {
          note.video = image;
          note.time = image.seeking || image.readyState < 2 ? NaN : image.currentTime;
        }
        return draw.apply(this, arguments);
      };
    } catch (error) {
      /* another kind of canvas: what it shows cannot be known */
    }
  }
  const { video: drawn, time } = paints.get(canvas);
  return drawn === video ? time : null;
}

/** Answers whether there was a loaded video to move: a looker drops what comes too early. */
export function seek(looker, frame, clock) {
  if (looker && typeof looker.seekToFrame === "function") {
    if (looker.state && (!looker.state.loaded || looker.state.duration === null)) return false;
    looker.seekToFrame(clock.toApp(frame));
    return true;
  }
  // What every player has.
  const video = videoElement();
  if (!video || !clock.fps) return false;
  video.currentTime = clock.inside(frame);
  return true;
}
