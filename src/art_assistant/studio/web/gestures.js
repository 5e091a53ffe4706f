// What fingers, pens and mice do on a picture, told apart: a tap, a hold, a swipe, a pan, a pinch.
//
// Before the picture is enlarged a finger that moves up or down scrolls the page, as everywhere; a hold or a swipe to
// the side shows the photograph. Once it is enlarged the finger moves the picture.

const STILL = 6; // pixels a pointer may tremble
const HOLD = 300; // ms
const SWIPE = 36; // pixels

export class Gestures {
  // `does`: tap(x, y), hover(x, y), leave(), hold(on), swipe(), zoom(factor, x, y), pan(dx, dy), zoomed().
  constructor(frame, does) {
    Object.assign(this, { frame, does, down: new Map(), moved: false, held: false });
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave", "click", "wheel"]) {
      frame.addEventListener(name, (event) => this[name](event), { passive: false });
    }
    // A long press asks for the photograph, not for the browser's menu.
    frame.addEventListener("contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
  }

  at(event) {
    const box = this.frame.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  pointerdown(event) {
    if (event.button > 0 || event.target.closest("button")) return;
    this.down.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX });
    if (this.down.size === 1) this.begin(event);
    else this.stopHolding();
  }

  begin(event) {
    this.moved = this.held = false;
    if (event.pointerType === "mouse") return;
    this.waiting = setTimeout(() => {
      this.held = true;
      this.does.hold(true);
    }, HOLD);
  }

  pointermove(event) {
    const was = this.down.get(event.pointerId);
    if (!was) {
      if (event.pointerType !== "touch") this.does.hover(...this.at(event));
      return;
    }
    const far = Math.hypot(event.clientX - was.x, event.clientY - was.y);
    if (!this.moved && far < STILL) return;
    if (!this.moved && !this.held) clearTimeout(this.waiting);
    this.moved = true;
    if (this.down.size > 1) this.pinch(event, was);
    else if (!this.held && this.does.zoomed()) this.drag(event, was);
  }

  drag(event, was) {
    this.frame.setPointerCapture(event.pointerId);
    const box = this.frame.getBoundingClientRect();
    this.does.pan((event.clientX - was.x) / box.width, (event.clientY - was.y) / box.height);
    Object.assign(was, { x: event.clientX, y: event.clientY });
  }

  pinch(event, was) {
    const other = [...this.down.entries()].find(([id]) => id !== event.pointerId)[1];
    const before = Math.hypot(was.x - other.x, was.y - other.y);
    Object.assign(was, { x: event.clientX, y: event.clientY });
    const after = Math.hypot(was.x - other.x, was.y - other.y);
    const middle = { clientX: (was.x + other.x) / 2, clientY: (was.y + other.y) / 2 };
    if (before > 0) this.does.zoom(after / before, ...this.at(middle));
  }

  pointerup(event) {
    const was = this.down.get(event.pointerId);
    if (was && this.down.size === 1 && this.swiped(event, was)) this.does.swipe();
    this.end(event);
  }

  swiped(event, was) {
    const touch = event.pointerType === "touch";
    return touch && !this.held && !this.does.zoomed() && Math.abs(event.clientX - was.fromX) > SWIPE;
  }

  pointercancel(event) {
    this.end(event);
  }

  pointerleave(event) {
    if (!this.down.has(event.pointerId)) this.does.leave();
  }

  end(event) {
    this.down.delete(event.pointerId);
    if (!this.down.size) this.stopHolding();
  }

  stopHolding() {
    clearTimeout(this.waiting);
    if (this.held) this.does.hold(false);
  }

  click(event) {
    if (event.target.closest("button") || this.moved || this.held) return;
    this.does.tap(...this.at(event));
  }

  wheel(event) {
    // Without Ctrl the wheel scrolls the page; a pinch on a track pad arrives as a wheel with Ctrl.
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.does.zoom(Math.exp(-event.deltaY / 180), ...this.at(event));
  }
}
