// What the studio answers, fetched once and kept. A framed answer is a JSON header and planes of bytes behind it.

class Refused extends Error {
  constructor(status, words) {
    super(`The studio answered ${status}.`);
    Object.assign(this, { status, words });
  }
}

// The uint32 length of the header, the header, then one plane after the other.
export function unframed(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const size = header.width * header.height, planes = {};
  header.planes.forEach((name, index) => {
    planes[name] = new Uint8Array(buffer, 4 + length + index * size, size);
  });
  return { ...header, planes };
}

export function overridesText(overrides) {
  return Object.entries(overrides ?? {})
    .sort(([one], [other]) => one - other)
    .map(([mass, value]) => `${mass}:${value}`)
    .join(",");
}

export function address(base, route, query = {}) {
  const asked = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = asked.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return `${base}/${route}${text ? `?${text}` : ""}`;
}

const KEPT = 120;

export class Store {
  constructor(base) {
    this.base = base;
    this.kept = new Map();
    this.ready = new Map();
    this.leaving = new AbortController();
  }

  close() {
    this.leaving.abort();
  }

  plane(side) {
    return this.framed("plane", { side });
  }

  masses(k, coherence, overrides) {
    return this.framed("masses", { k, c: coherence, o: overridesText(overrides) });
  }

  plan(plan, method) {
    return this.json("plan", { plan, method });
  }

  // The steps as a brush lays them; `cuts` only where they were set by hand.
  planned({ plan, method, brush, cuts }) {
    return this.framed("planned", { plan, method, brush, cuts: cuts?.join(",") ?? "," });
  }

  framed(route, query) {
    return this.get(route, query, async (answer) => unframed(await answer.arrayBuffer()));
  }

  json(route, query) {
    return this.get(route, query, (answer) => answer.json());
  }

  view(name, query) {
    return address(this.base, `view/${name}`, query);
  }

  // What has arrived already: whoever drags a slider must not wait a turn for what is here.
  here(route, query) {
    return this.ready.get(address(this.base, route, query));
  }

  get(route, query, read) {
    const url = address(this.base, route, query);
    if (!this.kept.has(url)) this.kept.set(url, this.fetched(url, read));
    while (this.kept.size > KEPT) this.forget(this.kept.keys().next().value);
    return this.kept.get(url);
  }

  forget(url) {
    this.kept.delete(url);
    this.ready.delete(url);
  }

  async fetched(url, read) {
    try {
      const answer = await fetch(url, { signal: this.leaving.signal });
      // 422 comes with a sentence that says what to do.
      if (!answer.ok) throw new Refused(answer.status, answer.status === 422 ? await answer.text() : "");
      const got = await read(answer);
      this.ready.set(url, got);
      return got;
    } catch (error) {
      this.forget(url); // the next time it is asked for anew
      throw error;
    }
  }
}
