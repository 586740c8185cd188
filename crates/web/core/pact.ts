/**
 * The pact document: one strict JSON object, its typed form and its digest (`docs/spec/1-pact.md`). What is shown to a
 * person and what is hashed come from one parse. Nothing is ever repaired.
 */

import { type Bytes, utf8 } from "./bytes.js";
import { Refusal } from "./error.js";
import { type Digest, digestOf } from "./hash.js";
import { type Json, canonicalJson, parseJson } from "./json.js";
import { At, type Fields } from "./reader.js";
import { type PartyId, type Roster, readRoster } from "./roster.js";
import type { CalendarDate, Time } from "./time.js";

export const PACT_FORMAT = "giaouoc/pact/v1";
/** Canonical bytes: at most 256 KiB. */
export const MAX_CANONICAL = 256 * 1024;
/** Nesting: the object itself is 1. */
export const MAX_DEPTH = 16;
/** As it comes in: white space and escapes blow canonical bytes up at most sixfold. */
const MAX_INPUT = 6 * MAX_CANONICAL;

/** Which enrolments count. */
export type Identity = "in-person" | "invite";

/** A span of calendar days, both ends included. */
export interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

export interface Group {
  readonly kind: "khoi" | "cum" | "co-quan" | "khac";
  readonly name: string;
  readonly parent: string | undefined;
}

/** The conference; what is not known is absent. */
export interface Event {
  readonly name: string | undefined;
  readonly place: string | undefined;
  readonly date: CalendarDate | undefined;
  readonly part: "sang" | "chieu" | "toi" | undefined;
}

/** The lines at the top left of the printed pact. */
export interface Header {
  readonly organisation: readonly string[];
  readonly number: string | undefined;
}

export interface Target {
  readonly name: string;
  readonly value: string;
  readonly unit: string | undefined;
}

/** One of the numbered contents; its text may hold line feeds. */
export interface Article {
  readonly heading: string | undefined;
  readonly text: string;
  readonly targets: readonly Target[];
}

export interface Commemoration {
  readonly name: string;
  readonly date: CalendarDate | undefined;
}

/** Đợt thi đua. */
export interface Phase extends Period {
  readonly name: string;
  readonly theme: string | undefined;
  readonly commemorations: readonly Commemoration[];
}

/** A document adopted with the pact, bound by its digest. `file` is a label, never a path. */
export interface Annex {
  readonly title: string;
  readonly file: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: Digest;
}

/** A pact that has passed every rule on its form. */
export interface Pact {
  /** RFC 8785 bytes: what is hashed. */
  readonly canonical: Bytes;
  /** SHA-256 of them. */
  readonly digest: Digest;
  readonly id: string;
  readonly supersedes: Digest | undefined;
  readonly title: string;
  readonly period: Period;
  readonly group: Group;
  readonly event: Event;
  readonly header: Header;
  readonly grounds: readonly string[];
  readonly preamble: string | undefined;
  readonly articles: readonly Article[];
  readonly phases: readonly Phase[];
  readonly annexes: readonly Annex[];
  /** The sentence beside the sign button. */
  readonly declaration: string;
  readonly roster: Roster;
  readonly identity: Identity;
  readonly closes: Time | undefined;
  readonly created: Time;
}

/** Parses a document's bytes. Refuses with the JSON pointer of the first defect. */
export function parsePact(bytes: Uint8Array): Promise<Pact> {
  return readPact(parseJson(bytes, { depth: MAX_DEPTH, bytes: MAX_INPUT }));
}

/** The same from JSON that {@link parseJson} has read. */
export async function readPact(value: Json): Promise<Pact> {
  const canonical = utf8(canonicalJson(value));
  if (canonical.length > MAX_CANONICAL) throw new Refusal("too-large", "", `${canonical.length} canonical bytes`);
  const fields = new At(value).fields();
  fields.with("format").word([PACT_FORMAT]);
  fields.with("language").word(["vi"]);
  const pact: Pact = {
    canonical,
    digest: await digestOf(canonical),
    id: fields.with("id").matching(/^[a-z2-7]{25}[aeimquy4]$/),
    supersedes: fields.maybe("supersedes", (at) => at.digest()),
    title: fields.text("title"),
    period: readPeriod(fields.with("period")),
    group: readGroup(fields.with("group")),
    event: fields.maybe("event", readEvent) ?? NO_EVENT,
    header: readHeader(fields.with("header")),
    grounds: fields.list("grounds", (at) => at.text()),
    preamble: fields.maybe("preamble", (at) => at.text("multi")),
    articles: fields.list("articles", readArticle),
    phases: fields.list("phases", readPhase),
    annexes: fields.list("annexes", readAnnex),
    declaration: fields.with("declaration").text("multi"),
    roster: await readRoster(fields.with("roster")),
    identity: fields.with("identity").word(["in-person", "invite"]),
    closes: fields.maybe("closes", (at) => at.time()),
    created: fields.with("created").time(),
  };
  fields.finish();
  pact.annexes.forEach(({ file }, i) => {
    if (pact.annexes.findIndex((annex) => annex.file === file) < i) {
      throw new Refusal("annex-duplicate", `/annexes/${i}/file`);
    }
  });
  return pact;
}

/** The name that a single-use key of this party bears. */
export function keyNameOf(pact: Pact, party: PartyId): string {
  return `${pact.id}/${party}`;
}

const NO_EVENT: Event = { name: undefined, place: undefined, date: undefined, part: undefined };

const text = (at: At): string => at.text();

/** `from` and `to` of a period or phase. */
function readSpan(fields: Fields): Period {
  const span = { from: fields.with("from").date(), to: fields.with("to").date() };
  if (span.from > span.to) throw new Refusal("dates-reversed", fields.place);
  return span;
}

function readPeriod(at: At): Period {
  const fields = at.fields();
  const period = readSpan(fields);
  fields.finish();
  return period;
}

function readGroup(at: At): Group {
  const fields = at.fields();
  const group: Group = {
    kind: fields.with("kind").word(["khoi", "cum", "co-quan", "khac"]),
    name: fields.text("name"),
    parent: fields.maybe("parent", text),
  };
  fields.finish();
  return group;
}

function readEvent(at: At): Event {
  const fields = at.fields();
  const event: Event = {
    name: fields.maybe("name", text),
    place: fields.maybe("place", text),
    date: fields.maybe("date", (date) => date.date()),
    part: fields.maybe("part", (part) => part.word(["sang", "chieu", "toi"])),
  };
  fields.finish();
  return event;
}

function readHeader(at: At): Header {
  const fields = at.fields();
  const header = { organisation: fields.list("organisation", text), number: fields.maybe("number", text) };
  fields.finish();
  return header;
}

function readArticle(at: At): Article {
  const fields = at.fields();
  const article = {
    heading: fields.maybe("heading", text),
    text: fields.with("text").text("multi"),
    targets: fields.maybe("targets", (targets) => targets.items().map(readTarget)) ?? [],
  };
  fields.finish();
  return article;
}

function readTarget(at: At): Target {
  const fields = at.fields();
  const target = { name: fields.text("name"), value: fields.text("value"), unit: fields.maybe("unit", text) };
  fields.finish();
  return target;
}

function readPhase(at: At): Phase {
  const fields = at.fields();
  const phase = {
    name: fields.text("name"),
    ...readSpan(fields),
    theme: fields.maybe("theme", text),
    commemorations: fields.maybe("commemorations", (days) => days.items().map(readCommemoration)) ?? [],
  };
  fields.finish();
  return phase;
}

function readCommemoration(at: At): Commemoration {
  const fields = at.fields();
  const day = { name: fields.text("name"), date: fields.maybe("date", (date) => date.date()) };
  fields.finish();
  return day;
}

function readAnnex(at: At): Annex {
  const fields = at.fields();
  const annex = {
    title: fields.text("title"),
    file: fields.with("file").matching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/),
    mediaType: fields.text("media_type"),
    size: fields.with("size").natural(),
    sha256: fields.with("sha256").digest(),
  };
  fields.finish();
  return annex;
}
