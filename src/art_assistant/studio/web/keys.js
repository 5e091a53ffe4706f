// Keys of the easel. They act while the focus is in the component or nowhere, never while somebody types.

import { isTyping, make } from "./dom.js";

const HELP = [
  ["V", "hold to see the photograph"],
  ["G", "everything in grey"],
  ["1 2 3 4", "one panel alone, and back"],
  ["+ − 0", "zoom in, out, fit; Ctrl and the wheel too"],
  ["Arrows, Enter", "on a picture: move the probe, read the value"],
  ["Arrows, Shift, Page", "on a cut: one L*, a quarter, five; double click puts it back"],
  ["Esc", "all masses, all panels"],
];

// What the keys do, folded away.
export function keysHelp() {
  const list = make("dl", {}, ...HELP.flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)]));
  return make("details", { class: "keys" }, make("summary", {}, "Keys"), list);
}

// `down` and `up` map a key to what it does; listening ends by itself when `root` has left the page.
export function listenToKeys(root, { down, up, lost }) {
  const leaving = new AbortController(), { signal } = leaving;
  const meant = (event) => {
    const [first] = event.composedPath();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(first)) return false;
    return event.composedPath().includes(root) || first === document.body || first === document.documentElement;
  };
  const acts = (keys) => (event) => {
    if (!root.isConnected) return leaving.abort();
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || !(root.checkVisibility?.() ?? true) || !meant(event)) return undefined;
    return act(event);
  };
  document.addEventListener("keydown", acts(down), { signal });
  document.addEventListener("keyup", acts(up), { signal });
  window.addEventListener("blur", lost, { signal });
}
