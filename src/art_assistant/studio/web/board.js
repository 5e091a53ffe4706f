// The controls of the easel: those that concern all panels above them, each other one below the panel it changes.

import { button, range, segments, select, toggle } from "./controls.js";
import { make } from "./dom.js";
import { OVERLAYS } from "./guides.js";
import { percent, valueWords } from "./words.js";

export const PANELS = [
  ["reference", "Reference"],
  ["squint", "Squint"],
  ["masses", "Masses"],
  ["plan", "Plan"],
];

const METHODS = [
  ["quantile", "Equal areas"],
  ["equal", "Even steps"],
  ["breaks", "Natural breaks"],
];

const SURROUNDS = [
  ["grey", "Grey"],
  ["white", "White"],
  ["black", "Black"],
];

export class Board {
  // `does`: one function for each thing that can be asked for.
  constructor(does) {
    this.does = does;
    this.bar = make("div", { class: "bar", role: "group", "aria-label": "View" }, ...this.globals());
    this.feet = { reference: this.reference(), squint: this.squint(), masses: this.masses(), plan: this.plan() };
  }

  globals() {
    const { does } = this;
    this.shown = segments({
      label: "Show",
      named: false,
      choices: [["all", "All"], ...PANELS],
      does: (value) => does.enlarge(value === "all" ? null : value),
    });
    this.overlays = select({ label: "Overlay", named: false, choices: OVERLAYS, does: does.overlay });
    this.photo = toggle("Photo", does.photo, { title: "Hold V" });
    this.zoomed = make("span", { class: "zoom" }, "100 %");
    this.fit = button(this.zoomed, () => does.zoom(null), { title: "0" });
    const zoom = make(
      "div",
      { class: "zooms", role: "group", "aria-label": "Zoom" },
      button("−", () => does.zoom(1 / 1.5), { "aria-label": "Zoom out", title: "−" }),
      this.fit,
      button("+", () => does.zoom(1.5), { "aria-label": "Zoom in", title: "+" }),
    );
    return [this.shown.root, this.overlays.root, this.photo.root, zoom];
  }

  reference() {
    this.surround = segments({ label: "Surround", choices: SURROUNDS, does: this.does.surround });
    this.grey = toggle("In grey", this.does.grey, { title: "G" });
    return [this.surround.root, this.grey.root];
  }

  squint() {
    const says = (value) => `${value.toFixed(1)} %`;
    this.blur = range({ label: "Squint", min: 0.5, max: 5, step: 0.1, says, does: (value) => this.does.set({ squint: value / 100 }) });
    return [this.blur.root];
  }

  masses() {
    const blocks = [4, 5, 6].map((k) => [k, String(k), `${k} blocks`]);
    this.blocks = segments({ label: "Blocks", choices: blocks, does: (k) => this.does.set({ k }) });
    this.coherence = range({
      label: "Spatial coherence", min: 0, max: 1, step: 0.1, says: (value) => value.toFixed(1),
      does: (coherence) => this.does.set({ coherence }),
    });
    this.alone = make("div", { class: "alone", role: "group", "aria-label": "This mass", hidden: true });
    this.aloneWords = make("p", {});
    this.value = range({
      label: "Value", min: 0, max: 10, step: 0.1, says: (value) => valueWords(value, this.numbering),
      does: (value) => this.does.override(value),
    });
    this.resetMass = button("Reset value", () => this.does.override(null));
    this.alone.append(this.aloneWords, this.value.root, this.resetMass, button("Show all masses", () => this.does.isolate(null)));
    this.hint = make("p", { class: "reason" });
    this.numbers = toggle("Hide numbers", (hidden) => this.does.numbers(!hidden));
    return [this.blocks.root, this.numbers.root, this.coherence.root, this.alone, this.hint];
  }

  plan() {
    this.values = range({
      label: "Plan", min: 3, max: 8, step: 1, says: String,
      does: (plan) => this.does.set({ plan, cuts: null }),
    });
    this.presets = segments({
      label: "Values of the plan",
      named: false,
      choices: [3, 5, 7].map((k) => [k, String(k), `Plan in ${k} values`]),
      does: (plan) => this.does.set({ plan, cuts: null }),
    });
    this.method = select({ label: "Method", choices: METHODS, does: (method) => this.does.set({ method, cuts: null }) });
    this.brush = range({
      label: "Brush", min: 0, max: 15, step: 1, says: (value) => (value ? `${value} %` : "every speck"),
      does: (value) => this.does.set({ brush: value / 100 }),
    });
    this.resetCuts = button("Reset cuts", () => this.does.set({ cuts: null }), { class: "quiet text" });
    this.explained = make("p", { class: "reason" });
    return [this.values.root, this.presets.root, this.method.root, this.brush.root, this.resetCuts, this.explained];
  }

  // Show the settings as they are; what is being dragged has these values already.
  settings(settings) {
    this.blur.set(Math.round(1000 * settings.squint) / 10);
    this.blocks.set(settings.k);
    this.coherence.set(settings.coherence);
    this.values.set(settings.plan);
    this.presets.set(settings.plan);
    this.method.set(settings.method);
    this.brush.set(Math.round(100 * settings.brush));
    this.resetCuts.hidden = !settings.cuts;
  }

  // `chosen` is the value that was set by hand for the mass, if any.
  isolated(item, chosen, words) {
    this.alone.hidden = !item;
    if (!item) return;
    this.aloneWords.textContent = words;
    if (!this.value.input.matches(":active")) this.value.set(chosen ?? Math.round(10 * item.value) / 10);
    this.resetMass.hidden = chosen === undefined;
  }

  zoom(scale) {
    this.zoomed.textContent = percent(scale);
    this.fit.setAttribute("aria-label", `${percent(scale)}, fit the picture`);
  }
}
