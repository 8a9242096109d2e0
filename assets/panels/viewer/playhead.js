/* The video's position, read and set, whatever the App offers for it.
 *
 * FiftyOne 1.22 shows videos with its "looker", found in the atom modalLooker. Later versions
 * publish the frame through their playback module. Which of them exists is decided once, when
 * this file is loaded, because React's hooks must not come and go. Where neither exists the
 * viewer stays a static plot and says so.
 */
(function () {
  "use strict";
  const { useEffect, useMemo, useState } = window.__foButtwink__.viewer;

  const atom = window.__fos__ && window.__fos__.modalLooker;
  const readAtom = window.recoil && window.recoil.useRecoilValue;
  const usePublished = window.__fopb__ && window.__fopb__.useCurrentPublishedFrame;
  const useLooker = atom && readAtom ? () => readAtom(atom) : () => null;
  const usePublishedFrame =
    typeof usePublished === "function" ? () => usePublished() : () => undefined;

  /** A value that many may watch, without React drawing everything anew at each frame. */
  function makeFrame() {
    const watchers = new Set();
    let value = null;
    return {
      get: () => value,
      set(next) {
        if (next === value) return;
        value = next;
        watchers.forEach((watch) => watch(next));
      },
      watch(watch) {
        watchers.add(watch);
        return () => watchers.delete(watch);
      },
    };
  }

  /** The value of such a frame, for the few elements that move with it. */
  function useFrame(source) {
    const [frame, setFrame] = useState(source.get());
    useEffect(() => {
      setFrame(source.get());
      return source.watch(setFrame);
    }, [source]);
    return frame;
  }

  /**
   * @param {number} fps frames per second of the video
   * @param {boolean} annotating whether the App's Annotate tab is open
   * @returns {{frame, seek: function(number): boolean, picture: function, mode: string}} mode is
   *   "live", "following" (the video can be followed, not moved), "waiting" (it is not there yet),
   *   or "static" (this App does not say). `picture` tells what is on screen at this moment.
   */
  function usePlayhead(fps, annotating) {
    const looker = useLooker();
    const published = usePublishedFrame();
    const frame = useMemo(makeFrame, []);
    const isPublished = typeof published === "number";
    const follows = !annotating && Boolean(looker && typeof looker.subscribeToState === "function");

    useEffect(() => {
      if (!follows) return undefined;
      const update = () => {
        try {
          frame.set(looker.frameNumber || null);
        } catch (error) {
          frame.set(null);
        }
      };
      const stop = looker.subscribeToState("frameNumber", update);
      update();
      return () => {
        if (typeof stop === "function") stop();
        frame.set(null);
      };
    }, [looker, follows, frame]);

    useEffect(() => {
      if (isPublished) frame.set(published);
    }, [published, isPublished, frame]);

    // The Annotate tab of 1.22 has another player, which tells its time on its face only.
    useEffect(() => {
      if (!annotating || isPublished) return undefined;
      const timer = window.setInterval(() => frame.set(readTime(fps)), 100);
      return () => window.clearInterval(timer);
    }, [annotating, isPublished, fps, frame]);

    return useMemo(() => {
      const possible = Boolean(atom && readAtom) || typeof usePublished === "function";
      const live = follows || isPublished;
      return {
        frame,
        mode: live ? "live" : annotating ? "following" : possible ? "waiting" : "static",
        seek: (n) => !annotating && seek(looker, n, fps),
        picture: () => {
          if (!possible || !visible()) return { known: false };
          if (isPublished) return { known: true, frame: published };
          if (annotating) return { known: true, frame: readTime(fps) };
          return follows ? pictureOf(looker, fps) : { known: true, frame: null };
        },
      };
    }, [looker, follows, isPublished, annotating, frame, fps]);
  }

  /** Frame from a readout such as "0:02.80 / 0:10.16" or "71 / 254". */
  function readTime(fps) {
    const element = document.querySelector("[data-cy=modal] [data-testid=timeline-playhead-time]");
    const text = element ? element.textContent.split("/")[0].trim() : "";
    const time = text.match(/^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/);
    if (time && fps) {
      const seconds = 3600 * Number(time[1] || 0) + 60 * Number(time[2]) + Number(time[3]);
      return Math.round(seconds * fps) + 1;
    }
    const number = text.match(/^#?(\d+)$/);
    return number ? Number(number[1]) : null;
  }

  /** Whether the modal shows the video at all: its tab may lie behind this panel's. */
  function visible() {
    const tab = document.querySelector("[data-cy=modal] [data-cy=panel-content-fo-sample-modal-plugin]");
    return Boolean(tab && tab.offsetParent);
  }

  /**
   * What a looker's picture is: the frame that it has drawn, or none while it loads or moves; and
   * the ids under which the App knows its sample (a clip has one of its own, and its video's).
   */
  function pictureOf(looker, fps) {
    const { state, sample } = looker;
    if (state.error) return { known: false }; // the browser cannot play it: nothing is on screen
    const ids = [sample && sample._id, sample && sample.id, state.config && state.config.sampleId].filter(Boolean);
    let video = null;
    try {
      video = looker.getVideo();
    } catch (error) {
      /* not made yet */
    }
    // A looker that waits, for the video or for the labels of the frame, has not drawn it yet.
    const there = state.loaded && state.duration !== null && !state.seeking && !looker.waiting;
    if (!there || (video && (video.seeking || video.readyState < 2))) return { known: true, frame: null, ids };
    const frame = looker.frameNumber || null;
    // The looker counts at once; its video follows.
    const drawn = video && fps ? Math.floor(video.currentTime * fps + 0.01) + 1 : frame;
    const off = frame === null || Math.abs(drawn - frame) > (state.playing ? 3 : 1);
    const time = video && fps ? paintedTime(video) : null;
    if (off || time === null) return { known: true, frame: off ? null : frame, ids };
    const painted = Math.floor(time * fps + 0.01) + 1;
    // On a busy machine the canvas follows the video by some tenths of a second.
    const late = !Number.isFinite(painted) || (!state.playing && Math.abs(painted - frame) > 1);
    return { known: true, frame: late ? null : painted, ids };
  }

  const paints = new WeakMap();

  /**
   * The time of the video in seconds when the App last drew it: it shows a canvas, and not the
   * video itself. NaN if that was while the video moved, null where it is not known.
   */
  function paintedTime(video) {
    const canvas = document.querySelector("[data-cy=modal] [data-cy=modal-looker-container] canvas");
    if (!canvas) return null;
    if (!paints.has(canvas)) {
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
  function seek(looker, frame, fps) {
    if (looker && typeof looker.seekToFrame === "function") {
      if (looker.state && (!looker.state.loaded || looker.state.duration === null)) return false;
      looker.seekToFrame(frame);
      return true;
    }
    // What every player has. The middle of the frame, so that rounding cannot miss it.
    const video = document.querySelector("[data-cy=modal] video");
    if (!video || !fps) return false;
    video.currentTime = (frame - 0.5) / fps;
    return true;
  }

  Object.assign(window.__foButtwink__.viewer, { makeFrame, useFrame, usePlayhead });
})();
