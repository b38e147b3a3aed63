import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeIds } from "../../web_template/src/id-set";
import { formatGallery, parseGallery } from "../../web_template/src/state";
import type { GalleryState, Known } from "../../web_template/src/state";
import { membersOf } from "../../web_template/src/ui/members";
import { idsOf, pageCount, pageNumbers, PAGE_SIZE, rankOf } from "../../web_template/src/ui/pagination";
import { neighborOf } from "../../web_template/src/ui/sheet";

const KNOWN: Known = {
  models: [
    { name: "m", layouts: ["map"], hotspots: 3, within: [{ column: "category", values: ["Poster"] }] },
    { name: "n", layouts: ["map"], hotspots: 1, within: [] },
  ],
  images: 1000,
  duplicates: 2,
};
const OPENING: GalleryState = {
  model: null,
  selection: null,
  hotspot: null,
  page: null,
  image: null,
  among: null,
  value: null,
  duplicates: null,
};

/** The numbers of the page links as a visitor reads them. */
function links(page: number, count: number): string {
  const numbers = pageNumbers(page - 1, count);
  return numbers.map((number) => (number === null ? "…" : number === page - 1 ? `[${number + 1}]` : number + 1)).join(" ");
}

test("every state of the gallery survives the way through the hash", () => {
  const states: GalleryState[] = [
    { ...OPENING, page: 4 },
    { ...OPENING, model: "n", hotspot: 0, page: 1, duplicates: 1 },
    { ...OPENING, page: 1, image: 70, among: "category", value: "Poster" },
    { ...OPENING, hotspot: 2, page: 1 },
    { ...OPENING, page: 0, image: 999 },
    { ...OPENING, hotspot: 1, page: 3, image: 7 },
    { ...OPENING, selection: encodeIds([3, 4, 900]), hotspot: 1, page: 0, image: 900 },
  ];
  for (const state of states) assert.deepEqual(parseGallery(formatGallery(state), KNOWN), state);
  assert.equal(formatGallery({ ...OPENING, page: 0 }), "");
  assert.equal(formatGallery({ ...OPENING, page: 1, image: 70 }), "#page=2&image=70");
});

test("a link to the map opens the same image, the same group and the same selection in the gallery", () => {
  const selection = encodeIds([17, 18, 500]);
  const state = parseGallery(`#layout=grid&hotspot=2&image=17&selection=${selection}&only=1&view=0.1,0.2,3`, KNOWN);
  assert.deepEqual(state, { ...OPENING, selection, hotspot: 2, image: 17 });
});

test("what the site does not have is ignored in a link to the gallery", () => {
    for (const hash of ["#page=0", "#page=-1", "#page=two", "#page=", "#hotspot=3", "#image=1000", "#page=%", "#selection=%", "#selection=!"]) {
    assert.deepEqual(parseGallery(hash, KNOWN), OPENING, hash);
  }
});

test("the pages part the list without gap or overlap", () => {
  for (const count of [1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 1077]) {
    const ids = Array.from({ length: pageCount(count) }, (_, page) => idsOf(page, null, count)).flat();
    assert.deepEqual(ids, Array.from({ length: count }, (_, id) => id));
  }
  const members = Uint32Array.from({ length: 130 }, (_, rank) => 3 * rank + 1);
  const listed = Array.from({ length: pageCount(130) }, (_, page) => idsOf(page, members, 1000)).flat();
  assert.deepEqual(listed, [...members]);
  assert.equal(pageCount(0), 1);
  assert.deepEqual(idsOf(0, new Uint32Array(), 1000), []);
});

test("an id is found at its rank among all ids and among a group's", () => {
  const groups = Uint16Array.from({ length: 50 }, (_, id) => (id % 7 === 3 ? 0 : 65535));
  const members = membersOf(groups, 0);
  for (let id = 0; id < 50; id++) {
    assert.equal(rankOf(null, id), id);
    assert.equal(rankOf(members, id), [...members].indexOf(id));
  }
});

test("the page links name the first, the last and those about the current page", () => {
  assert.equal(links(1, 1), "[1]");
  assert.equal(links(2, 5), "1 [2] 3 4 5");
  assert.equal(links(1, 18), "[1] 2 3 4 5 … 18");
  assert.equal(links(3, 18), "1 2 [3] 4 5 … 18");
  assert.equal(links(4, 18), "1 2 3 [4] 5 … 18");
  assert.equal(links(9, 18), "1 … 8 [9] 10 … 18");
  assert.equal(links(15, 18), "1 … 14 [15] 16 17 18");
  assert.equal(links(18, 18), "1 … 14 15 16 17 [18]");
  assert.equal(links(3, 6), "1 2 [3] 4 5 6");
});

test("page links never skip a single page and are never more than seven", () => {
  for (let count = 1; count <= 30; count++) {
    for (let page = 0; page < count; page++) {
      const numbers = pageNumbers(page, count);
      assert.ok(numbers.length <= 7 && numbers.includes(page));
      numbers.forEach((number, index) => {
        if (number === null) assert.ok(numbers[index + 1]! - numbers[index - 1]! > 2);
        else if (index > 0 && numbers[index - 1] !== null) assert.equal(number, numbers[index - 1]! + 1);
      });
    }
  }
});

test("arrow keys go along the rows and to the nearest picture of the next row", () => {
  //  0   1     2
  //  3      4
  const boxes = [
    { x: 0, y: 0, width: 100 },
    { x: 110, y: 0, width: 150 },
    { x: 270, y: 0, width: 100 },
    { x: 0, y: 120, width: 200 },
    { x: 210, y: 120.4, width: 200 },
  ];
  const to = (from: number, key: string): number | null => neighborOf(boxes, from, key);
  assert.deepEqual([to(0, "ArrowRight"), to(2, "ArrowRight"), to(4, "ArrowRight")], [1, 3, null]);
  assert.deepEqual([to(0, "ArrowLeft"), to(3, "ArrowLeft")], [null, 2]);
  assert.deepEqual([to(0, "ArrowDown"), to(2, "ArrowDown"), to(3, "ArrowDown")], [3, 4, null]);
  assert.deepEqual([to(4, "ArrowUp"), to(3, "ArrowUp"), to(1, "ArrowUp")], [2, 0, null]);
  assert.equal(to(0, "Home"), null);
});
