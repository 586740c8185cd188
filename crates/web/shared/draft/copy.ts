/** A new draft out of an old pact, or out of nothing. */

import { type Doc, type Value, listAt, put, textAt } from "./document.js";

/** `17/03/2021` for people. */
export function dayOf(date: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  return year === undefined ? date : `${day}/${month}/${year}`;
}

/**
 * `2021-03-17` of what people type: `17/3/2021`, `17-03-2021`, `17.3.2021`; `undefined` where it is no day of the
 * calendar.
 */
export function dateOf(typed: string): string | undefined {
  const [, day, month, year] = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/.exec(typed) ?? [];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date) ? date : undefined;
}

const HANOI = 7 * 3_600_000;

/** `17:30 17/03/2021`, by the clocks of Việt Nam, of a time as documents write it. */
export function momentOf(time: string): string {
  const unix = Date.parse(time);
  if (Number.isNaN(unix)) return time;
  const local = new Date(unix + HANOI).toISOString();
  return `${local.slice(11, 16)} ${dayOf(local.slice(0, 10))}`;
}

/**
 * A time as documents write it, of `17:30 17/3/2021`; a day alone is all of that day. `undefined` where it is neither.
 */
export function timeOf(typed: string): string | undefined {
  const [, clock, day = ""] = /^\s*(?:(\d{1,2}[:hg]\d{2})\s+)?(\S+)\s*$/.exec(typed) ?? [];
  const date = dateOf(day);
  if (date === undefined) return undefined;
  const [hour = "23", minute = "59"] = clock?.split(/[:hg]/) ?? [];
  const unix = Date.parse(`${date}T${hour.padStart(2, "0")}:${minute}:${clock === undefined ? "59" : "00"}Z`) - HANOI;
  return Number.isNaN(unix) ? undefined : `${new Date(unix).toISOString().slice(0, 19)}Z`;
}

/** The year in which a pact begins. */
export function yearOf(doc: Doc): number {
  return Number(textAt(doc, "/period/from").slice(0, 4)) || new Date().getFullYear();
}

/** The same day `by` years later; 29 February becomes 28 where there is none. */
export function later(date: string, by: number): string {
  const [, year, rest] = /^(\d{4})(-\d\d-\d\d)$/.exec(date) ?? [];
  if (year === undefined || rest === undefined) return date;
  const made = `${String(Number(year) + by).padStart(4, "0")}${rest}`;
  return rest === "-02-29" && dateOf(dayOf(made)) === undefined ? made.replace(/29$/, "28") : made;
}

/**
 * Last year's pact for another year: dates move, the year moves in the texts that name it, and what was of that pact
 * alone goes (its id, what it superseded, its annexes and the day of its conference, keys that parties had pinned).
 */
export function copyFor(old: Doc, year: number): Doc {
  const by = year - yearOf(old);
  const years = (text: string): string =>
    text.replace(/(?<!\d)(19|20)\d\d(?!\d)/g, (found) => String(Number(found) + by));
  const moved = (value: Value, name = ""): Value => {
    if (Array.isArray(value)) return value.map((item) => moved(item, name));
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, moved(inner, member)]));
    }
    if (typeof value !== "string") return value;
    if (name === "from" || name === "to" || name === "date") return later(value, by);
    return name === "title" || name === "name" ? years(value) : value;
  };
  let doc = old;
  for (const place of ["/id", "/created", "/supersedes", "/closes", "/event/date"]) doc = put(doc, place, undefined);
  doc = put(doc, "/annexes", []);
  for (const member of ["title", "period", "event", "phases"]) {
    const value = doc[member];
    if (value !== undefined) doc = { ...doc, [member]: moved(value, member) };
  }
  const roster = listAt(doc, "/roster").map((party) => put(party as Doc, "/key", undefined));
  return { ...doc, roster };
}

/** The text that takes an opened pact's place: the same but for its id, and the digest of what it supersedes. */
export function amendmentOf(old: Doc, digest: string): Doc {
  const doc = ["/id", "/created", "/closes"].reduce((made, place) => put(made, place, undefined), old);
  return { ...doc, supersedes: digest };
}

/** The document that a first draft begins with. */
export function blank(year: number): Doc {
  const party = (i: number, role: string, stage: number): Doc => ({
    id: `ben-${i}`,
    unit: "",
    role,
    stage,
    signs: true,
  });
  return {
    title: `Giao ước thi đua năm ${year}`,
    period: { from: `${year}-01-01`, to: `${year}-12-31` },
    group: { kind: "khoi", name: "" },
    event: {},
    header: { organisation: [] },
    grounds: [],
    articles: [{ heading: "Điều 1", text: "" }],
    phases: [],
    annexes: [],
    declaration: "Tôi đã đọc và đồng ý ký bản giao ước thi đua này.",
    roster: [party(1, "head", 2), party(2, "member", 1)],
    identity: "in-person",
  };
}

/** An id that no party has yet. */
export function freeId(doc: Doc): string {
  const known = new Set(listAt(doc, "/roster").map((party) => textAt(party, "/id")));
  for (let i = 1; ; i += 1) if (!known.has(`ben-${i}`)) return `ben-${i}`;
}
