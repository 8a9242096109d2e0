// @ts-check
/* The forms for corrections and remarks. */

import { h, useEffect, useRef, useState } from "../shared/app.js";
import { words } from "../shared/words.js";
import { useFrame } from "./playhead.js";
import { changes, text } from "./values.js";

const TAKE_DEPTH =
  "Take the depth at the video's present frame: " +
  "go to where the pelvis begins to turn back for good";

const FRAMES = [
  ["first", "First frame"],
  ["bottom", "Deepest frame"],
  ["last", "Last frame"],
];

/** The form for corrections: starts with what holds now; only changes are sent. */
export function Correction({ rep, video, labels, playhead, onSave, onCancel, problem }) {
  const [values, setValues] = useState(() => ({
    label: rep.label || rep.machine.label || "",
    onset_pct: text(rep.onset_pct),
    first: text(rep.first),
    bottom: text(rep.bottom),
    last: text(rep.last),
    note: rep.review.note || "",
  }));
  const first = useRef(null);
  useEffect(() => {
    if (first.current) first.current.focus();
  }, []);
  const frame = useFrame(playhead.frame);
  const set = (name) => (event) => setValues({ ...values, [name]: event.target.value });
  const graded = video.cutoffs.grades.some((g) => g.label === values.label);
  const depth = frame === null ? null : video.curves.depth[frame - 1];
  const inDescent = depth != null && rep.bottom && frame >= rep.first && frame <= rep.bottom;
  const save = (event) => {
    event.preventDefault();
    onSave(changes(values, rep, graded), values.note.trim());
  };
  return h(
    "form",
    {
      className: "fbw-form",
      onSubmit: save,
      "data-testid": "fbw-form",
      noValidate: true,
      onKeyDown: (event) => {
        event.stopPropagation();
        if (event.key === "Escape") onCancel();
      },
    },
    h(
      "label",
      null,
      "Label",
      h(
        "select",
        {
          ref: first,
          value: values.label,
          onChange: set("label"),
          "data-testid": "fbw-form-label",
        },
        labels.map((label) =>
          h("option", { key: label, value: label, title: video.texts.labels[label] }, words(label)),
        ),
      ),
    ),
    h(
      "label",
      null,
      "Onset [% of descent]",
      h(
        "span",
        null,
        h("input", {
          type: "number",
          min: 0,
          max: 100,
          step: "any",
          value: graded ? values.onset_pct : "",
          disabled: !graded,
          onChange: set("onset_pct"),
          "data-testid": "fbw-form-onset_pct",
          title: graded
            ? video.texts.onset
            : "Only subtle, moderate and marked winks have an onset",
        }),
        h(Take, {
          off: !graded || !inDescent,
          take: () => setValues({ ...values, onset_pct: (100 * depth).toFixed(0) }),
          help: TAKE_DEPTH,
        }),
      ),
    ),
    FRAMES.map(([name, title]) =>
      h(
        "label",
        { key: name },
        title,
        h(
          "span",
          null,
          h("input", {
            type: "number",
            min: 1,
            max: video.total_frames,
            step: 1,
            value: values[name],
            onChange: set(name),
            "data-testid": "fbw-form-" + name,
          }),
          h(Take, {
            off: frame === null,
            take: () => setValues({ ...values, [name]: String(frame) }),
            help: "Take the video's present frame",
          }),
        ),
      ),
    ),
    h(
      "div",
      { className: "fbw-wide fbw-quiet", "data-testid": "fbw-form-meaning" },
      words(values.label) +
        ": " +
        (video.texts.labels[values.label] || "a label of your own") +
        "." +
        (graded
          ? " Onset: " + video.texts.onset[0].toLowerCase() + video.texts.onset.slice(1) + "."
          : ""),
    ),
    h(
      "label",
      { className: "fbw-wide" },
      "Note",
      h("input", {
        type: "text",
        value: values.note,
        onChange: set("note"),
        maxLength: 500,
        "data-testid": "fbw-form-note",
      }),
    ),
    problem && h("div", { className: "fbw-warn fbw-wide", role: "alert" }, problem),
    h(
      "div",
      { className: "fbw-wide fbw-form-end" },
      h(
        "button",
        { type: "submit", className: "fbw-button fbw-main", "data-testid": "fbw-save" },
        "Save correction",
        h("kbd", null, "Enter"),
      ),
      h(
        "button",
        { type: "button", className: "fbw-button", onClick: onCancel },
        "Cancel",
        h("kbd", null, "Esc"),
      ),
    ),
  );
}

function Take({ off, take, help }) {
  return h(
    "button",
    { type: "button", className: "fbw-take", disabled: off, onClick: take, title: help },
    "◂ video",
  );
}

/** One line for a remark. */
export function NoteField({ rep, onSave, onCancel }) {
  const [note, setNote] = useState(rep.review.note || "");
  const field = useRef(null);
  useEffect(() => {
    if (field.current) field.current.focus();
  }, []);
  return h(
    "form",
    {
      className: "fbw-form fbw-note-form",
      onSubmit: (event) => {
        event.preventDefault();
        onSave(note.trim());
      },
      onKeyDown: (event) => {
        event.stopPropagation();
        if (event.key === "Escape") onCancel();
      },
    },
    h(
      "label",
      { className: "fbw-wide" },
      "Note (stored with the verdict)",
      h("input", {
        ref: field,
        type: "text",
        value: note,
        maxLength: 500,
        onChange: (e) => setNote(e.target.value),
        "data-testid": "fbw-note-field",
      }),
    ),
    h(
      "div",
      { className: "fbw-wide fbw-form-end" },
      h(
        "button",
        { type: "submit", className: "fbw-button fbw-main" },
        "Keep note",
        h("kbd", null, "Enter"),
      ),
      h(
        "button",
        { type: "button", className: "fbw-button", onClick: onCancel },
        "Cancel",
        h("kbd", null, "Esc"),
      ),
    ),
  );
}
