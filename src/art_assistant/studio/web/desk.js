// The easel: the picture, its squint, its masses and its plan side by side, and everything one does with them.

import { Board, PANELS } from "./board.js";
import { holding } from "./controls.js";
import { make } from "./dom.js";
import { Histogram } from "./histogram.js";
import { keysHelp, listenToKeys } from "./keys.js";
import { Numbers } from "./numbers.js";
import { restoredCuts } from "./paint.js";
import { Painter } from "./painter.js";
import { Panel } from "./panel.js";
import { Reading } from "./reading.js";
import { Store } from "./store.js";
import { settingsText, Study } from "./study.js";
import { Tips } from "./tips.js";
import { explainedWords, massWords, troubleWords } from "./words.js";
import { Zoom } from "./zoom.js";

const PHOTO = 900;
const LARGE_PHOTO = 1600;

export class Easel {
  constructor(root) {
    Object.assign(this, { root, zoom: new Zoom(), pinned: null, enlarged: null, painted: 0, told: [] });
    this.ui = { grey: false, photo: false, overlay: "none" };
    this.board = new Board(this.asked());
    this.panels = PANELS.map(([name, title]) => new Panel(name, title, this));
    this.painter = new Painter(this.panels, this.ui, (names) => this.after(names));
    this.histogram = new Histogram({
      moved: (cuts) => this.cut(cuts),
      reset: (index) => this.resetCut(index),
    });
    this.tips = new Tips({ light: (region) => this.panels.forEach((panel) => panel.lit(region)) });
    this.reading = new Reading(this);
    this.slider = holding(root);
    this.numbers = new Numbers(this.panel("masses"), (item) => this.study.isolate(item));
    this.build();
    this.keys();
  }

  build() {
    for (const panel of this.panels) panel.foot.append(...this.board.feet[panel.name]);
    this.warned = make("p", { class: "reason", hidden: true });
    this.grid = make("div", { class: "panels" }, ...this.panels.map((panel) => panel.root));
    const main = make("div", { class: "main" }, this.board.bar, this.grid, this.reading.root, this.histogram.root, keysHelp(), this.warned);
    this.root.append(make("div", { class: "desk" }, main, this.tips.root));
    this.board.shown.set("all");
    this.board.overlays.set("none");
  }

  asked() {
    return {
      enlarge: (name) => this.enlarge(name, true),
      overlay: (kind) => this.overlay(kind),
      photo: (on) => this.photo(on),
      grey: (on) => this.grey(on),
      zoom: (factor) => this.zoomBy(factor),
      surround: (kind) => this.surround(kind),
      set: (changes) => this.set(changes),
      override: (value) => this.study.override(this.study.isolated, value),
      isolate: (item) => this.study.isolate(item),
      numbers: (on) => this.numbered(on),
    };
  }

  keys() {
    listenToKeys(this.root, {
      down: {
        g: () => this.grey(!this.ui.grey),
        v: (event) => event.repeat || this.photo(true),
        "+": () => this.zoomBy(1.5),
        "=": () => this.zoomBy(1.5),
        "-": () => this.zoomBy(1 / 1.5),
        0: () => this.zoomBy(null),
        Escape: () => this.back(),
        ...Object.fromEntries(PANELS.map(([name], index) => [index + 1, () => this.enlarge(name)])),
      },
      up: { v: () => this.photo(false) },
      lost: () => this.ui.photo && this.photo(false),
    });
  }

  // ---- Data from Python ----

  take({ data, setStateValue }) {
    if (!data) return;
    const old = this.data;
    Object.assign(this, { data, send: setStateValue });
    if (old?.base !== data.base) this.open();
    else this.adopt(old);
    this.histogram.show(data.histogram ?? [], data.numbering);
    this.board.numbering = data.numbering;
    this.warned.textContent = (data.warnings ?? []).join(" ");
    this.warned.hidden = !data.warnings?.length;
    if (this.tips.show(data.tips, data.tips_reason) || old?.base !== data.base) this.panel("reference").mark(this.tips.marks());
    if (old?.surround !== data.surround) this.surround(data.surround ?? "grey");
    if (old?.numbering !== data.numbering) this.painter.changed("marks", "cuts");
  }

  open() {
    const { base, picture, settings } = this.data;
    this.study?.close();
    this.zoom.reset();
    Object.assign(this, { pinned: null });
    this.reading.say("");
    for (const panel of this.panels) {
      panel.shape(picture.width, picture.height);
      panel.canvas.setAttribute("aria-label", `${panel.title}: ${picture.name}`);
      panel.blank();
    }
    this.study = new Study(new Store(base), settings, {
      changed: (...names) => this.painter.changed(...names),
      failed: (error) => this.reading.say(troubleWords(error), "trouble"),
      settled: (chosen) => this.tell(chosen),
      held: () => this.slider.held || this.histogram.holding !== null,
    });
    this.painter.study = this.study;
    this.board.settings(this.study.settings);
    this.rezoomed();
    this.study.open();
  }

  // Python echoes what it was told, and an echo may be older than what is here: only what it says anew is taken over.
  adopt(old) {
    const now = settingsText(this.data.settings), echo = this.told.indexOf(now);
    if (now === settingsText(old.settings)) return;
    if (echo >= 0) this.told.splice(0, echo);
    if (echo >= 0 && this.told.length > 1) return;
    if (this.study.pending || now === settingsText(this.study.settings)) return;
    this.study.settings = { ...this.data.settings, overrides: { ...this.data.settings.overrides } };
    this.study.loadMasses();
    this.study.loadPlan();
    this.painter.changed("squint", "masses", "plan", "cuts");
  }

  tell(settings) {
    this.told = [...this.told.slice(-20), settingsText(settings)];
    this.send("settings", { ...settings, overrides: { ...settings.overrides } });
  }

  // ---- Settings ----

  set(changes) {
    const { study } = this;
    // Values set by hand belong to these masses; others begin as they are measured.
    const fresh = "k" in changes || "coherence" in changes;
    study.set(fresh ? { ...changes, overrides: {} } : changes);
    if ("k" in changes) study.isolated = null;
    if (fresh) study.loadMasses();
    if ("plan" in changes || "method" in changes) study.loadPlan();
    if ("k" in changes || "method" in changes) study.lookAhead();
    if ("squint" in changes) this.painter.changed("squint");
    if ("cuts" in changes || "brush" in changes) {
      this.painter.changed("plan", "cuts");
      study.loadPlanned(150);
    }
    this.board.settings(study.settings);
  }

  cut(cuts) {
    this.study.set({ cuts });
    this.study.loadPlanned(350);
    this.board.settings(this.study.settings);
    this.painter.changed("plan");
  }

  resetCut(index) {
    const planned = this.study.plan?.cuts;
    if (planned?.length !== this.study.cuts.length) return;
    this.set({ cuts: restoredCuts(this.study.cuts, index, planned) });
  }

  // ---- After a frame ----

  after(names) {
    const { study } = this;
    if (!study) return;
    if (names.has("marks") || names.has("masses")) this.showMasses();
    if (names.has("cuts") || names.has("plan")) this.showCuts();
    this.board.settings(study.settings);
    this.painted += 1;
    this.root.dataset.painted = String(this.painted);
  }

  showCuts() {
    const { study } = this;
    this.histogram.set(study.cuts);
    if (!study.counts || !study.cuts.length) return;
    const { levels, shares } = study.planDrawn();
    this.histogram.paint(levels, shares);
    this.panel("plan").note.textContent = `${levels.length} values`;
    const own = "The values part where you set them: move one until each step is a shape you would paint.";
    this.board.explained.textContent = study.settings.cuts ? own : (study.plan?.note ?? study.plan?.explanation ?? "");
  }

  showMasses() {
    const { study, data } = this, item = study.isolatedItem;
    if (!study.masses) return;
    this.numbers.show(study.masses, item, data.numbering);
    this.board.hint.textContent = study.masses.hints?.[0]?.text ?? explainedWords(study.masses);
    const words = item ? massWords({ ...item, value: study.massLevels()[item.id - 1] / 10 }, item.share, data.numbering) : "";
    this.board.isolated(item, study.settings.overrides[study.isolated], words);
  }

  // ---- What lies under a point ----

  move(point) {
    this.reading.pin(point);
    this.zoom.reveal(point);
    this.hover(point);
    this.rezoomed();
  }

  probe(point) {
    this.tips.over(point);
    return this.reading.probe(point);
  }

  hover(point) {
    this.reading.hover(point);
    this.tips.over(point);
  }

  // ---- How it is looked at ----

  panel(name) {
    return this.panels.find((panel) => panel.name === name);
  }

  enlarge(name, keep = false) {
    this.enlarged = name === this.enlarged && !keep ? null : name;
    this.root.classList.toggle("one", Boolean(this.enlarged));
    for (const panel of this.panels) panel.enlarged(panel.name === this.enlarged);
    this.board.shown.set(this.enlarged ?? "all");
    this.rezoomed();
  }

  doubled(name) {
    this.enlarge(name);
  }

  back() {
    if (this.study?.isolatedItem) this.study.isolate(null);
    else if (this.enlarged) this.enlarge(null);
  }

  zoomBy(factor) {
    if (factor === null) this.zoom.reset();
    else this.zoom.by(factor, 0.5, 0.5);
    this.rezoomed();
  }

  rezoomed() {
    for (const panel of this.panels) panel.place();
    this.board.zoom(this.zoom.scale);
    const side = this.enlarged || this.zoom.scale > 1.6 ? LARGE_PHOTO : PHOTO;
    for (const panel of this.panels) if (this.study) panel.show(this.study.store.view("picture", { side }));
  }

  flicked(panel) {
    this.painter.changed(panel.name);
  }

  photo(on) {
    this.ui.photo = on;
    this.board.photo.set(on);
    this.repaint();
  }

  grey(on) {
    this.ui.grey = on;
    this.board.grey.set(on);
    this.repaint();
  }

  repaint() {
    this.painter.changed("reference", "squint", "masses", "plan");
  }

  numbered(on) {
    this.panel("masses").marks.hidden = !on;
    this.board.numbers.set(!on);
  }

  overlay(kind) {
    this.ui.overlay = kind;
    for (const panel of this.panels) panel.overlay(kind);
    this.painter.changed("marks");
  }

  surround(kind) {
    this.root.dataset.surround = kind;
    this.board.surround.set(kind);
  }
}
