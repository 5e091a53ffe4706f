// Tips beside the easel. Looking at a tip lights its region on every panel; pointing at a region marks its tip.

import { button } from "./controls.js";
import { make } from "./dom.js";
import { inPolygon, middleOf } from "./guides.js";

const LETTERS = "ABCDEFGH";
const FOLDED = [
  ["why", "Why it matters"],
  ["where", "Where"],
  ["measured", "Measured"],
  ["remeasure", "Measure again"],
  ["unless", "When it is no fault"],
];

export class Tips {
  // `does.light(region | null)` lights a region on every panel.
  constructor(does) {
    this.does = does;
    this.items = [];
    this.lit = null;
    this.kept = null;
    this.list = make("ol", { class: "tips" });
    this.reason = make("p", { class: "reason" });
    this.root = make("aside", { class: "side", "aria-label": "Tips" }, make("h2", {}, "Tips"), this.list, this.reason);
  }

  // Returns whether anything is new, so that a focus in what is not outlasts a rerun.
  show(tips, reason) {
    const same = JSON.stringify([tips, reason]);
    if (same === this.shown) return false;
    this.shown = same;
    this.items = (tips ?? []).map((tip, index) => ({ ...tip, letter: LETTERS[index] ?? "?" }));
    this.list.replaceChildren(...this.items.map((tip, index) => this.card(tip, index)));
    this.reason.textContent = reason ?? "";
    this.reason.hidden = !reason;
    this.root.hidden = !this.items.length && !reason;
    this.kept = null;
    this.point(null);
    return true;
  }

  card(tip, index) {
    const look = button("Show where", () => this.keep(this.kept === index ? null : index), {
      class: "quiet text",
      "aria-pressed": "false",
      "aria-label": `Show where: ${tip.title}`,
    });
    const more = make(
      "details", {}, make("summary", {}, "Why, and how to measure it again"),
      make("dl", {}, ...FOLDED.filter(([key]) => tip[key]).flatMap(([key, name]) => [make("dt", {}, name), make("dd", {}, tip[key])])),
    );
    const card = make(
      "li", { class: "tip", tabindex: "-1" },
      make("h3", {}, make("span", { class: "letter", "aria-hidden": "true" }, tip.letter), tip.title),
      make("p", {}, tip.text),
      make("p", { class: "exercise" }, make("b", {}, "Ten minutes. "), tip.exercise),
      tip.region?.length ? look : null,
      more,
    );
    Object.assign(tip, { look, node: card });
    card.addEventListener("pointerenter", () => this.point(index));
    card.addEventListener("pointerleave", () => this.point(this.kept));
    card.addEventListener("focusin", () => this.point(index));
    card.addEventListener("focusout", () => this.point(this.kept));
    return card;
  }

  // One button a region, for whoever reaches the picture by keyboard or by touch.
  marks() {
    return this.items.filter((tip) => tip.region?.length).map((tip) => {
      const index = this.items.indexOf(tip);
      const mark = button(make("span", {}, tip.letter), () => this.arrive(index), { class: "letter mark", "aria-label": `Tip ${tip.letter}: ${tip.title}` });
      mark.point = middleOf(tip.region);
      mark.addEventListener("focus", () => this.point(index));
      mark.addEventListener("blur", () => this.point(this.kept));
      return mark;
    });
  }

  arrive(index) {
    this.keep(index);
    this.items[index].node.focus({ preventScroll: true });
    this.items[index].node.scrollIntoView({ block: "nearest" });
  }

  keep(index) {
    this.kept = index;
    this.items.forEach((tip, at) => tip.look.setAttribute("aria-pressed", String(at === index)));
    this.point(index);
  }

  point(index) {
    if (this.lit === index) return;
    this.lit = index;
    this.mark(index);
    this.does.light(index === null ? null : (this.items[index].region ?? null));
  }

  mark(index) {
    this.items.forEach((tip, at) => {
      tip.node.classList.toggle("current", at === index);
      if (at === index) tip.node.setAttribute("aria-current", "true");
      else tip.node.removeAttribute("aria-current");
    });
  }

  // A place of the picture that is pointed at marks the tip whose region it lies in, without dimming what is looked at.
  over(point) {
    const index = point ? this.items.findIndex((tip) => tip.region?.length && inPolygon(point, tip.region)) : -1;
    this.mark(index >= 0 ? index : this.lit);
  }
}
