// What the three ways of looking share: a zoom, a pin, a line that is read aloud, and what came for the picture.

import { make } from "./dom.js";
import { listenToKeys } from "./keys.js";
import { Store } from "./store.js";
import { troubleWords } from "./words.js";
import { Zoom } from "./zoom.js";

export class Looking {
  constructor(root) {
    Object.assign(this, { root, zoom: new Zoom(), pinned: null, panels: [], store: null, painted: 0 });
    this.readout = make("p", { class: "readout", role: "status", "aria-live": "polite" });
    listenToKeys(root, {
      down: {
        "+": () => this.zoomBy(1.5),
        "=": () => this.zoomBy(1.5),
        "-": () => this.zoomBy(1 / 1.5),
        0: () => this.zoomBy(null),
      },
      up: {},
      lost: () => {},
    });
  }

  // A new picture begins from the start; new settings of the same one are for the subclass.
  take(data, send) {
    const old = this.data;
    Object.assign(this, { data, send });
    if (old?.base !== data.base) {
      this.store?.close();
      this.store = new Store(data.base);
      this.zoom.reset();
      this.pinned = null;
      for (const panel of this.panels) {
        panel.shape(data.picture.width, data.picture.height);
        panel.blank();
      }
      this.rezoomed();
      this.opened();
    } else this.renewed(old);
  }

  zoomBy(factor) {
    if (factor === null) this.zoom.reset();
    else this.zoom.by(factor);
    this.rezoomed();
  }

  rezoomed() {
    for (const panel of this.panels) panel.place();
  }

  move(point) {
    this.pinned = point;
    this.zoom.reveal(point);
    this.hover(point);
    this.rezoomed();
  }

  hover() {}

  say(text, kind = "") {
    this.readout.textContent = text;
    this.readout.dataset.kind = kind;
  }

  async tried(work) {
    try {
      return await work();
    } catch (error) {
      if (error.name !== "AbortError") this.say(troubleWords(error), "trouble");
      return null;
    }
  }

  done() {
    this.painted += 1;
    this.root.dataset.painted = String(this.painted);
  }
}
