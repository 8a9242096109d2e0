// @ts-check
/* The curves of the chart and the two lanes that they stand in: places in px, no elements. */

import { multiples, niceStep } from "../shared/scale.js";

/** Room round the lanes in px, for texts. */
export const LEFT = 40;
export const RIGHT = 10;
export const TOP = 20;
export const FOOT = 20;
const GAP = 10;

/** Color of a curve, from its row in the list of what is drawn that the server sends. */
export function colorOf(video, name) {
  const row = video.chart.find((curve) => curve.name === name);
  return row ? row.color : "currentColor";
}

export function makeLanes(video, hidden, height) {
  const free = height - TOP - FOOT - GAP;
  return [0, 1].map((number) => {
    const curves = video.chart.filter((c) => c.lane === number && !hidden.includes(c.name));
    const values = curves.flatMap((c) => video.curves[c.name] || []).filter((v) => v !== null);
    let low = values.reduce((a, b) => Math.min(a, b), 0);
    let high = values.reduce((a, b) => Math.max(a, b), number ? 60 : 15);
    const pad = 0.06 * (high - low);
    [low, high] = [low - pad, high + (number ? 1 : 2.2) * pad]; // room for a text over the highest
    const top = number ? TOP + 0.62 * free + GAP : TOP;
    const size = number ? 0.38 * free : 0.62 * free;
    const step = niceStep((high - low) / Math.max(2, size / 32));
    const ticks = multiples(low, high, step);
    return { top, ticks, y: (deg) => top + (size * (high - deg)) / Math.max(1e-6, high - low) };
  });
}

export function line(values, x, y, from, to) {
  let d = "",
    pen = false;
  if (!values) return d;
  const last = Math.min(values.length, Math.ceil(to) + 1);
  for (let frame = Math.max(1, Math.floor(from) - 1); frame <= last; frame += 1) {
    const value = values[frame - 1];
    if (value === null || value === undefined) {
      pen = false;
      continue;
    }
    d += (pen ? "L" : "M") + x(frame).toFixed(1) + "," + y(value).toFixed(1);
    pen = true;
  }
  return d;
}
