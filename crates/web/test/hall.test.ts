/** The hall's screen: which tiles are lit, whose turn it is, and that everything fits. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { LINE, ROLL, TILES, linesOf, planTiles } from "../pages/hall/fit.js";
import {
  type PartyAnswer,
  type StateAnswer,
  clockSeconds,
  newlySigned,
  shortCode,
  viewOf,
} from "../pages/hall/model.js";
import { roleOf } from "../pages/hall/words.js";
import { chipOf, sorted, stateOf } from "../pages/console/pacts.js";
import { wordsOf } from "../pages/console/words.js";
import { json } from "./helpers.js";

const DOCUMENT = json("fixtures/s2-khoi-thi-dua-1/1-pact.json");

/** The state of S2 when these have signed, in this order. */
function after(
  signed: readonly string[],
  change: (party: PartyAnswer) => Partial<PartyAnswer> = () => ({}),
): StateAnswer {
  const open = DOCUMENT.roster.filter((entry: any) => entry.signs && !signed.includes(entry.id));
  const stage = Math.min(...open.map((entry: any) => entry.stage));
  const parties = DOCUMENT.roster.map((entry: any): PartyAnswer => {
    const place = signed.indexOf(entry.id);
    const base: PartyAnswer = {
      party: entry.id,
      unit: entry.unit,
      role: entry.role,
      stage: entry.stage,
      state: !entry.signs ? "named" : place >= 0 ? "signed" : "waiting",
      turn: entry.signs && place < 0 && entry.stage === stage,
      ...(place >= 0
        ? { holder: "Nguyễn Văn Mẫu 99", signature: { index: 40 - place, time: `2021-03-31T08:1${place}:00Z` } }
        : {}),
    };
    return { ...base, ...change(base) };
  });
  const { id, title, identity } = DOCUMENT;
  return {
    id,
    title,
    identity,
    number: "1234 5678 9012",
    state: open.length ? "signing" : "all-signed",
    signed: signed.length,
    due: 9,
    parties,
  };
}

void test("tiles stand in protocol order, witnesses apart, stages in signing order", () => {
  const view = viewOf(after([]), DOCUMENT);
  assert.deepEqual(view.tiles.map(({ party }) => party).slice(0, 3), ["noi-vu", "tai-chinh", "tu-phap"]);
  assert.deepEqual(
    view.witnesses.map(({ party, state }) => [party, state]),
    [["khach-moi", "named"]],
  );
  assert.deepEqual(
    view.stages.map(({ stage, parties }) => [stage, parties.length]),
    [
      [1, 7],
      [2, 1],
      [3, 1],
    ],
  );
  assert.equal(view.next.length, 7);
  assert.equal(view.latest, undefined);
  assert.equal(view.tiles[0]?.person, "Nguyễn Văn Mẫu 01");
});

void test("a tile is lit by a signature in the ledger and by nothing else", () => {
  const before = viewOf(after(["tu-phap"]), DOCUMENT);
  const almost = viewOf(
    after(["tu-phap"], ({ party }) => (party === "van-hoa" ? { state: "enrolled", released: true } : {})),
    DOCUMENT,
  );
  assert.deepEqual(newlySigned(before, almost), []);
  assert.equal(almost.tiles.find(({ party }) => party === "van-hoa")?.state, "called");
  const now = viewOf(after(["tu-phap", "van-hoa"]), DOCUMENT);
  assert.deepEqual(
    newlySigned(almost, now).map(({ party }) => party),
    ["van-hoa"],
  );
  assert.deepEqual(newlySigned(undefined, now), [], "what was signed before the page came is lit without a flourish");
  assert.equal(
    now.tiles.find(({ party }) => party === "van-hoa")?.person,
    "Nguyễn Văn Mẫu 99",
    "who signed, not who was named",
  );
});

void test("the desk calls among those whose turn it is", () => {
  const all = viewOf(after([], ({ party }) => ({ released: party === "lao-dong" || party === "noi-vu" })));
  assert.equal(all.called, true);
  assert.deepEqual(
    all.next.map(({ party }) => party),
    ["lao-dong"],
    "a release before its turn calls nobody",
  );
  assert.equal(all.tiles[0]?.state, "waiting");
});

void test("the last signature is the last in the ledger, not in time or roster", () => {
  assert.equal(viewOf(after(["tu-phap", "van-hoa"])).latest?.party, "tu-phap");
});

void test("after the end it is nobody's turn", () => {
  const view = viewOf({ ...after(["tu-phap"]), state: "withdrawn" });
  assert.deepEqual(view.next, []);
  assert(view.tiles.every(({ state }) => state === "signed" || state === "waiting"));
});

void test("clock, short code and roles", () => {
  assert.equal(clockSeconds("2021-03-31T08:42:07Z"), "15:42:07");
  assert.equal(clockSeconds(""), "");
  assert.equal(shortCode("https://giaouoc.example.vn", "abc234"), "HTTPS://GIAOUOC.EXAMPLE.VN/V/ABC234");
  assert.equal(shortCode("https://10.0.0.5:8443", "abc234"), "HTTPS://10.0.0.5:8443/V/ABC234");
  assert.equal(shortCode("https://example.vn/ky", "abc234"), "https://example.vn/ky/v/abc234", "a path keeps its case");
  assert.equal(roleOf("head", "cum", "vi"), "Cụm trưởng");
  assert.equal(roleOf("deputy", "khoi", "vi"), "Khối phó");
  assert.equal(roleOf("head", "co-quan", "vi"), "Đơn vị đứng đầu");
  assert.equal(roleOf("member", "khoi", "vi"), "");
});

/** Every letter as wide as a wide one. */
const measure = (text: string): number => text.length * 0.62;
const SHORT = "Sở Khoa học và Công nghệ";
const LONG = "Ẵ Công đoàn Ban Quản lý các Khu công nghiệp và Chế xuất Ộ thuộc tỉnh Thừa Thiên";

void test("from 2 to 64 tiles, short names and long, everything fits the screen", () => {
  for (const needs of [TILES, ROLL]) {
    for (const [width, height] of [
      [1790, 580],
      [1190, 400],
    ] as const) {
      for (let count = 2; count <= 64; count++) {
        for (const name of [SHORT, LONG]) {
          const area = { width, height, gap: 8, unit: width / 93.2 };
          const plan = planTiles(Array<string>(count).fill(name), area, measure, needs);
          const rows = Math.ceil(count / plan.columns);
          const about = `${count} × ${name.length} in ${width}: ${JSON.stringify(plan)}`;
          assert(plan.columns * plan.width + (plan.columns - 1) * area.gap <= width + 0.01, about);
          assert(rows * plan.height + (rows - 1) * area.gap <= height + 0.01, about);
          const need = needs.find(({ density }) => density === plan.density);
          assert(need);
          const lines = linesOf(name.split(" ").map(measure), measure(" "), plan.width / plan.font - need.beside);
          assert((lines * LINE + need.above) * plan.font <= plan.height + 0.01, about);
        }
      }
    }
  }
});

void test("few tiles have large type and say everything", () => {
  const area = { width: 1790, height: 580, gap: 15, unit: 19.2 };
  for (const count of [2, 7, 9]) {
    const plan = planTiles(Array<string>(count).fill(SHORT), area, measure);
    assert.equal(plan.density, "full");
    assert(plan.font >= 24, String(plan.font));
  }
});

void test("words are broken into lines, and a word that is too wide never fits", () => {
  assert.equal(linesOf([2, 2, 2], 1, 5), 2);
  assert.equal(linesOf([2, 2, 2], 1, 8), 1);
  assert.equal(linesOf([2, 9], 1, 8), Infinity);
});

void test("the console lists what is at work first", () => {
  const w = wordsOf("vi");
  const line = { id: "a", title: "t", group: "g", year: 2021, identity: "invite", signed: 3, due: 9 } as const;
  const lines = (["completed", "signing", "adopted", "erased", "declined", "withdrawn", "all-signed"] as const).map(
    (state) => ({ ...line, state }),
  );
  const { running, finished } = sorted(lines);
  assert.deepEqual(
    running.map(({ state }) => state),
    ["signing", "adopted", "declined", "all-signed"],
  );
  assert.deepEqual(
    finished.map(({ state }) => state),
    ["completed", "erased", "withdrawn"],
  );
  assert.equal(stateOf({ ...line, state: "signing" }, w), "Đang ký 3/9");
  assert.equal(stateOf({ ...line, state: "adopted" }, w), "Chờ mở");
  assert.equal(chipOf("completed"), "valid");
});
