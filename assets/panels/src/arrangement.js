// @ts-check
/* Where the viewer stands when a video is opened. The App keeps one arrangement of a video's
 * panels for all datasets: here one is kept for those with squats, where the viewer is beside the
 * video until somebody closes it, and one for the others. */

import { readKept, readLayout, VIDEO, writeKept, writeLayout } from "./shared/page.js";

/** The panel of the viewer, as Python names it. */
export const VIEWER = "squat_rep_viewer";
const KEPT = "fo_buttwink.layouts";

/**
 * A node of the App's tree of panels: a leaf is a panel, others hold tabs or, with a layout, parts.
 *
 * @typedef {object} Node
 * @property {string} id
 * @property {string} type
 * @property {Node[]} [children]
 * @property {string} [activeChild]
 * @property {string} [layout]
 * @property {number[]} [sizes]
 * @property {boolean} [pinned]
 */

/** @param {string} name @returns {Node} */
function leaf(name) {
  return { id: name, type: name, pinned: name === VIDEO, children: [] };
}

/** @param {string} id @param {Node[]} children @returns {Node} */
function tabs(id, children) {
  return { id, type: "panel-container", activeChild: children[0].id, children };
}

/**
 * The same arrangement without a panel, and without what held nothing else; null if that is all.
 *
 * @param {Node} node
 * @param {string} name
 * @returns {?Node}
 */
export function without(node, name) {
  if (node.type === name) return null;
  if (!node.children || !node.children.length) return node;
  /** @type {any[]} */
  const rest = node.children.map((child) => without(child, name)).filter(Boolean);
  if (!rest.length) return null;
  if (rest.length === 1 && node.layout) return rest[0];
  const open = rest.some((child) => child.id === node.activeChild);
  return { ...node, children: rest, activeChild: open ? node.activeChild : rest[0].id };
}

/**
 * Whether the viewer stands beside the video, and not among the tabs that cover it.
 *
 * @param {?Node} node
 * @returns {boolean}
 */
export function isBeside(node) {
  if (!node || !node.children) return false;
  const names = node.children.map((child) => child.type);
  if (!node.layout && names.includes(VIEWER)) return !names.includes(VIDEO);
  return node.children.some(isBeside);
}

/**
 * An arrangement with the viewer beside everything else.
 *
 * @param {?Node} layout as it is, or null where the App has none
 * @param {string[]} others names of panels that are open with the video where it has none
 * @returns {Node}
 */
export function beside(layout, others) {
  const rest = layout && without(layout, VIEWER);
  let left = rest || tabs("left", [VIDEO, ...others].map(leaf));
  if (left.id === "root") left = { ...left, id: "left" };
  const right = tabs("fo_buttwink_right", [leaf(VIEWER)]);
  return {
    id: "root",
    type: "panel-container",
    layout: "horizontal",
    sizes: [0.5, 0.5],
    activeChild: left.id,
    children: [left, right],
  };
}

/**
 * Gives the App the arrangement for a dataset with squats, or for another one.
 *
 * @param {boolean} squats
 * @param {string[]} others names of the other panels that a video may have
 * @param {boolean} [force] also where somebody has closed the viewer
 */
export function place(squats, others, force) {
  const kept = readKept(KEPT) || {};
  const kind = squats ? "squats" : "others";
  if (kept.kind !== kind) {
    kept[kept.kind || "others"] = readLayout();
    kept.kind = kind;
    writeLayout(kept[kind] || (squats ? beside(kept.others, others) : null));
    writeKept(KEPT, kept);
  }
  if (force && !isBeside(readLayout())) writeLayout(beside(readLayout(), others));
}

/** @param {any} fields a list of fields, or fields by their names @param {string} name */
function named(fields, name) {
  if (Array.isArray(fields)) return fields.find((field) => field.name === name);
  return (fields || {})[name];
}

/**
 * Whether one of the fields of a dataset is a run of ours.
 *
 * @param {any} fields
 */
export function hasSquats(fields) {
  return Object.keys(fields || {}).some((at) => {
    const stem = /^(.+)_reps$/.exec(fields[at].name);
    const summary = stem && named(fields, stem[1]);
    return Boolean(summary && named(summary.fields, "worst_wink_deg"));
  });
}
