// @ts-check
/* What a reviewer can do, and one key for each. */

import { useEffect, useRef, useState } from "../shared/app.js";
import { isTyping } from "../shared/elements.js";
import { isAnnotating, isCovered } from "../shared/page.js";

/* Letters that FiftyOne's modal leaves free in its Explore mode. */
export const ACTIONS = [
  {
    key: "y",
    name: "confirmed",
    title: "Confirm",
    help: "The machine's label is right",
    main: true,
  },
  {
    key: "e",
    name: "edit",
    title: "Correct",
    help: "The label, onset or frames are wrong; say what is right",
  },
  {
    key: "n",
    name: "rejected",
    title: "Reject",
    help: "The label is wrong, and I cannot say what is right",
  },
  { key: "o", name: "not_a_squat", title: "Not a squat", help: "This movement is no squat" },
  {
    key: "i",
    name: "not_measurable",
    title: "Not measurable",
    help: "Nobody could tell from this video",
  },
  { key: "u", name: "undo", title: "Undo", help: "Take back the last verdict on this repetition" },
  { key: "a", name: "note", title: "Note", help: "Write a remark; it is stored with the verdict" },
];
/** A second press within this time belongs to the first one. */
export const DOUBLE_MS = 300;
/** Actions that are stored at once. */
export const VERDICTS = ["confirmed", "rejected", "not_a_squat", "not_measurable"];

export const MOVES = [
  {
    key: "b",
    name: "previous",
    title: "Previous",
    help: "The flagged repetition before this one, or any one where none is flagged",
  },
  {
    key: "g",
    name: "next",
    title: "Next",
    help: "The flagged repetition after this one, or any one where none is flagged",
  },
];

/** Call `act(name)` for the keys above, unless somebody is typing, or they rest. */
export function useKeys(act, root, resting = false) {
  const latest = useRef(act);
  latest.current = resting ? null : act;
  useEffect(() => {
    const down = (event) => {
      if (
        !latest.current ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        event.shiftKey ||
        isTyping(event.target)
      )
        return;
      // A panel in a hidden tab stays mounted: what nobody sees must not be reviewed.
      if (!root.current || !root.current.offsetParent || isCovered() || isAnnotating()) return;
      const action = [...ACTIONS, ...MOVES].find((a) => a.key === event.key);
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) latest.current(action.name);
    };
    window.addEventListener("keydown", down, true);
    return () => window.removeEventListener("keydown", down, true);
  }, [root]);
}

/** Whether the App's Annotate tab is open. */
export function useAnnotating() {
  const [now, setNow] = useState(isAnnotating());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(isAnnotating()), 700);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
