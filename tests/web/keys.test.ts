import assert from "node:assert/strict";
import { test } from "node:test";
import { keyAction } from "../../web_template/src/ui/keys";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

test("arrow keys move the map, and in an open picture step to the next one", () => {
  assert.equal(keyAction(press("ArrowLeft"), "map"), "panLeft");
  assert.equal(keyAction(press("ArrowLeft"), "detail"), "previous");
  assert.equal(keyAction(press("ArrowRight"), "detail"), "next");
});

test("up and down scroll an open picture, and arrows belong to the control that has the focus", () => {
  assert.equal(keyAction(press("ArrowDown"), "detail"), null);
  assert.equal(keyAction(press("ArrowRight"), "control"), null);
});

test("Enter opens a picture on the map only, and presses a button elsewhere", () => {
  assert.equal(keyAction(press("Enter"), "map"), "open");
  assert.equal(keyAction(press("Enter"), "control"), null);
  assert.equal(keyAction(press("Enter"), "detail"), null);
});

test("zoom, home, help and Esc work wherever the focus is", () => {
  for (const place of ["map", "detail", "control"] as const) {
    assert.equal(keyAction(press("+"), place), "zoomIn");
    assert.equal(keyAction(press("="), place), "zoomIn");
    assert.equal(keyAction(press("-"), place), "zoomOut");
    assert.equal(keyAction(press("0"), place), "home");
    assert.equal(keyAction(press("?"), place), "help");
    assert.equal(keyAction(press("Escape"), place), "close");
  }
});

test("S selects and L takes up the tool, with and without Shift, wherever the focus is", () => {
  for (const place of ["map", "detail", "control"] as const) {
    for (const [key, action] of [["s", "select"], ["S", "select"], ["l", "lasso"], ["L", "lasso"]] as const) {
      assert.equal(keyAction(press(key), place), action);
    }
  }
  assert.equal(keyAction(press("s", { ctrlKey: true }), "map"), null);
  assert.equal(keyAction(press("l"), "typing"), null);
});

test("over the list of near-duplicates Esc closes it, and nothing moves beneath", () => {
  assert.equal(keyAction(press("Escape"), "list"), "close");
  assert.equal(keyAction(press("?"), "list"), "help");
  for (const key of ["+", "0", "l", "s", "Enter", "ArrowLeft"]) assert.equal(keyAction(press(key), "list"), null);
});

test("in a list of choices letters and arrows choose, and Esc closes the picture", () => {
  assert.equal(keyAction(press("Escape"), "choosing"), "close");
  for (const key of ["s", "ArrowDown", "ArrowRight", "Enter", "0"]) assert.equal(keyAction(press(key), "choosing"), null);
});

test("the browser keeps its own shortcuts, and text fields and dialogs their keys", () => {
  assert.equal(keyAction(press("+", { ctrlKey: true }), "map"), null);
  assert.equal(keyAction(press("ArrowLeft", { altKey: true }), "map"), null);
  assert.equal(keyAction(press("0", { metaKey: true }), "map"), null);
  assert.equal(keyAction(press("0"), "typing"), null);
  assert.equal(keyAction(press("Escape"), "dialog"), null);
  assert.equal(keyAction(press("a"), "map"), null);
});
