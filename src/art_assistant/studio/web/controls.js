// Controls as every browser and screen reader knows them: ranges, radios, selects and buttons with names.

import { freshId, make } from "./dom.js";

// A slider with its name and what it says now; `does(value)` at every move.
export function range({ label, min, max, step, says, does }) {
  // What it says is no live region: the slider itself tells its value.
  const id = freshId("range"), output = make("span", { class: "says", "aria-hidden": "true" });
  const input = make("input", { type: "range", id, min, max, step });
  const show = () => {
    output.textContent = says(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
    input.style.setProperty("--at", `${(100 * (input.value - min)) / (max - min)}%`);
  };
  input.addEventListener("input", () => {
    show();
    does(Number(input.value));
  });
  const root = make("div", { class: "range" }, make("label", { for: id }, label), input, output);
  const set = (value) => {
    if (Number(input.value) !== value || !output.textContent) input.value = value;
    show();
  };
  return { root, input, set };
}

// One of a few, side by side; `choices` are [value, text] or [value, text, name].
export function segments({ label, choices, does, named = true }) {
  const group = freshId("group"), boxes = new Map();
  const root = make("fieldset", { class: "segments" }, make("legend", { class: named ? "" : "unseen" }, label));
  const row = root.appendChild(make("div", { class: "row" }));
  for (const [value, text, name] of choices) {
    const input = make("input", { type: "radio", name: group, value, "aria-label": name, onchange: () => does(value) });
    boxes.set(String(value), input);
    row.append(make("label", {}, input, make("span", {}, text)));
  }
  const set = (value) => {
    for (const [key, input] of boxes) input.checked = key === String(value);
  };
  return { root, set };
}

export function select({ label, choices, does, named = true }) {
  const id = freshId("select");
  const input = make("select", { id, onchange: () => does(input.value) }, ...choices.map(([value, text]) => make("option", { value }, text)));
  const root = make("div", { class: "select" }, make("label", { for: id, class: named ? null : "unseen" }, label), input);
  return { root, input, set: (value) => (input.value = value) };
}

// Whether a slider below `root` is being held: nobody is told anything before it is let go.
export function holding(root) {
  const state = { held: false };
  const isRange = (event) => event.composedPath()[0].type === "range";
  root.addEventListener("pointerdown", (event) => (state.held = isRange(event)));
  for (const name of ["pointerup", "pointercancel", "change"]) root.addEventListener(name, () => (state.held = false));
  return state;
}

export function button(text, does, attributes = {}) {
  return make("button", { type: "button", onclick: does, ...attributes }, text);
}

export function toggle(text, does, attributes = {}) {
  const root = button(text, () => does(root.getAttribute("aria-pressed") !== "true"), { "aria-pressed": "false", ...attributes });
  return { root, set: (on) => root.setAttribute("aria-pressed", String(on)) };
}
