// @ts-check
/* What is on screen: brings the chosen repetition there, and tells whether it is there. */

import { useEffect, useMemo, useRef, useState } from "../shared/app.js";
import { belongs, framesOf, startOf, within } from "./frames.js";

const LOOK_MS = 40;
/** After so long a wish to move the video is repeated: the App may have moved it itself. */
const AGAIN_MS = 500;
/** For so long the App may still put a video that it has just opened back to its start. */
const HOLD_MS = 1000;
/** So long the panel waits for a video that does not come. */
const PATIENCE_MS = 15000;
/** Nobody has looked at a picture that has been there for a shorter time. */
const SEEN_MS = 150;

/**
 * @param {any} session with the chosen repetition, and `wanted`: where the video is to go
 * @param {any} playhead the video, see playhead.js
 * @returns {{pending: boolean, refusal: () => string}} whether the video is still loading to
 *   the repetition; and why a verdict on it would be about something else, or "".
 */
export function usePicture(session, playhead) {
  const { data, rep, wanted, modalId } = session;
  const [pending, setPending] = useState(false);
  const now = useRef({});
  now.current = { data, rep, wanted, modalId, playhead, clearWanted: session.clearWanted };
  const state = useRef({ wish: null, since: null, sought: 0, there: null, rep: null });

  const look = useRef(() => null);
  look.current = () => {
    const { data: at, rep: named, playhead: video, modalId: open } = now.current;
    if (!named || !at || !at.video) return { text: "there is no repetition" };
    if (open && at.modal_id && at.modal_id !== open) return { text: "the video is being opened" };
    const seen = video.picture();
    if (!seen.known) return { unseen: true };
    if (seen.ids && seen.ids.length && ![open, at.video.sample].some((id) => seen.ids.includes(id)))
      return { text: "the video is being opened" };
    if (seen.frame === null || seen.frame === undefined)
      return { text: "the video is still loading" };
    if (belongs(seen.frame, named, at.video.reps, at.video.fps))
      return { frame: seen.frame, shown: true, inside: within(seen.frame, named) };
    const [first, last] = framesOf(named);
    return {
      frame: seen.frame,
      text:
        "the video shows frame " +
        seen.frame +
        ", rep " +
        named.number +
        " is frames " +
        first +
        " to " +
        last,
    };
  };

  useEffect(() => {
    const tick = () => {
      const s = state.current;
      const { wanted: wish, rep: named, playhead: video, clearWanted } = now.current;
      const found = look.current();
      const time = Date.now();
      if (s.rep !== (named && named.id)) Object.assign(s, { rep: named && named.id, since: null });
      s.since = found.shown ? s.since || time : null;
      if (s.wish !== wish) Object.assign(s, { wish, asked: time, sought: 0, there: null });
      if (wish) {
        const arrived = found.shown && found.inside && (s.sought || found.frame === wish.frame);
        if (arrived) s.there = s.there || time;
        const back =
          s.there &&
          !arrived &&
          found.frame !== undefined &&
          found.frame <= startOf(now.current.data);
        if (s.there && !arrived && !back && found.frame !== undefined)
          clearWanted(wish); // somebody has moved it
        else if (arrived && time - s.there >= HOLD_MS) clearWanted(wish);
        else if (
          !arrived &&
          (back || time - s.sought > AGAIN_MS) &&
          found.frame !== undefined &&
          video.seek(wish.frame)
        )
          s.sought = time;
        else if (time - s.asked > PATIENCE_MS && !["waiting", "following"].includes(video.mode))
          clearWanted(wish);
      }
      setPending(
        Boolean(now.current.wanted) && !found.unseen && !found.shown && video.mode === "live",
      );
    };
    const timer = window.setInterval(tick, LOOK_MS);
    tick();
    return () => window.clearInterval(timer);
  }, []);

  return useMemo(
    () => ({
      pending,
      refusal: () => {
        const found = look.current();
        if (found.unseen) return "";
        if (found.text) return found.text;
        const { since } = state.current;
        return since && Date.now() - since >= SEEN_MS
          ? ""
          : "rep " + now.current.rep.number + " has only just appeared";
      },
    }),
    [pending],
  );
}
