// Where the eye goes, and what the artist means it to: a click, or Enter on the moving pin, says which place is meant.

import { button, segments } from "./controls.js";
import { make } from "./dom.js";
import { OVERLAYS } from "./guides.js";
import { Looking } from "./looking.js";
import { Panel } from "./panel.js";

const VIEWS = [
  ["picture", "Picture"],
  ["focal-points", "Where the eye goes"],
  ["balance", "Balance"],
  ["edges", "Edges"],
];
const READS = ["First read", "Second read", "Third read"];
const GUIDES = OVERLAYS.filter(([kind]) => kind !== "masses");

export class Composition extends Looking {
  constructor(root) {
    super(root);
    Object.assign(this, { view: "picture", meant: null });
    this.one = new Panel("composition", "Picture", this, "arrow keys move the crosshair, Enter says that this place is meant for the first read");
    this.one.root.classList.add("photograph");
    this.one.pin.classList.add("cross");
    this.panels = [this.one];
    this.one.photo.addEventListener("load", () => this.done());
    this.one.photo.addEventListener("error", () => this.say("This picture has nothing to show in that view.", "trouble"));
    this.build();
  }

  build() {
    this.shown = segments({ label: "Show", named: false, choices: VIEWS, does: (view) => this.show(view) });
    this.guides = segments({ label: "Overlay", named: false, choices: GUIDES, does: (kind) => this.one.overlay(kind) });
    this.clear = button("Clear", () => this.mean(null), { "aria-label": "Clear the focal point you set", hidden: true });
    this.shown.set("picture");
    this.guides.set("none");
    this.root.append(make(
      "div", { class: "main" },
      make("div", { class: "bar" }, this.shown.root, this.guides.root),
      this.one.root,
      make("div", { class: "reading" }, this.readout, this.clear),
    ));
  }

  opened() {
    this.meant = this.data.focus ?? null;
    this.pinned = this.meant;
    this.show(this.view);
  }

  renewed(old) {
    const told = (data) => JSON.stringify([data.focal, data.settings]);
    if (told(old) !== told(this.data)) this.show(this.view);
  }

  show(view) {
    this.view = view;
    this.one.show(this.store.view(view, { side: 1600, focus: this.meant?.join(",") }));
    this.one.marks.hidden = view !== "picture";
    this.mark();
  }

  mark() {
    const marks = (this.data.focal ?? []).map((focal) => {
      const node = make("span", { class: "read", title: READS[focal.rank - 1] ?? "", "aria-hidden": "true" }, make("span", {}, String(focal.rank)));
      return Object.assign(node, { point: focal.point });
    });
    this.one.mark(marks);
    this.one.outline(this.view === "picture" ? (this.data.focal ?? []).map((focal) => focal.region) : []);
    this.words();
  }

  probe(point) {
    this.mean(point.map((place) => Math.round(1e4 * place) / 1e4));
  }

  mean(point) {
    Object.assign(this, { meant: point, pinned: point });
    this.rezoomed();
    this.show(this.view);
    this.send("focus", point);
  }

  words() {
    this.clear.hidden = !this.meant;
    const reads = (this.data.focal ?? []).map((focal) => `${focal.rank} ${READS[focal.rank - 1]?.toLowerCase() ?? "read"}`);
    const expected = reads.length && this.view === "picture" ? ` Expected: ${reads.join(", ")}.` : "";
    this.say(this.meant ? "You mean this place for the first read; the tips follow it." : `Press on the place you mean for the first read.${expected}`);
  }
}
