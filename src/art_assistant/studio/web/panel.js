// One panel: the photograph below, the study above it, and what is laid over both. All panels share one zoom.

import { draw, freshId, make } from "./dom.js";
import { Gestures } from "./gestures.js";
import { guideLines } from "./guides.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Panel {
  // `host` has: zoom, pinned, probe(point), move(point), hover(point), rezoomed(), and enlarge(name) where panels can be
  // enlarged; `keys` says what the keys do here.
  constructor(name, title, host, keys = "arrow keys move the probe, Enter reads the value") {
    Object.assign(this, { name, title, host, keys, guides: "none" });
    this.build();
    this.gestures = new Gestures(this.frame, this.does());
    this.frame.addEventListener("dblclick", (event) => event.target.closest("button") || host.doubled?.(name));
    this.frame.addEventListener("keydown", (event) => this.keyed(event));
  }

  build() {
    const id = freshId("panel");
    this.photo = make("img", { class: "photo", alt: "", draggable: "false" });
    this.photo.addEventListener("error", () => this.photo.classList.add("missing"));
    this.photo.addEventListener("load", () => this.photo.classList.remove("missing"));
    this.canvas = make("canvas", { class: "study", role: "img", "aria-label": this.title });
    this.veil = make("canvas", { class: "veil", "aria-hidden": "true", hidden: true });
    this.contours = make("canvas", { class: "contours", "aria-hidden": "true", hidden: true });
    this.stage = make("div", { class: "stage" }, this.photo, this.canvas, this.contours, this.veil);
    this.over = draw("svg", { class: "over", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.guide = this.over.appendChild(draw("g", { class: "guides" }));
    this.parts = this.over.appendChild(draw("g", { class: "parts" }));
    this.light = this.over.appendChild(draw("g", { class: "light" }));
    this.marks = make("div", { class: "marks" });
    this.pin = make("div", { class: "pin", hidden: true }, make("span", {}));
    this.frame = make(
      "div",
      {
        class: "frame",
        tabindex: "0",
        role: "group",
        "aria-label": `${this.title}: ${this.keys}`,
      },
      this.stage, this.over, this.marks, this.pin,
    );
    this.button = make(
      "button",
      { type: "button", class: "quiet", "aria-pressed": "false", "aria-label": `Enlarge ${this.title}`, onclick: () => this.host.enlarge(this.name), hidden: !this.host.enlarge },
      icon(),
    );
    this.note = make("span", { class: "note" });
    const heading = make("h2", { id }, this.title);
    this.head = make("figcaption", {}, heading, this.note, this.button);
    this.foot = make("div", { class: "foot" });
    this.root = make(
      "figure",
      { "data-panel": this.name, "aria-labelledby": id },
      this.head, make("div", { class: "mat" }, this.frame), this.foot,
    );
  }

  does() {
    const { host } = this;
    return {
      tap: (x, y) => host.probe(this.clamped(host.zoom.inside(x, y))),
      hover: (x, y) => host.hover(this.clamped(host.zoom.inside(x, y))),
      leave: () => host.hover(null),
      hold: (on) => this.flick(on),
      swipe: () => this.flick(!this.flicked),
      zoom: (factor, x, y) => {
        host.zoom.by(factor, x, y);
        host.rezoomed();
      },
      pan: (dx, dy) => {
        host.zoom.pan(dx, dy);
        host.rezoomed();
      },
      zoomed: () => host.zoom.away,
    };
  }

  clamped([x, y]) {
    return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
  }

  keyed(event) {
    if (event.target !== this.frame) return;
    const way = ARROWS[event.key], point = this.host.pinned ?? this.clamped(this.host.zoom.inside(0.5, 0.5));
    if (way) {
      const step = (event.shiftKey ? 0.05 : 0.01) / this.host.zoom.scale;
      this.host.move(this.clamped([point[0] + way[0] * step, point[1] + way[1] * step]));
    } else if (event.key === "Enter" || event.key === " ") this.host.probe(point);
    else return;
    event.preventDefault();
  }

  shape(width, height) {
    this.aspect = width / height;
    this.root.style.setProperty("--aspect", this.aspect);
    this.over.style.aspectRatio = `${width} / ${height}`;
    this.overlay(this.guides);
  }

  // Nothing of the picture before is seen while another one comes.
  blank() {
    this.canvas.classList.remove("painted");
    for (const layer of [this.veil, this.contours, this.pin]) layer.hidden = true;
    this.mark([]);
    this.numbered = null;
    this.note.textContent = "";
  }

  // Where a panel is enlarged or zoomed into it asks for a larger photograph.
  show(url) {
    if (this.photo.getAttribute("src") !== url) this.photo.src = url;
  }

  // `fill(pixels)` writes every pixel of the canvas; one ImageData serves for as long as the size stays.
  paint(width, height, fill, canvas = this.canvas) {
    if (canvas.width !== width || canvas.height !== height || !canvas.drawn) {
      Object.assign(canvas, { width, height });
      canvas.drawn = new ImageData(width, height);
    }
    fill(new Uint32Array(canvas.drawn.data.buffer));
    canvas.getContext("2d").putImageData(canvas.drawn, 0, 0);
    canvas.classList.add("painted");
  }

  flick(on) {
    this.flicked = on;
    this.root.classList.toggle("flicked", on);
    this.host.flicked?.(this);
  }

  overlay(kind) {
    this.guides = kind;
    const lines = guideLines(kind, this.aspect ?? 1);
    this.guide.replaceChildren(
      ...["halo", "line"].flatMap((layer) => lines.map(([x1, y1, x2, y2]) => draw("line", { class: layer, x1, y1, x2, y2 }))),
    );
  }

  // Light a region (corners in fractions), everything else drawn back; null puts the light out.
  lit(corners) {
    const outline = corners?.length ? `M${corners.map((corner) => corner.join(" ")).join("L")}Z` : null;
    this.light.replaceChildren(
      ...(outline
        ? [
            draw("path", { class: "back", d: `M0 0H1V1H0Z${outline}`, "fill-rule": "evenodd" }),
            draw("path", { class: "halo", d: outline }),
            draw("path", { class: "line", d: outline }),
          ]
        : []),
    );
  }

  // Outline regions and leave the picture as it is.
  outline(regions) {
    const shapes = regions.filter((corners) => corners?.length).map((corners) => `M${corners.map((corner) => corner.join(" ")).join("L")}Z`);
    this.light.replaceChildren(...["halo", "line"].flatMap((layer) => shapes.map((d) => draw("path", { class: layer, d }))));
  }

  // Lines within a mass, which no difference of value shows.
  part(lines) {
    const paths = lines.map((line) => `M${line.map((point) => point.join(" ")).join("L")}`);
    this.parts.replaceChildren(...["halo", "line"].flatMap((layer) => paths.map((d) => draw("path", { class: layer, d }))));
  }

  mark(nodes) {
    this.marks.replaceChildren(...nodes);
    this.place();
  }

  // After every change of zoom: the pictures are scaled, what lies over them only moves.
  place() {
    const { zoom } = this.host;
    this.stage.style.transform = zoom.away
      ? `scale(${zoom.scale}) translate(${-100 * zoom.x}%, ${-100 * zoom.y}%)`
      : "";
    this.over.setAttribute("viewBox", `${zoom.x} ${zoom.y} ${1 / zoom.scale} ${1 / zoom.scale}`);
    this.root.classList.toggle("zoomed", zoom.away);
    for (const node of this.marks.children) this.stand(node, node.point);
    if (this.host.pinned) this.stand(this.pin, this.host.pinned);
    else this.pin.hidden = true;
  }

  // What was read at the pin, beside it: on a phone the line below may be out of sight.
  tell(text) {
    this.pin.firstChild.textContent = text;
    this.pin.classList.toggle("east", this.host.zoom.outside(this.host.pinned ?? [0, 0])[0] > 0.8);
  }

  stand(node, point) {
    const [x, y] = this.host.zoom.outside(point);
    node.style.left = `${100 * x}%`;
    node.style.top = `${100 * y}%`;
    node.hidden = x < -0.001 || y < -0.001 || x > 1.001 || y > 1.001;
  }

  enlarged(on) {
    this.root.classList.toggle("enlarged", on);
    this.button.setAttribute("aria-pressed", String(on));
    this.button.setAttribute("aria-label", on ? "Show all panels" : `Enlarge ${this.title}`);
  }
}

function icon() {
  return draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("path", { d: "M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5l4.5-4.5" }));
}
