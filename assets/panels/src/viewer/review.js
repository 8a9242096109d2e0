// @ts-check
/* Buttons for verdicts, and the progress through the flagged repetitions. */

import { h } from "../shared/app.js";
import { ACTIONS, MOVES } from "./keys.js";
import { neighbour } from "./walk.js";

/* A button that was clicked must not keep the focus: the App's space bar would press it again. */
const noFocus = (event) => event.preventDefault();

export function Buttons({ act, rep, busy, canUndo }) {
  return h(
    "div",
    { className: "fbw-buttons", role: "toolbar", "aria-label": "Review" },
    ACTIONS.map((action) =>
      h(
        "button",
        {
          key: action.name,
          onMouseDown: noFocus,
          onClick: () => act(action.name),
          title: action.help + " (key " + action.key.toUpperCase() + ")",
          disabled: !rep || busy || (action.name === "undo" && !canUndo),
          className:
            "fbw-button" +
            (action.main ? " fbw-main" : "") +
            (rep && rep.review.state === action.name ? " fbw-on" : ""),
          "data-testid": "fbw-" + action.name,
        },
        action.title,
        h("kbd", null, action.key.toUpperCase()),
      ),
    ),
  );
}

/** Progress through the flagged or chosen repetitions, and the way to the neighbours. */
export function Progress({ queue, act, rep }) {
  if (!queue) return null;
  const off = (name) =>
    !neighbour(queue, rep && rep.id, name).place && !neighbour(queue, rep && rep.id, name).beyond;
  const share = queue.total ? (100 * queue.done) / queue.total : 0;
  const kind = queue.chosen ? "chosen" : "flagged";
  const text = queue.total
    ? queue.done + " of " + queue.total + " " + kind + " reps reviewed"
    : "No " + kind + " reps in this view";
  const why = rep && queue.why && queue.why[rep.id];
  const bar = h(
    "div",
    { className: "fbw-progress", "data-testid": "fbw-progress" },
    MOVES.slice(0, 1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) })),
    h(
      "div",
      {
        className: "fbw-bar",
        title: queue.chosen
          ? "The clips of this view, in its order"
          : "Flagged: severity 2 or 3, or heavily loaded; counted in the App's present view",
      },
      h("div", { style: { width: share + "%" } }),
      h("span", null, text),
    ),
    MOVES.slice(1).map((move) => h(Move, { key: move.name, move, act, off: off(move.name) })),
  );
  if (!why) return bar;
  return h(
    "div",
    null,
    bar,
    h("div", { className: "fbw-quiet", "data-testid": "fbw-why" }, "Why this one: " + why),
  );
}

function Move({ move, act, off }) {
  return h(
    "button",
    {
      className: "fbw-button",
      disabled: off,
      onMouseDown: noFocus,
      onClick: () => act(move.name),
      title: move.help,
      "data-testid": "fbw-" + move.name,
    },
    move.title,
    h("kbd", null, move.key.toUpperCase()),
  );
}
