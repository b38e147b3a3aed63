import assert from "node:assert/strict";
import { test } from "node:test";
import type { Line } from "../../web_template/src/scene/api";
import { Gestures, type GestureHandler } from "../../web_template/src/scene/gestures";

type Fields = Partial<PointerEvent & WheelEvent>;

/** A canvas of 800 × 600 at (100, 50) that takes made-up events, and a record of what they were taken for. */
function bench() {
  const told: unknown[][] = [];
  const tell = (name: string) => (...values: unknown[]): void => void told.push([name, ...values]);
  const names = ["grab", "pan", "zoom", "release", "tap", "doubleTap", "hover", "line"] as const;
  const handler = Object.fromEntries(names.map((name) => [name, tell(name)])) as unknown as GestureHandler;
  const canvas = Object.assign(new EventTarget(), {
    style: {},
    isConnected: false,
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
  }) as unknown as HTMLElement;
  const gestures = new Gestures(canvas, handler);
  let time = 0;
  const send = (type: string, x: number, y: number, fields: Fields = {}): Event => {
    const event = new Event(type, { cancelable: true });
    const all = { clientX: x + 100, clientY: y + 50, pointerId: 1, pointerType: "mouse", button: 0, ...fields };
    for (const [key, value] of Object.entries(all)) Object.defineProperty(event, key, { value });
    Object.defineProperty(event, "timeStamp", { value: (time += 10) });
    canvas.dispatchEvent(event);
    return event;
  };
  const named = (name: string): unknown[][] => told.filter(([what]) => what === name).map(([, ...values]) => values);
  return { told, named, send, gestures, wait: (ms: number) => (time += ms) };
}

const touch = (pointerId: number): Fields => ({ pointerId, pointerType: "touch" });

test("a click with a slight tremor is a tap, not a drag", () => {
  const { send, named } = bench();
  send("pointerdown", 10, 20);
  send("pointermove", 12, 21);
  send("pointerup", 12, 21);
  assert.deepEqual(named("pan"), []);
  assert.equal(named("tap").length, 1);
  assert.equal(named("tap")[0]![1], false);
});

test("a drag pans by every step, ends with its speed and is no tap", () => {
  const { send, named } = bench();
  send("pointerdown", 0, 0);
  for (let x = 10; x <= 60; x += 10) send("pointermove", x, 0);
  send("pointerup", 60, 0);
  assert.equal(named("pan").reduce((sum, [dx]) => sum + (dx as number), 0), 60);
  const [vx, vy, dragged] = named("release")[0] as [number, number, boolean];
  assert.ok(vx > 0.5 && vx <= 1.1, `${vx}`);
  assert.deepEqual([vy, dragged], [0, true]);
  assert.deepEqual(named("tap"), []);
});

test("a drag held still before it is let go does not coast", () => {
  const { send, named, wait } = bench();
  send("pointerdown", 0, 0);
  for (let x = 10; x <= 60; x += 10) send("pointermove", x, 0);
  wait(500);
  send("pointerup", 60, 0);
  assert.deepEqual(named("release")[0], [0, 0, true]);
});

test("two fingers apart zoom about their middle, together with its movement, and are no tap", () => {
  const { send, named, gestures } = bench();
  send("pointerdown", 100, 100, touch(1));
  send("pointerdown", 200, 100, touch(2));
  send("pointermove", 300, 100, touch(2));
  const [factor, at, glide] = named("zoom")[0] as [number, { x: number; y: number }, boolean];
  assert.deepEqual([factor, at.x, at.y, glide], [2, 200, 100, false]);
  assert.deepEqual(named("pan")[0], [50, 0]);
  assert.ok(gestures.active);
  send("pointerup", 300, 100, touch(2));
  send("pointerup", 100, 100, touch(1));
  assert.ok(!gestures.active);
  assert.deepEqual(named("tap"), []);
});

test("two quick taps of a finger are a double tap and nothing else", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { send, named } = bench();
  for (let i = 0; i < 2; i++) {
    send("pointerdown", 50, 50, touch(1));
    send("pointerup", 50, 50, touch(1));
  }
  t.mock.timers.tick(1000);
  assert.equal(named("doubleTap").length, 1);
  assert.deepEqual(named("tap"), []);
});

test("one tap of a finger is told after the time for a second one has passed", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { send, named } = bench();
  send("pointerdown", 50, 50, touch(1));
  send("pointerup", 50, 50, touch(1));
  assert.deepEqual(named("tap"), []);
  t.mock.timers.tick(300);
  assert.equal(named("tap")[0]![1], true);
});

test("only a mouse or pen hovers", () => {
  const { send, named } = bench();
  send("pointermove", 5, 6, touch(1));
  send("pointermove", 5, 6);
  send("pointerleave", 5, 6);
  assert.deepEqual(named("hover"), [[{ x: 5, y: 6 }], [null]]);
});

test("the wheel zooms in upwards and out downwards, as far as it came, and never scrolls the page", () => {
  const { send, named } = bench();
  const event = send("wheel", 7, 8, { deltaX: 0, deltaY: -100, deltaMode: 0 });
  send("wheel", 7, 8, { deltaX: 0, deltaY: 100, deltaMode: 0 });
  const [[up, at, glide], [down]] = named("zoom") as [[number, unknown, boolean], [number]];
  assert.ok(event.defaultPrevented);
  assert.deepEqual([at, glide], [{ x: 7, y: 8 }, true]);
  assert.ok(up > 1.1 && Math.abs(up * down - 1) < 1e-12);
});

test("a trackpad's pinch and small steps act at once, lines count as many pixels, sideways pans", () => {
  const { send, named } = bench();
  send("wheel", 0, 0, { deltaX: 0, deltaY: -10, deltaMode: 0, ctrlKey: true });
  send("wheel", 0, 0, { deltaX: 0, deltaY: -3, deltaMode: 1 });
  send("wheel", 0, 0, { deltaX: 40, deltaY: 3, deltaMode: 0 });
  assert.deepEqual(named("zoom").map(([, , glide]) => glide), [false, true]);
  assert.deepEqual(named("pan"), [[-40, 0]]);
});

/** The lines told of: how many points, whether done, what for; null where one was broken off. */
const lines = (told: unknown[][]): unknown[] =>
  told.map(([line]) => line && [(line as Line).points.length, (line as Line).done, (line as Line).intent]);

test("with the line tool a drag draws in page coordinates and moves nothing; the wheel still zooms", () => {
  const { send, named, gestures } = bench();
  gestures.lineTool = true;
  send("pointerdown", 10, 10);
  send("pointermove", 30, 10);
  send("pointermove", 31, 10);
  send("pointermove", 30, 40);
  send("wheel", 0, 0, { deltaX: 0, deltaY: -100, deltaMode: 0 });
  send("pointerup", 30, 40);
  assert.deepEqual(lines(named("line")), [[3, false, "replace"], [3, false, "replace"], [3, false, "replace"], [3, true, "replace"]]);
  const { points } = named("line")[3]![0] as Line;
  assert.deepEqual(points, [{ x: 110, y: 60 }, { x: 130, y: 60 }, { x: 130, y: 90 }]);
  assert.deepEqual([named("pan"), named("tap"), named("zoom").length], [[], [], 1]);
  assert.deepEqual(named("release"), [[0, 0, true]]);
});

test("with the line tool a click is still a tap", () => {
  const { send, named, gestures } = bench();
  gestures.lineTool = true;
  send("pointerdown", 10, 10);
  send("pointerup", 11, 10);
  assert.deepEqual([named("line"), named("tap").length], [[], 1]);
});

test("Shift and Alt make the mouse draw without the tool, and say what for; a finger needs the tool", () => {
  for (const [fields, intent] of [[{ shiftKey: true }, "add"], [{ altKey: true }, "remove"]] as const) {
    const { send, named } = bench();
    send("pointerdown", 0, 0, fields);
    send("pointermove", 50, 0);
    send("pointerup", 50, 0);
    assert.deepEqual(lines(named("line")).at(-1), [2, true, intent]);
    assert.deepEqual(named("pan"), []);
  }
  const { send, named } = bench();
  send("pointerdown", 0, 0, { ...touch(1), shiftKey: true });
  send("pointermove", 50, 0, touch(1));
  assert.deepEqual([named("line"), named("pan").length], [[], 1]);
});

test("where the pointer was between two frames is part of the line", () => {
  const { send, named, gestures } = bench();
  gestures.lineTool = true;
  send("pointerdown", 0, 0);
  const between = [[10, 0], [20, 5], [30, 0]].map(([x, y]) => ({ clientX: x! + 100, clientY: y! + 50 }));
  send("pointermove", 30, 0, { getCoalescedEvents: () => between as PointerEvent[] });
  assert.deepEqual(lines(named("line")), [[4, false, "replace"]]);
});

test("a second finger, a cancelled pointer and the page itself break a line off", () => {
  const { send, named, gestures } = bench();
  gestures.lineTool = true;
  send("pointerdown", 0, 0, touch(1));
  send("pointermove", 50, 0, touch(1));
  send("pointerdown", 150, 0, touch(2));
  send("pointermove", 250, 0, touch(2));
  assert.deepEqual(lines(named("line")), [[2, false, "replace"], null]);
  assert.equal(named("zoom")[0]![0], 2);
  send("pointerup", 250, 0, touch(2));
  send("pointerup", 50, 0, touch(1));
  send("pointerdown", 0, 0);
  assert.ok(!gestures.dropLine());
  send("pointermove", 50, 0);
  send("pointercancel", 50, 0);
  assert.equal(named("line").at(-1)![0], null);
  send("pointerdown", 0, 0);
  send("pointermove", 50, 0);
  const pans = named("pan").length;
  assert.ok(gestures.dropLine());
  assert.equal(named("line").at(-1)![0], null);
  send("pointermove", 90, 0);
  assert.deepEqual([named("pan").length, gestures.active], [pans, false]);
});

test("after dispose nothing is heard", () => {
  const { send, told, gestures } = bench();
  gestures.dispose();
  send("pointerdown", 0, 0);
  send("wheel", 0, 0, { deltaX: 0, deltaY: 5, deltaMode: 0 });
  assert.deepEqual(told, []);
});
