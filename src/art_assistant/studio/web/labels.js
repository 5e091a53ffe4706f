// Maps of labels, enlarged from the working grid to the size at which they are drawn. No DOM in here.
//
// Enlarging gives codes, not colours: another value for a mass, or one mass by itself, is another table.

import { encoded, luminanceOf, pixelOf } from "./paint.js";

const LEVELS = 16; // of the lead of the winning label over the next one
const around = new Uint8Array(9);

// A map of labels enlarged: at each pixel `lead << 8 | second << 4 | first`, where first is the label with the largest
// weight of a quadratic spline over 3 x 3 labels (smoother contours than four would give), second the next one, and
// lead how clearly it wins. At most 15 labels; 15 stands for what does not count.
export function enlarge(labels, width, height, wide, high) {
  const codes = new Uint16Array(wide * high), small = Uint8Array.from(labels, (label) => Math.min(label, 15));
  const plain = uniform(small, width, height), columns = taps(width, wide), rows = taps(height, high);
  const weights = new Float32Array(16);
  for (let y = 0, i = 0; y < high; y++) {
    for (let x = 0; x < wide; x++, i++) {
      const at = rows.at[y] * width + columns.at[x];
      codes[i] = plain[at]
        ? ((LEVELS - 1) << 8) | (small[at] << 4) | small[at]
        : contest(small, width, height, columns, x, rows, y, weights);
    }
  }
  return codes;
}

// Whether all labels around one are the same: true of nearly all, and then there is nothing to weigh.
function uniform(labels, width, height) {
  const same = new Uint8Array(labels.length);
  for (let y = 0, i = 0; y < height; y++) {
    const up = y ? -width : 0, down = y < height - 1 ? width : 0;
    for (let x = 0; x < width; x++, i++) {
      const l = labels[i], left = x ? -1 : 0, right = x < width - 1 ? 1 : 0;
      same[i] = l === labels[i + left] && l === labels[i + right]
        && l === labels[i + up] && l === labels[i + up + left] && l === labels[i + up + right]
        && l === labels[i + down] && l === labels[i + down + left] && l === labels[i + down + right] ? 1 : 0;
    }
  }
  return same;
}

function taps(small, large) {
  const at = new Uint16Array(large), weight = new Float32Array(3 * large);
  for (let i = 0; i < large; i++) {
    const place = ((i + 0.5) * small) / large - 0.5, cell = Math.min(small - 1, Math.max(0, Math.round(place)));
    const off = place - cell;
    at[i] = cell;
    weight.set([0.5 * (0.5 - off) ** 2, 0.75 - off * off, 0.5 * (0.5 + off) ** 2], 3 * i);
  }
  return { at, weight };
}

function contest(labels, width, height, columns, x, rows, y, weights) {
  for (let dy = -1, n = 0; dy <= 1; dy++) {
    const row = Math.min(height - 1, Math.max(0, rows.at[y] + dy)) * width, down = rows.weight[3 * y + dy + 1];
    for (let dx = -1; dx <= 1; dx++, n++) {
      const label = labels[row + Math.min(width - 1, Math.max(0, columns.at[x] + dx))];
      around[n] = label;
      weights[label] += down * columns.weight[3 * x + dx + 1];
    }
  }
  return ranked(weights);
}

// The code of the labels around a pixel, most of which are the same; leaves all weights at nought.
function ranked(weights) {
  let first = around[0], second = around[0];
  for (let n = 1; n < 9; n++) if (weights[around[n]] > weights[first]) first = around[n];
  let next = 0;
  for (let n = 0; n < 9; n++) {
    const label = around[n];
    if (label === first || weights[label] <= next) continue;
    second = label;
    next = weights[label];
  }
  if (next === 0) second = first;
  const lead = Math.min(LEVELS - 1, Math.floor((weights[first] - next) * LEVELS));
  for (let n = 0; n < 9; n++) weights[around[n]] = 0;
  return (lead << 8) | (second << 4) | first;
}

const leadOf = (code) => ((code >> 8) + 0.5) / LEVELS;

// The table that paints codes, from the L* of each label; contours mix in linear light over about a pixel and a half.
export function mixTable(levels, scale) {
  const table = new Uint32Array(LEVELS << 8), light = levels.map(luminanceOf), ramp = 1.5 * Math.max(1, scale);
  for (let code = 0; code < table.length; code++) {
    const first = code & 15, second = (code >> 4) & 15;
    if (first >= levels.length) continue; // does not count: the surround shows through
    const margin = leadOf(code), clear = code >> 8 === LEVELS - 1;
    const part = clear || second >= levels.length ? 1 : Math.min(1, 0.5 + 0.5 * margin * ramp);
    table[code] = pixelOf(encoded(light[first] * part + (light[second] ?? 0) * (1 - part)));
  }
  return table;
}

// The table that draws contours over a picture: a light line in a dark one, to be seen on any ground.
// `thick` is how many pixels of the canvas make one on the screen.
export function outlineTable(scale, thick = 1) {
  const pixel = 1.5 / Math.max(1, scale); // by so much the lead grows from one pixel to the next
  const line = Math.min(0.6, 0.9 * thick * pixel), halo = Math.min(0.9, 1.9 * thick * pixel);
  return Uint32Array.from({ length: LEVELS << 8 }, (_, code) => {
    if ((code & 15) === ((code >> 4) & 15) || leadOf(code) > halo) return 0;
    return leadOf(code) < line ? 0xffffffff : 0xa0000000;
  });
}

// The L* of each mass with one of them alone in its own value: the others recede to the side it is farther from.
export function isolatedLevels(levels, chosen) {
  const ground = levels[chosen] > 50 ? 14 : 90;
  return levels.map((l, mass) => (mass === chosen ? l : ground + 0.08 * (l - ground)));
}
