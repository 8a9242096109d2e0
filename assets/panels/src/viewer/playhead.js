// @ts-check
/* The video's position, read and set, whatever the App offers for it.
 *
 * FiftyOne 1.22 shows videos with its "looker", found in the atom modalLooker. Later versions
 * publish the frame through their playback module. Which of them exists is decided once, when
 * this file is loaded, because React's hooks must not come and go. Where neither exists the
 * viewer stays a static plot and says so.
 */

import { fopb, fos, recoil, useEffect, useMemo, useState } from "../shared/app.js";
import { isVideoShown, playerTime } from "../shared/page.js";
import { pictureOf, seek, shownFrame } from "./looker.js";
import { frameOf, makeClock } from "./time.js";

const atom = fos.modalLooker;
const readAtom = recoil.useRecoilValue;
const useLooker = atom && readAtom ? () => readAtom(atom) : () => null;
const publishes = typeof fopb.useCurrentPublishedFrame === "function";
const usePublishedFrame = publishes ? () => fopb.useCurrentPublishedFrame() : () => undefined;

/** A value that many may watch, without React drawing everything anew at each frame. */
export function makeFrame() {
  const watchers = new Set();
  /** @type {?number} */
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
export function useFrame(source) {
  const [frame, setFrame] = useState(source.get());
  useEffect(() => {
    setFrame(source.get());
    return source.watch(setFrame);
  }, [source]);
  return frame;
}

/**
 * @param {any} video the open one, as the server sends it
 * @param {boolean} annotating whether the App's Annotate tab is open
 * @returns {{frame: any, seek: (n: number) => boolean, picture: () => any, mode: string}} mode is
 *   "live", "following" (the video can be followed, not moved), "waiting" (it is not there yet),
 *   or "static" (this App does not tell). `picture` tells what is on screen at this moment.
 */
export function usePlayhead(video, annotating) {
  const { fps, app_fps: appFps, curves } = video || {};
  const clock = useMemo(() => makeClock(video), [fps, appFps, curves]);
  const looker = useLooker();
  const published = usePublishedFrame();
  const frame = useMemo(makeFrame, []);
  const isPublished = typeof published === "number";
  const follows = !annotating && Boolean(looker && typeof looker.subscribeToState === "function");

  useEffect(() => {
    if (!follows) return undefined;
    const update = () => {
      try {
        frame.set(shownFrame(looker, clock));
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
  }, [looker, follows, frame, clock]);

  useEffect(() => {
    if (isPublished) frame.set(clock.ofApp(published));
  }, [published, isPublished, frame, clock]);

  // The Annotate tab of 1.22 has another player, which tells its time on its face only.
  useEffect(() => {
    if (!annotating || isPublished) return undefined;
    const timer = window.setInterval(() => frame.set(frameOf(playerTime(), clock)), 100);
    return () => window.clearInterval(timer);
  }, [annotating, isPublished, clock, frame]);

  return useMemo(() => {
    const possible = Boolean(atom && readAtom) || publishes;
    const live = follows || isPublished;
    return {
      frame,
      mode: live ? "live" : annotating ? "following" : possible ? "waiting" : "static",
      seek: (n) => !annotating && seek(looker, n, clock),
      picture: () => {
        if (!possible || !isVideoShown()) return { known: false };
        if (isPublished) return { known: true, frame: clock.ofApp(published) };
        if (annotating) return { known: true, frame: frameOf(playerTime(), clock) };
        return follows ? pictureOf(looker, clock) : { known: true, frame: null };
      },
    };
  }, [looker, follows, isPublished, annotating, frame, clock]);
}
