// Keys of the easel. They act while the focus is in the component or nowhere, never while somebody types.

import { isTyping } from "./dom.js";

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
