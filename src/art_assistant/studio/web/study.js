// What the easel shows, apart from how: the settings, what has come from the studio for them, and what follows from both.

import { whenIdle } from "./dom.js";
import { enlarge, isolatedLevels, mixTable } from "./labels.js";
import { countsOf, levelsOf, planTable, shareOfSteps, squintToSee } from "./paint.js";

const COHERENCES = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
export const SIDE = 900;
const ENLARGED = 14; // maps of about a megabyte: all coherences, and what was set by hand

// The same settings give the same text, in whatever order and with whatever kind of key Python sends them.
export function settingsText({ k, coherence, plan, method, brush, squint, cuts, overrides }) {
  const set = Object.entries(overrides ?? {}).sort(([one], [other]) => one - other);
  return JSON.stringify([k, coherence, plan, method, brush?.toFixed(3), squint.toFixed(4), cuts?.map((cut) => cut.toFixed(3)) ?? null, set]);
}

export class Study {
  // `does`: changed(...panels) when something new can be painted, failed(error), settled(settings), and held(), whether
  // something is being dragged.
  constructor(store, settings, does) {
    Object.assign(this, { store, does, isolated: null, enlarged: new Map(), plane: null, masses: null, measured: null, plan: null, planned: null });
    this.settings = { ...settings, overrides: { ...settings.overrides } };
  }

  // The plane, the masses and the plan at once; each is shown as soon as it is here.
  async open() {
    const plane = this.tried(async () => {
      const { width, height, planes } = await this.store.plane(SIDE);
      Object.assign(this, { plane: planes.lightness, width, height });
      this.counts = countsOf(this.plane);
      this.does.changed("reference", "squint", "plan", "masses");
    });
    await Promise.all([plane, this.loadMasses(), this.loadPlan()]);
    this.lookAhead();
  }

  async tried(work) {
    try {
      return await work();
    } catch (error) {
      if (error.name !== "AbortError") this.does.failed(error);
      return null;
    }
  }

  close() {
    this.store.close();
    clearTimeout(this.waiting);
    this.closed = true;
  }

  // ---- Settings ----

  set(changes) {
    Object.assign(this.settings, changes);
    this.later();
  }

  // Tell Python 350 ms after the last change, so that a drag costs it nothing.
  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      if (this.does.held()) return this.later();
      this.waiting = undefined;
      return this.does.settled(this.settings);
    }, 350);
  }

  get pending() {
    return this.waiting !== undefined;
  }

  // ---- Masses ----

  get massQuery() {
    return [this.settings.k, this.settings.coherence];
  }

  loadMasses() {
    const [k, coherence] = this.massQuery, overrides = { ...this.settings.overrides };
    const turn = (this.massTurn = Symbol("turn")), chosen = Object.keys(overrides).length > 0;
    const here = this.store.here("masses", { k, c: coherence, o: "" });
    if (here) this.tookMasses(here);
    return this.tried(async () => {
      const measured = await this.store.masses(k, coherence, {});
      if (turn !== this.massTurn) return;
      if (measured !== this.measured || !chosen) this.tookMasses(measured);
      if (!chosen) return;
      const set = await this.store.masses(k, coherence, overrides);
      if (turn === this.massTurn) this.tookMasses(measured, set);
    });
  }

  tookMasses(measured, set = measured) {
    Object.assign(this, { measured, masses: set });
    if (this.isolated !== null && !this.isolatedItem) this.isolated = null;
    this.does.changed("masses", "marks");
  }

  // A mass keeps the number it was measured with, however values set by hand put them in order.
  get isolatedItem() {
    return this.masses?.items.find((item) => item.measured_ids.includes(this.isolated)) ?? null;
  }

  isolate(item) {
    const own = item?.measured_ids.includes(this.isolated) ? null : item;
    this.isolated = own ? own.measured_ids[0] : null;
    this.does.changed("masses", "marks");
  }

  // A value set by hand is drawn at once on the masses as measured, and settled by the studio afterwards.
  override(mass, value) {
    const overrides = { ...this.settings.overrides };
    if (value === null) delete overrides[mass];
    else overrides[mass] = value;
    this.masses = this.measured;
    this.set({ overrides });
    this.does.changed("masses");
    clearTimeout(this.overriding);
    this.overriding = setTimeout(() => this.loadMasses(), 350);
  }

  // The masses at the size of the plane; the latest stay, so that a slider that goes back and forth only looks them up.
  codes(masses = this.masses) {
    const { width, height, enlarged } = this, kept = enlarged.get(masses);
    const codes = kept ?? enlarge(masses.planes.masses ?? masses.planes.steps, masses.width, masses.height, width, height);
    enlarged.delete(masses);
    enlarged.set(masses, codes);
    if (enlarged.size > ENLARGED) enlarged.delete(enlarged.keys().next().value);
    return codes;
  }

  massLevels() {
    const { overrides } = this.settings;
    return this.masses.items.map((item) => {
      const chosen = this.masses === this.measured ? overrides[item.id] : undefined;
      return 10 * (chosen ?? item.value);
    });
  }

  massTable() {
    const levels = this.massLevels(), item = this.isolatedItem;
    return mixTable(item ? isolatedLevels(levels, item.id - 1) : levels, this.width / this.masses.width);
  }

  // ---- The plan ----

  loadPlan() {
    const { plan: steps, method } = this.settings, turn = (this.planTurn = Symbol("turn"));
    const here = this.store.here("plan", { plan: steps, method });
    if (here) return this.tookPlan(here);
    return this.tried(async () => {
      const plan = await this.store.plan(steps, method);
      if (turn === this.planTurn) this.tookPlan(plan);
    });
  }

  tookPlan(plan) {
    this.plan = plan;
    this.does.changed("plan", "cuts");
    this.loadPlanned();
  }

  get planText() {
    const { plan, method, brush, cuts } = this.settings;
    return JSON.stringify([plan, method, brush, cuts]);
  }

  // What is drawn at once is cut by value alone; without its specks it comes from the studio, when nothing moves any more.
  loadPlanned(wait = 0) {
    clearTimeout(this.planning);
    const text = this.planText;
    if (!this.settings.brush) return;
    this.planning = setTimeout(() => {
      if (this.closed || text !== this.planText) return;
      if (this.does.held()) this.loadPlanned(350);
      else this.tried(() => this.fetchPlanned(text));
    }, wait);
  }

  async fetchPlanned(text) {
    const steps = await this.store.planned(this.settings);
    if (text !== this.planText) return;
    this.planned = { text, steps };
    this.does.changed("plan");
  }

  // The plan without specks, where it is the one that is asked for.
  get painted() {
    return this.settings.brush && this.planned?.text === this.planText ? this.planned.steps : null;
  }

  paintedTable() {
    return mixTable(this.planDrawn().levels, this.width / this.painted.width);
  }

  get cuts() {
    return this.settings.cuts ?? this.plan?.cuts ?? [];
  }

  planDrawn() {
    const evenly = this.settings.method === "equal" && !this.settings.cuts;
    const levels = levelsOf(this.counts, this.cuts, evenly);
    return { levels, table: planTable(this.cuts, levels), shares: shareOfSteps(this.counts, this.cuts) };
  }

  // ---- The squint ----

  squinted() {
    const sigma = this.settings.squint * Math.max(this.width, this.height);
    if (this.blurred?.sigma !== sigma) {
      this.blurred = { sigma, ...squintToSee(this.plane, this.width, this.height, sigma) };
    }
    return this.blurred;
  }

  // ---- Ahead of the artist ----

  // All plans of this method, which cost little, then all coherences of this number of masses, one after the other while nothing else happens.
  lookAhead() {
    const { k, coherence, method } = this.settings, turn = (this.aheadTurn = Symbol("turn"));
    const nearest = COHERENCES.toSorted((one, other) => Math.abs(one - coherence) - Math.abs(other - coherence));
    const jobs = [
      ...[3, 4, 5, 6, 7, 8].map((plan) => () => this.store.plan(plan, method)),
      ...nearest.map((c) => async () => this.codes(await this.store.masses(k, c, {}))),
    ];
    const next = () => {
      const job = jobs.shift();
      if (!job || !this.plane || this.closed || turn !== this.aheadTurn) return;
      // What is not needed yet may fail in silence: it is asked for again where it is needed.
      job().then(() => whenIdle(next), () => {});
    };
    whenIdle(next);
  }
}
