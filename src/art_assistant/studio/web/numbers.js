// The number of its mass at the middle of each shape: pressing one shows its mass alone.

import { button } from "./controls.js";
import { make } from "./dom.js";
import { countWords, massWords } from "./words.js";

export class Numbers {
  constructor(panel, isolate) {
    Object.assign(this, { panel, isolate });
  }

  // What is there already stays, so that a number that was pressed keeps the focus.
  show(masses, isolated, numbering) {
    const { panel } = this;
    if (panel.numbered !== masses || this.numbering !== numbering) {
      panel.mark(masses.shapes.map((shape) => this.number(shape, masses.items[shape.mass - 1], numbering)));
      panel.part(masses.lines);
      panel.numbered = masses;
      this.numbering = numbering;
    }
    for (const node of panel.marks.children) node.setAttribute("aria-pressed", String(node.mass === isolated?.id));
    panel.note.textContent = countWords(masses);
  }

  number(shape, item, numbering) {
    const node = button(make("span", {}, String(shape.mass)), () => this.isolate(item), {
      class: "number",
      "aria-label": massWords(item, item.share, numbering),
    });
    return Object.assign(node, { point: shape.centre, mass: shape.mass });
  }
}
