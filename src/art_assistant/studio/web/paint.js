// The numbers behind what is drawn: tables from lightness to grey, the plan, the squint. No DOM in here.
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

// The sRGB byte of linear light.
export function encoded(y) {
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
  const [low, high] = roomOf(cuts, index);
  return cuts.with(index, Math.min(high, Math.max(low, Math.round(4 * l) / 4)));
}

// One cut back where the plan has put it, as far as its neighbours let it; null once all are there.
export function restoredCuts(cuts, index, planned) {
  const [low, high] = roomOf(cuts, index), back = cuts.with(index, Math.min(high, Math.max(low, planned[index])));
  return back.every((cut, at) => cut === planned[at]) ? null : back;
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

// ---- The squint ----

let lights = null;
let bytes = null;

// The radii of three boxes that blur like a Gaussian of `sigma`: their variances, (w^2 - 1) / 12 each, add up to it.
export function boxRadii(sigma) {
  const ideal = Math.sqrt(4 * sigma * sigma + 1), small = Math.max(0, Math.floor((ideal - 1) / 2));
  const low = 2 * small + 1, smaller = Math.round((12 * sigma ** 2 - 3 * low ** 2 - 12 * low - 9) / (-4 * low - 4));
  return [0, 1, 2].map((pass) => (pass < smaller ? small : small + 1));
}

// The plane as half-closed eyes see it: blurred in linear light by `sigma` pixels. Light that would leave at the frame
// is thrown back, so that none is lost.
export function squint(plane, width, height, sigma) {
  return bytesOf(blur(lightOf(plane), width, height, sigma));
}

const WIDE_BLUR = 8; // pixels; nothing as small as two pixels outlasts a blur of this width

// The same at the size that is enough for it, for canvases that are scaled anyway: { plane, width, height }.
export function squintToSee(plane, width, height, sigma) {
  if (sigma < WIDE_BLUR) return { plane: squint(plane, width, height, sigma), width, height };
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const light = halved(lightOf(plane), width, height, half);
  return { plane: bytesOf(blur(light, half.width, half.height, sigma / 2)), ...half };
}

function lightOf(plane) {
  lights ??= Float32Array.from({ length: 256 }, (_, byte) => luminanceOf(Math.min(byte, TOP) / 2));
  const light = new Float32Array(plane.length);
  for (let i = 0; i < plane.length; i++) light[i] = lights[plane[i]];
  return light;
}

function bytesOf(light) {
  bytes ??= Uint8Array.from({ length: 16385 }, (_, i) => Math.round(2 * lightnessOf(i / 16384)));
  const plane = new Uint8Array(light.length);
  for (let i = 0; i < plane.length; i++) plane[i] = bytes[(light[i] * 16384 + 0.5) | 0];
  return plane;
}

// Four pixels in one; where a side is odd the last one stands for itself.
function halved(light, width, height, half) {
  const small = new Float32Array(half.width * half.height);
  for (let y = 0, i = 0; y < half.height; y++) {
    const row = 2 * y * width, below = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0; x < half.width; x++, i++) {
      const left = 2 * x, right = Math.min(width - 1, left + 1);
      small[i] = (light[row + left] + light[row + right] + light[below + left] + light[below + right]) / 4;
    }
  }
  return small;
}

function blur(light, width, height, sigma) {
  const spare = new Float32Array(light.length);
  for (const radius of boxRadii(sigma)) {
    if (!radius) continue;
    blurRows(light, spare, width, height, radius);
    blurColumns(spare, light, width, height, radius);
  }
  return light;
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
