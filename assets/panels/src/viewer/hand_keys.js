// @ts-check
/* The keys of measuring by hand. They are caught before the App's own, whose arrows would open
 * another sample. */

import { useEffect, useRef } from "../shared/app.js";
import { isTyping } from "../shared/elements.js";
import { isAnnotating, isCovered } from "../shared/page.js";

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** A nudge with the shift key, in pixels of the video. */
export const FAR = 5;
const ZOOM_STEP = 0.8;

/**
 * What a key does; null if it is none of ours.
 *
 * @param {{key: string, shiftKey?: boolean}} event
 * @param {any} state
 * @param {?number} frame of the video's playhead
 */
export function actionOf(event, state, frame) {
  const by = event.shiftKey ? FAR : 1;
  const arrow = ARROWS[event.key];
  if (arrow) return { type: "nudge", dx: by * arrow[0], dy: by * arrow[1] };
  if (event.key === "Tab") return { type: "other_end" };
  if (event.key === "Delete" || event.key === "Backspace") return { type: "clear" };
  if (event.key === "+" || event.key === "=") return { type: "zoom", factor: ZOOM_STEP };
  if (event.key === "-") return { type: "zoom", factor: 1 / ZOOM_STEP };
  if (event.key === "0") return { type: "fit" };
  const quality = state.rules.qualities[Number(event.key) - 1];
  if (quality) return { type: "set", values: { quality } };
  switch (event.key.toLowerCase()) {
    case "p":
      return { type: "choose", kind: "pelvis" };
    case "t":
      return { type: "choose", kind: "trunk" };
    case "n":
      return { type: "step", by: 1 };
    case "b":
      return { type: "step", by: -1 };
    case "x":
      return { type: "swap" };
    case "c":
      return { type: "copy" };
    case "f":
      return frame === null
        ? { type: "said", text: "The video does not tell its frame." }
        : { type: "add", frame };
    default:
      return null;
  }
}

/**
 * @param {{state: any, dispatch: (a: any) => void, root: any, focusOn: any, frame: () => ?number,
 *   save: (next: boolean) => void, close: () => void}} props
 */
export function useHandKeys(props) {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const down = (event) => {
      const { state, dispatch, root, focusOn, frame, save, close } = latest.current;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      // A panel in a hidden tab stays mounted.
      if (!root.current || !root.current.offsetParent || isCovered() || isAnnotating()) return;
      const mine = () => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      if (event.key === "Escape") {
        mine();
        if (isTyping(event.target)) event.target.blur();
        else if (state && state.pending) dispatch({ type: "cancel" });
        else close();
        return;
      }
      if (!state || isTyping(event.target)) return;
      // With Shift, and elsewhere, the tabulator goes from button to button; Enter presses them.
      if (event.key === "Tab" && (event.shiftKey || document.activeElement !== focusOn.current))
        return;
      const action = event.key.toLowerCase() === "s" ? null : actionOf(event, state, frame());
      if (event.key.toLowerCase() === "s") {
        mine();
        if (!event.repeat) save(!event.shiftKey);
      } else if (action) {
        mine();
        dispatch(action);
      }
    };
    window.addEventListener("keydown", down, true);
    return () => window.removeEventListener("keydown", down, true);
  }, []);
}
