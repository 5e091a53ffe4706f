// The arrangements of dark and light to paint from: the best in two values and in three, and the other one; the division by
// one threshold is always among them, because the threshold moves under the finger: it is drawn here, from the squint, and
// the studio draws all of them anew afterwards. A mass can be turned over in each.

import { button, holding, range } from "./controls.js";
import { coalesced, make } from "./dom.js";
import { enlarge, mixTable } from "./labels.js";
import { Looking } from "./looking.js";
import { notanTable, paint, squint, UNCOUNTED } from "./paint.js";
import { Panel } from "./panel.js";
import { under } from "./reading.js";
import { overridesText } from "./store.js";
import { SIDE } from "./study.js";
import { percent, valueWords } from "./words.js";

const KINDS = [
  ["families", "Light and shadow"],
  ["local", "Local pattern"],
  ["connected", "Connected"],
];
const SHORT = { families: "light and shadow", local: "the local pattern", connected: "the connected one" };
const PAPER_AND_INK = [96, 12]; // L* of label 0 and of label 1
const SQUINT = 0.02;
const ALIKE = 0.1;

export class Notans extends Looking {
  constructor(root) {
    super(root);
    Object.assign(this, { offered: [], answers: {}, turns: {}, flips: {}, flipped: { families: [], local: [], connected: [] } });
    const keys = "arrow keys move, Enter flips the mass there";
    this.panels = KINDS.map(([kind, title]) => new Panel(kind, title, this.hostOf(() => kind), keys));
    this.third = new Panel("three", "The first in three values", this.hostOf(() => this.offered[0]), keys);
    this.third.root.classList.add("photograph", "bare");
    this.panels.push(this.third);
    this.slider = holding(root);
    this.drawn = coalesced(() => this.drawFamilies());
    this.build();
  }

  // Each panel has its own way to turn a mass over; zoom and pin are shared.
  hostOf(kindOf) {
    const all = this;
    return {
      get zoom() { return all.zoom; },
      get pinned() { return all.pinned; },
      probe: (point) => all.flipAt(kindOf(), point),
      move: (point) => all.move(point),
      hover: () => {},
      rezoomed: () => all.rezoomed(),
      enlarge: (name) => all.enlarge(name),
    };
  }

  build() {
    this.cut = range({
      label: "Threshold", min: 5, max: 95, step: 0.5, says: (l) => valueWords(l / 10, this.data?.numbering),
      does: (l) => this.thresholdAt(l),
    });
    this.reset = button("Reset", () => this.thresholdAt(null), { class: "quiet text", "aria-label": "Reset the threshold" });
    this.reasons = Object.fromEntries(KINDS.map(([kind]) => [kind, make("p", { class: "reason" })]));
    this.rows = Object.fromEntries(KINDS.map(([kind, title]) => [kind, make("div", { class: "flips", role: "group", "aria-label": `Flip a mass: ${title}` })]));
    for (const [kind] of KINDS) this.panel(kind).foot.append(this.rows[kind], this.reasons[kind]);
    this.third.foot.append(make("p", { class: "reason" }, "The same with a half tone where the middles are broad enough for a brush. A mass is turned over here as in the first."));
    this.apart = make("p", { class: "apart" });
    this.row = make("div", { class: "three" });
    this.root.append(make("div", { class: "bar" }, this.cut.root, this.reset, this.readout), this.row, this.apart);
  }

  // The best, the same in three values, the others: those that are offered now, in this order, and the one that the slider
  // parts where it is none of them.
  place(chosen) {
    const offered = chosen.includes("families") ? chosen : [...chosen, "families"];
    if (offered.join() === this.offered.join()) return;
    this.offered = offered;
    const [best, ...others] = offered.map((kind) => this.panel(kind).root);
    this.row.replaceChildren(best, this.third.root, ...others);
    if (this.enlarged && this.enlarged !== "three" && !offered.includes(this.enlarged)) this.enlarge(this.enlarged);
  }

  get query() {
    const { k, coherence, overrides } = this.data.settings;
    return { k, c: coherence, o: overridesText(overrides) };
  }

  opened() {
    this.offered = [];
    this.restore(this.data.notan);
    this.plane = this.blurred = null;
    this.tried(async () => {
      this.plane = await this.store.plane(SIDE);
    });
    this.reload();
  }

  renewed(old) {
    const same = JSON.stringify(old.settings) === JSON.stringify(this.data.settings);
    if (same && old.numbering === this.data.numbering) return;
    if (!same) this.flipped = { families: [], local: [], connected: [] };
    this.reload();
  }

  restore(state) {
    this.threshold = state?.threshold ?? null;
    this.flipped = { families: [], local: [], connected: [], ...state?.flipped };
  }

  reload() {
    this.tried(async () => {
      this.masses = await this.store.framed("masses", this.query);
      this.buttons();
    });
    for (const [kind] of KINDS) this.load(kind);
  }

  asked(kind) {
    return { kind, threshold: this.threshold, flip: this.flipped[kind].join(","), ...this.query };
  }

  load(kind) {
    const turn = (this.turns[kind] = Symbol("turn"));
    return this.tried(async () => {
      const answer = await this.store.framed("notan", this.asked(kind));
      if (turn !== this.turns[kind]) return;
      this.answers[kind] = answer;
      this.place(answer.offered);
      if (kind === this.offered[0]) this.photograph(kind);
      this.paint(kind);
      this.tell(kind, answer);
    });
  }

  panel(kind) {
    return this.panels.find((panel) => panel.name === kind);
  }

  paint(kind) {
    const { width, height, planes } = this.answers[kind], scale = SIDE / Math.max(width, height);
    const wide = Math.round(width * scale), high = Math.round(height * scale);
    const codes = enlarge(planes.dark, width, height, wide, high), table = mixTable(PAPER_AND_INK, scale);
    this.panel(kind).paint(wide, high, (pixels) => paint(pixels, codes, table));
    this.done();
  }

  tell(kind, answer) {
    this.reasons[kind].textContent = answer.caution ? `${answer.caution} ${answer.reason}` : answer.reason;
    this.panel(kind).note.textContent = `${percent(answer.dark_share)} dark`;
    if (kind === "families" && !this.cut.input.matches(":active")) this.cut.set(Math.round(2 * answer.threshold) / 2);
    this.reset.hidden = this.threshold === null;
    this.press();
    this.compare();
  }

  // ---- Differences, in words ----

  compare() {
    const [one, other] = this.offered;
    this.apart.textContent = "";
    if (!this.answers[one] || !this.answers[other]) return;
    const share = differing(this.answers[one].planes.dark, this.answers[other].planes.dark);
    const alike = share < ALIKE ? `are nearly alike (${percent(share)})` : `differ on ${percent(share)} of the picture`;
    const text = `${SHORT[one]} and ${SHORT[other]} ${alike}.`;
    this.apart.textContent = text[0].toUpperCase() + text.slice(1);
  }

  // ---- Flipping ----

  buttons() {
    for (const [kind] of KINDS) {
      this.flips[kind] = this.masses.items.map((item) => this.flipButton(kind, item));
      this.rows[kind].replaceChildren(make("span", { "aria-hidden": "true" }, "Flip"), ...this.flips[kind]);
    }
    this.press();
  }

  flipButton(kind, item) {
    const node = button(String(item.id), () => this.flip(kind, item.id), { "aria-label": `Flip mass ${item.id}`, "aria-pressed": "false" });
    const veil = (on) => this.veil(this.panel(kind), on ? item.id - 1 : null);
    for (const [name, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
      node.addEventListener(name, () => veil(on && node.matches(":hover, :focus-visible")));
    }
    return node;
  }

  // Where a mass lies, for whoever is about to turn it over.
  veil(panel, chosen) {
    panel.veil.hidden = chosen === null;
    if (chosen === null) return;
    const table = new Uint32Array(256).fill(0xb0808080);
    table[chosen] = 0;
    panel.paint(this.masses.width, this.masses.height, (pixels) => paint(pixels, this.masses.planes.masses, table), panel.veil);
  }

  press() {
    for (const [kind] of KINDS) {
      this.flips[kind]?.forEach((node, index) => node.setAttribute("aria-pressed", String(this.flipped[kind].includes(index + 1))));
    }
  }

  flipAt(kind, point) {
    if (!this.masses || !kind) return;
    const { width, height, planes } = this.masses;
    const mass = under(planes.masses, width, height, point);
    if (mass !== UNCOUNTED) this.flip(kind, mass + 1);
  }

  flip(kind, mass) {
    const now = new Set(this.flipped[kind]);
    if (!now.delete(mass)) now.add(mass);
    this.flipped[kind] = [...now].sort((one, other) => one - other);
    this.press();
    this.load(kind);
    this.say(`Mass ${mass} is ${now.has(mass) ? "turned over" : "as it was"}.`);
    this.later();
  }

  // ---- The threshold ----

  thresholdAt(l) {
    this.threshold = l;
    this.turns = {}; // an answer on its way belongs to another threshold
    if (l !== null) this.drawn();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => KINDS.forEach(([kind]) => this.load(kind)), l === null ? 0 : 350);
    this.later();
  }

  drawFamilies() {
    if (!this.plane || this.threshold === null) return;
    const { width, height, planes } = this.plane;
    this.blurred ??= squint(planes.lightness, width, height, SQUINT * Math.max(width, height));
    const table = notanTable(this.threshold, PAPER_AND_INK[1], PAPER_AND_INK[0]);
    this.panel("families").paint(width, height, (pixels) => paint(pixels, this.blurred, table));
    this.done();
  }

  later() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.slider.held) this.later();
      else this.send("notan", { threshold: this.threshold, flipped: structuredClone(this.flipped) });
    }, 350);
  }

  // ---- Three values, one panel or all ----

  photograph(kind) {
    const { threshold, flip } = this.asked(kind);
    this.third.show(this.store.view(`notan-${kind}-3`, { side: SIDE, threshold, flip, ...this.query }));
  }

  enlarge(name) {
    this.enlarged = name === this.enlarged ? null : name;
    this.root.classList.toggle("one", Boolean(this.enlarged));
    for (const panel of this.panels) panel.enlarged(panel.name === this.enlarged);
  }
}

function differing(one, other) {
  let counted = 0, apart = 0;
  for (let i = 0; i < one.length; i++) {
    if (one[i] === UNCOUNTED) continue;
    counted++;
    if (one[i] !== other[i]) apart++;
  }
  return counted ? apart / counted : 0;
}
