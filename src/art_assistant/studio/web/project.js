// A project: the strip of attempts, what changed since the last one, the curves, and the exercises with what became of them.

import { button } from "./controls.js";
import { curve, table } from "./curves.js";
import { make } from "./dom.js";

const MARKS = { done: "✓", nearer: "↗", "not yet": "–", worse: "↘", "not measured": "?" };

const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });

class Project {
  constructor(root) {
    this.root = root;
    this.strip = make("ol", { class: "strip" });
    this.told = make("ul", { class: "told" });
    this.detail = make("section", { class: "detail", "aria-label": "The attempt that is chosen" });
    this.outcomes = make("ul", { class: "outcomes" });
    this.earlier = make("ul", { class: "outcomes" });
    this.before = make("details", {}, make("summary", {}, "At earlier attempts"), this.earlier);
    this.exercises = make("ol", { class: "exercises" });
    this.curves = make("div", { class: "curves" });
    this.numbers = make("div", { class: "numbers", tabindex: "0", role: "group", "aria-label": "The curves in numbers" });
    this.meant = make("ul", { class: "meant-list" });
    this.parts = {
      told: this.part("Since last time", this.told),
      detail: this.detail,
      outcomes: this.part("Measured again", this.outcomes, this.before),
      exercises: this.part("Exercises for the next attempt", this.exercises),
      curves: this.part("Attempt by attempt", this.curves, this.numbers),
      meant: this.part("Meant so, and not told again", this.meant),
    };
    const { told, detail, outcomes, exercises, curves, meant } = this.parts;
    const halves = make("div", { class: "halves" }, make("div", {}, told, detail), make("div", {}, outcomes, exercises));
    root.append(this.strip, halves, curves, meant);
  }

  part(title, ...nodes) {
    return make("section", { "aria-label": title }, make("h3", {}, title), ...nodes);
  }

  take({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    const fresh = this.data?.name !== data.name || this.data.attempts.length !== data.attempts.length;
    this.data = data;
    if (fresh) this.chosen = data.attempts.length - 1;
    this.chosen = Math.min(this.chosen, data.attempts.length - 1);
    this.showStrip();
    this.told.replaceChildren(...data.told.map((line) => make("li", {}, line.replaceAll("± ", "±\u00a0"))));
    const last = data.attempts.at(-1)?.number;
    const [now, earlier] = [true, false].map((is) => data.outcomes.filter((one) => (one.measured === last) === is));
    this.outcomes.replaceChildren(...now.map((one) => this.outcome(one)));
    this.earlier.replaceChildren(...earlier.map((one) => this.outcome(one)));
    this.before.hidden = !earlier.length;
    this.exercises.replaceChildren(...data.exercises.map((one) => this.exercise(one)));
    this.curves.replaceChildren(...data.curves.map((one) => curve(one, data.attempts)));
    this.numbers.replaceChildren(table(data.curves, data.attempts));
    this.meant.replaceChildren(...data.intended.map((one) => this.intended(one)));
    for (const [name, shown] of [["outcomes", data.outcomes], ["exercises", data.exercises], ["curves", data.curves], ["meant", data.intended]]) {
      this.parts[name].hidden = !shown.length;
    }
    this.showDetail();
    if (fresh) requestAnimationFrame(() => (this.strip.scrollLeft = this.strip.scrollWidth));
  }

  showStrip() {
    const { reference, attempts, begun } = this.data;
    const picture = (src) => make("img", { src, alt: "", draggable: "false", loading: "lazy" });
    const first = make("li", {}, make("div", { class: "shot" }, picture(reference.src), make("b", {}, "Reference"), make("span", {}, `begun ${day(begun)}`)));
    const focused = [...this.strip.querySelectorAll("button")].findIndex((node) => node.matches(":focus"));
    this.strip.replaceChildren(first, ...attempts.map((one, at) => make("li", {}, make(
      "button", { type: "button", class: "shot", "aria-pressed": String(at === this.chosen), onclick: () => this.choose(at) },
      picture(one.src), make("b", {}, `Attempt ${one.number}`), make("span", {}, day(one.day)),
      ...(one.missing ? [make("span", { class: "missing" }, "no map of errors")] : []),
    ))));
    this.strip.querySelectorAll("button")[focused]?.focus();
  }

  choose(at) {
    this.chosen = at;
    this.strip.querySelectorAll("button").forEach((node, i) => node.setAttribute("aria-pressed", String(i === at)));
    this.showDetail();
  }

  showDetail() {
    const one = this.data.attempts[this.chosen];
    this.detail.hidden = !one;
    if (!one) return;
    const listed = make("ol", { class: "corrections" }, ...one.corrections.map((told) => make(
      "li", {}, make("p", {}, told.text),
      button("I mean it so", () => this.send("intended", told.id), { class: "meant", "aria-label": `I mean it so: ${told.text}` }),
    )));
    const rest = one.rest ? make("p", { class: "rest" }, one.rest) : null;
    this.detail.replaceChildren(
      make("h3", {}, `Attempt ${one.number}, ${day(one.day)}`),
      make("p", {}, one.note || one.name),
      ...(one.missing ? [make("p", { class: "rest" }, one.missing)] : []),
      one.corrections.length ? listed : make("p", {}, "No difference is large enough to be told."),
      ...(rest ? [rest] : []),
      make("div", { class: "row" }, button(`Look at attempt ${one.number} beside the reference`, () => this.send("opened", one.number))),
    );
  }

  outcome({ word, state, told, difference, attempt, measured }) {
    const mark = make("span", { class: "mark", "aria-hidden": "true" }, MARKS[state]);
    return make(
      "li", {}, mark,
      make("div", {}, make("p", {}, make("b", {}, `${word}. `), told), make("p", { class: "rest" }, `Told in attempt ${attempt}, measured in attempt ${measured}: ${difference}`)),
    );
  }

  exercise({ text, difference }) {
    return make("li", {}, make("p", {}, text), make("p", { class: "rest" }, `For: ${difference}`));
  }

  intended({ difference, text }) {
    return make("li", {}, make("p", {}, text), button("Tell it again", () => this.send("again", difference), { class: "meant", "aria-label": `Tell it again: ${text}` }));
  }
}

export function mount(component) {
  const { parentElement } = component;
  let root = parentElement.querySelector(".project");
  if (!root) {
    root = make("section", { class: "project easel", "aria-label": "The project" });
    parentElement.append(root);
    root.project = new Project(root);
  }
  root.project.take(component);
}
