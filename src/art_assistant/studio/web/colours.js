// The palette beside the picture: pointing at a colour shows where else it lies, pointing at the picture names it.

import { button, segments } from "./controls.js";
import { make } from "./dom.js";
import { enlarge } from "./labels.js";
import { Looking } from "./looking.js";
import { GREYS, pixelOf, TOP } from "./paint.js";
import { Panel } from "./panel.js";
import { under } from "./reading.js";
import { SIDE } from "./study.js";
import { percent, valueWords } from "./words.js";

// Greys drawn back: half the contrast, towards a light middle, so that the one colour left speaks.
const FADED = Uint32Array.from({ length: 256 }, (_, byte) => (byte > TOP ? 0 : pixelOf(Math.round(0.5 * GREYS[byte] + 78))));

export class Colours extends Looking {
  constructor(root) {
    super(root);
    Object.assign(this, { chosen: null, kept: null, k: 6, swatches: [] });
    this.one = new Panel("colour", "Picture", this, "arrow keys move, Enter names the colour there");
    this.one.root.classList.add("photograph");
    this.panels = [this.one];
    this.build();
  }

  build() {
    this.count = segments({
      label: "Colours",
      choices: [3, 4, 5, 6, 7, 8].map((k) => [k, String(k), `${k} colours`]),
      does: (k) => this.load(k),
    });
    this.list = make("ul", { class: "palette", "aria-label": "Palette" });
    this.list.addEventListener("pointerleave", () => this.look(this.kept));
    this.strip = make("div", { class: "strip", "aria-hidden": "true" });
    this.steps = make("div", { class: "strip", role: "img" });
    const side = make("div", { class: "side" }, this.count.root, this.strip, this.steps, this.list);
    this.root.append(make("div", { class: "desk" }, make("div", { class: "main" }, this.one.root, this.readout), side));
  }

  opened() {
    this.one.show(this.store.view("picture", { side: 1600 }));
    this.tried(async () => {
      this.plane = await this.store.plane(SIDE);
      this.codes = null;
      this.draw();
    });
    this.load(this.data.settings?.palette ?? 6);
  }

  renewed(old) {
    const { palette } = this.data.settings ?? {};
    if (palette && palette !== old.settings?.palette) this.load(palette);
    else if (old.numbering !== this.data.numbering) this.name();
  }

  load(k) {
    this.k = k;
    this.count.set(k);
    const turn = (this.turn = Symbol("turn"));
    return this.tried(async () => {
      const answer = await this.store.framed("colours", { k });
      if (turn !== this.turn) return;
      Object.assign(this, { answer, codes: null, kept: null });
      this.name();
      this.look(null);
    });
  }

  name() {
    if (!this.answer) return;
    this.swatches = this.answer.palette.map((swatch, index) => this.swatch(swatch, index));
    this.list.replaceChildren(...this.swatches.map((node) => make("li", {}, node)));
    this.strip.replaceChildren(...this.answer.palette.map((swatch) => {
      const part = make("span");
      part.style.cssText = `flex-grow:${Math.max(swatch.share, 0.01)};background:${swatch.hex}`;
      return part;
    }));
    const byValue = this.answer.by_value.map((id) => this.answer.palette[id - 1]);
    this.steps.setAttribute("aria-label", `From dark to light: ${byValue.map((one) => one.painter_name).join(", ")}`);
    this.steps.replaceChildren(...byValue.map((swatch) => {
      const part = make("span");
      part.style.background = swatch.hex;
      return part;
    }));
  }

  swatch(swatch, index) {
    const colour = make("span", { class: "colour" });
    colour.style.background = swatch.hex;
    const facts = `${swatch.name} · ${swatch.hex} · value ${valueWords(swatch.value, this.data.numbering)} · ${percent(swatch.share)}`;
    const node = button("", () => this.keep(this.kept === index ? null : index), { class: "swatch", "aria-pressed": "false" });
    node.append(colour, make("span", { class: "words" }, make("b", {}, swatch.painter_name), make("span", {}, facts)));
    node.addEventListener("pointerenter", () => this.look(index));
    node.addEventListener("focus", () => node.matches(":focus-visible") && this.look(index));
    node.addEventListener("blur", () => this.look(this.kept));
    return node;
  }

  keep(index) {
    this.kept = index;
    this.swatches.forEach((node, at) => node.setAttribute("aria-pressed", String(at === index)));
    this.look(index);
  }

  look(index) {
    this.chosen = index;
    this.mark(index);
    this.draw();
  }

  mark(index) {
    this.swatches.forEach((node, at) => node.classList.toggle("current", at === index));
  }

  draw() {
    const { one, answer, plane } = this;
    one.veil.hidden = this.chosen === null || !answer || !plane;
    if (!one.veil.hidden) {
      const { width, height } = plane, chosen = this.chosen, lightness = plane.planes.lightness;
      this.codes ??= enlarge(answer.planes.palette, answer.width, answer.height, width, height);
      one.paint(width, height, (pixels) => {
        for (let i = 0; i < pixels.length; i++) pixels[i] = (this.codes[i] & 15) === chosen ? 0 : FADED[lightness[i]];
      }, one.veil);
    }
    this.done();
  }

  at(point) {
    if (!this.answer) return null;
    const { width, height, planes } = this.answer;
    const label = under(planes.palette, width, height, point);
    return label < this.swatches.length ? label : null;
  }

  hover(point) {
    this.mark(point ? this.at(point) : this.chosen);
  }

  probe(point) {
    this.pinned = point;
    const index = this.at(point), swatch = index === null ? null : this.answer.palette[index];
    this.one.tell(swatch?.painter_name ?? "");
    this.rezoomed();
    this.keep(index);
    if (swatch) this.say(`${swatch.painter_name}, ${swatch.hex}, value ${valueWords(swatch.value, this.data.numbering)}, ${percent(swatch.share)} of the picture`);
  }
}
