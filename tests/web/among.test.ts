import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOf, nameOf, sameAmong } from "../../web_template/src/ui/among";

test("the choices are all pictures, and for each column the same value and every other", () => {
  const within = [
    { column: "category", count: 9, values: ["Poster", "Print"], each: 4 },
    { column: "what_it_shows", count: 9, values: [], each: 4 },
  ];
  const columns = [
    { name: "category", type: "category" },
    { name: "what_it_shows", type: "tags" },
  ] as const;
  const names = choicesOf(within).map((among) => nameOf(among, columns));
  assert.deepEqual(names, ["among all pictures", "Same category", "Poster", "Print", "Shared what it shows"]);
  assert.deepEqual(choicesOf([]), [null]);
});

test("a restriction equals another of the same column and value, and none equals none", () => {
  const same = { column: "category", value: null };
  assert.ok(sameAmong(same, { ...same }));
  assert.ok(sameAmong(null, null));
  assert.ok(!sameAmong(same, null));
  assert.ok(!sameAmong(same, { ...same, value: "Poster" }));
  assert.ok(!sameAmong(same, { ...same, column: "tags" }));
});
