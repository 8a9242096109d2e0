// @ts-check
/* Drawing of the explorer's plot: axes, repetitions or densities, both distributions. */

import { themeValue } from "../shared/page.js";
import { shade } from "../shared/palette.js";
import { linear, ticks } from "../shared/scale.js";
import { marker, STATES } from "./parts.js";

export const HEIGHT = 290;
const PAD = { left: 44, right: 46, top: 38, bottom: 36 };
export const STRIP = 34; // repetitions without an onset, right of the plot

export function layout(width, plot, zoom) {
  const x = (zoom && zoom.x) || plot.x;
  const y = (zoom && zoom.y) || plot.y;
  const others = plot.rest
    ? plot.rest.x.includes(null)
    : plot.rest_cells && plot.rest_cells.strip.some((n) => n);
  const strip = plot.beside > 0 || others ? STRIP : 0;
  const box = {
    left: PAD.left,
    top: PAD.top,
    width: Math.max(60, width - PAD.left - PAD.right - strip - (strip ? 4 : 0)),
    height: HEIGHT - PAD.top - PAD.bottom,
  };
  const inner = 6; // keeps points at the very ends from being cut
  const across = linear(x, [box.left + inner, box.left + box.width - inner]);
  const up = linear(y, [box.top + box.height - inner, box.top + inner]);
  return {
    box,
    strip,
    stripLeft: box.left + box.width + 4,
    domain: { x, y },
    px: across.px,
    py: up.px,
    vx: across.value,
    vy: up.value,
  };
}

/* Where a repetition without an onset stands in the strip: spread, but always in the same place. */
function spread(id) {
  let hash = 0;
  for (let i = id.length - 6; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % 997;
  return 0.15 + 0.7 * (hash / 997);
}

export function positions(points, area) {
  return points.y.map((y, i) => {
    const x = points.x[i];
    if (x === null) return [area.stripLeft + STRIP * spread(points.id[i]), area.py(y)];
    // Beyond a zoom's right end it would lie in the strip, as if it had no onset.
    return [x > area.domain.x[1] ? NaN : area.px(x), area.py(y)];
  });
}

export function draw(canvas, width, plot, area, palette, cutoffs, wanted, gesture) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const c = canvas.getContext("2d");
  c.scale(ratio, ratio);
  c.font = "11px " + themeValue("--fo-fontFamily-body", "sans-serif");
  const dim = themeValue("--fo-palette-text-secondary", "#999");
  const line = themeValue("--fo-palette-divider", "#444");
  const accent = themeValue("--fo-palette-primary-plainColor", "#ff6d04");
  const { box } = area;
  const bottom = box.top + box.height;

  c.strokeStyle = line;
  c.strokeRect(box.left + 0.5, box.top + 0.5, box.width, box.height);
  if (area.strip) c.strokeRect(area.stripLeft + 0.5, box.top + 0.5, STRIP, box.height);

  // axes
  c.fillStyle = dim;
  c.textAlign = "center";
  c.textBaseline = "top";
  const xt = ticks(area.domain.x[0], area.domain.x[1], Math.max(3, box.width / 70));
  xt.values.forEach((v) => {
    const text = v.toFixed(xt.digits);
    const half = c.measureText(text).width / 2;
    c.fillText(text, Math.min(area.px(v), box.left + box.width - half), bottom + 4);
  });
  if (area.strip) c.fillText("none", area.stripLeft + STRIP / 2, bottom + 4);
  c.fillText("onset [% of descent]", box.left + box.width / 2, bottom + 19);
  c.textAlign = "right";
  c.textBaseline = "middle";
  const yt = ticks(area.domain.y[0], area.domain.y[1], 6);
  yt.values.forEach((v) => c.fillText(v.toFixed(yt.digits), box.left - 5, area.py(v)));
  c.save();
  c.translate(9, box.top + box.height / 2);
  c.rotate(-Math.PI / 2);
  c.textAlign = "center";
  c.fillText("wink [deg]", 0, 0);
  c.restore();
  c.save();
  c.beginPath();
  c.rect(box.left, box.top, width - box.left - PAD.right + 2, box.height);
  c.clip();
  // Cut-offs lie under points, which they would hide, and over cells, which would hide them.
  if (plot.rest_cells) drawCells(c, plot, plot.rest_cells, area, () => dim, 0.35);
  if (plot.kind === "density") drawCells(c, plot, plot, area, shade, 1);
  drawCutoffs(
    c,
    area,
    cutoffs,
    plot.kind === "density" ? themeValue("--fo-palette-text-primary", dim) : line,
    dim,
  );
  if (plot.kind === "points") drawPoints(c, plot, area, palette);
  drawWanted(c, area, wanted, accent);
  c.restore();
  drawMargins(c, plot, area, width, dim, accent);
  if (gesture) drawGesture(c, gesture, accent);
}

/* Where timing and grade change. */
function drawCutoffs(c, area, cutoffs, line, dim) {
  const { box } = area;
  const bottom = box.top + box.height;
  const back = themeValue("--fo-palette-background-level2", "#222");
  const text = (words, x, y, align) => {
    const width = c.measureText(words).width;
    c.fillStyle = back;
    c.fillRect(align === "right" ? x - width - 2 : x - width / 2 - 2, y - 6.5, width + 4, 13);
    c.fillStyle = dim;
    c.textAlign = align;
    c.textBaseline = "middle";
    c.fillText(words, x, y);
  };
  c.fillStyle = dim;
  const stroke = (x0, y0, x1, y1) => {
    c.setLineDash([3, 4]);
    c.lineWidth = 1;
    c.strokeStyle = line;
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
    c.setLineDash([]);
  };
  const within = (at, [low, high]) => at > low && at < high;
  const onsets = cutoffs.onset_pct;
  const amounts = cutoffs.wink_deg.filter((cut) => within(cut.at, area.domain.y));
  onsets
    .filter((cut) => within(cut.at, area.domain.x))
    .forEach((cut) => stroke(area.px(cut.at), box.top, area.px(cut.at), bottom));
  amounts.forEach((cut) =>
    stroke(
      box.left,
      area.py(cut.at),
      area.strip ? area.stripLeft + STRIP : box.left + box.width,
      area.py(cut.at),
    ),
  );
  // All names after all lines, on a ground of their own: no line goes through a name.
  onsets.forEach((cut, i) => {
    const next = onsets[i + 1];
    const from = area.px(Math.max(cut.at, area.domain.x[0]));
    const to = area.px(Math.min(next ? next.at : 100, area.domain.x[1]));
    if (to - from > 30) text(cut.name, (from + to) / 2, box.top + 9, "center");
  });
  // Never into the row of the timings: near the top a grade stands under its line.
  const clear = (y) => (y - 6.5 < box.top + 16 ? Math.max(y + 16, box.top + 23) : y);
  amounts.forEach((cut) =>
    text(cut.name + " ↑", box.left + box.width - 5, clear(area.py(cut.at) - 8), "right"),
  );
}

function drawCells(c, plot, { cells, strip }, area, color, alpha) {
  const [nx, ny] = [cells.length, cells[0].length];
  const most = Math.max(1, ...strip, ...cells.map((column) => Math.max(...column)));
  const w = (plot.x[1] - plot.x[0]) / nx;
  const t = (plot.y[1] - plot.y[0]) / ny;
  const right = area.box.left + area.box.width;
  const fill = (n, x0, x1, j) => {
    if (!n || x1 <= x0) return;
    const share = Math.log1p(n) / Math.log1p(most);
    c.fillStyle = color(share);
    c.globalAlpha = alpha === 1 ? 1 : alpha * (0.3 + 0.7 * share);
    const y0 = area.py(plot.y[0] + j * t);
    const y1 = area.py(plot.y[0] + (j + 1) * t);
    c.fillRect(x0, y1, x1 - x0 + (alpha === 1 ? 0.6 : 0), y0 - y1 + (alpha === 1 ? 0.6 : 0));
  };
  for (let i = 0; i < nx; i++)
    for (let j = 0; j < ny; j++)
      fill(
        cells[i][j],
        Math.min(right, area.px(plot.x[0] + i * w)),
        Math.min(right, area.px(plot.x[0] + (i + 1) * w)),
        j,
      );
  if (area.strip)
    for (let j = 0; j < ny; j++) fill(strip[j], area.stripLeft + 2, area.stripLeft + STRIP - 2, j);
  c.globalAlpha = 1;
}

function drawPoints(c, plot, area, palette) {
  const radius = plot.points.y.length > 800 ? 2.6 : plot.points.y.length > 150 ? 3.6 : 5;
  if (plot.rest) {
    c.fillStyle = themeValue("--fo-palette-text-tertiary", "#777");
    c.globalAlpha = 0.3;
    positions(plot.rest, area).forEach(([x, y]) => {
      marker(c, "circle", x, y, Math.max(2, radius - 1.5));
      c.fill();
    });
  }
  c.globalAlpha = 0.88;
  positions(plot.points, area).forEach(([x, y], i) => {
    const kind = (STATES[plot.points.state[i]] || STATES.unreviewed).marker;
    const color = palette[plot.points.label[i]] || palette.other;
    marker(c, kind, x, y, radius);
    if (kind === "cross") {
      c.strokeStyle = color;
      c.lineWidth = 2;
      c.stroke();
    } else {
      c.fillStyle = color;
      c.fill();
      c.strokeStyle = "rgba(0,0,0,.55)";
      c.lineWidth = 0.8;
      c.stroke();
    }
  });
  c.globalAlpha = 1;
}

function drawWanted(c, area, wanted, accent) {
  c.strokeStyle = accent;
  c.lineWidth = 1.5;
  const rx = wanted.ranges && wanted.ranges.onset_pct;
  const ry = wanted.ranges && wanted.ranges.wink_deg;
  if (rx || ry) {
    const x0 = rx ? area.px(rx[0]) : area.box.left + 1;
    const x1 = rx
      ? area.px(rx[1])
      : area.box.left + area.box.width - 1 + (area.strip ? STRIP + 4 : 0);
    const y0 = ry ? area.py(ry[1]) : area.box.top + 1;
    const y1 = ry ? area.py(ry[0]) : area.box.top + area.box.height - 1;
    c.strokeRect(x0, y0, x1 - x0, y1 - y0);
  }
  if (wanted.lasso) {
    c.beginPath();
    wanted.lasso.forEach(([x, y], i) =>
      i ? c.lineTo(area.px(x), area.py(y)) : c.moveTo(area.px(x), area.py(y)),
    );
    c.closePath();
    c.stroke();
  }
}

function drawMargins(c, plot, area, width, dim, accent) {
  const { box } = area;
  const bars = (counts, most, color, alpha, horizontal) => {
    c.fillStyle = color;
    c.globalAlpha = alpha;
    const domain = horizontal ? plot.x : plot.y;
    const step = (domain[1] - domain[0]) / counts.length;
    counts.forEach((n, i) => {
      if (!n) return;
      const a = domain[0] + i * step;
      const inside = horizontal ? area.domain.x : area.domain.y;
      if (a + step / 2 < inside[0] || a + step / 2 > inside[1]) return;
      if (horizontal) {
        const tall = Math.max(1, (n / most) * (PAD.top - 8));
        c.fillRect(
          area.px(a) + 0.5,
          box.top - 3 - tall,
          Math.max(1, area.px(a + step) - area.px(a) - 1),
          tall,
        );
      } else {
        const long = Math.max(1, (n / most) * (PAD.right - 8));
        c.fillRect(
          width - PAD.right + 4,
          area.py(a + step) + 0.5,
          long,
          Math.max(1, area.py(a) - area.py(a + step) - 1),
        );
      }
    });
    c.globalAlpha = 1;
  };
  [
    [plot.top, true],
    [plot.right, false],
  ].forEach(([margin, horizontal]) => {
    const most = Math.max(1, ...margin.all);
    bars(margin.all, most, dim, 0.3, horizontal);
    bars(margin.shown, most, accent, 0.85, horizontal);
  });
}

function drawGesture(c, gesture, accent) {
  c.strokeStyle = accent;
  c.fillStyle = accent;
  c.lineWidth = 1.5;
  c.beginPath();
  if (gesture.tool === "lasso") {
    gesture.path.forEach(([x, y], i) => (i ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  } else {
    const [[x0, y0], [x1, y1]] = [gesture.path[0], gesture.path[gesture.path.length - 1]];
    c.rect(x0, y0, x1 - x0, y1 - y0);
  }
  c.globalAlpha = 0.15;
  c.fill();
  c.globalAlpha = 1;
  c.stroke();
}
