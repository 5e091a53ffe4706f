// Puts on the canvases what has changed, once a frame.

import { coalesced } from "./dom.js";
import { outlineTable } from "./labels.js";
import { greyTable, paint } from "./paint.js";

const GREYS = greyTable();
const VEIL = 0xd0808080; // a neutral grey, four fifths opaque

export class Painter {
  // `ui`: grey, photo, overlay; read at every frame. `after(names)` is called when a frame has been painted.
  constructor(panels, ui, after) {
    Object.assign(this, { panels, ui, after, dirty: new Set(), study: null });
    this.soon = coalesced(() => this.frame());
  }

  changed(...names) {
    for (const name of names) this.dirty.add(name);
    this.soon();
  }

  frame() {
    const names = this.dirty;
    this.dirty = new Set();
    if (this.study?.plane) {
      for (const panel of this.panels) if (names.has(panel.name)) this.panel(panel);
      if (names.has("marks") || names.has("masses")) this.over();
    }
    this.after(names);
  }

  panel(panel) {
    const photo = panel.name === "reference" || this.ui.photo || Boolean(panel.flicked);
    panel.root.classList.toggle("bare", photo && !this.ui.grey);
    if (photo && this.ui.grey) this.table(panel, this.study.plane, GREYS);
    else if (!photo) this[panel.name](panel);
  }

  table(panel, plane, table, { width, height } = this.study) {
    panel.paint(width, height, (pixels) => paint(pixels, plane, table));
  }

  squint(panel) {
    const seen = this.study.squinted();
    this.table(panel, seen.plane, GREYS, seen);
  }

  masses(panel) {
    if (this.study.masses) this.table(panel, this.study.codes(), this.study.massTable());
  }

  plan(panel) {
    const { study } = this;
    if (study.painted) this.table(panel, study.codes(study.painted), study.paintedTable());
    else if (study.cuts.length || study.plan) this.table(panel, study.plane, study.planDrawn().table);
  }

  // What lies over every panel: the outlines of the masses, and the veil round one that is looked at alone.
  over() {
    const { study } = this, outlined = this.ui.overlay === "masses" && study.masses, item = study.isolatedItem;
    for (const panel of this.panels) {
      panel.contours.hidden = !outlined;
      if (outlined) {
        const table = outlineTable(study.width / study.masses.width, Math.max(1, study.width / (panel.frame.clientWidth || study.width)));
        panel.paint(study.width, study.height, (pixels) => paint(pixels, study.codes(), table), panel.contours);
      }
      panel.veil.hidden = !item || panel.name === "masses";
      if (!panel.veil.hidden) this.veil(panel, study.masses, item.id - 1);
    }
  }

  veil(panel, masses, chosen) {
    const table = new Uint32Array(256).fill(VEIL);
    table[chosen] = 0;
    panel.paint(masses.width, masses.height, (pixels) => paint(pixels, masses.planes.masses, table), panel.veil);
  }
}
