// @ts-check
/* Words, scales, colors, and what the server's answers are read as. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { shade } from "../src/shared/palette.js";
import { clamp, linear, multiples, niceStep, ticks } from "../src/shared/scale.js";
import { lastLine, read } from "../src/shared/server.js";
import * as words from "../src/shared/words.js";

test("a number is cut, not rounded, so that no grade is shown too high", () => {
  assert.equal(words.number(4.96, 1), "4.9");
  assert.equal(words.number(5, 1, "deg"), "5.0 deg");
  assert.equal(words.number(0.29, 2), "0.29"); // 0.29 * 100 is 28.999999999999996
  assert.equal(words.number(null, 1, "deg"), "–");
  assert.equal(words.number(undefined, 1), "–");
  assert.equal(words.number(0, 0), "0");
});

test("a number with its unit has a minus sign, and never a minus before zero", () => {
  assert.equal(words.withUnit(4.96, "°", 1), "4.9°");
  assert.equal(words.withUnit(-12.6, "°"), "\u221213°");
  assert.equal(words.withUnit(-0.2, "°"), "0°");
  assert.equal(words.withUnit(null, "°"), "–");
  assert.equal(words.withUnit(NaN, "°"), "–");
});

test("an interval needs both ends", () => {
  assert.equal(words.interval({ low: 8, high: 17 }, "°"), "8 to 17°");
  assert.equal(words.interval({ low: 0, high: 2.59 }, " %", 1), "0.0 to 2.5 %");
  assert.equal(words.interval({ low: null, high: 17 }, "°"), "");
  assert.equal(words.interval(null, "°"), "");
});

test("labels are written as people write them", () => {
  assert.equal(words.words("not_a_squat"), "not a squat");
  assert.equal(words.words(null), "none given");
  assert.equal(words.wordOf("timing", "unknown"), "no onset");
  assert.equal(words.wordOf("view", "unknown"), "unknown");
  assert.equal(words.many(1, "video"), "1 video");
  assert.equal(words.many(12345, "video"), "12,345 videos");
  assert.equal(words.capital("onset"), "Onset");
});

test("long names keep both ends, and exactly the wanted length", () => {
  const name = "squat_2026_session_left_camera_017.mp4";
  const short = words.middle(name, 20);
  assert.equal(short.length, 20);
  assert.ok(short.startsWith("squat_2") && short.endsWith("mera_017.mp4"), short);
  assert.equal(words.middle("short.mp4", 20), "short.mp4");
});

test("a word that does not fit is cut, or left out where nothing would be left", () => {
  assert.equal(words.fit("moderate", 60), "moderate");
  assert.equal(words.fit("moderate", 36), "moder…");
  assert.equal(words.fit("moderate", 12), "");
});

test("a step is 1, 2 or 5 times a power of ten, and never smaller than asked for", () => {
  for (let rough = 1e-4; rough < 1e5; rough *= 1.07) {
    const step = niceStep(rough);
    const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    assert.ok(step >= rough && step <= 2.5 * rough + 1e-12, `${rough}: ${step}`);
    assert.ok(
      [1, 2, 5].some((n) => Math.abs(lead - n) < 1e-6),
      `${rough}: ${step}`,
    );
  }
  assert.ok(niceStep(0) > 0);
});

test("ticks lie inside, evenly, with the digits that they need", () => {
  assert.deepEqual(ticks(0, 30, 6), { values: [0, 5, 10, 15, 20, 25, 30], digits: 0 });
  const fine = ticks(-0.25, 0.62, 5);
  assert.deepEqual(
    fine.values.map((v) => v.toFixed(fine.digits)),
    ["-0.2", "0.0", "0.2", "0.4", "0.6"],
  );
  assert.ok(multiples(-1, 1, 1).every((v) => !Object.is(v, -0)));
  assert.equal(multiples(0, 1, 0.1).length, 11); // no step lost to rounding
  assert.deepEqual(multiples(3, 4, 5), []);
});

test("a place on the screen leads back to its number, upwards too", () => {
  const up = linear([-5, 35], [250, 10]);
  assert.equal(up.px(-5), 250);
  assert.equal(up.px(35), 10);
  [-5, 0, 12.3, 35].forEach((v) => assert.ok(Math.abs(up.value(up.px(v)) - v) < 1e-9));
  assert.deepEqual([clamp(5, 0, 3), clamp(-1, 0, 3), clamp(2, 0, 3)], [3, 0, 2]);
});

test("more repetitions are drawn lighter, and shares beyond the ends are those of the ends", () => {
  const light = (/** @type {number} */ u) => {
    const [r, g, b] = (shade(u).match(/\d+/g) || []).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (let u = 0; u < 1; u += 0.05) assert.ok(light(u + 0.05) > light(u));
  assert.equal(shade(-1), shade(0));
  assert.equal(shade(2), shade(1));
});

test("what the server answers is a result or a text, never nothing", () => {
  assert.deepEqual(read({ result: { a: 1 } }), { result: { a: 1 } });
  assert.deepEqual(read(undefined), { failed: "The server gave no answer." });
  assert.deepEqual(read({}), { failed: "The server gave no answer." });
  const broken = read({ error: { message: "Traceback\n  line\nKeyError: 'rep'" }, result: {} });
  assert.match(String(broken.failed), /\(KeyError: 'rep'\)\. Reload the page/);
  assert.equal(lastLine({ errorMessage: "one\ntwo" }), "two");
  assert.equal(lastLine({ error: "plain" }), "plain");
});
