// A painting over its reference: one beside the other, a divider between them, one blinking into the other; the map of
// errors over either; and the corrections, which show their place when they are pointed at.

import { button, range, segments, toggle } from "./controls.js";
import { draw, isTyping, make } from "./dom.js";

const WAYS = [["divider", "Divider"], ["blink", "Blink"], ["beside", "Side by side"]];
const STOPS = [[0, "Painting"], [50, "Half and half"], [100, "Reference"]];

class Compare {
  constructor(root) {
    this.root = root;
    this.build();
    document.addEventListener("keydown", (event) => this.key(event));
  }

  build() {
    this.way = segments({ label: "Look at them", choices: WAYS, does: (way) => this.inWay(way), named: false });
    this.errors = toggle("Error map", (on) => this.mapped(on));
    this.divider = range({
      label: "Divider", min: 0, max: 100, step: 0.5, says: (at) => `${Math.round(at)} % reference`, does: (at) => this.dividedAt(at),
    });
    this.stops = STOPS.map(([at, name]) => button(name, () => this.dividedAt(at), { class: "stop" }));
    this.blinked = toggle("Show the painting", (on) => this.blink(on), { title: "B" });
    this.dividing = make("div", { class: "row" }, this.divider.root, ...this.stops);
    this.blinking = make("div", { class: "row" }, this.blinked.root);
    this.sides = { reference: this.side("Reference"), painting: this.side("Painting") };
    this.stage = make("div", { class: "stage" }, this.sides.reference.root, this.sides.painting.root);
    this.list = make("ol", { class: "corrections" });
    this.said = make("p", { role: "status", "aria-live": "polite" });
    this.root.append(
      make("div", { class: "row" }, this.way.root, this.errors.root), this.dividing, this.blinking, this.stage,
      make("h3", {}, "What differs most"), this.list, this.said,
    );
    this.errors.set(false);
  }

  side(name) {
    const photo = make("img", { alt: name, draggable: "false" }), errors = make("img", { alt: "", class: "errors", hidden: true });
    const places = draw("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
    const root = make("figure", {}, make("div", { class: "frame" }, photo, errors, places), make("figcaption", {}, name));
    return { root, photo, errors, places };
  }

  take({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const fresh = this.data?.made !== data.made;
    this.data = data;
    if (!fresh) return;
    for (const [name, side] of Object.entries(this.sides)) {
      side.photo.src = `${data.base}/compared/${data.made}-${name}`;
      side.errors.src = `${data.base}/compared/${data.made}-errors`;
      side.root.querySelector(".frame").style.setProperty("--aspect", data.width / data.height);
    }
    this.list.replaceChildren(...data.corrections.map((one, at) => this.correction(one, at + 1)));
    this.list.hidden = !data.corrections.length;
    this.said.textContent = data.corrections.length ? "" : "No difference is large enough to be told.";
    this.inWay(this.chosen ?? "divider");
    this.dividedAt(this.at ?? 50);
    this.point(null);
  }

  correction(one, number) {
    const places = (on) => this.point(on ? one : null, number);
    const show = button(one.text, () => this.hold(one, number), { class: "correction", "aria-pressed": "false" });
    for (const [name, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
      show.addEventListener(name, () => this.held || places(on));
    }
    const meant = button("I mean it so", () => this.send("intended", one.id), { class: "meant", "aria-label": `I mean it so: ${one.text}` });
    return make("li", {}, show, meant);
  }

  // A correction that was pressed keeps its place shown until it is pressed again.
  hold(one, number) {
    this.held = this.held === one.id ? null : one.id;
    this.point(this.held && one, number);
    this.list.querySelectorAll(".correction").forEach((node, at) => {
      node.setAttribute("aria-pressed", String(this.data.corrections[at].id === this.held));
    });
  }

  point(one, number) {
    for (const side of Object.values(this.sides)) {
      side.root.querySelector(".badge")?.remove();
      side.places.replaceChildren();
      if (!one?.box) continue;
      const [left, top, right, bottom] = one.box;
      const shape = { x: left, y: top, width: right - left, height: bottom - top, "vector-effect": "non-scaling-stroke" };
      side.places.append(draw("rect", { ...shape, class: "halo" }), draw("rect", { ...shape, class: "line" }));
      const badge = make("span", { class: "badge", "aria-hidden": "true" }, String(number));
      Object.assign(badge.style, { left: `${100 * left}%`, top: `${100 * top}%` });
      side.root.querySelector(".frame").append(badge);
    }
    if (one && !one.box) this.said.textContent = "That one is all over the picture.";
    else if (this.data.corrections.length) this.said.textContent = "";
  }

  inWay(way) {
    this.chosen = way;
    this.way.set(way);
    this.stage.dataset.way = way;
    this.dividing.hidden = way !== "divider";
    this.blinking.hidden = way !== "blink";
    if (way === "blink") this.blink(false);
    this.cover();
  }

  // What of the reference lies over the painting, from the left.
  cover() {
    const part = { divider: this.at ?? 50, blink: this.painting ? 0 : 100, beside: 100 }[this.chosen];
    this.sides.reference.root.style.setProperty("--shown", `${part}%`);
  }

  dividedAt(at) {
    this.at = at;
    this.divider.set(at);
    this.stops.forEach((node, i) => node.setAttribute("aria-pressed", String(STOPS[i][0] === at)));
    this.cover();
  }

  blink(on) {
    this.painting = on;
    this.blinked.set(on);
    this.cover();
  }

  mapped(on) {
    this.errors.set(on);
    for (const side of Object.values(this.sides)) side.errors.hidden = !on;
  }

  key(event) {
    if (!this.root.isConnected || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.composedPath()[0])) return;
    if (event.key.toLowerCase() !== "b" || this.root.offsetParent === null) return;
    if (this.chosen !== "blink") this.inWay("blink");
    this.blink(!this.painting);
    event.preventDefault();
  }
}

export function mount(component) {
  const { parentElement } = component;
  let root = parentElement.querySelector(".compare");
  if (!root) {
    root = make("section", { class: "compare easel", "aria-label": "Painting and reference" });
    parentElement.append(root);
    root.compare = new Compare(root);
  }
  root.compare.take(component);
}
