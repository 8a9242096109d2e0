// @ts-check
/* Colors that the panels choose themselves. Those of grades and curves come from the server, from
 * fo_buttwink/domain/palette.py; backgrounds and texts are the App's, see page.js. */

/** The lines in the cut-out pictures, as fo_buttwink draws them. */
export const LINES = { outline: "#56B4E9", pelvis: "#E69F00", thorax: "#009E73" };

/** The part of a scale below its first cut-off. */
export const BELOW = "#56B4E9";

const STOPS = [
  [48, 40, 110],
  [40, 100, 142],
  [32, 146, 140],
  [80, 195, 106],
  [253, 231, 37],
];

/**
 * From dark blue over green to yellow: even in lightness, also for color-blind eyes.
 *
 * @param {number} share from 0 to 1
 */
export function shade(share) {
  const at = Math.min(0.999, Math.max(0, share)) * (STOPS.length - 1);
  const i = Math.floor(at);
  const mix = STOPS[i].map((v, k) => Math.round(v + (STOPS[i + 1][k] - v) * (at - i)));
  return "rgb(" + mix.join(",") + ")";
}
