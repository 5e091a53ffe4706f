// Numbers as they are shown and read aloud.

const NUMBERS = { black: (value) => value, white: (value) => 10 - value };

// A Munsell value in the numbering the artist chose: 0 is black, or 0 is white.
export function valueWords(value, numbering) {
  return (NUMBERS[numbering] ?? NUMBERS.black)(value).toFixed(1);
}

export function percent(share) {
  const whole = Math.round(100 * share);
  return share > 0 && whole === 0 ? "under 1 %" : `${whole} %`;
}

export function massWords(mass, share, numbering) {
  const role = mass.role ? `, ${mass.role.toLowerCase()}` : "";
  return `Mass ${mass.id}, value ${valueWords(mass.value, numbering)}, ${percent(share)} of the picture${role}`;
}

export function spotWords(spot, numbering) {
  if (spot.value === null) return "Nothing of the picture lies here.";
  const parts = [`Value ${valueWords(spot.value, numbering)}`, `L* ${Math.round(spot.l_star)}`];
  if (spot.name) parts.push(spot.name);
  if (spot.mass) parts.push(`mass ${spot.mass}`);
  if (spot.step) parts.push(`step ${spot.step} of the plan`);
  return parts.join(" · ");
}

const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;

export function countWords({ items, shapes }) {
  return `${many(items.length, "mass", "masses")}, ${many(shapes.length, "shape", "shapes")}`;
}

export function explainedWords({ explained }) {
  return typeof explained === "number" ? `They tell ${percent(explained)} of the picture's values.` : "";
}

// What went wrong, in words that say what to do.
export function troubleWords(error) {
  if (error.status === 404) return "The studio has forgotten this picture. Reload the page.";
  if (error.words) return error.words;
  if (error.status) return "The studio could not draw this. Choose another setting, or reload the page.";
  return "The studio does not answer. See whether it is still running, then reload the page.";
}
