// The numbers behind what is drawn: tables from lightness to grey, the plan, the masses, the squint. No DOM in here.
//
// A picture comes as one plane of bytes, L* x 2 (0..200); a map of labels comes small and is enlarged here. Whatever
// changes while a control is dragged is a table, so that a frame costs one look-up a pixel.

export const TOP = 200; // L* 100
export const UNCOUNTED = 255;
const CIE_KAPPA = 24389 / 27;

export function luminanceOf(l) {
  return l > 8 ? ((l + 16) / 116) ** 3 : l / CIE_KAPPA;
}

export function lightnessOf(y) {
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : y * CIE_KAPPA;
}

function encoded(y) {
  const light = Math.min(1, Math.max(0, y));
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}

// The sRGB byte of the neutral grey that shows an L*.
export function greyOf(l) {
  return encoded(luminanceOf(Math.min(100, Math.max(0, l))));
}

export const GREYS = Uint8Array.from({ length: TOP + 1 }, (_, byte) => greyOf(byte / 2));

// One opaque grey as ImageData keeps it on every machine a browser runs on (little-endian RGBA).
export function pixelOf(grey) {
  return (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
}

export function greyTable() {
  return Uint32Array.from({ length: 256 }, (_, byte) => (byte > TOP ? 0 : pixelOf(GREYS[byte])));
}

export function paint(pixels, plane, table) {
  for (let i = 0; i < plane.length; i++) pixels[i] = table[plane[i]];
}

// ---- The plan ----

export function countsOf(plane) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < plane.length; i++) counts[plane[i]]++;
  return counts.subarray(0, TOP + 1);
}

// A pixel of just the L* of a cut belongs to the lighter step.
export function stepOf(l, cuts) {
  let step = 0;
  while (step < cuts.length && l >= cuts[step]) step++;
  return step;
}

export function shareOfSteps(counts, cuts) {
  const shares = new Array(cuts.length + 1).fill(0);
  let all = 0;
  for (let byte = 0; byte <= TOP; byte++) {
    shares[stepOf(byte / 2, cuts)] += counts[byte];
    all += counts[byte];
  }
  return shares.map((share) => (all ? share / all : 0));
}

// Each step's L*: the mean inside it, or the middle of its part of the scale where nothing lies in it.
export function levelsOf(counts, cuts, evenly = false) {
  const steps = cuts.length + 1;
  if (evenly) return Array.from({ length: steps }, (_, step) => ((step + 0.5) * 100) / steps);
  const size = new Float64Array(steps), sum = new Float64Array(steps), edges = [0, ...cuts, 100];
  for (let byte = 0; byte <= TOP; byte++) {
    const step = stepOf(byte / 2, cuts);
    size[step] += counts[byte];
    sum[step] += (counts[byte] * byte) / 2;
  }
  return Array.from(size, (n, step) => (n ? sum[step] / n : (edges[step] + edges[step + 1]) / 2));
}

export function planTable(cuts, levels) {
  const greys = levels.map((l) => pixelOf(greyOf(l)));
  return Uint32Array.from({ length: 256 }, (_, byte) => (byte > TOP ? 0 : greys[stepOf(byte / 2, cuts)]));
}

// Where cut `index` may go: a whole L* away from its neighbours and from the ends of the scale. Where a plan has put
// cuts closer together than that, a cut stays on its side.
export function roomOf(cuts, index) {
  const cut = cuts[index];
  return [Math.min(cut, (cuts[index - 1] ?? 0) + 1), Math.max(cut, (cuts[index + 1] ?? 100) - 1)];
}

export function movedCut(cuts, index, l) {
  const [low, high] = roomOf(cuts, index), moved = [...cuts];
  moved[index] = Math.min(high, Math.max(low, Math.round(4 * l) / 4));
  return moved;
}

export function nearestCut(cuts, l) {
  let best = 0;
  cuts.forEach((cut, index) => {
    const nearer = Math.abs(cut - l) - Math.abs(cuts[best] - l);
    // Of cuts at the same distance the one on the side of the press is meant, else a crowded cut could not be freed.
    if (nearer < 0 || (nearer === 0 && l > cut)) best = index;
  });
  return best;
}

// ---- The histogram ----

// The middle of the bar of L* `l`, as a share of the width: 101 bars, of which the first and the last are whole.
export function placeOf(l) {
  return (l + 0.5) / 101;
}

export function lightnessAt(place) {
  return Math.min(100, Math.max(0, 101 * place - 0.5));
}

// Heights 0-1. The root shows small shares beside a large one; a bar that holds anything at all can be seen.
export function heightsOf(shares) {
  const tallest = Math.max(...shares, 1e-9);
  return shares.map((share) => (share > 0 ? Math.max(0.02, Math.sqrt(share / tallest)) : 0));
}

// ---- Maps of labels ----

const LEVELS = 16; // of the lead of the winning label over the next one
const LEAD_SPAN = 0.5; // leads from here on count as clear

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
  weights.fill(0);
  for (let dy = -1; dy <= 1; dy++) {
    const row = Math.min(height - 1, Math.max(0, rows.at[y] + dy)) * width, down = rows.weight[3 * y + dy + 1];
    for (let dx = -1; dx <= 1; dx++) {
      const column = Math.min(width - 1, Math.max(0, columns.at[x] + dx));
      weights[labels[row + column]] += down * columns.weight[3 * x + dx + 1];
    }
  }
  let first = 0;
  for (let label = 1; label < 16; label++) if (weights[label] > weights[first]) first = label;
  let second = first, next = 0;
  for (let label = 0; label < 16; label++) {
    if (label !== first && weights[label] > next) {
      second = label;
      next = weights[label];
    }
  }
  const lead = Math.min(LEVELS - 1, Math.floor(((weights[first] - next) / LEAD_SPAN) * LEVELS));
  return (lead << 8) | (second << 4) | first;
}

// The table that paints codes, from the L* of each label; contours mix in linear light over about a pixel and a half.
export function mixTable(levels, scale) {
  const table = new Uint32Array(LEVELS << 8), light = levels.map(luminanceOf), ramp = 1.5 * Math.max(1, scale);
  for (let code = 0; code < table.length; code++) {
    const first = code & 15, second = (code >> 4) & 15;
    if (first >= levels.length) continue; // does not count: the surround shows through
    const margin = (((code >> 8) + 0.5) / LEVELS) * LEAD_SPAN, clear = code >> 8 === LEVELS - 1;
    const part = clear || second >= levels.length ? 1 : Math.min(1, 0.5 + 0.5 * margin * ramp);
    table[code] = pixelOf(encoded(light[first] * part + (light[second] ?? 0) * (1 - part)));
  }
  return table;
}

// The table that draws contours over a picture: a light line in a dark one, to be seen on any ground.
export function outlineTable() {
  return Uint32Array.from({ length: LEVELS << 8 }, (_, code) => {
    const lead = code >> 8;
    if ((code & 15) === ((code >> 4) & 15) || lead > 9) return 0;
    return lead <= 4 ? 0xffffffff : 0x90000000;
  });
}

// The L* of each mass with one of them alone in its own value: the others recede to the side it is farther from.
export function isolatedLevels(levels, chosen) {
  const ground = levels[chosen] > 50 ? 14 : 90;
  return levels.map((l, mass) => (mass === chosen ? l : ground + 0.08 * (l - ground)));
}

// ---- The squint ----

let lights = null;
let bytes = null;

function lightTables() {
  lights ??= Float32Array.from({ length: 256 }, (_, byte) => luminanceOf(Math.min(byte, TOP) / 2));
  bytes ??= Uint8Array.from({ length: 16385 }, (_, i) => Math.round(2 * lightnessOf(i / 16384)));
}

// The radii of three boxes that blur like a Gaussian of `sigma`: their variances, (w^2 - 1) / 12 each, add up to it.
export function boxRadii(sigma) {
  const ideal = Math.sqrt(4 * sigma * sigma + 1), small = Math.max(0, Math.floor((ideal - 1) / 2));
  const low = 2 * small + 1, smaller = Math.round((12 * sigma ** 2 - 3 * low ** 2 - 12 * low - 9) / (-4 * low - 4));
  return [0, 1, 2].map((pass) => (pass < smaller ? small : small + 1));
}

// The plane as half-closed eyes see it: blurred in linear light by `sigma` pixels. Light that would leave at the frame
// is thrown back, so that none is lost.
export function squint(plane, width, height, sigma) {
  lightTables();
  let light = new Float32Array(plane.length), spare = new Float32Array(plane.length);
  for (let i = 0; i < plane.length; i++) light[i] = lights[plane[i]];
  for (const radius of boxRadii(sigma)) {
    if (!radius) continue;
    blurRows(light, spare, width, height, radius);
    blurColumns(spare, light, width, height, radius);
  }
  const blurred = new Uint8Array(plane.length);
  for (let i = 0; i < plane.length; i++) blurred[i] = bytes[(light[i] * 16384 + 0.5) | 0];
  return blurred;
}

function mirrored(index, length) {
  const round = 2 * length, at = ((index % round) + round) % round;
  return at < length ? at : round - 1 - at;
}

function blurRows(from, to, width, height, radius) {
  const wide = 2 * radius + 1, enters = new Uint16Array(width), leaves = new Uint16Array(width);
  for (let x = 0; x < width; x++) {
    enters[x] = mirrored(x + radius, width);
    leaves[x] = mirrored(x - radius - 1, width);
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = -radius - 1; x < radius; x++) sum += from[row + mirrored(x, width)];
    for (let x = 0; x < width; x++) {
      sum += from[row + enters[x]] - from[row + leaves[x]];
      to[row + x] = sum / wide;
    }
  }
}

// Whole rows at a time, which memory likes better than column after column.
function blurColumns(from, to, width, height, radius) {
  const high = 2 * radius + 1, sums = new Float64Array(width);
  for (let y = -radius - 1; y < radius; y++) {
    const row = mirrored(y, height) * width;
    for (let x = 0; x < width; x++) sums[x] += from[row + x];
  }
  for (let y = 0; y < height; y++) {
    const enters = mirrored(y + radius, height) * width, leaves = mirrored(y - radius - 1, height) * width;
    for (let x = 0, row = y * width; x < width; x++) {
      sums[x] += from[enters + x] - from[leaves + x];
      to[row + x] = sums[x] / high;
    }
  }
}

// ---- The notan ----

// Dark where L* is at or below the threshold, and white paper elsewhere; ink and paper are not pure, as on a real sheet.
export function notanTable(threshold, ink = 12, paper = 96) {
  const dark = pixelOf(greyOf(ink)), light = pixelOf(greyOf(paper));
  return Uint32Array.from({ length: 256 }, (_, byte) => (byte > TOP ? 0 : byte / 2 <= threshold ? dark : light));
}
