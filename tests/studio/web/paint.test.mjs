// The numbers behind the easel against truths worked out by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import * as labels from "../../../src/art_assistant/studio/web/labels.js";
import * as paint from "../../../src/art_assistant/studio/web/paint.js";

const grey = (pixel) => pixel & 255;
const opaque = (pixel) => pixel >>> 24 === 255;

test("lightness of known greys", () => {
  // sRGB #777777 is L* 50.0; Munsell value 5 lies near it, and 18 % reflectance at L* 49.5.
  assert.equal(paint.greyOf(50), 0x77);
  assert.ok(Math.abs(paint.lightnessOf(0.184187) - 50) < 0.01);
  assert.ok(Math.abs(paint.lightnessOf(0.18) - 49.496) < 0.01);
  assert.equal(paint.greyOf(0), 0);
  assert.equal(paint.greyOf(100), 255);
  assert.equal(paint.greyOf(-3), 0);
  assert.equal(paint.greyOf(120), 255);
});

test("luminance and lightness undo each other, in the linear part too", () => {
  for (let l = 0; l <= 100; l += 0.5) assert.ok(Math.abs(paint.lightnessOf(paint.luminanceOf(l)) - l) < 1e-9);
});

test("a grey is the same in all three channels and opaque; what does not count is not painted", () => {
  const table = paint.greyTable();
  for (let byte = 0; byte <= 200; byte++) {
    const pixel = table[byte];
    assert.ok(opaque(pixel));
    assert.equal(pixel & 255, (pixel >> 8) & 255);
    assert.equal(pixel & 255, (pixel >> 16) & 255);
  }
  assert.equal(table[paint.UNCOUNTED], 0);
});

test("a pixel of just the L* of a cut belongs to the lighter step", () => {
  assert.equal(paint.stepOf(29.9, [30, 60]), 0);
  assert.equal(paint.stepOf(30, [30, 60]), 1);
  assert.equal(paint.stepOf(60, [30, 60]), 2);
  assert.equal(paint.stepOf(100, [30, 60]), 2);
});

test("each step takes the mean of what lies in it, an empty one the middle of its part", () => {
  const plane = Uint8Array.from([20, 40, 100, 160]); // L* 10, 20, 50, 80
  const counts = paint.countsOf(plane);
  assert.deepEqual(paint.levelsOf(counts, [30, 60]), [15, 50, 80]);
  assert.deepEqual(paint.levelsOf(counts, [30, 60, 90]), [15, 50, 80, 95]);
  assert.deepEqual(paint.levelsOf(counts, [25, 50, 75], true), [12.5, 37.5, 62.5, 87.5]);
  assert.deepEqual(paint.shareOfSteps(counts, [30, 60]), [0.5, 0.25, 0.25]);
});

test("the plan paints each pixel in the grey of its step", () => {
  const plane = Uint8Array.from([0, 59, 60, 200, 255]), pixels = new Uint32Array(5);
  paint.paint(pixels, plane, paint.planTable([30], [10, 90]));
  assert.deepEqual([...pixels.subarray(0, 4)].map(grey), [10, 10, 90, 90].map(paint.greyOf));
  assert.equal(pixels[4], 0);
});

test("cuts keep their order and a whole L* between them", () => {
  assert.deepEqual(paint.movedCut([20, 40, 60], 1, 70), [20, 59, 60]);
  assert.deepEqual(paint.movedCut([20, 40, 60], 1, 5), [20, 21, 60]);
  assert.deepEqual(paint.movedCut([20, 40, 60], 0, -8), [1, 40, 60]);
  assert.deepEqual(paint.movedCut([20, 40, 60], 2, 130), [20, 40, 99]);
  assert.deepEqual(paint.movedCut([20, 40, 60], 1, 40.3), [20, 40.25, 60]);
  // Closer together than a whole L*, as a plan of a dark picture has them: none passes another.
  assert.deepEqual(paint.movedCut([20, 20.4, 20.9], 1, 50), [20, 20.4, 20.9]);
});

test("a cut goes back where the plan has put it; the last one leaves the plan as it is", () => {
  assert.deepEqual(paint.restoredCuts([20, 44, 71], 1, [19.7, 43.6625, 71.2]), [20, 43.6625, 71]);
  assert.equal(paint.restoredCuts([20, 44], 1, [20, 43.6625]), null);
  assert.deepEqual(paint.restoredCuts([45, 50], 1, [20, 43.6625]), [45, 46]);
});

test("a press takes the nearest cut, of equals the one on its side", () => {
  assert.equal(paint.nearestCut([20, 40, 60], 31), 1);
  assert.equal(paint.nearestCut([20, 40, 60], 0), 0);
  assert.equal(paint.nearestCut([30, 30, 60], 25), 0);
  assert.equal(paint.nearestCut([30, 30, 60], 35), 1);
});

test("a place on the histogram and its L* undo each other", () => {
  for (const l of [0, 12.25, 50, 100]) assert.ok(Math.abs(paint.lightnessAt(paint.placeOf(l)) - l) < 1e-9);
  assert.equal(paint.lightnessAt(-1), 0);
  assert.equal(paint.lightnessAt(2), 100);
  assert.deepEqual(paint.heightsOf([0, 0.25, 1]), [0, 0.5, 1]);
});

test("labels enlarged keep what is flat, their areas and straight contours", () => {
  const half = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 3));
  const codes = labels.enlarge(half, 8, 8, 40, 40);
  for (let y = 0; y < 40; y++) {
    for (let x = 0; x < 40; x++) assert.equal(codes[y * 40 + x] & 15, x < 20 ? 0 : 3, `at ${x}, ${y}`);
  }
  assert.equal(codes[0] >> 8, 15, "far from the contour nothing contends");
  assert.ok(codes[19] >> 8 < 4, "at the contour the other is close");
  assert.equal((codes[19] >> 4) & 15, 3);
});

test("a contour mixes its two masses in linear light, and only there", () => {
  const table = labels.mixTable([0, 100], 2.5), clear = (15 << 8) | (1 << 4) | 0, tie = (0 << 8) | (1 << 4) | 0;
  assert.equal(grey(table[clear]), 0);
  const mixed = grey(table[tie]);
  // About half the light of white: sRGB 188, not 128.
  assert.ok(mixed > 175 && mixed < 190, String(mixed));
  assert.equal(table[(15 << 8) | (15 << 4) | 15], 0, "what does not count lets the surround through");
});

test("outlines lie on the contour and nowhere else", () => {
  const half = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 1)), table = labels.outlineTable(5);
  const line = [...labels.enlarge(half, 8, 8, 40, 40).subarray(0, 40)].map((code) => table[code]);
  assert.equal(line[19], 0xffffffff);
  assert.equal(line[20], 0xffffffff);
  assert.equal(line[18] >>> 24, 0xa0, "a dark rim beside it");
  line.forEach((pixel, x) => Math.abs(x - 19.5) > 4 && assert.equal(pixel, 0));
});

test("a mass alone keeps its value, the others step aside to the other end", () => {
  const dark = labels.isolatedLevels([20, 45, 80], 0);
  assert.equal(dark[0], 20);
  assert.ok(dark[1] > 80 && dark[2] > 80);
  const light = labels.isolatedLevels([20, 45, 80], 2);
  assert.equal(light[2], 80);
  assert.ok(light[0] < 30 && light[1] < 30);
});

test("the three boxes have the variance of the Gaussian they stand for", () => {
  for (const sigma of [4.5, 9, 18, 45]) {
    const variance = paint.boxRadii(sigma).reduce((sum, r) => sum + ((2 * r + 1) ** 2 - 1) / 12, 0);
    assert.ok(Math.abs(Math.sqrt(variance) / sigma - 1) < 0.04, `${sigma}: ${Math.sqrt(variance)}`);
  }
});

test("the squint keeps the light of the picture and leaves a flat one as it is", () => {
  const plane = Uint8Array.from({ length: 61 * 47 }, (_, i) => (i * 7919) % 201);
  const light = (bytes) => bytes.reduce((sum, byte) => sum + paint.luminanceOf(byte / 2), 0);
  const blurred = paint.squint(plane, 61, 47, 3);
  assert.ok(Math.abs(light(blurred) / light(plane) - 1) < 0.004);
  assert.ok(Math.max(...blurred) - Math.min(...blurred) < Math.max(...plane) - Math.min(...plane));
  assert.deepEqual(paint.squint(new Uint8Array(35).fill(120), 7, 5, 9), new Uint8Array(35).fill(120));
});

test("light at the frame is thrown back, not carried to the other side", () => {
  const plane = Uint8Array.from({ length: 900 }, (_, i) => (i % 30 === 0 ? 200 : 20)), blurred = paint.squint(plane, 30, 30, 3);
  assert.ok(blurred[0] > 2 * blurred[29]);
  assert.equal(blurred[29], 20);
});

test("the squint at the size that is enough is the same squint", () => {
  for (const [wide, high] of [[160, 120], [151, 99]]) {
    const plane = Uint8Array.from({ length: wide * high }, (_, i) => ((i % wide) / wide + Math.floor(i / wide) / high > 1 ? 170 : 30));
    const whole = paint.squint(plane, wide, high, 9), seen = paint.squintToSee(plane, wide, high, 9);
    assert.deepEqual([seen.width, seen.height], [Math.ceil(wide / 2), Math.ceil(high / 2)]);
    for (let y = 0; y < seen.height - 1; y++) {
      for (let x = 0; x < seen.width - 1; x++) {
        const at = 2 * y * wide + 2 * x, four = whole[at] + whole[at + 1] + whole[at + wide] + whole[at + wide + 1];
        const off = Math.abs(four / 4 - seen.plane[y * seen.width + x]) / 2;
        assert.ok(off < 4, `${off} L* at ${x}, ${y}`);
      }
    }
  }
  const fine = paint.squintToSee(new Uint8Array(600).fill(9), 30, 20, 2);
  assert.deepEqual([fine.width, fine.height], [30, 20]);
});

test("half black and half white squint to the grey of half the light, not of half the bytes", () => {
  const plane = Uint8Array.from({ length: 64 * 64 }, (_, i) => (((i % 64) + Math.floor(i / 64)) % 2 ? 200 : 0));
  const middle = paint.squint(plane, 64, 64, 6)[32 * 64 + 32];
  assert.ok(Math.abs(middle / 2 - 76.07) < 0.6, String(middle / 2));
});

test("the notan is ink at and below the threshold, paper above it", () => {
  const table = paint.notanTable(48);
  assert.equal(grey(table[96]), paint.greyOf(12));
  assert.equal(grey(table[97]), paint.greyOf(96));
  assert.equal(table[255], 0);
});

// The expectations below come from the core: tests/studio/test_web.py names the file it has written.
test("tables and plans agree with the core", { skip: !process.env.ART_EXPECTED && "run by tests/studio/test_web.py" }, () => {
  const expected = JSON.parse(readFileSync(process.env.ART_EXPECTED, "utf8"));
  expected.greys.forEach((value, byte) => assert.equal(paint.GREYS[byte], value, `L* ${byte / 2}`));
  expected.lightness.forEach((l, byte) => {
    const y = byte <= 10.31475 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
    assert.ok(Math.abs(paint.lightnessOf(y) - l) < 0.01, `grey ${byte}`);
  });
  const plane = Uint8Array.from(expected.plane);
  for (const { cuts, steps, levels } of expected.plans) {
    assert.deepEqual([...plane].map((byte) => paint.stepOf(byte / 2, cuts)), steps, `cuts ${cuts}`);
    paint.levelsOf(paint.countsOf(plane), cuts).forEach((l, step) => assert.ok(Math.abs(l - levels[step]) < 1e-6));
  }
  const { width, height, sigma, plane: sharp, squinted } = expected.squint;
  const blurred = paint.squint(Uint8Array.from(sharp), width, height, sigma);
  const off = [...blurred].map((byte, i) => Math.abs(byte / 2 - squinted[i]));
  assert.ok(Math.max(...off) < 3, `worst ${Math.max(...off)} L*`);
  assert.ok(off.reduce((sum, one) => sum + one) / off.length < 0.6);
});
