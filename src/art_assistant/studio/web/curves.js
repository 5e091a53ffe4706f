// One kind of difference over the attempts: a line with its numbers, and the band within which a change is none.

import { draw, make } from "./dom.js";

const WIDE = 320, HIGH = 150, LEFT = 42, RIGHT = 22, TOP = 18, BOTTOM = 26;

export const said = (value, digits) => (value === null || value === undefined ? "not judged" : value.toFixed(digits));

// From 0 to a round number above all that is shown: 1, 2 or 5 times a power of ten.
export function topOf(values) {
  const most = Math.max(...values.filter((value) => value !== null), 0);
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((part) => part * power).find((top) => top >= most * 0.999);
}

// Runs of attempts that follow one another and have a number: where one has none, the line is broken.
export function runs(values) {
  const found = [];
  values.forEach((value, at) => {
    if (value === null) return;
    if (at > 0 && values[at - 1] !== null) found.at(-1).push(at);
    else found.push([at]);
  });
  return found;
}

// The number before the last one, about which a change is none; null where there are no two, or the last is unknown.
export function beforeLast(values) {
  if (values.at(-1) === null || values.at(-1) === undefined) return null;
  const known = values.flatMap((value, at) => (value === null ? [] : [at]));
  return known.length < 2 ? null : known.at(-2);
}

export function curve({ label, about, unit, falls, least, digits, values }, attempts) {
  const top = topOf(values.concat(least));
  const x = (at) => (attempts.length === 1 ? (LEFT + WIDE - RIGHT) / 2 : LEFT + (at / (attempts.length - 1)) * (WIDE - LEFT - RIGHT));
  const y = (value) => HIGH - BOTTOM - (Math.min(value, top) / top) * (HIGH - TOP - BOTTOM);
  const shown = draw("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" });
  const text = (at, down, words, anchor) => draw("text", { x: at, y: down, "text-anchor": anchor }, words);
  for (const value of [0, top]) {
    shown.append(draw("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value), class: "rule" }));
    shown.append(text(LEFT - 6, y(value) + 4, String(Number(value.toPrecision(2))), "end"));
  }
  const last = beforeLast(values);
  if (last !== null) {
    const [high, low] = [Math.min(top, values[last] + least), Math.max(0, values[last] - least)];
    shown.append(draw("rect", { x: x(last), width: x(values.length - 1) - x(last) + 8, y: y(high), height: y(low) - y(high), class: "band" }));
  }
  for (const run of runs(values)) {
    shown.append(draw("polyline", { points: run.map((at) => `${x(at)},${y(values[at])}`).join(" "), class: "line" }));
    for (const at of run) shown.append(draw("circle", { cx: x(at), cy: y(values[at]), r: 3.5 }));
  }
  values.forEach((value, at) => {
    shown.append(text(x(at), HIGH - 8, String(attempts[at].number), "middle"));
    if (value !== null) shown.append(text(x(at), y(value) - 8, value.toFixed(digits), "middle"));
  });
  const named = unit ? `${label}, ${unit}` : label;
  const told = `${about}; ${falls ? "less" : "more"} is nearer. ±\u00a0${least.toFixed(digits)}: the band, within which a change is none.`;
  return make("figure", {}, make("figcaption", {}, make("b", {}, named), make("span", {}, told)), shown);
}

// The same numbers as a table: a row an attempt, a column a kind of difference.
export function table(curves, attempts) {
  const head = curves.map(({ label, unit }) => make("th", { scope: "col" }, unit ? `${label} (${unit})` : label));
  const rows = attempts.map(({ number, day }, at) => make(
    "tr", {},
    make("th", { scope: "row" }, `${number}`), make("td", {}, day),
    ...curves.map(({ values, digits }) => make("td", {}, said(values[at], digits))),
  ));
  return make(
    "table", {},
    make("caption", {}, "The curves in numbers"),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Attempt"), make("th", { scope: "col" }, "Day"), ...head)),
    make("tbody", {}, ...rows),
  );
}
