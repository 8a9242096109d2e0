// @ts-check
/* Which frame and which repetition, where the list goes on, what a form sends, what is said. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { belongs, framesOf, startOf, within } from "../src/viewer/frames.js";
import { colorOf, line, makeLanes, TOP } from "../src/viewer/lanes.js";
import { pictureOf } from "../src/viewer/looker.js";
import { apart, textAt } from "../src/viewer/marks.js";
import { counted, enough, outcome } from "../src/viewer/messages.js";
import { makeFrame } from "../src/viewer/playhead.js";
import { drawnFrame, frameOf, makeClock, middleOf } from "../src/viewer/time.js";
import { changes, stated, withAnswer } from "../src/viewer/values.js";
import { firstOf, isThere, neighbour } from "../src/viewer/walk.js";

test("the middle of a frame is drawn as that frame, at every rate", () => {
  for (const fps of [23.976, 25, 29.97, 30, 59.94, 60, 120]) {
    for (let frame = 1; frame < 3000; frame += 1) {
      assert.equal(drawnFrame(middleOf(frame, fps), fps), frame);
      assert.equal(drawnFrame((frame - 1) / fps, fps), frame); // its own time
    }
  }
});

test("the player's readout is read as a time or a number, or not at all", () => {
  assert.equal(frameOf("0:02.80 / 0:10.16", makeClock({ fps: 25 })), 71);
  assert.equal(frameOf("1:00:00 / 2:00:00", makeClock({ fps: 30 })), 108001);
  assert.equal(frameOf("71 / 254", makeClock({ fps: 25 })), 71);
  assert.equal(frameOf("#71", makeClock({ fps: 25 })), 71);
  assert.equal(frameOf("0:02.80", makeClock({ fps: 0 })), null); // no rate
  ["", "loading", "-3 / 5", "2.5 / 9"].forEach((text) =>
    assert.equal(frameOf(text, makeClock({ fps: 25 })), null),
  );
});

test("frames that do not follow each other evenly are found by their own times", () => {
  // 60 frames at 30 per second, then 60 at 10: the mean rate is 15 per second.
  const times = Array.from({ length: 120 }, (_, i) => (i < 60 ? i / 30 : 2 + (i - 60) / 10));
  const clock = makeClock({ fps: 119 / times[119], start_s: 0, curves: { time_s: times } });
  assert.ok(!clock.isEven);
  for (let frame = 1; frame <= 120; frame += 1) {
    assert.equal(clock.frameAt(clock.inside(frame)), frame);
    assert.equal(clock.frameAt(times[frame - 1]), frame);
    // The App shows its number n from (n - 1) / rate on; a frame of 30 per second is shorter.
    const shown = (clock.toApp(frame) - 1 + 0.01) / clock.fps;
    assert.ok(Math.abs(shown - clock.inside(frame)) <= 1 / clock.fps);
    if (frame > 61) assert.equal(clock.frameAt(shown), frame);
  }
  assert.equal(clock.frameAt(2.05), 61); // by the mean rate it would be 31
  assert.equal(clock.frameAt(99), 120);
  assert.equal(frameOf("0:02.00 / 0:07.90", clock), 61);
});

test("frames that begin after the file are shown later by that", () => {
  const times = Array.from({ length: 50 }, (_, i) => i / 25);
  const clock = makeClock({ fps: 25, start_s: 0.5, curves: { time_s: times } });
  assert.deepEqual([0, 0.52, 0.82, 1.02, 1.82].map(clock.frameAt), [1, 1, 9, 14, 34]); // Chromium
  assert.equal(clock.frameAt(clock.inside(20)), 20);
  assert.equal(clock.ofApp(clock.toApp(20)), 20);
  const bare = makeClock({ fps: 25, start_s: 0.5 });
  assert.equal(bare.frameAt(0.82), 9);
  assert.equal(makeClock(null).ofApp(7), 7);
  // FiftyOne took the 25 frames per second for 30: its number 31 is the time 1 s.
  const misread = makeClock({ fps: 25, app_fps: 30, curves: { time_s: times } });
  assert.equal(misread.ofApp(31), 26);
  assert.equal(misread.ofApp(misread.toApp(40)), 40);
});

const squat = (/** @type {string} */ id, first = 0, last = 0, machine = { first, last }) => ({
  id,
  first,
  last,
  machine,
});

test("a repetition has the frames of the machine and of people", () => {
  const moved = squat("a", 110, 180, { first: 100, last: 190 });
  assert.deepEqual(framesOf(moved), [100, 190]);
  const drawn = squat("b", 110, 180, /** @type {any} */ ({ first: null, last: null }));
  assert.deepEqual(framesOf(drawn), [110, 180]);
  assert.ok(within(100, moved) && within(190, moved) && !within(99, moved));
  assert.ok(within(99, moved, 1));
  assert.equal(startOf({ clip: [40, 90] }), 40);
  assert.equal(startOf({}), 1);
});

test("a frame belongs to a repetition nearby, unless it shows another one", () => {
  const reps = [squat("a", 100, 190), squat("b", 200, 290)];
  const of = (/** @type {number} */ frame) =>
    reps.filter((rep) => belongs(frame, rep, reps, 30)).map((rep) => rep.id);
  assert.deepEqual(of(150), ["a"]);
  assert.deepEqual(of(200), ["b"]);
  assert.deepEqual(of(55), ["a"]); // 1.5 s before, at 30 frames per second
  assert.deepEqual(of(54), []);
  assert.deepEqual(of(195), ["a", "b"]); // nobody takes the pause for another one
  assert.deepEqual(of(336), []);
});

const place = (/** @type {string} */ rep, done = false) => ({ sample: "s" + rep, rep, done });
const PLACES = [place("a", true), place("b"), place("c", true)];
const WALK = { first: 10, total: 40, places: PLACES, at: { x: 3, y: 39.5 } };

test("next and previous go along the list of the view", () => {
  const queue = { walk: WALK, next: null };
  assert.equal(neighbour(queue, "a", "next").place, PLACES[1]);
  assert.equal(neighbour(queue, "b", "previous").place, PLACES[0]);
  assert.deepEqual(neighbour(queue, "a", "previous"), { place: null, beyond: true });
  assert.deepEqual(neighbour(queue, "unknown", "next"), { place: null, beyond: true });
  assert.deepEqual(neighbour(null, "a", "next"), { place: null });
});

test("after the last one comes the first that is still to be reviewed", () => {
  const walk = { ...WALK, first: 0, total: 3 };
  assert.equal(neighbour({ walk }, "c", "next").place, PLACES[1]);
  assert.equal(neighbour({ walk }, "a", "previous").place, null);
  const done = { ...walk, places: PLACES.map((p) => ({ ...p, done: true })) };
  assert.equal(neighbour({ walk: done, next: null }, "c", "next").place, null);
});

test("a video is opened with what was wished for, else with what is to be reviewed", () => {
  const rep = (/** @type {string} */ id, flagged = false, state = "unreviewed") => ({
    id,
    machine: { flagged },
    review: { state },
  });
  const reps = [rep("a"), rep("b", true, "confirmed"), rep("c", true), rep("d", true)];
  assert.equal(firstOf(reps, [null, undefined, "of another video", "d", "a"]), "d");
  assert.equal(firstOf(reps, [null, ""]), "c");
  assert.equal(firstOf(reps.slice(0, 2), []), "a");
  assert.equal(firstOf([], ["a"]), null);
});

const REP = {
  label: "moderate",
  onset_pct: 62,
  first: 100,
  bottom: 140,
  last: 190,
  machine: { label: "marked", onset_pct: 62, first: 100, bottom: 140, last: 188 },
  review: { state: "corrected" },
};
const FORM = { label: "moderate", onset_pct: "62", first: "100", bottom: "140", last: "190" };

test("a correction sends what differs from the machine, and nothing else", () => {
  assert.deepEqual(changes(FORM, REP, true), { label: "moderate", last: 190 });
  const same = { ...FORM, label: "marked", last: " 188 " };
  assert.deepEqual(changes(same, REP, true), {});
  assert.deepEqual(changes({ ...FORM, last: "" }, REP, true), { label: "moderate" });
  const wrong = changes({ ...FORM, first: "ten" }, REP, true);
  assert.equal(wrong.first, "ten"); // the server says what is wrong with it
});

test("a label without an onset sends none", () => {
  const none = changes({ ...FORM, label: "none", onset_pct: "10" }, REP, false);
  assert.deepEqual(none, { label: "none", last: 190 });
});

test("a note alone keeps what was corrected", () => {
  assert.deepEqual(stated(REP), { label: "moderate", last: 190 });
  assert.deepEqual(stated({ ...REP, review: { state: "confirmed" } }), {});
});

test("what an answer leaves as it was is not drawn anew", () => {
  const data = { queue: 1, video: { sample: "s", reps: [{ id: "a" }] } };
  assert.equal(withAnswer(data, { sample: "other", reps: [], queue: 2 }), data);
  assert.equal(withAnswer(null, { sample: "s", reps: [] }), null);
  const same = withAnswer(data, { sample: "s", reps: [{ id: "a" }], queue: 2 });
  assert.equal(same.video, data.video);
  assert.equal(same.queue, 2);
  const other = withAnswer(data, { sample: "s", reps: [{ id: "b" }], queue: 2 });
  assert.deepEqual(other.video, { sample: "s", reps: [{ id: "b" }] });
  assert.deepEqual(data.video.reps, [{ id: "a" }]);
});

test("a repetition outside of the open clip is a clip of its own", () => {
  const reps = [squat("a", 100, 190), squat("b", 200, 290)];
  assert.ok(isThere({ sample: "s", rep: "b" }, reps, null, "s"));
  assert.ok(isThere({ sample: "a", rep: "a" }, reps, [95, 195], "other"));
  assert.ok(!isThere({ sample: "b", rep: "b" }, reps, [95, 195], "other"));
  assert.ok(!isThere({ sample: "s", rep: "c" }, reps, null, "s"));
});

test("what was done is said, once", () => {
  const about = { number: 3 };
  assert.equal(outcome("confirmed", about, { changed: true }), "Rep 3: confirmed. Undo with U.");
  assert.match(outcome("not_a_squat", about, { changed: false }), /not a squat already\./);
  assert.match(
    outcome("rejected", about, { changed: true, queue: { total: 2, done: 2 } }),
    /All flagged reps of this view are reviewed\.$/,
  );
  assert.equal(outcome("undo", about, { changed: false }), "Nothing to take back on rep 3.");
  assert.equal(enough(enough("Stored.")), enough("Stored."));
  assert.notEqual(enough("Stored."), "Stored.");
  assert.equal(
    counted({ adopted: ["a"] }),
    "1 edit from the Annotate tab counted as a correction.",
  );
  assert.match(counted({ adopted: [], repeated: 2 }), /^2 edits .* were counted before/);
  assert.equal(counted({}), "");
});

test("those who watch a frame hear of changes only, and may leave", () => {
  const frame = makeFrame();
  /** @type {any[]} */
  const heard = [];
  const leave = frame.watch((/** @type {any} */ n) => heard.push(n));
  [5, 5, 6, null].forEach(frame.set);
  leave();
  frame.set(7);
  assert.deepEqual(heard, [5, 6, null]);
  assert.equal(frame.get(), 7);
});

const video = {
  total_frames: 4,
  chart: [
    { name: "any_deg", lane: 0, color: "#123456" },
    { name: "other_deg", lane: 1, color: "#654321" },
  ],
  curves: { any_deg: [0, 10, null, -20], other_deg: [0, 80, 90, null] },
};

test("lanes hold all of their curves, and hidden ones take no room", () => {
  const [upper, lower] = makeLanes(video, [], 250);
  assert.ok(upper.y(10) > TOP && upper.y(-20) < lower.y(60));
  assert.ok(upper.y(10) < upper.y(-20), "more stands higher");
  assert.ok(upper.ticks.includes(0) && lower.ticks.includes(0));
  assert.ok(upper.ticks.every((deg) => deg >= -25 && deg <= 25));
  const [same, less] = makeLanes(video, ["other_deg"], 250);
  assert.ok(lower.y(60) > less.y(60), "a curve of 90 needs room in its own lane");
  assert.equal(upper.y(10), same.y(10), "and takes none in the other");
  assert.equal(colorOf(video, "other_deg"), "#654321");
  const [hidden] = makeLanes(video, ["any_deg"], 250);
  assert.ok(hidden.ticks.every((deg) => deg >= -2));
});

test("a curve is interrupted where nothing was measured", () => {
  const same = (/** @type {number} */ v) => v;
  assert.equal(line([1, 2, null, 4], same, same, 1, 4), "M1.0,1.0L2.0,2.0M4.0,4.0");
  assert.equal(line(undefined, same, same, 1, 4), "");
});

test("texts of two arrows never lie on one another", () => {
  for (const heights of [
    [50, 50],
    [50, 55],
    [60, 52],
    [50, 80],
  ]) {
    const [a, b] = apart(heights);
    assert.ok(Math.abs(a - b) >= 13 - 1e-9);
    assert.equal(Math.sign(b - a), Math.sign(heights[1] - heights[0]) || 1);
  }
  assert.deepEqual(apart([50]), [50]);
  assert.equal(textAt(10, 50, true), 30);
  assert.ok(textAt(10, 14, true) > 14 && textAt(10, 14, false) < 10);
});

test("a player that loads, moves or cannot play shows no frame", () => {
  const state = { loaded: true, duration: 9, seeking: false, config: { sampleId: "s" } };
  const looker = { state, sample: {}, frameNumber: 12, waiting: false, getVideo: () => null };
  assert.deepEqual(pictureOf(looker, makeClock({ fps: 30 })), {
    known: true,
    frame: 12,
    ids: ["s"],
  });
  const none = { known: true, frame: null, ids: ["s"] };
  assert.deepEqual(pictureOf({ ...looker, waiting: true }, makeClock({ fps: 30 })), none);
  assert.deepEqual(
    pictureOf({ ...looker, state: { ...state, seeking: true } }, makeClock({ fps: 30 })),
    none,
  );
  assert.deepEqual(
    pictureOf({ ...looker, state: { ...state, loaded: false } }, makeClock({ fps: 30 })),
    none,
  );
  assert.deepEqual(
    pictureOf({ ...looker, state: { ...state, error: true } }, makeClock({ fps: 30 })),
    {
      known: false,
    },
  );
});
