// @ts-check
/* What stands around the still while somebody measures by hand: frames, tools, angles, the end. */

import { h } from "../shared/app.js";
import { capital, withUnit } from "../shared/words.js";
import { COLORS } from "./hand_picture.js";
import { amountsOf, changesOf, KINDS, lineOf, roleOf, warning } from "./hand_state.js";

/** A button that leaves the focus on the picture, where the keys are. */
function Tool({ title, help, hint, on, ...rest }) {
  return h(
    "button",
    {
      type: "button",
      className: "fbw-button" + (on ? " fbw-on" : ""),
      title: help,
      "aria-pressed": on === undefined ? undefined : on,
      onMouseDown: (event) => event.preventDefault(),
      ...rest,
    },
    title,
    hint && h("kbd", null, hint),
  );
}

/** As short as it can be: a role, the depth of a still of the descent, or its number. */
function nameOf(state, frame) {
  const role = roleOf(state, frame);
  if (!["Descent", "Before", "Ascent"].includes(role)) return role;
  const depth = state.rules.depths && state.rules.depths[frame];
  return role === "Descent" && depth != null ? Math.round(depth) + " %" : "#" + frame;
}

/** The frames, each with what has been drawn in it. */
export function Stills({ state, dispatch }) {
  return h(
    "div",
    { className: "fbw-hand-stills", role: "tablist", "aria-label": "Stills" },
    h(Tool, {
      title: "‹",
      help: "The still before (key B)",
      "aria-label": "Still before",
      onClick: () => dispatch({ type: "step", by: -1 }),
      disabled: state.at === state.frames[0],
    }),
    state.frames.map((frame) =>
      h(
        "button",
        {
          key: frame,
          role: "tab",
          "aria-selected": frame === state.at,
          className: "fbw-hand-still" + (frame === state.at ? " fbw-here" : ""),
          onMouseDown: (event) => event.preventDefault(),
          onClick: () => dispatch({ type: "go", frame }),
          title:
            roleOf(state, frame) +
            ", frame " +
            frame +
            KINDS.map((k) => (lineOf(state, frame, k) ? ", " + k + " drawn" : "")).join(""),
          "data-testid": "fbw-hand-still-" + frame,
        },
        h("span", null, nameOf(state, frame)),
        h(
          "span",
          { className: "fbw-hand-marks" },
          KINDS.map((kind) =>
            h("i", {
              key: kind,
              style: lineOf(state, frame, kind)
                ? { background: COLORS[kind], borderColor: COLORS[kind] }
                : {},
            }),
          ),
        ),
      ),
    ),
    h(Tool, {
      title: "›",
      help: "The next still (key N)",
      "aria-label": "Next still",
      onClick: () => dispatch({ type: "step", by: 1 }),
      disabled: state.at === state.frames[state.frames.length - 1],
      "data-testid": "fbw-hand-next",
    }),
  );
}

/** Which line is drawn, and how far each is turned from the start of the descent. */
export function Kinds({ state, dispatch }) {
  const at = state.frames.indexOf(state.at);
  return h(
    "div",
    { className: "fbw-hand-tools" },
    KINDS.map((kind) => {
      const value = changesOf(state, kind)[at];
      return h(Tool, {
        key: kind,
        title: [
          h("i", { key: "i", style: { background: COLORS[kind] } }),
          capital(kind),
          h(
            "b",
            {
              key: "b",
              title: "Change from the start of the descent, forward +",
              "data-testid": "fbw-hand-change-" + kind,
              "data-deg": value === null ? "" : value,
            },
            value === null ? "–" : (value > 0 ? "+" : "") + withUnit(value, "°", 1),
          ),
        ],
        hint: kind[0].toUpperCase(),
        on: state.kind === kind,
        help:
          kind === "pelvis"
            ? "Upper edge of the waistband or belt: its rear end first, then the front one"
            : "Lower edge of a top, rear end first; else a chord of the back, lower end first",
        onClick: () => dispatch({ type: "choose", kind }),
        "data-testid": "fbw-hand-" + kind,
      });
    }),
  );
}

/** The amounts, once all is drawn. */
function soFar(state) {
  const found = amountsOf(state);
  if (found.wink === null) return "";
  return (
    `By hand so far: reversal ${withUnit(found.reversal, "°", 1)}, ` +
    `lumbar rise ${withUnit(found.rise, "°", 1)}, wink ${withUnit(found.wink, "°", 1)}`
  );
}

export function Tools({ state, dispatch, playhead }) {
  const line = lineOf(state);
  const extra = ![state.reference, state.deepest].includes(state.at);
  return h(
    "div",
    { className: "fbw-hand-tools fbw-hand-small" },
    h(Tool, {
      title: "Copy",
      hint: "C",
      help: "Put the line of the still before here (the dashed one), or a level one",
      disabled: Boolean(line),
      onClick: () => dispatch({ type: "copy" }),
    }),
    h(Tool, {
      title: "Swap",
      hint: "X",
      help: "The line is upside down: let its other end be the rear (or lower) one",
      disabled: !line,
      onClick: () => dispatch({ type: "swap" }),
    }),
    h(Tool, {
      title: "Clear",
      hint: "⌫",
      help: "Take the chosen line away (key Delete)",
      disabled: !line,
      onClick: () => dispatch({ type: "clear" }),
      "data-testid": "fbw-hand-clear",
    }),
    h(Tool, {
      title: "This frame",
      hint: "F",
      help: "Measure the frame at which the video stands, too",
      disabled: playhead.mode !== "live",
      onClick: () => {
        const frame = playhead.frame.get();
        if (frame !== null) dispatch({ type: "add", frame });
      },
      "data-testid": "fbw-hand-this",
    }),
    extra &&
      h(Tool, {
        title: "Skip",
        help: "Do not measure this still",
        onClick: () => dispatch({ type: "remove" }),
      }),
    h(Tool, {
      title: state.faces ? (state.faces === "right" ? "Faces →" : "← Faces") : "Faces …",
      help: "To which side of the picture the lifter looks; press to change",
      onClick: () =>
        dispatch({ type: "set", values: { faces: state.faces === "right" ? "left" : "right" } }),
      "data-testid": "fbw-hand-faces",
    }),
  );
}

const INDEPENDENT =
  "The App's own sidebar and video still show what the machine measured: look at them afterwards.";

const MEANING = {
  good: "Both lines were clear in every still",
  fair: "A line was hard to see in some stills",
  poor: "The belt creeps, or there is no edge to follow: is kept and not counted",
  hidden: "There is no pelvis line: the trunk alone is of use, if it has lines",
};

export function Finish({ state, dispatch, save, saving }) {
  const text = state.said || (state.quality ? warning(state) : "");
  return h(
    "footer",
    { className: "fbw-footer fbw-hand-finish" },
    h(
      "div",
      {
        className: text ? "fbw-warn" : "fbw-quiet",
        role: "status",
        "aria-live": "polite",
        "data-testid": "fbw-hand-said",
      },
      text || soFar(state) || INDEPENDENT,
    ),
    h(
      "div",
      { className: "fbw-hand-qualities", role: "radiogroup", "aria-label": "Quality of the lines" },
      h("span", { className: "fbw-quiet" }, "Lines were"),
      state.rules.qualities.map((quality, i) =>
        h(Tool, {
          key: quality,
          title: quality,
          hint: String(i + 1),
          help: MEANING[quality],
          role: "radio",
          "aria-checked": state.quality === quality,
          on: state.quality === quality,
          onClick: () => dispatch({ type: "set", values: { quality } }),
          "data-testid": "fbw-hand-quality-" + quality,
        }),
      ),
    ),
    h(
      "div",
      { className: "fbw-hand-save" },
      h("input", {
        type: "text",
        className: "fbw-hand-note",
        value: state.note,
        maxLength: 500,
        placeholder: "Note: which edges?",
        "aria-label": "Note",
        onChange: (event) => dispatch({ type: "set", values: { note: event.target.value } }),
        "data-testid": "fbw-hand-note",
      }),
      h(
        "button",
        {
          className: "fbw-button fbw-main",
          disabled: saving,
          onMouseDown: (event) => event.preventDefault(),
          onClick: () => save(true),
          "data-testid": "fbw-hand-save-next",
          title: "Store it, and open the next repetition of this video",
        },
        "Save, next",
        h("kbd", null, "S"),
      ),
      h(
        "button",
        {
          className: "fbw-button",
          disabled: saving,
          onMouseDown: (event) => event.preventDefault(),
          onClick: () => save(false),
          "data-testid": "fbw-hand-save",
          title: "Store it, and see it beside the machine's values",
        },
        "Save",
        h("kbd", null, "⇧S"),
      ),
    ),
  );
}

/** @param {{state: any}} props */
export function Help({ state }) {
  const lines = [
    "Press and drag from the rear to the front end, or click both. A chord of the back goes from " +
      "below to above.",
    "Take the same two points of the cloth or skin in every still: only the change counts. Of a " +
      "waistband take the rear part, which does not dip into the crease of the thigh.",
    "Enlarge small pictures about six times: the wheel zooms. Drag beside a finished line, or " +
      "with Alt, to move the picture.",
    "Drag an end to move it. Arrows move the chosen end by one pixel of the video, with Shift by " +
      "five. Tab chooses the other end, Shift and Tab go to the buttons. N and B go on and back.",
    "The dashed line is that of the still before, moved along with the hips.",
    state.rules.note,
  ];
  return h(
    "ul",
    { className: "fbw-hand-help" },
    lines.map((text) => h("li", { key: text }, text)),
  );
}
