// @ts-check
/* Small pieces that the explorer's files share: colors, words, buttons, styles. */

import { h, useState } from "../shared/app.js";
import { middle } from "../shared/words.js";

export const STATES = {
  unreviewed: { text: "unreviewed", marker: "circle" },
  confirmed: { text: "confirmed", marker: "square" },
  corrected: { text: "corrected", marker: "diamond" },
  rejected: { text: "rejected", marker: "cross" },
  not_a_squat: { text: "not a squat", marker: "cross" },
  not_measurable: { text: "not measurable", marker: "cross" },
};

/* A name on few lines, whole where the pointer rests on it. */
const LETTERS = 28;
export const Name = ({ text, title }) =>
  h("div", { className: "bwx-name", title: title || text }, middle(text, LETTERS));

/* Path of a marker of radius r round (x, y), for a canvas context. */
export function marker(context, kind, x, y, r) {
  context.beginPath();
  if (kind === "square") {
    context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  } else if (kind === "diamond") {
    context.moveTo(x, y - r * 1.3);
    context.lineTo(x + r * 1.3, y);
    context.lineTo(x, y + r * 1.3);
    context.lineTo(x - r * 1.3, y);
    context.closePath();
  } else if (kind === "cross") {
    context.moveTo(x - r, y - r);
    context.lineTo(x + r, y + r);
    context.moveTo(x + r, y - r);
    context.lineTo(x - r, y + r);
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/* The same markers as small pictures for legend and table. */
export function Mark(props) {
  const color = props.color || "currentColor";
  const shapes = {
    circle: h("circle", { cx: 6, cy: 6, r: 4.5, fill: color }),
    square: h("rect", { x: 1.8, y: 1.8, width: 8.4, height: 8.4, fill: color }),
    diamond: h("path", { d: "M6 0L12 6L6 12L0 6Z", fill: color }),
    cross: h("path", {
      d: "M1.5 1.5L10.5 10.5M10.5 1.5L1.5 10.5",
      stroke: color,
      strokeWidth: 2.4,
    }),
  };
  return h(
    "svg",
    { width: 11, height: 11, viewBox: "0 0 12 12", "aria-hidden": true, className: "bwx-mark" },
    shapes[props.kind] || shapes.circle,
  );
}

export function Button(props) {
  return h(
    "button",
    {
      type: "button",
      className: "bwx-button" + (props.on ? " bwx-on" : "") + (props.primary ? " bwx-primary" : ""),
      title: props.title,
      disabled: props.disabled,
      "aria-pressed": props.on === undefined ? undefined : !!props.on,
      "data-cy": props.cy,
      onClick: props.onClick,
    },
    props.children,
  );
}

/* A text to be typed in, in place: the App's own prompts would cover the plot.
 * A refused one stays, to be mended; `exists` offers to replace what has that name. */
export function Ask(props) {
  const state = useState(props.value || "");
  const submit = (event) => {
    event.preventDefault();
    if (state[0].trim()) props.onDone(state[0].trim(), false);
  };
  // What was refused is this very text, not one that has been mended since.
  const refused = props.refused && props.refused.text === state[0].trim() ? props.refused : null;
  return h(
    "form",
    { className: "bwx-ask", onSubmit: submit, "data-cy": "bwx-ask" },
    h("input", {
      autoFocus: true,
      value: state[0],
      placeholder: props.placeholder,
      "aria-label": props.placeholder,
      "aria-invalid": !!refused,
      onChange: (event) => state[1](event.target.value),
      onKeyDown: (event) => {
        event.stopPropagation(); // the App has shortcuts of its own
        if (event.key === "Escape") props.onCancel();
      },
    }),
    h("button", { type: "submit", className: "bwx-button bwx-primary" }, props.action),
    refused &&
      refused.exists &&
      h(
        Button,
        { cy: "bwx-replace", onClick: () => props.onDone(state[0].trim(), true) },
        "Replace",
      ),
    h(Button, { onClick: props.onCancel }, "Cancel"),
    refused &&
      h("div", { className: "bwx-refused", role: "alert", "data-cy": "bwx-refused" }, refused.why),
  );
}
