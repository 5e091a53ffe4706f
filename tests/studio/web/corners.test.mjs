// Which corners can be the outline of a picture, before anything is asked of the studio.
import assert from "node:assert/strict";
import test from "node:test";

import { sound } from "../../../src/art_assistant/studio/web/corners.js";

const WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]];
const moved = (i, point) => WHOLE.map((corner, j) => (i === j ? point : corner));

test("the whole file and a leaning picture are sound", () => {
  assert.ok(sound(WHOLE));
  assert.ok(sound([[0.165, 0.28], [0.82, 0.225], [0.833, 0.49], [0.2, 0.625]]));
});

test("corners that cross, fold in or fall together are not", () => {
  assert.ok(!sound([WHOLE[1], WHOLE[0], WHOLE[2], WHOLE[3]]));
  assert.ok(!sound([...WHOLE].reverse()));
  assert.ok(!sound(moved(0, [0.7, 0.7])));
  assert.ok(!sound(moved(0, [1, 0])));
  assert.ok(!sound(moved(2, [0.5, 0.5])));
});
