// A grey or white card in a photograph: pointed at, or moved to with the arrow keys, then handed over.

import { button } from "./controls.js";
import { make } from "./dom.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIDE = 900;
const MIDDLE = [0.5, 0.5];

const inside = (part) => Math.min(1, Math.max(0, part));

class Card {
  constructor(root) {
    this.photo = make("img", { alt: "The whole photograph", draggable: "false" });
    this.handle = button("", () => {}, { class: "handle", "aria-label": "The card" });
    this.frame = make("div", { class: "frame" }, this.photo, this.handle);
    this.said = make("p", { role: "status", "aria-live": "polite" });
    this.use = button("Read the card there", () => this.hand(this.point), { class: "use" });
    this.none = button("Without a card", () => this.hand(null));
    this.listen();
    root.append(
      make("p", {}, "Point at a grey or white card in the photograph, or move the mark onto it with the arrow keys."),
      this.frame, this.said, make("div", { class: "row" }, this.use, this.none),
    );
  }

  listen() {
    this.frame.addEventListener("pointerdown", (event) => {
      this.frame.setPointerCapture(event.pointerId);
      this.held = true;
      this.at(event);
      event.preventDefault();
      this.handle.focus();
    });
    this.frame.addEventListener("pointermove", (event) => this.held && this.at(event));
    for (const end of ["pointerup", "pointercancel"]) this.frame.addEventListener(end, () => (this.held = false));
    this.handle.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      const step = event.shiftKey ? 0.02 : 0.002;
      this.move([this.point[0] + way[0] * step, this.point[1] + way[1] * step]);
      event.preventDefault();
      event.stopPropagation();
    });
  }

  at(event) {
    const box = this.frame.getBoundingClientRect();
    this.move([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
  }

  move(point) {
    this.point = point.map(inside);
    this.touched = true;
    this.show();
    this.say(`The card: ${Math.round(100 * this.point[0])} % across, ${Math.round(100 * this.point[1])} % down.`);
  }

  hand(point) {
    this.touched = false;
    this.send("placed", point ?? "none");
    this.say(point ? "Reading the card…" : "Comparing without a card…");
  }

  say(text) {
    this.said.textContent = text;
  }

  take({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const address = `${data.base}/file?side=${SIDE}`;
    if (this.photo.getAttribute("src") !== address) {
      this.photo.src = address;
      this.frame.style.setProperty("--aspect", data.width / data.height);
      this.touched = false;
    }
    // What comes anew while the mark is being moved does not take it out of the hand.
    if (!this.touched) {
      this.point = data.point ?? MIDDLE;
      this.say("");
    }
    this.none.hidden = !data.point;
    this.show();
  }

  show() {
    Object.assign(this.handle.style, { left: `${100 * this.point[0]}%`, top: `${100 * this.point[1]}%` });
  }
}

export function mount(component) {
  const { parentElement } = component;
  let root = parentElement.querySelector(".corners");
  if (!root) {
    root = make("section", { class: "corners card", "aria-label": "A grey or white card in the photograph" });
    parentElement.append(root);
    root.card = new Card(root);
  }
  root.card.take(component);
}
