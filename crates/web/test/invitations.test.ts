/** Invitations: for whom, until when, and on which paper. */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type DeskAnswer,
  type InvitationAnswer,
  LIVES,
  addressOf,
  expiryOf,
  missing,
  type Row,
  rowsOf,
  sheetsOf,
  spaced,
} from "../pages/invitations/rows.js";
import { json } from "./helpers.js";

const DOCUMENT = json("fixtures/s0-co-quan-trung-uong-doan/1-pact.json");

function desk(
  states: { readonly [party: string]: string },
  invitations: readonly InvitationAnswer[],
  state = "signing",
): DeskAnswer {
  const parties = DOCUMENT.roster.map(({ id }: { id: string }) => ({ party: id, state: states[id] ?? "waiting" }));
  return {
    state: { number: "1234 5678 9012", state, parties },
    document: DOCUMENT,
    invitations,
    now: "2021-01-23T06:00:00Z",
  };
}

function invitation(party: string, state: InvitationAnswer["state"]): InvitationAnswer {
  return {
    party,
    holder: "Nguyễn Văn Mẫu 99",
    capacity: "delegate",
    code: true,
    expires: "2021-01-30T06:00:00Z",
    state,
  };
}

void test("everybody who signs has a row, in protocol order; who is merely named has none", () => {
  const rows = rowsOf(desk({}, []));
  const signers = DOCUMENT.roster.filter(({ signs }: { signs: boolean }) => signs);
  assert.deepEqual(
    rows.map(({ party }) => party),
    signers.map(({ id }: { id: string }) => id),
  );
  assert(rows.every(({ state, open }) => state === "none" && open));
});

void test("a row says whom the invitation is for and how it stands", () => {
  const [first, second] = rowsOf(
    desk({ "don-vi-mau-02": "signed" }, [invitation("don-vi-mau-01", "open"), invitation("don-vi-mau-02", "spent")]),
  );
  assert.equal(first?.person, "Nguyễn Văn Mẫu 99");
  assert.equal(first?.named, "Nguyễn Văn Mẫu 01");
  assert.deepEqual([first?.delegate, first?.code, first?.open], [true, true, true]);
  assert.deepEqual([second?.state, second?.open], ["spent", false]);
});

void test("missing are those without an invitation that counts, and nobody whose name is unknown", () => {
  const invitations = [
    invitation("don-vi-mau-01", "open"),
    invitation("don-vi-mau-02", "spent"),
    invitation("don-vi-mau-03", "expired"),
    invitation("don-vi-mau-04", "void"),
  ];
  const rows = rowsOf(desk({ "don-vi-mau-05": "signed" }, invitations));
  const due = missing(rows).map(({ party }) => party);
  assert.deepEqual(due.slice(0, 3), ["don-vi-mau-03", "don-vi-mau-04", "don-vi-mau-06"]);
  assert.deepEqual(missing([{ ...(rows[2] as Row), named: undefined }]), []);
});

void test("nobody is invited before the opening or after the end", () => {
  for (const state of ["completed", "withdrawn"]) assert(rowsOf(desk({}, [], state)).every(({ open }) => !open));
  assert(rowsOf({ ...desk({}, []), state: null }).every(({ open }) => !open));
});

void test("a link's end is counted by the service's clock, to the second", () => {
  assert.equal(expiryOf("2021-01-23T06:00:00Z", 168), "2021-01-30T06:00:00Z");
  for (const hours of LIVES) assert(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expiryOf("2021-01-23T06:00:00Z", hours)));
});

void test("the address on a card holds no token", () => {
  assert.equal(addressOf("https://giaouoc.example.vn/m/abc#gi_secret"), "https://giaouoc.example.vn/m/abc");
  assert.equal(addressOf("https://giaouoc.example.vn/m/abc"), "https://giaouoc.example.vn/m/abc");
});

void test("codes are read in two halves, cards come four to a sheet", () => {
  assert.equal(spaced("482913"), "482 913");
  assert.deepEqual(
    sheetsOf([1, 2, 3, 4, 5, 6, 7, 8, 9]).map(({ length }) => length),
    [4, 4, 1],
  );
  assert.deepEqual(sheetsOf([]), []);
});
