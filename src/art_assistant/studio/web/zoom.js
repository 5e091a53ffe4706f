// Which part of the picture is seen: one window, shared by all panels. x and y are its corner, in fractions.

const MOST = 12;

export class Zoom {
  constructor() {
    this.reset();
  }

  reset() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
  }

  get away() {
    return this.scale > 1.001;
  }

  // The place of the picture under a place of the frame, and back; all in fractions.
  inside(x, y) {
    return [this.x + x / this.scale, this.y + y / this.scale];
  }

  outside([x, y]) {
    return [(x - this.x) * this.scale, (y - this.y) * this.scale];
  }

  // Enlarge by `factor` and keep what lies under (x, y) of the frame where it is.
  by(factor, x = 0.5, y = 0.5) {
    const [px, py] = this.inside(x, y);
    this.scale = Math.min(MOST, Math.max(1, this.scale * factor));
    this.to(px - x / this.scale, py - y / this.scale);
  }

  pan(dx, dy) {
    this.to(this.x - dx / this.scale, this.y - dy / this.scale);
  }

  to(x, y) {
    const room = 1 - 1 / this.scale;
    this.x = Math.min(room, Math.max(0, x));
    this.y = Math.min(room, Math.max(0, y));
  }

  // Bring a point into sight, for whoever moves it by keys.
  reveal([x, y]) {
    const seen = 1 / this.scale, edge = 0.05 * seen;
    this.to(
      Math.min(x - edge, Math.max(this.x, x + edge - seen)),
      Math.min(y - edge, Math.max(this.y, y + edge - seen)),
    );
  }
}
