// @ts-check
/* What is said about one repetition, and why: factors with their cut-offs, numbers, pictures. */

import { h, useEffect, useState } from "../shared/app.js";
import { BELOW, LINES } from "../shared/palette.js";
import { interval, withUnit, words } from "../shared/words.js";

/** Label, who says so, and the three factors that it rests on. */
export function Summary({ rep, video }) {
  const { review, machine } = rep;
  const reviewed = review.state !== "unreviewed";
  return h(
    "section",
    { className: "fbw-summary", "data-testid": "fbw-summary" },
    h(
      "div",
      { className: "fbw-headline" },
      h(Chip, {
        label: rep.label || "rejected, no better label",
        color: rep.color,
        testid: "fbw-label",
      }),
      machine.flagged &&
        h(
          "span",
          { className: "fbw-flag", title: "Severity 2 or 3, or heavily loaded" },
          "⚑ flagged",
        ),
      rep.severity !== null &&
        h("span", { title: video.texts.severity }, "severity " + rep.severity + " of 3"),
      rep.timing && h("span", { title: video.texts.timing }, rep.timing + " onset"),
      machine.pattern &&
        machine.pattern !== "none" &&
        h("span", { title: machine.pattern_text, "data-testid": "fbw-pattern" }, machine.pattern),
      h(
        "span",
        { title: "View, visibility and the estimator's own error; 0 to 100 %" },
        rep.confidence == null
          ? "confidence not known"
          : "confidence " + withUnit(100 * rep.confidence, " %"),
      ),
    ),
    h(
      "div",
      { className: "fbw-verdict", "data-testid": "fbw-verdict" },
      reviewed
        ? [
            h("b", { key: "v" }, rep.drawn ? "drawn by hand" : words(review.state)),
            " by " + review.reviewer + ", " + when(review.at),
            machineSays(rep) &&
              h("span", { key: "m" }, " · the machine says ", h("b", null, machineSays(rep))),
            review.outdated &&
              h(
                "div",
                { key: "o", className: "fbw-warn" },
                "When it was reviewed the machine said " +
                  words(review.seen_label) +
                  ": look again.",
              ),
            review.note && h("div", { key: "n", className: "fbw-note" }, "“" + review.note + "”"),
          ]
        : [
            h(
              "span",
              { key: "u" },
              rep.drawn
                ? "Drawn by hand, without a label so far."
                : "Machine's label, not reviewed yet.",
            ),
          ],
    ),
    h(
      "div",
      { className: "fbw-factors" },
      rep.factors.map((factor) =>
        h(
          "div",
          {
            key: factor.key,
            className: "fbw-factor",
            title: factor.help,
            "data-testid": "fbw-factor-" + factor.key,
          },
          h("span", { className: "fbw-factor-name" }, factor.name),
          h("span", null, factor.text),
          factor.key === "amount" &&
            rep.amount.value !== null &&
            h(AmountScale, { measure: rep.amount, video }),
          factor.key === "onset" &&
            rep.onset_measured.value !== null &&
            h(OnsetScale, { measure: rep.onset_measured, video }),
        ),
      ),
    ),
    rep.amount.value === null &&
      rep.reason &&
      h("div", { className: "fbw-reason" }, "Why: " + rep.reason),
  );
}

/** What the machine says where the reviewer disagrees. */
function machineSays(rep) {
  const { machine } = rep;
  const parts = [];
  if (rep.label !== machine.label) parts.push(words(machine.label));
  if (
    rep.onset_pct !== machine.onset_pct &&
    machine.onset_pct !== null &&
    rep.label === machine.label
  ) {
    parts.push("onset " + withUnit(machine.onset_pct, " %"));
  }
  [
    ["first", "first frame "],
    ["bottom", "deepest frame "],
    ["last", "last frame "],
  ].forEach(([name, title]) => {
    if (rep[name] !== machine[name] && machine[name] !== null) parts.push(title + machine[name]);
  });
  return parts.join(", ");
}

/** A label with its color; the word says it, the color only helps. */
function Chip({ label, color, testid }) {
  return h(
    "span",
    { className: "fbw-chip", style: { background: color }, "data-testid": testid },
    words(label),
  );
}

function AmountScale({ measure, video }) {
  const grades = video.cutoffs.grades;
  const top = Math.max(30, 1.1 * (measure.high || measure.value));
  const stops = [{ label: "none", deg: 0 }, ...grades, { deg: top }];
  const parts = stops.slice(0, -1).map((stop, i) => ({
    from: stop.deg / top,
    to: Math.min(1, stops[i + 1].deg / top),
    color: stop.color || BELOW,
    text: stop.label,
  }));
  return h(Scale, { parts, measure, top, ticks: grades.map((g) => g.deg), unit: "°" });
}

function OnsetScale({ measure, video }) {
  const { early_pct: early, late_pct: late } = video.cutoffs;
  const parts = [
    { from: 0, to: early / 100, color: "#F0603A", text: "early" },
    { from: early / 100, to: late / 100, color: LINES.pelvis, text: "mid" },
    { from: late / 100, to: 1, color: "#56B4E9", text: "late" },
  ];
  return h(Scale, { parts, measure, top: 100, ticks: [early, late], unit: " %" });
}

/** A value with its interval on a bar that is divided at the cut-offs. */
function Scale({ parts, measure, top, ticks, unit }) {
  const percent = (value) => 100 * Math.min(1, Math.max(0, value / top)) + "%";
  const span = measure.low !== null && measure.high !== null;
  return h(
    "div",
    { className: "fbw-scale", "aria-hidden": true },
    parts.map((part) =>
      h("div", {
        key: part.text,
        className: "fbw-scale-part",
        title: part.text,
        style: {
          left: 100 * part.from + "%",
          width: 100 * (part.to - part.from) + "%",
          background: part.color,
        },
      }),
    ),
    span &&
      h("div", {
        className: "fbw-scale-span",
        title: "interval " + interval(measure, unit),
        style: { left: percent(measure.low), right: 100 - parseFloat(percent(measure.high)) + "%" },
      }),
    h("div", { className: "fbw-scale-value", style: { left: percent(measure.value) } }),
    ticks.map((tick) =>
      h(
        "span",
        { key: tick, className: "fbw-scale-tick", style: { left: percent(tick) } },
        tick + unit,
      ),
    ),
  );
}

/** The other numbers of a repetition. */
export function Facts({ rep }) {
  return h(
    "dl",
    { className: "fbw-facts" },
    rep.facts.flatMap((fact) => [
      h("dt", { key: fact.name + "t", title: fact.help }, fact.name),
      h("dd", { key: fact.name + "d" }, fact.text),
    ]),
  );
}

/** Standing, onset and bottom side by side; a click moves the video there. Without an onset, the
 * turning point stands in its place. */
export function Pictures({ rep, load, seek }) {
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    let alive = true;
    setAnswer(null);
    load(rep).then((found) => alive && setAnswer(found));
    return () => {
      alive = false;
    };
  }, [rep.id, rep.bottom, rep.onset.frame, load]);
  const found = (answer && answer.pictures) || {};
  return h(
    "section",
    { className: "fbw-pictures", "data-testid": "fbw-pictures" },
    h(
      "div",
      { className: "fbw-row" },
      roles(rep).map(([role, title]) =>
        h(Picture, { key: role, title, picture: found[role], answer, rep, role, seek }),
      ),
    ),
    h(
      "div",
      { className: "fbw-legend" },
      h("span", null, h("i", { style: { background: LINES.outline } }), "outline"),
      h(
        "span",
        null,
        h("i", { style: { background: LINES.pelvis } }),
        "pelvis, upright when standing",
      ),
      h("span", null, h("i", { style: { background: LINES.thorax } }), "thorax"),
    ),
    answer &&
      (answer.error || answer.note) &&
      h("div", { className: "fbw-quiet" }, answer.error || answer.note),
  );
}

function roles(rep) {
  const turning = rep.onset.frame === null && rep.reversal;
  return [
    ["standing", "Standing"],
    turning ? ["turning", "Turning point"] : ["onset", "Onset"],
    ["bottom", "Bottom"],
  ];
}

function Picture({ title, picture, answer, rep, role, seek }) {
  const none = role === "onset" && rep.onset.frame === null;
  const text = none ? "No onset" : !answer ? "Loading …" : "No picture";
  return h(
    "figure",
    null,
    picture
      ? h(
          "button",
          {
            className: "fbw-picture",
            onClick: () => seek(picture.frame),
            title: "Go to this frame",
          },
          h("img", { src: picture.url, alt: title + ", frame " + picture.frame }),
        )
      : h("div", { className: "fbw-picture fbw-empty" }, text),
    h(
      "figcaption",
      null,
      title +
        (picture ? " · frame " + picture.frame + ", " + withUnit(picture.time_s, " s", 2) : ""),
    ),
  );
}

function when(iso) {
  if (!iso) return "";
  const date = new Date(iso + (iso.endsWith("Z") ? "" : "Z"));
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}
