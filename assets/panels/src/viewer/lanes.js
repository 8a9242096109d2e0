// @ts-check
/* The curves of the chart and the two lanes that they stand in: places in px, no elements. */

import { multiples, niceStep } from "../shared/scale.js";

/** Room round the lanes in px, for texts. */
export const LEFT = 40;
export const RIGHT = 10;
export const TOP = 20;
export const FOOT = 20;
const GAP = 10;

export const CURVES = [
  {
    name: "lumbar_flexion_deg",
    title: "Lumbar flexion",
    lane: 0,
    width: 2.4,
    help: "Trunk lean minus pelvic tilt, change from standing; flexion +",
  },
  {
    name: "pelvic_tilt_deg",
    title: "Pelvic tilt",
    lane: 0,
    width: 2,
    help: "Change from standing; anterior +",
  },
  {
    name: "trunk_lean_deg",
    title: "Trunk lean",
    lane: 0,
    width: 1.5,
    help: "Change from standing; forward +",
  },
  {
    name: "hip_flexion_deg",
    title: "Hip flexion",
    lane: 1,
    width: 1.5,
    help: "Apparent: trunk against thigh; flexion +",
  },
  {
    name: "knee_flexion_deg",
    title: "Knee flexion",
    lane: 1,
    width: 1.5,
    dash: "5 3",
    help: "Thigh against shank; flexion +",
  },
];

export function makeLanes(video, hidden, height) {
  const free = height - TOP - FOOT - GAP;
  return [0, 1].map((number) => {
    const curves = CURVES.filter((c) => c.lane === number && !hidden.includes(c.name));
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
