import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../web_template/src/scene/camera";
import { planFlight } from "../../web_template/src/scene/flight";
import {
  centreOn, fitRegion, freePart, homeView, layoutRegion, limitView, regionOf, scaleLimits, toCanvas, toWorld, zoomAbout,
  type Frame,
} from "../../web_template/src/scene/frame";
import { random } from "./seeded";

const none = { top: 0, right: 0, bottom: 0, left: 0 };
const layout = { name: "map", title: "", description: "", aspect: 1.6, cell: 0.02, shape: 1 };
const frame: Frame = { width: 1280, height: 800, insets: none };
const near = (a: number, b: number, by = 1e-9): void => assert.ok(Math.abs(a - b) <= by * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test("home shows every picture of the layout inside the free part, and as large as it goes", () => {
  const insets = { top: 60, right: 400, bottom: 20, left: 0 };
  for (const shown of [frame, { ...frame, insets }, { width: 390, height: 844, insets: none }]) {
    const view = homeView(layout, shown);
    const free = freePart(shown);
    const { width, height } = layoutRegion(layout);
    const a = toCanvas({ x: -width / 2, y: -height / 2 }, view, shown);
    const b = toCanvas({ x: width / 2, y: height / 2 }, view, shown);
    assert.ok(a.x >= free.x - free.width / 2 && b.x <= free.x + free.width / 2);
    assert.ok(a.y >= free.y - free.height / 2 && b.y <= free.y + free.height / 2);
    assert.ok(Math.max((b.x - a.x) / free.width, (b.y - a.y) / free.height) > 0.93);
    near((a.x + b.x) / 2, free.x);
    near((a.y + b.y) / 2, free.y);
  }
});

test("panels that leave nothing free still leave a fifth of the canvas", () => {
  const free = freePart({ ...frame, insets: { top: 0, right: 900, bottom: 0, left: 900 } });
  near(free.width, 256);
  assert.ok(free.x - free.width / 2 >= 0 && free.x + free.width / 2 <= 1280);
});

test("a point of the canvas and the world under it lead back to each other", () => {
  const view = { x: 0.3, y: -0.2, scale: 900 };
  const world = toWorld({ x: 17, y: 423 }, view, frame);
  const back = toCanvas(world, view, frame);
  near(back.x, 17);
  near(back.y, 423);
});

test("zooming keeps the world under the pointer, whatever the factor, until a limit is met", () => {
  const next = random(2);
  let view = homeView(layout, frame);
  for (let i = 0; i < 200; i++) {
    const at = { x: 400 + next() * 480, y: 300 + next() * 200 };
    const factor = 2 ** (next() * 2 - 0.9);
    const before = toWorld(at, view, frame);
    const after = zoomAbout(view, factor, at, layout, frame);
    const inside = Math.abs(after.x) < 0.79 && Math.abs(after.y) < 0.49;
    if (inside) {
      near(toWorld(at, after, frame).x, before.x, 1e-9);
      near(toWorld(at, after, frame).y, before.y, 1e-9);
    }
    view = after;
  }
});

test("no view is smaller than 0.8 of the fit, larger than a picture on the screen, or beside the layout", () => {
  const { least, most } = scaleLimits(layout, frame);
  near(least, 0.8 * fitRegion(layoutRegion(layout), frame).scale);
  near(most * layout.cell, 0.96 * 800);
  for (const wild of [{ x: 99, y: -99, scale: 1e9 }, { x: -5, y: 5, scale: 0 }, { x: NaN, y: Infinity, scale: NaN }]) {
    const view = limitView(wild, layout, frame);
    assert.ok(view.scale >= least && view.scale <= most);
    assert.ok(Math.abs(view.x) <= 0.8 && Math.abs(view.y) <= 0.5);
  }
});

test("a collection of one picture has a home within its limits", () => {
  const single = { ...layout, aspect: 1, cell: 1 };
  const home = homeView(single, frame);
  assert.deepEqual(limitView(home, single, frame), home);
});

test("the region of many ids leaves out far outliers, that of a few none", () => {
  const positions = new Uint16Array(200).fill(30000);
  positions[0] = 65535;
  positions[1] = 0;
  const all = Array.from({ length: 100 }, (_, id) => id);
  near(regionOf(all, positions, layout).width, layout.cell);
  near(regionOf([0, 1, 2], positions, layout).width, (35535 / 65535) * 1.6 + layout.cell, 1e-6);
});

test("a flight begins and ends exactly at its views and zooms out on a long way", () => {
  const from = { x: -0.7, y: 0.3, scale: 20000 };
  const to = { x: 0.6, y: -0.4, scale: 15000 };
  const path = planFlight(from, to, 1280);
  assert.deepEqual(path.at(0), from);
  assert.deepEqual(path.at(1), to);
  const almost = path.at(1 - 1e-9);
  near(almost.x, to.x, 1e-5);
  near(almost.scale, to.scale, 1e-5);
  assert.ok(path.at(0.5).scale < 3000);
  let before = from.x;
  for (let t = 0.05; t < 1; t += 0.05) {
    const { x } = path.at(t);
    assert.ok(x >= before);
    before = x;
  }
});

test("what the eye sees of a flight moves at an even pace", () => {
  const path = planFlight({ x: 0, y: 0, scale: 5000 }, { x: 0.5, y: 0.3, scale: 40000 }, 1000);
  const steps: number[] = [];
  for (let i = 0; i < 100; i++) {
    const a = path.at(i / 100 + 1e-6);
    const b = path.at((i + 1) / 100 - 1e-6);
    const width = 1000 / Math.sqrt(a.scale * b.scale);
    steps.push(Math.hypot((Math.SQRT2 * Math.hypot(b.x - a.x, b.y - a.y)) / width, Math.log(b.scale / a.scale) / Math.SQRT2));
  }
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  assert.ok(most / least < 1.05, `${least} … ${most}`);
});

test("a flight on the spot only zooms", () => {
  const path = planFlight({ x: 0.1, y: 0.1, scale: 500 }, { x: 0.1, y: 0.1, scale: 8000 }, 1000);
  near(path.at(0.5).scale, 2000, 1e-9);
  near(path.at(0.5).x, 0.1);
});

function settle(camera: Camera): number {
  let steps = 0;
  while (camera.advance(16)) if (++steps > 1000) assert.fail("the camera never rests");
  return steps;
}

test("every movement comes to rest, flights at their aim", () => {
  const camera = new Camera(layout, frame);
  const aim = { x: 0.2, y: 0.1, scale: 6000 };
  camera.go(aim, true);
  assert.deepEqual(camera.target, aim);
  assert.ok(settle(camera) > 10);
  assert.deepEqual(camera.view, aim);
  camera.coast(2, 1);
  assert.ok(settle(camera) > 10);
  camera.zoom(1.5, { x: 100, y: 100 }, true);
  camera.zoom(1.5, { x: 100, y: 100 }, true);
  settle(camera);
  near(camera.view.scale, 6000 * 2.25, 1e-9);
  camera.panBy(-60, 0, true);
  settle(camera);
  camera.home(true);
  settle(camera);
  assert.deepEqual(camera.view, homeView(layout, frame));
});

test("a thrown map and a turned wheel are known to end where they do", () => {
  const camera = new Camera(layout, frame);
  camera.go({ x: 0, y: 0, scale: 6000 }, false);
  const ends: (() => void)[] = [() => camera.coast(1, 0.5), () => camera.zoom(1.7, { x: 200, y: 90 }, true)];
  for (const start of ends) {
    start();
    const { x, y, scale } = camera.target;
    settle(camera);
    near(camera.view.scale, scale, 1e-9);
    // A throw ends where it is too slow to see, a few pixels before its limit.
    assert.ok(Math.hypot(camera.view.x - x, camera.view.y - y) * scale < 6);
    assert.equal(camera.target, camera.view);
  }
});

test("a drag looks ahead where it is heading, half a view far, until it is stopped", () => {
  const camera = new Camera(layout, frame);
  camera.go({ x: 0, y: 0, scale: 6000 }, false);
  assert.equal(camera.ahead, null);
  for (let step = 0; step < 8; step++) camera.pan(-20, 0);
  const free = freePart(frame);
  near((camera.ahead!.x - camera.view.x) * 6000, 0.5 * Math.min(free.width, free.height), 1e-6);
  near(camera.ahead!.y, camera.view.y);
  camera.stop();
  assert.equal(camera.ahead, null);
});

test("a drag against the edge of the layout stops there, coasting too", () => {
  const camera = new Camera(layout, frame);
  camera.pan(1e6, 0);
  near(camera.view.x, -0.8);
  camera.coast(5, 0);
  assert.ok(settle(camera) <= 2);
});

test("zooming against a limit comes to rest", () => {
  const camera = new Camera(layout, frame);
  camera.zoom(1e9, { x: 640, y: 400 }, true);
  settle(camera);
  near(camera.view.scale, scaleLimits(layout, frame).most);
});

test("home stays home when the canvas changes, any other view keeps its middle", () => {
  const camera = new Camera(layout, frame);
  const smaller = { ...frame, width: 700 };
  camera.reframe(smaller);
  assert.deepEqual(camera.view, homeView(layout, smaller));
  camera.go({ x: 0.3, y: 0.1, scale: 5000 }, false);
  camera.reframe(frame);
  assert.deepEqual(camera.view, { x: 0.3, y: 0.1, scale: 5000 });
});

test("a change of layout leads home by default and to a picture when asked", () => {
  const camera = new Camera(layout, frame);
  const other = { ...layout, aspect: 1 };
  camera.relayout(other, null, 1200);
  settle(camera);
  assert.deepEqual(camera.view, homeView(other, frame));
  assert.ok(camera.atHome);
  camera.relayout(layout, centreOn({ x: 0.5, y: 0.2 }, 4000, frame), 0);
  assert.deepEqual(camera.view, { x: 0.5, y: 0.2, scale: 4000 });
  assert.ok(!camera.atHome);
});
