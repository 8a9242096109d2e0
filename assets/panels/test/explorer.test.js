// @ts-check
/* The explorer's filter, its questions, and places in its plot. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { HEIGHT, layout, positions, STRIP } from "../src/explorer/canvas.js";
import * as to from "../src/explorer/filter.js";
import { enqueue } from "../src/explorer/questions.js";

test("a step to another filter leaves the one before as it was", () => {
  const before = Object.freeze({
    ranges: Object.freeze({ wink_deg: [1, 2] }),
    choices: Object.freeze({ label: ["marked"] }),
    picked: Object.freeze(["a"]),
  });
  const kept = JSON.stringify(before);
  const filter = /** @type {any} */ (before);
  to.withRange(filter, "onset_pct", [0, 50]);
  to.withRange(filter, "wink_deg", null);
  to.withChoice(filter, "label", []);
  to.withSwitch(filter, "flagged");
  to.withReason(filter, "hidden", ["wink_deg"]);
  to.withPicked(filter, "a", true);
  to.withBox(filter, [1, 2], [3, 4]);
  assert.equal(JSON.stringify(before), kept);
});

test("a range is set and taken away, and the others stay", () => {
  const one = to.withRange({}, "wink_deg", [1.23456, 9.876]);
  assert.deepEqual(one, { ranges: { wink_deg: [1.23, 9.88] } });
  const two = to.withRange(one, "onset_pct", [10, 90]);
  assert.deepEqual(to.withRange(two, "wink_deg", null), { ranges: { onset_pct: [10, 90] } });
});

test("a box ends where its chip says", () => {
  const filter = to.withBox({}, [12.4, 80.6], [3.14, 9.96]);
  assert.deepEqual(filter.ranges, { onset_pct: [12, 81], wink_deg: [3.1, 10] });
  const beside = to.withBox(filter, null, [0, 5]); // among repetitions without an onset
  assert.deepEqual(beside.ranges, { onset_pct: [12, 81], wink_deg: [0, 5] });
});

test("switches and picked repetitions come and go", () => {
  assert.deepEqual(to.withSwitch({}, "flagged").switches, ["flagged"]);
  assert.deepEqual(to.withSwitch({ switches: ["a", "flagged"] }, "flagged").switches, ["a"]);
  assert.deepEqual(to.withPicked({ picked: ["a"] }, "b", true).picked, ["a", "b"]);
  assert.deepEqual(to.withPicked({ picked: ["a", "b"] }, "b", true).picked, ["a"]);
  assert.deepEqual(to.withPicked({ picked: ["a", "b"] }, "c", false).picked, ["c"]);
});

test("a reason takes away what no unmeasured repetition has, and comes off again", () => {
  const filter = {
    ranges: { wink_deg: [1, 9], onset_pct: [0, 50], depth_knee_flexion_deg: [90, 140] },
    choices: { label: ["marked"], timing: ["early"] },
    lasso: [[0, 0]],
    picked: ["a"],
    switches: ["reviewed"],
  };
  const only = to.withReason(filter, "hidden", ["wink_deg", "onset_pct"]);
  assert.deepEqual(only, {
    ranges: { depth_knee_flexion_deg: [90, 140] },
    choices: { label: ["hidden"], timing: ["early"] },
    switches: ["reviewed"],
  });
  assert.deepEqual(to.withReason(only, "hidden", []).choices, { timing: ["early"] });
});

/** @param {string[]} queue @param {boolean} busy @param {any} question */
function queued(queue, busy, question) {
  const before = queue.map((event) => ({ event, params: { of: event } }));
  enqueue(before, busy, question);
  return before;
}

test("of several filters that wait only the last is asked", () => {
  const queue = queued(["rows", "change"], true, { event: "change", params: { filter: 2 } });
  assert.deepEqual(queue[1], { event: "change", params: { of: "change", filter: 2 } });
  assert.equal(queue.length, 2);
});

test("a filter that was sent is not changed under way", () => {
  const queue = queued(["change"], true, { event: "change", params: { filter: 2 } });
  assert.deepEqual(
    queue.map((q) => q.params),
    [{ of: "change" }, { filter: 2 }],
  );
});

test("a chip that is taken away is a question of its own, in its place", () => {
  const drop = { event: "change", params: { drop: "wink_deg" } };
  const queue = queued(["change", "change"], true, drop);
  assert.equal(queue.length, 3);
  enqueue(queue, true, { event: "change", params: { filter: 3 } });
  assert.deepEqual(queue[3].params, { filter: 3 });
});

test("a look at everything is asked once, anything else each time", () => {
  const again = (/** @type {string} */ event) =>
    queued(["open", event], true, { event, params: {} });
  assert.equal(again("refresh").length, 2);
  assert.equal(again("rows").length, 3);
  assert.equal(queued(["refresh"], true, { event: "refresh", params: {} }).length, 2);
});

const PLOT = { x: [0, 100], y: [-5, 35], beside: 2, rest: null, rest_cells: null };

test("the plot leads from places to numbers and back, zoomed or not", () => {
  for (const zoom of [null, { x: [40, 60], y: [5, 10] }]) {
    const area = layout(520, PLOT, zoom);
    const { x, y } = zoom || PLOT;
    for (const v of [x[0], (x[0] + x[1]) / 2, x[1]]) {
      assert.ok(Math.abs(area.vx(area.px(v)) - v) < 1e-9);
    }
    assert.ok(area.py(y[0]) > area.py(y[1]), "more wink stands higher");
    assert.ok(area.py(y[0]) < HEIGHT && area.py(y[1]) > 0);
    assert.ok(area.px(x[1]) < area.stripLeft, "no onset is drawn into the strip");
  }
});

test("a repetition without an onset stands in the strip, always in the same place", () => {
  const area = layout(520, PLOT, { x: [40, 60], y: [-5, 35] });
  const points = { x: [null, 50, 80], y: [10, 10, 10], id: ["0123456789ab", "b1", "c1"] };
  const [[none], [inside], [beyond]] = positions(points, area);
  assert.ok(none > area.stripLeft && none < area.stripLeft + STRIP);
  assert.equal(positions(points, area)[0][0], none);
  assert.ok(inside > area.box.left && inside < area.box.left + area.box.width);
  assert.ok(Number.isNaN(beyond), "it would look like one without an onset");
  assert.equal(layout(520, { ...PLOT, beside: 0 }, null).strip, 0);
});
