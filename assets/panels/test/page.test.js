// @ts-check
/* The App's page and its arrangement of panels: what we do where a part of it is not there. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { beside, hasSquats, isBeside, place, VIEWER, without } from "../src/arrangement.js";
import * as page from "../src/shared/page.js";

/** @type {any} */
const world = globalThis;
/** @type {Record<string, any>} what the page has, by a piece of its selector */
let parts = {};
/** @type {Record<string, string>} */
let kept = {};
/** @type {string[]} */
let warned = [];
let now = 0;
const { warn } = console;
const clock = Date.now;

beforeEach(() => {
  parts = {};
  kept = {};
  warned = [];
  now = 1e6;
  Date.now = () => now;
  console.warn = (text) => warned.push(text);
  world.document = {
    querySelector: (/** @type {string} */ selector) => {
      const name = Object.keys(parts).find((piece) => selector.includes(piece));
      return name === undefined ? null : parts[name];
    },
  };
  world.window = {
    localStorage: {
      getItem: (/** @type {string} */ key) => (key in kept ? kept[key] : null),
      setItem: (/** @type {string} */ key, /** @type {string} */ text) => (kept[key] = text),
      removeItem: (/** @type {string} */ key) => delete kept[key],
    },
  };
});

afterEach(() => {
  console.warn = warn;
  Date.now = clock;
});

test("every read has an answer on an empty page, and an empty page is no fault", () => {
  now += 1e6;
  assert.equal(page.playerTime(), "");
  assert.equal(page.splitButton(), null);
  assert.equal(page.videoCanvas(), null);
  assert.equal(page.videoElement(), null);
  const { isModalShown, isAnnotating, isCovered, isPromptOpen, isGridBroken, isVideoShown } = page;
  [isModalShown, isAnnotating, isCovered, isPromptOpen, isGridBroken, isVideoShown].forEach((is) =>
    assert.equal(is(), false, is.name),
  );
  assert.equal(page.hasTab(VIEWER), false);
  assert.deepEqual(warned, []);
});

test("a part that has to be there and is not is named, once, after some time", () => {
  parts = { "annotation-save-state": {} };
  assert.equal(page.playerTime(), "");
  now += 5000;
  assert.equal(page.playerTime(), "");
  assert.deepEqual(warned, []);
  now += 6000;
  assert.equal(page.playerTime(), "");
  for (let later = 0; later < 5; later += 1) {
    now += 60000;
    assert.equal(page.playerTime(), "");
  }
  assert.equal(warned.length, 1);
  assert.match(warned[0], /timeline-playhead-time.*cannot follow the video in the Annotate tab/);
});

test("a part that comes late is no fault", () => {
  parts = { "modal-content": { offsetParent: {} } };
  assert.equal(page.isVideoShown(), false);
  now += 9000;
  parts = { ...parts, [`panel-content-${page.VIDEO}`]: { offsetParent: {} } };
  assert.equal(page.isVideoShown(), true);
  parts = { "modal-content": { offsetParent: {} } };
  now += 9000;
  assert.equal(page.isVideoShown(), false);
  assert.deepEqual(warned, []);
});

test("the button that splits the modal is of use only where the video is hidden", () => {
  const button = { click() {} };
  parts = { "Split horizontally": button, "panel-content": { offsetParent: null } };
  assert.equal(page.splitButton(), button);
  parts = { ...parts, "panel-content": { offsetParent: {} } };
  assert.equal(page.splitButton(), null);
});

test("a broken arrangement in the browser counts as none", () => {
  kept["fo-sample-modal-plugins"] = "{not json";
  assert.equal(page.readLayout(), null);
});

const ALONE = {
  id: "root",
  type: "panel-container",
  activeChild: page.VIDEO,
  children: [{ id: page.VIDEO, type: page.VIDEO, children: [] }],
};

/** @param {any} node @returns {string[]} */
const panels = (node) =>
  node.children && node.children.length ? node.children.flatMap(panels) : [node.type];

test("the viewer is put beside the video, and taken away without a trace", () => {
  const two = beside(ALONE, []);
  assert.ok(isBeside(two) && !isBeside(ALONE) && !isBeside(null));
  assert.deepEqual(panels(two), [page.VIDEO, VIEWER]);
  const ids = [two.id, ...(two.children || []).map((child) => child.id)];
  assert.equal(new Set(ids).size, 3, "the App knows its panels by their ids");
  const one = /** @type {any} */ (without(two, VIEWER));
  assert.deepEqual(panels(one), [page.VIDEO]);
  assert.equal(one.layout, undefined);
  assert.deepEqual(panels(beside(two, [])), [page.VIDEO, VIEWER], "never twice");
  assert.deepEqual(panels(beside(null, ["Map"])), [page.VIDEO, "Map", VIEWER]);
});

test("a viewer among the tabs that cover the video is not beside it", () => {
  const leaf = (/** @type {string} */ type) => ({ id: type, type, children: [] });
  const tabs = { ...ALONE, activeChild: VIEWER, children: [leaf(page.VIDEO), leaf(VIEWER)] };
  assert.equal(isBeside(tabs), false);
  const rest = /** @type {any} */ (without(tabs, VIEWER));
  assert.equal(rest.activeChild, page.VIDEO, "something is open");
});

test("each kind of dataset gets the arrangement back that it was left with", () => {
  page.writeLayout(ALONE);
  place(true, []);
  assert.ok(isBeside(page.readLayout()));
  page.writeLayout(ALONE); // somebody closes the viewer
  place(true, []);
  assert.ok(!isBeside(page.readLayout()), "closed stays closed");
  place(false, []);
  assert.deepEqual(page.readLayout(), ALONE);
  place(true, []);
  assert.ok(!isBeside(page.readLayout()));
  place(true, [], true);
  assert.ok(isBeside(page.readLayout()), "an analysis opens it again");
});

test("a dataset with squats is known by the fields of a run", () => {
  const run = [
    { name: "sq", fields: [{ name: "worst_wink_deg" }] },
    { name: "sq_reps", fields: [] },
  ];
  assert.ok(hasSquats(run));
  assert.ok(hasSquats(Object.fromEntries(run.map((field) => [field.name, field]))));
  assert.ok(!hasSquats(run.slice(1)));
  assert.ok(!hasSquats([{ name: "sq", fields: [] }, run[1]]));
  assert.ok(!hasSquats(null));
});
