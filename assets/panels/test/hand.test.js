// @ts-check
/* Lines by hand: their angles, and what somebody who measures does step by step. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { actionOf } from "../src/viewer/hand_keys.js";
import {
  amounts,
  change,
  degPerPixel,
  endAt,
  rotation,
  swapped,
  unwrapped,
} from "../src/viewer/hand_lines.js";
import {
  amountsOf,
  begin,
  changesOf,
  ghost,
  hindrance,
  lineOf,
  measured,
  reduce,
  roleOf,
  toSend,
  upsideDown,
  warning,
} from "../src/viewer/hand_state.js";

const FRAMES = [29, 51, 56, 61, 66, 81];
const PELVIS = [-20, 0, 6, 8, 4, 1];
const TRUNK = [-25, 0, 8, 15, 20, 22];
const RULES = {
  frames: FRAMES,
  faces: "right",
  note: "",
  min_line_px: 5,
  max_turn_deg: 90,
  min_descent_frames: 3,
  qualities: ["good", "fair", "poor", "hidden"],
};

/** @param {number} deg @param {boolean} right @returns {[number, number, number, number]} */
function line(deg, right, x = 300, y = 200, length = 60) {
  const a = (deg * Math.PI) / 180;
  return [x, y, x + (right ? 1 : -1) * length * Math.cos(a), y + length * Math.sin(a)];
}

const near = (/** @type {any} */ a, /** @type {number} */ b, within = 1e-9) =>
  assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);

/** @param {any} state @param {any[]} actions */
const run = (state, ...actions) => actions.reduce(reduce, state);

/** A state in which all lines are drawn as a mouse draws them. */
function drawn(right = true) {
  let state = run(begin({ ...RULES, faces: right ? "right" : "left" }));
  FRAMES.forEach((frame, i) => {
    [line(PELVIS[i] + 10, right), line(TRUNK[i] - 80, right)].forEach((l) => {
      state = run(
        state,
        { type: "start", point: l.slice(0, 2) },
        { type: "finish", point: l.slice(2) },
      );
    });
    state = run(state, { type: "step", by: 1 });
  });
  return state;
}

test("leaning forward is positive on either side, also across 180 degrees", () => {
  for (let deg = -170; deg <= 170; deg += 10) {
    near(rotation(line(deg, true), true), deg);
    near(rotation(line(deg, false), false), deg);
    near(change(line(deg + 15, true), line(deg, true), true), 15);
    near(change(line(deg, true), line(deg, true).map(Number) && line(deg, true), false), 0);
  }
  near(unwrapped(350), -10);
  near(unwrapped(-350), 10);
  assert.equal(change(null, line(0, true), true), null);
});

test("amounts follow from the definition, or do not come at all", () => {
  const found = amounts(PELVIS.slice(1), TRUNK.slice(1), 3);
  assert.deepEqual(found, { reversal: 7, rise: 14, wink: 7 });
  assert.equal(amounts([0, 5, null, 1], [0, 1, 2, 3], 3).reversal, null);
  assert.equal(amounts([0, 1], [0, 1], 3).reversal, null);
  assert.deepEqual(amounts([0, 8, 1], [0, null, 3], 3), { reversal: 7, rise: null, wink: null });
  assert.equal(amounts([0, 8, 1], [0, 8, -9], 3).wink, 0);
});

test("all is drawn in two drags and one key for each still", () => {
  for (const right of [true, false]) {
    const state = drawn(right);
    PELVIS.forEach((deg, i) => near(changesOf(state, "pelvis")[i], deg, 1e-9));
    TRUNK.forEach((deg, i) => near(changesOf(state, "trunk")[i], deg, 1e-9));
    const found = amountsOf(state);
    near(found.wink, 7, 1e-9);
    assert.equal(hindrance(state), "Say how well the lines could be seen.");
    const done = run(state, { type: "set", values: { quality: "good" } });
    assert.equal(hindrance(done), "");
    assert.equal(warning(done), "");
    const sent = toSend(done);
    assert.deepEqual(
      sent.frames.map((f) => f.frame),
      FRAMES,
    );
    assert.equal(sent.reference, 51);
    assert.equal(sent.deepest, 81);
  }
});

test("the pelvis comes first, then the trunk, then the next still begins with the pelvis", () => {
  let state = begin(RULES);
  assert.equal(state.kind, "pelvis");
  state = run(state, { type: "start", point: [0, 0] }, { type: "finish", point: [30, 0] });
  assert.equal(state.kind, "trunk");
  assert.deepEqual(lineOf(state, 29, "pelvis"), [0, 0, 30, 0]);
  state = run(state, { type: "step", by: 1 });
  assert.equal(state.kind, "pelvis");
  assert.equal(run(state, { type: "step", by: -1 }).kind, "trunk", "still missing there");
});

test("a short line is refused, and nothing is left of it", () => {
  const state = run(
    begin(RULES),
    { type: "start", point: [10, 10] },
    { type: "finish", point: [13, 10] },
  );
  assert.equal(lineOf(state), null);
  assert.equal(state.pending, null);
  assert.match(state.said, /too short/);
});

test("arrows move the chosen end by pixels of the video", () => {
  let state = run(drawn(), { type: "go", frame: 51 }, { type: "choose", kind: "pelvis", end: 1 });
  const before = lineOf(state);
  const press = (/** @type {any} */ event) => {
    state = run(state, actionOf(event, state, null));
  };
  press({ key: "ArrowDown" });
  press({ key: "ArrowLeft", shiftKey: true });
  assert.deepEqual(lineOf(state), [before[0], before[1], before[2] - 5, before[3] + 1]);
  press({ key: "Tab" });
  press({ key: "ArrowUp" });
  assert.deepEqual(lineOf(state), [before[0], before[1] - 1, before[2] - 5, before[3] + 1]);
  press({ key: "Delete" });
  assert.equal(lineOf(state), null);
  press({ key: "ArrowUp" });
  assert.match(state.said, /Draw the line first/);
});

test("the ghost moves with the hips and keeps its direction", () => {
  const window = { left: 0, top: 0, side: 100 };
  const places = { 29: { hips: [100, 50], window }, 51: { hips: [120, 90], window } };
  let state = run(begin(RULES), { type: "places", places, size: [640, 480] });
  state = run(
    state,
    { type: "start", point: [90, 40] },
    { type: "finish", point: [120, 45] },
    { type: "step", by: 1 },
  );
  assert.deepEqual(ghost(state), [110, 80, 140, 85]);
  state = run(state, { type: "copy" });
  assert.deepEqual(lineOf(state), [110, 80, 140, 85]);
  assert.match(run(state, { type: "copy" }).said, /already/);
});

test("somebody without a mouse can draw, too", () => {
  const places = { 29: { hips: [100, 50], window: { left: 50, top: 0, side: 120 } } };
  let state = run(begin(RULES), { type: "places", places });
  state = run(state, { type: "copy" }, { type: "nudge", dx: 0, dy: 3 });
  const made = lineOf(state);
  near(made[3] - made[1], 3);
  assert.ok(made[2] > made[0], "rear first, for somebody who faces right");
});

test("zooming keeps the point under the pointer, and panning moves with it", () => {
  const places = { 29: { hips: [100, 50], window: { left: 40, top: 0, side: 120 } } };
  const state = run(begin(RULES), { type: "places", places });
  const share = (/** @type {any} */ s, /** @type {number} */ x) =>
    (x - (100 + s.view.dx - s.view.side / 2)) / s.view.side;
  const near1 = run(state, { type: "zoom", factor: 0.5, point: [70, 30] });
  near(share(near1, 70), share(state, 70));
  near(near1.view.side, 60);
  near(run(state, { type: "pan", dx: 6, dy: 0 }).view.dx, state.view.dx - 6);
  near(run(state, { type: "zoom", factor: 1e-9 }).view.side, 0.08 * 120);
  assert.deepEqual(run(near1, { type: "fit" }).view, state.view);
});

test("a line that is upside down is named, and swapped by a key", () => {
  let state = run(drawn(), { type: "go", frame: 61 }, { type: "choose", kind: "pelvis" });
  state = run(
    state,
    { type: "swap" },
    { type: "set", values: { quality: "good" } },
    { type: "go", frame: 29 },
  );
  assert.deepEqual(upsideDown(state), { kind: "pelvis", frame: 61 });
  assert.match(hindrance(state), /pelvis line of frame 61 is upside down/);
  state = run(
    state,
    { type: "go", frame: 61 },
    { type: "choose", kind: "pelvis" },
    { type: "swap" },
  );
  assert.equal(hindrance(state), "");
  assert.deepEqual(swapped(swapped([1, 2, 3, 4])), [1, 2, 3, 4]);
});

test("frames are added in order and left out again, but the two that count stay", () => {
  let state = run(begin(RULES), { type: "add", frame: 70 });
  assert.deepEqual(state.frames, [29, 51, 56, 61, 66, 70, 81]);
  assert.equal(state.at, 70);
  assert.equal(roleOf(state, 70), "Descent");
  assert.equal(roleOf(run(state, { type: "add", frame: 90 }), 90), "Ascent");
  state = run(state, { type: "remove" });
  assert.deepEqual(state.frames, FRAMES);
  assert.equal(state.at, 81);
  assert.match(run(state, { type: "remove" }).said, /stay/);
  assert.deepEqual(run(state, { type: "add", frame: 61 }).frames, FRAMES);
});

test("nothing is said of an amount before the deepest still is drawn", () => {
  const open = run(
    drawn(),
    { type: "go", frame: 81 },
    { type: "choose", kind: "trunk" },
    { type: "clear" },
    { type: "choose", kind: "pelvis" },
    { type: "clear" },
  );
  assert.deepEqual(amountsOf(open), { reversal: null, rise: null, wink: null });
});

test("what is missing is said before it is stored", () => {
  const empty = begin(RULES);
  assert.match(hindrance(empty), /at least one line/);
  assert.match(hindrance({ ...empty, faces: null }), /which side/);
  assert.deepEqual(measured(empty), []);
  const hole = run(
    drawn(),
    { type: "go", frame: 61 },
    { type: "choose", kind: "pelvis" },
    { type: "clear" },
    { type: "set", values: { quality: "fair" } },
  );
  assert.equal(hindrance(hole), "", "may be stored");
  assert.match(warning(hole), /Frame 61 has no pelvis line/);
  assert.equal(amountsOf(hole).reversal, null);
});

test("that nothing can be seen is an answer, too", () => {
  const state = run(begin(RULES), { type: "set", values: { quality: "hidden" } });
  assert.equal(hindrance(state), "");
  assert.deepEqual(
    toSend(state).frames,
    FRAMES.map((frame) => ({ frame })),
  );
  assert.match(run(drawn(), { type: "set", values: { quality: "hidden" } }).said, /do not count/);
});

test("keys that are not ours are left to the App", () => {
  const state = begin(RULES);
  ["z", "Home", " ", "9", "F5"].forEach((key) => assert.equal(actionOf({ key }, state, 1), null));
  assert.deepEqual(actionOf({ key: "2" }, state, 1), { type: "set", values: { quality: "fair" } });
  assert.deepEqual(actionOf({ key: "f" }, state, 77), { type: "add", frame: 77 });
  assert.equal(actionOf({ key: "f" }, state, null)?.type, "said");
});

test("an end is found within reach only, and one pixel says what it is worth", () => {
  assert.equal(endAt([0, 0, 100, 0], 3, 4, 6), 0);
  assert.equal(endAt([0, 0, 100, 0], 97, 4, 6), 1);
  assert.equal(endAt([0, 0, 100, 0], 50, 0, 6), null);
  assert.equal(endAt(null, 0, 0, 6), null);
  near(degPerPixel([0, 0, 57.29, 0]), 1, 0.001);
});
