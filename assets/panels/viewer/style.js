/* FiftyOne's own colours where it names them; everything below .fbw, nothing outside. */
(function () {
  "use strict";
const CSS = `
.fbw { --text: var(--fo-palette-text-primary, #fff); --soft: var(--fo-palette-text-secondary, #b3b3b3);
  --back: var(--fo-palette-background-level2, #1d1d1f); --raised: var(--fo-palette-background-level1, #2a2a2d);
  --border: var(--fo-palette-divider, #3c3c40); --accent: var(--fo-palette-primary-main, #ff6d04);
  --warn: color-mix(in srgb, #f5a300 65%, var(--text));
  container-type: inline-size; width: 100%; color: var(--text);
  font-size: 13px; line-height: 1.4; background: var(--back); text-align: left; }
.fbw * { box-sizing: border-box; }
.fbw-header, .fbw-footer { position: sticky; z-index: 3; padding: 8px 12px; background: var(--raised); }
.fbw-header { top: 0; border-bottom: 1px solid var(--border); } .fbw-footer { bottom: 0; border-top: 1px solid var(--border); }
.fbw-scroll { padding: 8px 12px 12px; }
.fbw-title { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: center; }
.fbw-title b { max-width: 40cqw; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 14px; }
.fbw-space { flex: 1; } .fbw-quiet { color: var(--soft); font-size: 12px; }
.fbw label { color: var(--soft); font-size: 12px; white-space: nowrap; }
.fbw input[type=checkbox] { vertical-align: -2px; accent-color: var(--accent); }
.fbw input:not([type=checkbox]), .fbw select { color: var(--text); background: var(--back); border: 1px solid var(--border);
  border-radius: 4px; padding: 3px 6px; font: inherit; min-width: 0; }
.fbw input:focus-visible, .fbw select:focus-visible, .fbw button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.fbw-name { width: 92px; }
.fbw-progress { display: flex; gap: 8px; margin-top: 6px; align-items: stretch; }
.fbw-bar { flex: 1; position: relative; border: 1px solid var(--border); border-radius: 4px; overflow: hidden; min-height: 28px;
  background: var(--back); }
.fbw-bar div { position: absolute; inset: 0 auto 0 0; background: color-mix(in srgb, var(--accent) 45%, transparent); transition: width .2s; }
.fbw-bar span { position: relative; display: block; text-align: center; padding: 4px 6px; font-size: 12px; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; }
.fbw button { font: inherit; color: var(--text); cursor: pointer; }
.fbw button:disabled { opacity: .4; cursor: default; }
.fbw-button { background: var(--back); border: 1px solid var(--border); border-radius: 4px; padding: 4px 9px; white-space: nowrap; }
.fbw-button:hover:not(:disabled) { border-color: var(--accent); }
.fbw-button.fbw-main { background: var(--accent); border-color: var(--accent); color: #111; font-weight: 600; }
.fbw-button.fbw-on { box-shadow: inset 0 0 0 2px var(--accent); }
.fbw kbd { margin-left: 7px; padding: 0 5px; border: 1px solid currentColor; border-radius: 3px; font: 11px/1.35 monospace; opacity: .8; }
.fbw-buttons { display: flex; flex-wrap: wrap; gap: 6px; }
.fbw-status { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: center; justify-content: space-between; min-height: 26px; margin-bottom: 5px; font-size: 12px; color: var(--soft); }
.fbw-who { display: flex; gap: 12px; align-items: center; margin-left: auto; } .fbw-key.fbw-beside { color: var(--accent) !important; }
.fbw-warn { color: var(--warn); } .fbw-status .fbw-button { margin: 2px 6px 2px 0; }
.fbw-legend { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: center; font-size: 12px; color: var(--soft); }
.fbw-legend i { display: inline-block; width: 14px; height: 3px; margin-right: 5px; vertical-align: 3px; border-radius: 1px; }
.fbw-key { background: none; border: 0; padding: 2px 0; font-size: 12px !important; color: var(--soft) !important; }
.fbw-key:hover { color: var(--text) !important; } .fbw-key b { display: inline-block; min-width: 34px; margin-left: 5px; text-align: left; color: var(--text); font-variant-numeric: tabular-nums; } .fbw-key.fbw-off { text-decoration: line-through; opacity: .55; }
.fbw-chart { position: relative; width: 100%; cursor: crosshair; user-select: none; touch-action: none; overflow: hidden; }
.fbw-chart svg { display: block; font-family: inherit; }
.fbw-tick { fill: var(--soft); font-size: 11px; } .fbw-grid { stroke: var(--border); } .fbw-zero { stroke: #77777d; }
.fbw-tab { cursor: pointer; } .fbw-band-text { fill: #111; font-size: 11.5px; font-weight: 600; pointer-events: none; }
.fbw-interval { fill: var(--text); opacity: .13; } .fbw-onset { stroke: var(--text); stroke-width: 1.6; stroke-dasharray: 2 3; }
.fbw-bottom { stroke: var(--text); stroke-width: 1.2; stroke-dasharray: 7 4; opacity: .75; }
.fbw-said { fill: var(--soft); font-size: 10.5px; paint-order: stroke; stroke: var(--back); stroke-width: 2.5px; }
.fbw-reversal g { stroke-width: 1.4; } .fbw-reversal g.fbw-counts { stroke-width: 2.8; } .fbw-reversal line.fbw-guide { stroke-width: 1; stroke-dasharray: 2 2; }
.fbw-turning { fill: var(--back); stroke-width: 2; } .fbw-reversal path { stroke: none; }
.fbw-reversal text { font-size: 11px; paint-order: stroke; stroke: var(--back); stroke-width: 3px; } .fbw-counts text { font-weight: 700; }
.fbw-pointer line { stroke: var(--text); opacity: .35; } .fbw-pointer text { fill: var(--text); font-size: 11px; paint-order: stroke; stroke: var(--back); stroke-width: 3px; } .fbw-playhead line { stroke: var(--accent); stroke-width: 2; } .fbw-playhead path { fill: var(--accent); }
.fbw-columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; margin-top: 10px; }
@container (min-width: 760px) { .fbw-columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 20px; } }
.fbw-headline { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; }
.fbw-chip { padding: 2px 10px; border-radius: 4px; color: #111; font-weight: 700; font-size: 14px; }
.fbw-flag { color: var(--warn); } .fbw-verdict { margin: 6px 0; color: var(--soft); } .fbw-verdict b { color: var(--text); }
.fbw-note { color: var(--text); font-style: italic; overflow-wrap: anywhere; }
.fbw-factor { margin: 0 0 7px; } .fbw-factor-name { display: inline-block; min-width: 74px; margin-right: 8px; color: var(--soft); }
.fbw-scale { position: relative; height: 8px; margin: 4px 0 18px; border-radius: 2px; }
.fbw-scale-part { position: absolute; top: 0; bottom: 0; opacity: .5; }
.fbw-scale-span { position: absolute; top: 2.5px; height: 3px; background: var(--text); opacity: .9; }
.fbw-scale-value { position: absolute; top: -3px; width: 3px; height: 14px; margin-left: -1.5px; background: var(--text); box-shadow: 0 0 0 1px var(--back); }
.fbw-scale-tick { position: absolute; top: 9px; transform: translateX(-50%); font-size: 10.5px; color: var(--soft); white-space: nowrap; }
.fbw-reason { color: var(--soft); }
.fbw-facts { display: grid; grid-template-columns: auto 1fr auto 1fr; gap: 2px 10px; margin: 8px 0 0; font-size: 12px; }
@container (max-width: 440px) { .fbw-facts { grid-template-columns: auto 1fr; } }
.fbw-facts dt { color: var(--soft); } .fbw-facts dd { margin: 0; font-variant-numeric: tabular-nums; }
.fbw-row { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; margin-bottom: 4px; }
.fbw-row figure { margin: 0; } .fbw-row figcaption { font-size: 11.5px; color: var(--soft); text-align: center; }
.fbw-picture { display: block; width: 100%; aspect-ratio: 3 / 4; padding: 0; border: 1px solid var(--border); border-radius: 4px; background: #000; overflow: hidden; }
.fbw-picture img { width: 100%; height: 100%; object-fit: contain; display: block; }
.fbw-picture.fbw-empty { display: flex; align-items: center; justify-content: center; color: var(--soft); font-size: 12px; }
.fbw-form { display: grid; grid-template-columns: repeat(auto-fit, minmax(124px, 1fr)); gap: 6px 12px; align-items: end; }
.fbw-form label { display: flex; flex-direction: column; gap: 2px; } .fbw-form label > span { display: flex; gap: 4px; }
.fbw-form label input, .fbw-form label select { flex: 1; width: 100%; } .fbw-wide { grid-column: 1 / -1; }
.fbw-form-end { display: flex; gap: 8px; } .fbw-take { flex: none; background: none; border: 1px solid var(--border); border-radius: 4px; padding: 0 6px; font-size: 11px !important; color: var(--soft) !important; }
.fbw-empty-state { padding: 40px 16px; text-align: center; }
`;

let added = false;

function addStyle() {
  if (added) return;
  added = true;
  const element = document.createElement("style");
  element.textContent = CSS;
  document.head.appendChild(element);
}

  Object.assign(window.__foButtwink__.viewer, { addStyle });
})();
