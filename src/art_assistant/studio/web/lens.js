// One way of looking at the picture, by itself: its notans, its colours, or its composition.
//
// As on the easel, Streamlit calls `mount` at every change of data and all state lives on the root node.

import { Colours } from "./colours.js";
import { Composition } from "./composition.js";
import { make } from "./dom.js";
import { Notans } from "./notans.js";

const MODES = { notans: Notans, colour: Colours, composition: Composition };

export function mount({ data, parentElement, setStateValue }) {
  if (!data) return;
  let root = parentElement.querySelector(".lens");
  if (root && root.dataset.mode !== data.mode) {
    root.remove();
    root = null;
  }
  if (!root) {
    root = make("div", { class: "easel lens", "data-mode": data.mode });
    parentElement.append(root);
    root.lens = new MODES[data.mode](root);
  }
  root.dataset.surround = data.surround ?? "grey";
  root.lens.take(data, setStateValue);
}
