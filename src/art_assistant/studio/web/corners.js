// The four corners of the picture in its file: dragged, or moved with the arrow keys, then handed over at once.

import { button } from "./controls.js";
import { draw, make } from "./dom.js";

const NAMES = ["top left", "top right", "bottom right", "bottom left"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIDE = 900;
const WHOLE = [[0, 0], [1, 0], [1, 1], [0, 1]];
// What is said where a picture is studied, and where a painting is compared.
const WORDS = {
  studied: ["Drag the corners to where the picture ends, or move one with the arrow keys.", "Study what lies between them", "Study the whole file", "Studying it anew…"],
  compared: ["Drag the corners to those of the painting, or move one with the arrow keys.", "Compare what lies between them", "It fills the photograph", "Comparing it anew…"],
};

const inside = (part) => Math.min(1, Math.max(0, part));

// Whether the corners go round in one direction: no side crosses another, and none is folded in.
export function sound(corners) {
  const turns = corners.map(([x, y], i) => {
    const [ax, ay] = corners[(i + 1) % 4], [bx, by] = corners[(i + 2) % 4];
    return (ax - x) * (by - ay) - (ay - y) * (bx - ax);
  });
  return turns.every((turn) => turn > 0.002);
}

export class Corners {
  constructor(root) {
    this.root = root;
    this.photo = make("img", { alt: "The whole file", draggable: "false" });
    this.line = draw("polygon", { class: "line", "vector-effect": "non-scaling-stroke" });
    this.outside = draw("path", { class: "outside", "fill-rule": "evenodd" });
    this.over = draw("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" }, this.outside, this.line);
    this.handles = NAMES.map((name, i) => this.handle(name, i));
    this.said = make("p", { role: "status", "aria-live": "polite" });
    this.use = button("", () => this.place(this.corners), { class: "use" });
    this.whole = button("", () => this.place("off"));
    this.how = make("p");
    this.frame = make("div", { class: "frame" }, this.photo, this.over, ...this.handles);
    root.append(
      this.how, this.frame, this.said,
      make("div", { class: "row" }, this.use, button("Find them", () => this.place("auto")), this.whole),
    );
  }

  handle(name, i) {
    const node = button("", () => {}, { class: "handle", "aria-label": `Corner ${name}` });
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      this.held = i;
      event.preventDefault();
      node.focus();
    });
    node.addEventListener("pointermove", (event) => this.held === i && this.drag(event, i));
    for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => (this.held = null));
    node.addEventListener("keydown", (event) => this.key(event, i));
    return node;
  }

  drag(event, i) {
    const box = this.frame.getBoundingClientRect();
    this.move(i, [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
  }

  key(event, i) {
    const way = ARROWS[event.key];
    if (!way) return;
    const step = event.shiftKey ? 0.02 : 0.002;
    this.move(i, [this.corners[i][0] + way[0] * step, this.corners[i][1] + way[1] * step]);
    event.preventDefault();
    event.stopPropagation();
  }

  move(i, [x, y]) {
    const moved = this.corners.map((corner, j) => (i === j ? [inside(x), inside(y)] : corner));
    if (!sound(moved)) {
      this.say("The corners must stay round the picture, in their order.");
      return;
    }
    this.corners = moved;
    this.touched = true;
    this.show();
    this.say(`Corner ${NAMES[i]}: ${Math.round(100 * this.corners[i][0])} % across, ${Math.round(100 * this.corners[i][1])} % down.`);
  }

  place(what) {
    this.touched = false;
    this.send("placed", what);
    this.say(this.words[3]);
  }

  say(text) {
    this.said.textContent = text;
  }

  take({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    this.words = WORDS[data.meant ?? "studied"];
    [this.how, this.use, this.whole].forEach((node, at) => (node.textContent = this.words[at]));
    const address = `${data.base}/file?side=${SIDE}`;
    if (this.photo.getAttribute("src") !== address) {
      this.photo.src = address;
      this.frame.style.setProperty("--aspect", data.width / data.height);
      this.touched = false;
      this.say("");
    }
    // What comes anew while a corner is being moved does not take it out of the hand.
    if (!this.touched) this.corners = data.corners ?? WHOLE;
    this.show();
  }

  show() {
    const ring = this.corners.map((corner) => corner.join(",")).join(" ");
    this.line.setAttribute("points", ring);
    this.outside.setAttribute("d", `M0,0H1V1H0Z M${this.corners.map((corner) => corner.join(",")).join("L")}Z`);
    this.corners.forEach(([x, y], i) => Object.assign(this.handles[i].style, { left: `${100 * x}%`, top: `${100 * y}%` }));
  }
}

export function mount(component) {
  const { parentElement } = component;
  let root = parentElement.querySelector(".corners");
  if (!root) {
    root = make("section", { class: "corners", "aria-label": "Where the picture lies in its file" });
    parentElement.append(root);
    root.corners = new Corners(root);
  }
  root.corners.take(component);
}
