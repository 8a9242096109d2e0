// @ts-check
/* Pictures of the deepest frames: cut out of the videos by the browser, one at a time, and kept. */

import { fos } from "../shared/app.js";

const pictures = new Map();
let turn = Promise.resolve();

function grab(url, seconds) {
  return new Promise((resolve, reject) => {
    const video = document.createElement("video");
    const late = setTimeout(() => done(reject, new Error("too slow")), 8000);
    const done = (settle, value) => {
      clearTimeout(late);
      video.removeAttribute("src");
      video.load();
      settle(value);
    };
    video.muted = true;
    video.preload = "auto";
    video.onerror = () => done(reject, new Error("cannot be played"));
    video.onloadedmetadata = () => {
      video.currentTime = Math.min(seconds, Math.max(0, video.duration - 0.05));
    };
    video.onseeked = () => {
      const size = 108;
      const scale = Math.max(size / video.videoWidth, size / video.videoHeight);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = size;
      const [w, t] = [video.videoWidth * scale, video.videoHeight * scale];
      try {
        const context = /** @type {any} */ (canvas.getContext("2d"));
        context.drawImage(video, (size - w) / 2, (size - t) / 2, w, t);
        done(resolve, canvas.toDataURL("image/jpeg", 0.8));
      } catch (error) {
        done(reject, error); // a video of another origin
      }
    };
    video.src = url;
  });
}

export function picture(row) {
  const key = (row.media || row.filepath) + "#" + row.bottom;
  if (!pictures.has(key)) {
    if (pictures.size > 400) pictures.delete(pictures.keys().next().value);
    const work = turn.then(() =>
      grab(
        fos.getSampleSrc(row.media || row.filepath),
        row.bottom_shown_s ?? (row.bottom - 0.5) / row.fps,
      ),
    );
    pictures.set(key, work);
    turn = work.catch(() => pictures.set(key, Promise.resolve(null)));
  }
  return pictures.get(key);
}
