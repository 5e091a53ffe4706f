// Lines laid over any panel: [x1, y1, x2, y2] in fractions of the picture. They measure nothing and judge nothing.

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const CELLS = 8; // of the grid, along the long side

const upright = (places) => places.map((x) => [x, 0, x, 1]);
const level = (places) => places.map((y) => [0, y, 1, y]);

function crossed(places) {
  return [...upright(places), ...level(places)];
}

function steps(step) {
  const places = [];
  for (let place = step; place < 0.999; place += step) places.push(place);
  return places;
}

// Square cells, for carrying the drawing over to the canvas.
function grid(aspect) {
  const cell = Math.max(aspect, 1) / CELLS;
  return [...upright(steps(cell / aspect)), ...level(steps(cell))];
}

// The diagonals, and from each corner the line that meets one at a right angle; in a square those are the same.
function diagonals(aspect) {
  const both = [[0, 0, 1, 1], [0, 1, 1, 0]];
  if (Math.abs(aspect - 1) < 0.01) return both;
  if (aspect > 1) {
    const run = 1 / aspect ** 2;
    return [...both, [0, 1, run, 0], [0, 0, run, 1], [1, 1, 1 - run, 0], [1, 0, 1 - run, 1]];
  }
  const rise = aspect ** 2;
  return [...both, [0, 0, 1, rise], [1, 0, 0, rise], [0, 1, 1, 1 - rise], [1, 1, 0, 1 - rise]];
}

const GUIDES = {
  grid,
  thirds: () => crossed([1 / 3, 2 / 3]),
  golden: () => crossed([1 - GOLDEN, GOLDEN]),
  diagonals,
};

export const OVERLAYS = [
  ["none", "No overlay"],
  ["grid", "Grid"],
  ["thirds", "Thirds"],
  ["golden", "Golden section"],
  ["diagonals", "Diagonals"],
  ["masses", "Mass outlines"],
];

export function guideLines(kind, aspect) {
  return GUIDES[kind]?.(aspect) ?? [];
}

export function inPolygon([x, y], corners) {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [xi, yi] = corners[i], [xj, yj] = corners[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

export function middleOf(corners) {
  const n = corners.length || 1;
  return [corners.reduce((sum, [x]) => sum + x, 0) / n, corners.reduce((sum, [, y]) => sum + y, 0) / n];
}
