// @ts-check
/* What follows the App: coming back to the grid, and going to the frame of what was opened. */

import { fos, recoil, useEffect, useRef } from "../shared/app.js";

/* Tells when somebody comes back to the grid: from a sample (its id), or from another window. */
export function useReturns(onReturn) {
  const back = useRef(onReturn);
  back.current = onReturn;
  const modal = recoil.useRecoilValue(fos.modalSelector);
  const id = modal ? modal.id : null;
  const last = useRef(null);
  useEffect(() => {
    const closed = last.current;
    last.current = id;
    if (id || !closed) return undefined;
    // The Annotate tab stores its last edit when it goes.
    const timers = [300, 2500].map((ms) => setTimeout(() => back.current(closed), ms));
    return () => timers.forEach(clearTimeout);
  }, [id]);
  useEffect(() => {
    const focus = () => document.hidden || back.current(null);
    window.addEventListener("focus", focus);
    return () => window.removeEventListener("focus", focus);
  }, []);
}

/* Once the opened repetition's video is there, go to its first frame. */
export function useSeek(row, onDone) {
  const looker = recoil.useRecoilValue(fos.modalLooker);
  useEffect(() => {
    if (!looker || !row || !row.first || typeof looker.seekToFrame !== "function") return undefined;
    let tries = 0;
    let nudged = false;
    const timer = setInterval(() => {
      tries += 1;
      try {
        const shown = looker.state.config.sampleId;
        if (shown !== row.id && shown !== row.sample_id) return; // the one that was open before
        // A clip's looker says its first frame before the player has gone there: nudge it once.
        if (!nudged) nudged = looker.seekToFrame(row.first + 1) || true;
        else if (looker.frameNumber === row.first || tries > 240) onDone();
        else looker.seekToFrame(row.first);
      } catch (error) {
        onDone(); // another player: the video starts at its beginning
      }
    }, 250);
    return () => clearInterval(timer);
  }, [looker, row]);
}
