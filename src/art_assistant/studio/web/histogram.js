// How much of the picture lies at each value, with the cuts of the plan to drag.
//
// A press anywhere takes the nearest cut: on its grip it keeps the offset, elsewhere the cut jumps there. So cuts that
// lie close together can still be told apart, and targets never overlap.

import { draw, make } from "./dom.js";
import { GREYS, greyOf, heightsOf, lightnessAt, movedCut, nearestCut, placeOf, roomOf } from "./paint.js";
import { percent, valueWords } from "./words.js";

const GRIP = 18; // pixels to either side of a cut that count as its grip
const FINE = 0.25;
const BLACK_FROM = 49.3; // L* from which black reads better than white; both have 4.6 : 1 there

export class Histogram {
  // `does`: moved(cuts) while it moves, reset(index).
  constructor(does) {
    Object.assign(this, { does, cuts: [], handles: [], holding: null, numbering: "black" });
    this.bars = draw("svg", { class: "bars", viewBox: "0 0 101 100", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.scale = make("canvas", { class: "scale", width: 101, height: 1, "aria-hidden": "true" });
    this.steps = make("div", { class: "steps", "aria-hidden": "true" });
    this.ticks = make("div", { class: "ticks", "aria-hidden": "true" });
    this.rail = make("div", { class: "rail" });
    this.track = make("div", { class: "track" }, this.bars, this.scale, this.steps, this.rail);
    this.root = make(
      "div",
      { class: "histogram", role: "group", "aria-label": "How much of the picture lies at each value, with the cuts of the plan" },
      this.track, this.ticks,
    );
    this.ramp();
    this.listen();
  }

  ramp() {
    const pen = this.scale.getContext("2d"), line = new ImageData(101, 1);
    for (let l = 0; l <= 100; l++) line.data.set([GREYS[2 * l], GREYS[2 * l], GREYS[2 * l], 255], 4 * l);
    pen.putImageData(line, 0, 0);
  }

  show(shares, numbering) {
    const asked = JSON.stringify([shares, numbering]);
    if (asked === this.shown) return;
    Object.assign(this, { numbering, shown: asked });
    const d = heightsOf(shares).map((height, l) => (height ? `M${l} 100V${100 - 96 * height}H${l + 1}V100Z` : "")).join("");
    this.bars.replaceChildren(draw("path", { d }));
    this.ticks.replaceChildren(
      ...Array.from({ length: 11 }, (_, value) => {
        const tick = make("span", {}, valueWords(value, numbering).replace(".0", ""));
        tick.style.left = `${100 * placeOf(10 * value)}%`;
        return tick;
      }),
    );
    this.place();
  }

  set(cuts) {
    if (this.holding !== null) return;
    this.cuts = [...cuts];
    if (this.handles.length !== cuts.length) this.build();
    this.place();
  }

  build() {
    const focused = this.handles.findIndex((handle) => handle.matches(":focus"));
    this.handles = this.cuts.map((_, index) =>
      make("div", {
        class: "cut",
        role: "slider",
        tabindex: "0",
        "aria-orientation": "horizontal",
        "aria-label": `Cut between step ${index + 1} and step ${index + 2}`,
        onkeydown: (event) => this.keyed(event, index),
      }, make("span", { class: "bubble" })),
    );
    this.rail.replaceChildren(...this.handles);
    this.handles[focused]?.focus();
  }

  place() {
    this.handles.forEach((handle, index) => {
      const l = this.cuts[index], [low, high] = roomOf(this.cuts, index), value = valueWords(l / 10, this.numbering);
      handle.style.left = `${100 * placeOf(l)}%`;
      handle.setAttribute("aria-valuemin", low);
      handle.setAttribute("aria-valuemax", high);
      handle.setAttribute("aria-valuenow", l);
      handle.setAttribute("aria-valuetext", `value ${value}, L* ${Number(l.toFixed(2))}`);
      handle.firstChild.textContent = value;
    });
  }

  // The steps as they are painted, with how much of the picture each takes.
  paint(levels, shares) {
    const edges = [0, ...this.cuts.map(placeOf), 1];
    while (this.steps.children.length > levels.length) this.steps.lastChild.remove();
    levels.forEach((level, step) => {
      const node = this.steps.children[step] ?? this.steps.appendChild(make("span"));
      const grey = greyOf(level), wide = edges[step + 1] - edges[step];
      node.style.cssText = `left:${100 * edges[step]}%;width:${100 * wide}%;background:rgb(${grey} ${grey} ${grey});color:${level > BLACK_FROM ? "#000" : "#fff"}`;
      node.textContent = wide > 0.055 ? percent(shares[step]) : "";
    });
  }

  listen() {
    const { track } = this;
    track.addEventListener("pointerdown", (event) => this.press(event));
    track.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) track.addEventListener(name, () => this.release());
    track.addEventListener("dblclick", (event) => this.cuts.length && this.does.reset(nearestCut(this.cuts, this.under(event))));
  }

  under(event) {
    const box = this.track.getBoundingClientRect();
    return lightnessAt((event.clientX - box.left) / box.width);
  }

  press(event) {
    if (event.button || !this.cuts.length) return;
    event.preventDefault();
    const l = this.under(event), index = nearestCut(this.cuts, l);
    const apart = (Math.abs(l - this.cuts[index]) / 101) * this.track.getBoundingClientRect().width;
    this.holding = index;
    this.offset = apart <= GRIP ? this.cuts[index] - l : 0;
    this.exact = this.cuts[index];
    this.track.setPointerCapture(event.pointerId);
    this.handles[index].focus({ preventScroll: true });
    this.handles[index].classList.add("held");
    if (apart > GRIP) this.move(index, (this.exact = l));
  }

  // With Shift the cut follows a tenth of the way; where the pointer then is becomes the new offset.
  drag(event) {
    if (this.holding === null) return;
    const under = this.under(event), l = this.cuts[this.holding], to = under + this.offset;
    const aim = event.shiftKey ? this.exact + (to - this.exact) / 10 : to;
    this.exact = aim;
    this.offset = aim - under;
    if (aim !== l) this.move(this.holding, aim);
  }

  release() {
    if (this.holding === null) return;
    this.handles[this.holding]?.classList.remove("held");
    this.holding = null;
  }

  keyed(event, index) {
    const l = this.cuts[index], step = event.shiftKey ? FINE : 1, [low, high] = roomOf(this.cuts, index);
    const to = {
      ArrowLeft: l - step, ArrowDown: l - step, ArrowRight: l + step, ArrowUp: l + step,
      PageDown: l - 5, PageUp: l + 5, Home: low, End: high,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(index, to);
  }

  move(index, l) {
    this.cuts = movedCut(this.cuts, index, l);
    this.place();
    this.does.moved([...this.cuts]);
  }
}
