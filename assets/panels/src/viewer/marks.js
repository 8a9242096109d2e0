// @ts-check
/* What is drawn about repetitions in the chart: bands, onset and bottom, and what the wink is made
 * of. */

import { h } from "../shared/app.js";
import { fit, interval, withUnit, words } from "../shared/words.js";
import { colorOf, FOOT, TOP } from "./lanes.js";

const SIGNS = {
  confirmed: " ✓",
  corrected: " ✎",
  rejected: " ✗",
  not_a_squat: " ✗",
  not_measurable: " ?",
};

export function Band({ r, x, chosen, height, onRep, lanes }) {
  const left = x(r.first),
    right = x(r.last);
  const wide = right - left > 46;
  return h(
    "g",
    {
      className: "fbw-band" + (chosen ? " fbw-chosen" : ""),
      "data-testid": "fbw-band-" + r.number,
    },
    h("rect", {
      x: left,
      width: Math.max(2, right - left),
      y: TOP,
      height: height - TOP - FOOT,
      fill: r.color,
      opacity: chosen ? 0.2 : 0.09,
    }),
    h(
      "g",
      {
        className: "fbw-tab",
        onPointerDown: (event) => {
          event.stopPropagation();
          onRep(r.id);
        },
      },
      h(
        "title",
        null,
        "Rep " +
          r.number +
          ": " +
          words(r.label) +
          ", " +
          words(r.review.state) +
          ". Click to choose it.",
      ),
      h("rect", {
        x: left,
        width: Math.max(2, right - left),
        y: 1,
        height: TOP - 5,
        rx: 2,
        fill: r.color,
        opacity: chosen ? 1 : 0.55,
      }),
      h(
        "text",
        { x: left + 5, y: 12.5, className: "fbw-band-text" },
        r.number +
          (SIGNS[r.review.state] || "") +
          (wide ? " " + fit(words(r.label), right - left - 34) : ""),
      ),
    ),
  );
}

/** Onset with its interval, and the deepest frame of the chosen repetition. */
export function Marks({ rep, x, height }) {
  const { frame, low, high } = rep.onset;
  const bottom = height - FOOT;
  const parts = [];
  if (low !== null && high !== null) {
    parts.push(
      h(
        "rect",
        {
          key: "interval",
          x: x(low),
          width: Math.max(1, x(high) - x(low)),
          y: TOP,
          height: bottom - TOP,
          className: "fbw-interval",
        },
        h("title", null, "Onset interval: " + interval(rep.onset_measured, " % of the descent")),
      ),
    );
  }
  if (rep.bottom) {
    parts.push(
      h(
        "line",
        {
          key: "bottom",
          x1: x(rep.bottom),
          x2: x(rep.bottom),
          y1: TOP,
          y2: bottom,
          className: "fbw-bottom",
        },
        h("title", null, "Deepest frame: " + rep.bottom),
      ),
    );
  }
  if (frame !== null) {
    parts.push(
      h(
        "line",
        {
          key: "onset",
          x1: x(frame),
          x2: x(frame),
          y1: TOP,
          y2: bottom,
          className: "fbw-onset",
          "data-testid": "fbw-onset",
        },
        h("title", null, "Onset: " + withUnit(rep.onset_pct, " % of the descent")),
      ),
    );
    if (x(rep.last) - x(rep.first) > ROOMY) {
      parts.push(
        h(
          "text",
          { key: "said", x: x(frame) + 5, y: bottom - 5, className: "fbw-said" },
          "onset " + withUnit(rep.onset_pct, " %"),
        ),
      );
    }
  }
  return h("g", null, parts);
}

/** Pixels from the deepest frame to the arrow of tilt on its right, of flexion on its left. */
const NEXT = 5;
const ROOMY = 150; // px that a repetition must be wide for words beside its marks
const SHORT = 15; // px; the text of an arrow that is shorter stands beyond its end

/**
 * What the wink is made of: from the turning point to the deepest frame the pelvis turns back (W)
 * and lumbar flexion rises. The smaller one counts; its arrow is bold, with a notch per grade.
 * Nothing of this is drawn for repetitions that an older version has measured.
 */
export function Reversal({ rep, x, lanes, video, hidden }) {
  const found = rep.reversal;
  if (!found) return null;
  const y = lanes[0].y;
  const roomy = x(rep.last) - x(rep.first) > ROOMY;
  const shown = [
    ["pelvic_tilt_deg", found.tilt, "W"],
    ["lumbar_flexion_deg", found.flexion, "rise"],
  ].filter(([name]) => !hidden.includes(name));
  const texts = apart(
    shown.map(([name, amount]) => textAt(y(amount.from), y(amount.to), name === "pelvic_tilt_deg")),
  );
  const right = x(found.bottom) + 2 * NEXT + 3;
  return h(
    "g",
    { className: "fbw-reversal", "data-testid": "fbw-reversal" },
    shown.map(([name, amount, word], i) => {
      const at = x(found.bottom) + (name === "pelvic_tilt_deg" ? NEXT : -NEXT);
      const [start, end] = [y(amount.from), y(amount.to)];
      const color = colorOf(video, name);
      const about =
        video.texts[name] +
        ": " +
        withUnit(amount.deg, "°", 1) +
        (amount.deg <= 0
          ? ". Nothing is added, so there is no wink."
          : amount.counts
            ? ". It is the smaller of the two and therefore the wink."
            : ". The other one is smaller, and is the wink.");
      return h(
        "g",
        {
          key: name,
          style: { stroke: color },
          className: amount.counts ? "fbw-counts" : "",
          "data-testid": "fbw-" + word,
        },
        h("title", null, about),
        h("line", { x1: x(found.turning), x2: at, y1: start, y2: start, className: "fbw-guide" }),
        h("circle", { cx: x(found.turning), cy: start, r: i ? 3 : 4.5, className: "fbw-turning" }),
        h("line", { x1: at, x2: at, y1: start, y2: end }),
        Math.abs(end - start) > 7 &&
          h("path", { d: head(at, end, Math.sign(end - start)), style: { fill: color } }),
        amount.counts &&
          video.cutoffs.grades
            .filter((g) => g.deg <= amount.deg)
            .map((g) => {
              const notch = y(amount.from + Math.sign(amount.to - amount.from) * g.deg);
              return h("line", { key: g.label, x1: at - 4, x2: at + 4, y1: notch, y2: notch });
            }),
        h(
          "text",
          { x: right, y: texts[i] + 4, style: { fill: color } },
          word + " " + withUnit(amount.deg, "°"),
        ),
      );
    }),
    roomy &&
      shown.some(([name]) => name === "pelvic_tilt_deg") &&
      h(
        "text",
        { x: x(found.turning) + 7, y: y(found.tilt.from) - 5, className: "fbw-said" },
        "turning point",
      ),
  );
}

/** The point of an arrow that ends at (x, y) and goes down (1) or up (-1). */
function head(x, y, way) {
  return "M" + x + "," + y + "l-4," + -7 * way + "h8z";
}

/** Where the text of an arrow stands: beside its middle, or if it is short below or above it. */
export function textAt(start, end, below) {
  if (Math.abs(end - start) >= SHORT) return (start + end) / 2;
  return below ? Math.max(start, end) + 11 : Math.min(start, end) - 12;
}

/** Heights of two texts, moved from one another where they would overlap. */
export function apart(heights) {
  if (heights.length < 2 || Math.abs(heights[0] - heights[1]) >= 13) return heights;
  const middle = (heights[0] + heights[1]) / 2;
  const way = heights[0] <= heights[1] ? 1 : -1;
  return [middle - 6.5 * way, middle + 6.5 * way];
}
