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

  /** The present frame, for the few elements that move with it. */
  function useFrame(playhead) {
    const [frame, setFrame] = useState(playhead.frame.get());
    useEffect(() => {
      setFrame(playhead.frame.get());
      return playhead.frame.watch(setFrame);
    }, [playhead]);
    return frame;
  }

  /**
   * @returns {{frame, seek: function(number): boolean, mode: string}} mode is "live", "waiting"
   *   (the video is not there yet), or "static" (this App does not tell).
   */
  function usePlayhead(fps) {
    const looker = useLooker();
    const published = usePublishedFrame();
    const frame = useMemo(makeFrame, []);
    const follows = Boolean(looker && typeof looker.subscribeToState === "function");

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
      if (typeof published === "number") frame.set(published);
    }, [published, frame]);

    return useMemo(() => {
      const told = follows || typeof published === "number";
      const possible = Boolean(atom && readAtom) || typeof usePublished === "function";
      return {
        frame,
        mode: told ? "live" : possible ? "waiting" : "static",
        seek: (n) => seek(looker, n, fps),
      };
    }, [looker, follows, typeof published === "number", frame, fps]);
  }

  function seek(looker, frame, fps) {
    if (looker && typeof looker.seekToFrame === "function") {
      looker.seekToFrame(frame);
      return true;
    }
    // What every player has. The middle of the frame, so that rounding cannot miss it.
    const video = document.querySelector("[data-cy=modal] video");
    if (!video || !fps) return false;
    video.currentTime = (frame - 0.5) / fps;
    return true;
  }

  Object.assign(window.__foButtwink__.viewer, { useFrame, usePlayhead });
})();
