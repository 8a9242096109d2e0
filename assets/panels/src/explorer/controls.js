// @ts-check
/* Ranges with their distributions, and choices with their counts. */

import { h, useEffect, useRef, useState } from "../shared/app.js";
import { capital, count, wordOf } from "../shared/words.js";
import { Mark } from "./parts.js";

/* One number: a histogram over a slider with two thumbs, and two boxes to type into. */
function Range(props) {
  const { range } = props;
  const track = useRef(null);
  const [draft, setDraft] = useState(null); // while dragging
  const [sent, setSent] = useState(null); // until the answer is there, else it would jump back
  useEffect(() => setSent(null), [range]);
  const value = draft || sent || range.value || [range.low, range.high];
  const width = range.high - range.low || 1;
  const snap = (v) =>
    Math.min(range.high, Math.max(range.low, Math.round(v / range.step) * range.step));
  const share = (v) => Math.min(100, Math.max(0, (100 * (v - range.low)) / width));
  const commit = (ends) => {
    setDraft(null);
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const whole = low <= range.low && high >= range.high;
    setSent([low, high]);
    props.onChange(whole ? null : [low, high]);
  };

  const start = (index) => (event) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus();
    setDraft([...value]);
  };
  const drag = (index) => (event) => {
    if (!draft) return;
    const rect = track.current.getBoundingClientRect();
    const next = [...draft];
    next[index] = snap(range.low + ((event.clientX - rect.left) / rect.width) * width);
    if (next[0] <= next[1]) setDraft(next);
  };
  const key = (index) => (event) => {
    const step = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -10,
      PageUp: 10,
    }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = [...value];
    next[index] = snap(next[index] + step * range.step);
    if (next[0] <= next[1]) commit(next);
  };
  const thumb = (index, name) =>
    h("span", {
      className: "bwx-thumb",
      style: {
        left: share(value[index]) + "%",
        zIndex: index === 0 && share(value[0]) > 50 ? 2 : 1,
      },
      role: "slider",
      tabIndex: 0,
      "aria-label": range.title + ", " + name + " [" + range.unit + "]",
      "aria-valuemin": range.low,
      "aria-valuemax": range.high,
      "aria-valuenow": value[index],
      "data-cy": "bwx-" + range.name + "-" + name,
      onPointerDown: start(index),
      onPointerMove: drag(index),
      onPointerUp: () => draft && commit(draft),
      onPointerCancel: () => setDraft(null),
      onKeyDown: key(index),
    });
  const box = (index, name) =>
    h(NumberBox, {
      value: value[index],
      digits: range.digits,
      label: range.title + ", " + name,
      onDone: (v) => {
        const next = [...value];
        next[index] = v;
        commit(next);
      },
    });
  const most = Math.max(1, ...range.bars);
  const middle = (i) => range.low + ((i + 0.5) / range.bars.length) * width;
  return h(
    "div",
    { "data-cy": "bwx-range-" + range.name },
    h(
      "div",
      {
        className: "bwx-range-head",
        title:
          range.about +
          (range.missing
            ? " " + count(range.missing) + " repetitions have none, and are in no range of it."
            : ""),
      },
      h("b", null, range.title),
      h("span", { className: "bwx-dim" }, range.unit),
    ),
    h(
      "div",
      { className: "bwx-bars", "aria-hidden": true },
      range.bars.map((n, i) =>
        h("i", {
          key: i,
          className: middle(i) >= value[0] && middle(i) <= value[1] ? "bwx-in" : "",
          style: { height: n ? Math.max(6, (100 * n) / most) + "%" : 0 },
        }),
      ),
    ),
    h(
      "div",
      { className: "bwx-track", ref: track },
      h("span", {
        className: "bwx-fill",
        style: { left: share(value[0]) + "%", right: 100 - share(value[1]) + "%" },
      }),
      thumb(0, "from"),
      thumb(1, "to"),
    ),
    h("div", { className: "bwx-range-head" }, box(0, "from"), box(1, "to")),
  );
}

function NumberBox(props) {
  const text = props.value.toFixed(props.digits);
  const [draft, setDraft] = useState(null);
  const done = () => {
    const value = parseFloat(draft);
    setDraft(null);
    if (draft !== null && draft !== text && isFinite(value)) props.onDone(value);
  };
  return h("input", {
    className: "bwx-number",
    style: { width: 64 },
    inputMode: "decimal",
    "aria-label": props.label,
    value: draft === null ? text : draft,
    onChange: (event) => setDraft(event.target.value),
    onBlur: done,
    onKeyDown: (event) => {
      event.stopPropagation();
      if (event.key === "Enter") event.currentTarget.blur();
      if (event.key === "Escape") setDraft(null);
    },
  });
}

function Word(props) {
  const { word, palette } = props;
  const color = palette && (palette[word.word] || palette.other);
  return h(
    "button",
    {
      type: "button",
      className: "bwx-word" + (word.chosen ? " bwx-on" : ""),
      "aria-pressed": word.chosen,
      "data-cy": "bwx-word-" + word.word,
      title:
        (word.about ? capital(word.about) + ". " : "") +
        count(word.count) +
        " repetitions with the other conditions as they are",
      onClick: props.onClick,
    },
    color && h(Mark, { kind: "circle", color }),
    wordOf(props.name, word.word),
    h("span", { className: "bwx-dim" }, count(word.count)),
  );
}

function Choice(props) {
  const { choice, palette } = props;
  const toggle = (word) => {
    const chosen = choice.words.filter((w) => w.chosen).map((w) => w.word);
    props.onChange(chosen.includes(word) ? chosen.filter((w) => w !== word) : [...chosen, word]);
  };
  const [all, setAll] = useState(false);
  const short = choice.words.filter((w, i) => i < 12 || w.chosen);
  const listed = all ? choice.words : short;
  const groups = [...new Set(listed.map((w) => w.group || ""))];
  return h(
    "div",
    { "data-cy": "bwx-choice-" + choice.name },
    groups.map((group) =>
      h(
        "div",
        { key: group, className: "bwx-words", role: "group" },
        h(
          "span",
          { className: "bwx-title", style: { marginRight: 4 } },
          group ? capital(group) : choice.title,
        ),
        listed
          .filter((w) => (w.group || "") === group)
          .map((word) =>
            h(Word, {
              key: word.word,
              word,
              name: choice.name,
              palette: choice.name === "label" ? palette : null,
              onClick: () => toggle(word.word),
            }),
          ),
      ),
    ),
    choice.words.length > short.length &&
      h(
        "button",
        { type: "button", className: "bwx-link", onClick: () => setAll(!all) },
        all ? "fewer" : "all " + choice.words.length,
      ),
  );
}

export function Controls(props) {
  const { answer } = props;
  const ranges = (first) =>
    h(
      "div",
      { className: "bwx-ranges" },
      answer.ranges
        .filter((range) => range.first === first)
        .map((range) =>
          h(Range, { key: range.name, range, onChange: (ends) => props.onRange(range.name, ends) }),
        ),
    );
  return h(
    "div",
    { className: "bwx-controls", "data-cy": "bwx-controls" },
    ranges(true),
    h("div", { style: { height: 10 } }),
    answer.choices.map((choice) =>
      h(Choice, {
        key: choice.name,
        choice,
        palette: answer.palette,
        onChange: (chosen) => props.onChoice(choice.name, chosen),
      }),
    ),
    ranges(false),
  );
}
