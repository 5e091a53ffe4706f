// What a curve shows of its numbers, before anything is drawn.
import assert from "node:assert/strict";
import test from "node:test";

import { beforeLast, runs, said, topOf } from "../../../src/art_assistant/studio/web/curves.js";

test("the axis ends at a round number that holds everything", () => {
  assert.equal(topOf([0.27, null, 0.13]), 0.5);
  assert.equal(topOf([0.9, 1]), 1);
  assert.equal(topOf([4, 12]), 20);
  assert.equal(topOf([null, 0]), 1);
});

test("an attempt that could not be judged breaks the line", () => {
  assert.deepEqual(runs([1, 2, null, 3, null, null, 4, 5]), [[0, 1], [3], [6, 7]]);
  assert.deepEqual(runs([null, null]), []);
  assert.equal(said(null, 2), "not judged");
  assert.equal(said(0.125, 2), "0.13");
});

test("the band lies about the last number before this one", () => {
  assert.equal(beforeLast([1, 2, 3]), 1);
  assert.equal(beforeLast([1, null, 3]), 0);
  assert.equal(beforeLast([1, 2, null]), null);
  assert.equal(beforeLast([null, 3]), null);
  assert.equal(beforeLast([]), null);
});
