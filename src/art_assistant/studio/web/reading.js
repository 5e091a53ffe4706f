// What lies under a point: a pin on every panel, its value beside it, and one line that is read aloud.

import { make } from "./dom.js";
import { stepOf, TOP, UNCOUNTED } from "./paint.js";
import { spotWords, troubleWords, valueWords } from "./words.js";

export class Reading {
  constructor(easel) {
    this.easel = easel;
    this.readout = make("p", { class: "readout", role: "status", "aria-live": "polite" });
    this.under = make("p", { class: "under", "aria-hidden": "true" });
    this.spot = make("span", { class: "spot", "aria-hidden": "true", hidden: true });
    this.root = make("div", { class: "reading" }, this.spot, this.readout, this.under);
  }

  get numbering() {
    return this.easel.data.numbering;
  }

  pin(point) {
    this.easel.pinned = point;
    this.beside("");
  }

  beside(text) {
    for (const panel of this.easel.panels) panel.tell(text);
  }

  async probe(point) {
    const { easel } = this, { study } = easel, [x, y] = point.map((place) => Math.round(1e4 * place) / 1e4);
    this.pin(point);
    easel.rezoomed();
    try {
      const spot = await study.store.json("probe", { x, y });
      if (easel.study === study && easel.pinned === point) this.tell(spot, point);
    } catch (error) {
      if (error.name !== "AbortError") this.say(troubleWords(error), "trouble");
    }
  }

  tell(spot, point) {
    this.say(spotWords({ ...spot, ...this.placed(point) }, this.numbering));
    this.beside(spot.value === null ? "" : valueWords(spot.value, this.numbering));
    this.spot.hidden = !spot.hex;
    this.spot.style.background = spot.hex ?? "";
  }

  // The mass and the step as they are shown now, which the studio may not have been told yet.
  placed(point) {
    const { masses, cuts } = this.easel.study, l = this.lightness(point);
    const mass = masses ? under(masses.planes.masses, masses.width, masses.height, point) : UNCOUNTED;
    return { mass: mass === UNCOUNTED ? null : mass + 1, step: l === null || !cuts.length ? null : stepOf(l, cuts) + 1 };
  }

  lightness(point) {
    const { plane, width, height } = this.easel.study;
    const byte = plane ? under(plane, width, height, point) : UNCOUNTED;
    return byte > TOP ? null : byte / 2;
  }

  hover(point) {
    const l = point && this.lightness(point);
    this.under.textContent = typeof l === "number" ? `Value ${valueWords(l / 10, this.numbering)} under the pointer` : "";
  }

  say(text, kind = "") {
    this.readout.textContent = text;
    this.readout.dataset.kind = kind;
    this.spot.hidden = true;
  }
}

// What a plane holds under a point in fractions.
export function under(plane, width, height, [x, y]) {
  const column = Math.min(width - 1, Math.floor(x * width)), row = Math.min(height - 1, Math.floor(y * height));
  return plane[row * width + column];
}
