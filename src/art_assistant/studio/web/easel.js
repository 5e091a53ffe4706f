// What Streamlit calls: `mount` runs again whenever Python sends data. All state lives on the root node, so that a focus
// or a drag outlasts that.

import { Easel } from "./desk.js";
import { make } from "./dom.js";

export function mount(component) {
  const { parentElement } = component;
  let root = parentElement.querySelector(".easel");
  if (!root) {
    root = make("div", { class: "easel" });
    parentElement.append(root);
    root.easel = new Easel(root);
  }
  root.easel.take(component);
}
