// What comes over the wire, and what is worked out without a page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";

import { guideLines, inPolygon, middleOf } from "../../../src/art_assistant/studio/web/guides.js";
import { address, overridesText, Store, unframed } from "../../../src/art_assistant/studio/web/store.js";
import { massWords, percent, spotWords, troubleWords, valueWords } from "../../../src/art_assistant/studio/web/words.js";
import { Zoom } from "../../../src/art_assistant/studio/web/zoom.js";

function framed(header, ...planes) {
  const text = new TextEncoder().encode(JSON.stringify(header)), size = planes.reduce((sum, plane) => sum + plane.length, 0);
  const bytes = new Uint8Array(4 + text.length + size);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const plane of planes) {
    bytes.set(plane, at);
    at += plane.length;
  }
  return bytes.buffer;
}

test("planes lie behind their header, in its order", () => {
  const got = unframed(framed({ width: 2, height: 1, planes: ["masses", "shapes"], items: ["ü"] }, [1, 2], [3, 255]));
  assert.deepEqual([...got.planes.masses], [1, 2]);
  assert.deepEqual([...got.planes.shapes], [3, 255]);
  assert.deepEqual(got.items, ["ü"]);
});

test("an address leaves out what is not asked for, and overrides stand in order", () => {
  assert.equal(overridesText({ 4: 6, 2: 3.5 }), "2:3.5,4:6");
  assert.equal(address("/studio/p/x", "masses", { k: 5, c: 0, o: "" }), "/studio/p/x/masses?k=5&c=0");
  assert.equal(address("/b", "masses", { o: "2:3.5,4:6" }), "/b/masses?o=2%3A3.5%2C4%3A6");
});

test("what came is kept; what failed is asked for again", async () => {
  const asked = [];
  const server = createServer((request, answer) => {
    asked.push(request.url);
    answer.writeHead(asked.length === 1 ? 404 : 200).end(JSON.stringify({ cuts: [50] }));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref(); // a test that fails must not wait for it
  const store = new Store(`http://127.0.0.1:${server.address().port}/studio/p/x`);
  await assert.rejects(store.plan(3, "equal"), (error) => error.status === 404 && /Reload the page/.test(troubleWords(error)));
  assert.deepEqual(await store.plan(3, "equal"), { cuts: [50] });
  assert.deepEqual(store.here("plan", { plan: 3, method: "equal" }), { cuts: [50] });
  await store.plan(3, "equal");
  assert.deepEqual(asked, ["/studio/p/x/plan?plan=3&method=equal", "/studio/p/x/plan?plan=3&method=equal"]);
  server.close();
  server.closeAllConnections();
});

test("a value is told in the numbering that was chosen", () => {
  assert.equal(valueWords(3.66, "black"), "3.7");
  assert.equal(valueWords(3.66, "white"), "6.3");
  const mass = { id: 2, value: 3.66, role: "Supporting" };
  assert.equal(massWords(mass, 0.1628, "black"), "Mass 2, value 3.7, 16 % of the picture, supporting");
  assert.equal(percent(0.004), "under 1 %");
  const spot = { value: 4.2, l_star: 42.1, name: "pale blue", mass: 2, step: null };
  assert.equal(spotWords(spot, "black"), "Value 4.2 · L* 42 · pale blue · mass 2");
  assert.match(spotWords({ value: null }, "black"), /Nothing/);
});

test("zooming keeps what lies under the pointer where it is, and stays in the picture", () => {
  const zoom = new Zoom(), before = zoom.inside(0.3, 0.7);
  zoom.by(2, 0.3, 0.7);
  zoom.inside(0.3, 0.7).forEach((place, i) => assert.ok(Math.abs(place - before[i]) < 1e-12));
  zoom.pan(9, 9);
  assert.deepEqual([zoom.x, zoom.y], [0, 0]);
  zoom.reveal([0.95, 0.95]);
  const [x, y] = zoom.outside([0.95, 0.95]);
  assert.ok(x > 0 && x < 1 && y > 0 && y < 1);
  zoom.by(0.01);
  assert.equal(zoom.scale, 1);
  assert.deepEqual([zoom.x, zoom.y], [0, 0]);
});

test("guides lie where they are said to", () => {
  assert.deepEqual(guideLines("thirds", 1.5)[1], [2 / 3, 0, 2 / 3, 1]);
  assert.ok(Math.abs(guideLines("golden", 1.5)[1][0] - 0.618034) < 1e-6);
  // Square cells: eight along the long side, so 7 lines across it and, at 4:3, 5 along the other.
  assert.equal(guideLines("grid", 4 / 3).length, 7 + 5);
  assert.equal(guideLines("diagonals", 1).length, 2);
  // From a corner at a right angle to the diagonal: slopes times aspect multiply to -1.
  const [, , [x1, y1, x2, y2]] = guideLines("diagonals", 1.5), along = [(x2 - x1) * 1.5, y2 - y1];
  assert.ok(Math.abs(along[0] * 1.5 + along[1]) < 1e-9, "at a right angle to the diagonal (1.5, 1)");
  assert.deepEqual(guideLines("none", 1), []);
});

test("inside and outside of a region", () => {
  const square = [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]];
  assert.ok(inPolygon([0.2, 0.3], square));
  assert.ok(!inPolygon([0.6, 0.3], square));
  assert.deepEqual(middleOf(square), [0.25, 0.25]);
});
