// @ts-check
/* Onset against wink: single repetitions or densities; box, lasso, zoom, click and hover. */

import { h, useEffect, useRef, useState } from "../shared/app.js";
import { useWidth } from "../shared/elements.js";
import { watchTheme } from "../shared/page.js";
import { shade } from "../shared/palette.js";
import { many, number, words } from "../shared/words.js";
import { draw, HEIGHT, layout, positions, STRIP } from "./canvas.js";
import { Button, Mark, STATES } from "./parts.js";

const NEAR = 9; // px within which a point counts as meant
const TOOLS = {
  box: { text: "Box", title: "Drag a box: sets the ranges of onset and wink" },
  lasso: { text: "Lasso", title: "Draw a line around the repetitions that you want" },
  zoom: { text: "Zoom", title: "Drag a box to look closer; double click to go back" },
};

/**
 * What lies under the pointer: a repetition, or a cell of the density.
 *
 * @param {any} plot
 * @param {any} area
 * @param {number[]} at the pointer, in px
 */
function meant(plot, area, [x, y]) {
  if (plot.kind === "points") {
    let best = null;
    let distance = NEAR;
    positions(plot.points, area).forEach(([px, py], i) => {
      const d = Math.hypot(px - x, py - y);
      if (d < distance) [best, distance] = [i, d];
    });
    return best === null ? null : { point: best };
  }
  const i = Math.floor(((area.vx(x) - plot.x[0]) / (plot.x[1] - plot.x[0])) * plot.cells.length);
  const j = Math.floor(((area.vy(y) - plot.y[0]) / (plot.y[1] - plot.y[0])) * plot.strip.length);
  const count = plot.cells[i] && plot.cells[i][j];
  return count ? { cell: [i, j], count } : null;
}

/**
 * The ranges of a cell of the density.
 *
 * @param {any} plot
 * @param {number[]} cell its column and row
 */
function cellEnds(plot, [i, j]) {
  const w = (plot.x[1] - plot.x[0]) / plot.cells.length;
  const t = (plot.y[1] - plot.y[0]) / plot.strip.length;
  return {
    onset_pct: [plot.x[0] + i * w, plot.x[0] + (i + 1) * w],
    wink_deg: [plot.y[0] + j * t, plot.y[0] + (j + 1) * t],
  };
}

function tip(plot, hit, texts) {
  if (hit.cell) {
    const ends = cellEnds(plot, hit.cell);
    return [
      many(hit.count, "repetition"),
      "onset " + ends.onset_pct.map((v) => v.toFixed(0)).join(" to ") + " % of descent",
      "wink " + ends.wink_deg.map((v) => v.toFixed(1)).join(" to ") + " deg",
    ];
  }
  const p = plot.points;
  const i = hit.point;
  return [
    words(p.label[i]) + ", " + words(p.state[i]),
    "wink " + number(p.y[i], 1, "deg"),
    p.x[i] === null
      ? p.label[i] === "none"
        ? texts.no_onset
        : "no onset is given"
      : "onset " + number(p.x[i], 0, "% of descent"),
    "confidence " + number(p.confidence[i], 2) + " (0 to 1)",
  ];
}

export function Plot(props) {
  const { plot, wanted, palette, cutoffs } = props;
  const frame = useRef(null);
  const canvas = useRef(null);
  const width = useWidth(frame);
  const [tool, setTool] = useState("box");
  const [zoom, setZoom] = useState(null);
  const [gesture, setGesture] = useState(null);
  const [hover, setHover] = useState(null);
  const [, redraw] = useState(0);
  useEffect(() => watchTheme(() => redraw((n) => n + 1)), []);
  const area = layout(width || 400, plot, zoom);

  useEffect(() => {
    if (width) draw(canvas.current, width, plot, area, palette, cutoffs, wanted, gesture);
  });

  const at = (event) => {
    const rect = frame.current.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  };
  const clamp = (/** @type {number[]} */ [x, y]) => [
    Math.min(
      area.box.left + area.box.width + (area.strip ? STRIP + 4 : 0),
      Math.max(area.box.left, x),
    ),
    Math.min(area.box.top + area.box.height, Math.max(area.box.top, y)),
  ];

  const down = (event) => {
    if (event.button !== 0) return;
    frame.current.setPointerCapture(event.pointerId);
    setHover(null);
    setGesture({ tool, path: [at(event)], shift: event.shiftKey });
  };
  const move = (event) => {
    const here = at(event);
    if (gesture) setGesture({ ...gesture, path: [...gesture.path, clamp(here)] });
    else {
      const hit = meant(plot, area, here);
      setHover(hit ? { hit, here } : null);
    }
  };
  const up = () => {
    if (!gesture) return;
    setGesture(null);
    const [from, to] = [gesture.path[0], gesture.path[gesture.path.length - 1]];
    const far = gesture.path.some(([x, y]) => Math.hypot(x - from[0], y - from[1]) > 4);
    if (!far) return click(from, gesture.shift);
    if (gesture.tool === "lasso") {
      return props.onLasso(gesture.path.map(([x, y]) => [area.vx(x), area.vy(y)]));
    }
    const xs = [from[0], to[0]].sort((a, b) => a - b);
    const ys = [from[1], to[1]].sort((a, b) => b - a);
    const ends = { x: xs.map(area.vx), y: ys.map(area.vy) };
    if (gesture.tool === "zoom") return setZoom(ends);
    return props.onBox(xs[0] > area.box.left + area.box.width ? null : ends.x, ends.y);
  };
  const click = (here, shift) => {
    const hit = meant(plot, area, here);
    if (!hit) return;
    if (hit.cell) {
      const ends = cellEnds(plot, hit.cell);
      props.onBox(ends.onset_pct, ends.wink_deg);
    } else props.onPick(plot.points.id[hit.point], shift);
  };

  const right = hover && hover.here[0] > (width || 400) / 2;
  const states = plot.kind === "points" ? [...new Set(plot.points.state)] : [];
  return h(
    "div",
    { "data-cy": "bwx-plot", "data-kind": plot.kind },
    h(
      "div",
      { className: "bwx-row", style: { marginBottom: 2 } },
      h(
        "span",
        { className: "bwx-group", role: "group", "aria-label": "What dragging does" },
        Object.keys(TOOLS).map((name) =>
          h(
            Button,
            {
              key: name,
              on: tool === name,
              title: TOOLS[name].title,
              cy: "bwx-tool-" + name,
              onClick: () => setTool(name),
            },
            TOOLS[name].text,
          ),
        ),
      ),
      zoom && h(Button, { onClick: () => setZoom(null), cy: "bwx-unzoom" }, "Whole plot"),
      h("span", { className: "bwx-space" }),
      !zoom &&
        h(
          "span",
          { className: "bwx-dim" },
          plot.kind === "density"
            ? "density: " + many(plot.drawn, "repetition")
            : "click a point to pick it; shift adds",
        ),
    ),
    h(
      "div",
      {
        ref: frame,
        className: "bwx-canvas",
        style: { height: HEIGHT, cursor: hover ? "pointer" : "crosshair" },
        onPointerDown: down,
        onPointerMove: move,
        onPointerUp: up,
        onPointerCancel: () => setGesture(null),
        onPointerLeave: () => setHover(null),
        onDoubleClick: () => setZoom(null),
        role: "img",
        "aria-label": "Onset against wink of " + many(plot.drawn, "repetition"),
        "data-cy": "bwx-canvas",
        "data-zoomed": zoom ? "yes" : "no",
      },
      h("canvas", { ref: canvas, style: { width: width || 400, height: HEIGHT } }),
      hover &&
        h(
          "div",
          {
            className: "bwx-tip",
            style: {
              top: Math.max(0, hover.here[1] - 30),
              [right ? "right" : "left"]: right
                ? (width || 400) - hover.here[0] + 12
                : hover.here[0] + 12,
            },
          },
          tip(plot, hover.hit, props.texts).map((text, i) => h("div", { key: i }, text)),
        ),
    ),
    h(
      "div",
      { className: "bwx-legend" },
      plot.kind === "points"
        ? [
            ...props.grades.map((name) =>
              h(
                "span",
                { key: name },
                h(Mark, { kind: "circle", color: palette[name] }),
                words(name),
              ),
            ),
            ...states
              .filter((s) => s !== "unreviewed")
              .map((s) =>
                h(
                  "span",
                  { key: s },
                  h(Mark, { kind: (STATES[s] || STATES.unreviewed).marker }),
                  words(s),
                ),
              ),
          ]
        : h(
            "span",
            null,
            "few",
            [0, 0.25, 0.5, 0.75, 1].map((u) =>
              h("i", { key: u, style: { width: 16, height: 9, background: shade(u) } }),
            ),
            "many repetitions per cell (logarithmic); click a cell to see them",
          ),
      h("span", null, "dashed: cut-offs of timing and grade"),
    ),
  );
}
