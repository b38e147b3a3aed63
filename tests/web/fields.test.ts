import assert from "node:assert/strict";
import { test } from "node:test";
import type { Column, ImageRecord, Manifest } from "../../web_template/src/types";
import { columnTitle, fieldsOf, readable, splitTags, webAddress } from "../../web_template/src/ui/fields";
import { shortNote } from "../../web_template/src/ui/label";

function manifest(columns: Record<string, Column["type"]>, roles: Manifest["roles"]): Manifest {
  return {
    format: "pixgen-site",
    version: 1,
    generator: "pixgen",
    build: "0",
    title: "",
    description: "",
    count: 1,
    seed: 1,
    models: [],
    duplicates: null,
    records: { page: 1024 },
    points: { stride: 1, page: 131072 },
    tiers: [],
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    roles,
  };
}

function record(title: string, values: string[]): ImageRecord {
  return { id: 0, name: "a.jpg", image: "images/a.jpg", width: 2, height: 1, title, values };
}

test("only whole web addresses become links", () => {
  assert.equal(webAddress("https://www.loc.gov/item/1/"), "https://www.loc.gov/item/1/");
  assert.equal(webAddress("HTTP://example.org"), "http://example.org/");
  const refused = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "//example.org",
    "ftp://a.b",
    "file:///etc/passwd",
    "item/1",
    "https://",
    "",
  ];
  for (const address of refused) assert.equal(webAddress(address), null, address);
});

test("a link that is not a web address is shown as a plain field and not lost", () => {
  const site = manifest({ permalink: "text" }, { link: "permalink" });
  const fields = fieldsOf(record("A", ["javascript:alert(1)"]), site);
  assert.equal(fields.link, null);
  assert.deepEqual(fields.rows, [{ name: "Permalink", type: "text", value: "javascript:alert(1)" }]);
});

test("every column with a value is shown once, in the table's order", () => {
  const site = manifest(
    { Title: "text", year: "date", tags: "tags", note: "text", description: "text", permalink: "link" },
    { title: "Title", tags: "tags", description: "description", link: "permalink", date: "year" },
  );
  const fields = fieldsOf(record("A", ["A", "1939", "sky|grass|sky", "", "Long", "https://a.org/1"]), site);
  assert.deepEqual(fields, {
    heading: "A",
    description: "Long",
    tags: ["sky", "grass"],
    link: "https://a.org/1",
    rows: [{ name: "Year", type: "date", value: "1939" }],
  });
});

test("a title that was cut from the description gives way to the whole of it", () => {
  const site = manifest({ description: "text" }, { description: "description" });
  const long = "Workers at the Heil Company making gasoline tanks, Milwaukee, Wis.";
  assert.deepEqual(
    [fieldsOf(record("Workers at the Heil…", [long]), site), fieldsOf(record("Heil", [long]), site)].map(
      ({ heading, description }) => [heading, description],
    ),
    [
      [long, ""],
      ["Heil", long],
    ],
  );
});

test("tags are parted by bars alone", () => {
  assert.deepEqual(splitTags("sky|blue, deep; clear|sky|"), ["sky", "blue, deep; clear"]);
  assert.deepEqual(splitTags(""), []);
});

test("column names are readable", () => {
  assert.equal(columnTitle("date_taken"), "Date taken");
  assert.equal(columnTitle("Ort"), "Ort");
});

test("the short note names category and date, whatever is there and however it is called", () => {
  const site = manifest({ Jahr: "date", Gattung: "category" }, { date: "Jahr", category: "Gattung" });
  assert.equal(shortNote(record("", ["1939", "person"]), site), "person · 1939");
  assert.equal(shortNote(record("", ["", "person"]), site), "person");
  assert.equal(shortNote(record("", ["", ""]), manifest({}, {})), "");
});

test("a long decimal is cut to five decimals, and nothing else is touched", () => {
  const cut = [
    ["40.71277600000001", "40.71278"],
    ["-74.005974", "-74.00597"],
    ["0.10000000149011612", "0.1"],
    ["12.000000", "12"],
    ["0.000000", "0"],
  ] as const;
  for (const [value, shown] of cut) assert.equal(readable(value), shown);
  const kept = ["40.71278", "0.0000012", "1234567890.1234567", "1939", "1.2.345678", "40.712776, -74.005974", "3.1415926 m", "", "00042"];
  for (const value of kept) assert.equal(readable(value), value);
});
