/** The list of pacts, without a page. */

import type { DeskLine, ListLine } from "../../shared/api/answers.js";
import { fill } from "../../shared/ui/words.js";
import { fold } from "../../shared/ui/fold.js";
import type { Words } from "./words.js";

/** A pact, as the desk's list has it. */
export type PactLine = Omit<DeskLine, "number" | "archived"> & Partial<Pick<DeskLine, "number" | "archived">>;

/** A draft that people still write, as the list of all has it. */
export type DraftLine = Pick<ListLine, "id" | "title" | "state">;

/** True if a pact matches a search: words in any spelling, folded before; a year and a group, or "" for all. */
export function matching(line: PactLine, asked: string, year: string, group: string): boolean {
  const text = fold(`${line.title} ${line.group} ${line.year} ${line.number ?? ""} ${line.id}`);
  return says(text, asked) && (year === "" || year === String(line.year)) && (group === "" || group === line.group);
}

/** Pacts in progress and finished pacts, each in the service's order. */
export function sorted(lines: readonly PactLine[]): {
  readonly [part in "running" | "finished" | "archived"]: readonly PactLine[];
} {
  const ended = (line: PactLine): boolean =>
    line.state === "completed" || line.state === "withdrawn" || line.state === "erased";
  const here = lines.filter((line) => line.archived !== true);
  return {
    running: here.filter((line) => !ended(line)),
    finished: here.filter(ended),
    archived: lines.filter((line) => line.archived === true),
  };
}

/** True if each word occurs in the text; words and text are folded. */
export function says(text: string, asked: string): boolean {
  return asked.split(/\s+/).every((word) => text.includes(word));
}

/** The state of a pact, in words. */
export function stateOf(line: PactLine, w: Words): string {
  const words: { readonly [K in PactLine["state"]]: string } = {
    adopted: w.adopted,
    signing: w.signing,
    "all-signed": w.allSigned,
    completed: w.completed,
    declined: w.declined,
    withdrawn: w.withdrawn,
    erased: w.erased,
  };
  return fill(words[line.state], { signed: line.signed, due: line.due });
}

/**
 * The list as a table for spreadsheet programs: RFC 4180, with the mark by which they know UTF-8. What they would take
 * for a formula is made a text.
 */
export function tableOf(lines: readonly PactLine[], w: Words): string {
  const head = [w.columnTitle, w.group, w.year, w.columnState, w.columnSigned, w.columnDue, w.columnNumber, w.columnId];
  const rows = lines.map((line) => [
    line.title,
    line.group,
    line.year,
    stateOf(line, w),
    line.signed,
    line.due,
    line.number ?? "",
    line.id,
  ]);
  const cell = (value: string | number): string =>
    `"${String(value)
      .replace(/^[=+\-@\t\r]/, "'$&")
      .replace(/"/g, '""')}"`;
  return `\ufeff${[head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("")}`;
}

/** The class of the chip that says it. */
export function chipOf(state: PactLine["state"]): string {
  if (state === "completed") return "valid";
  if (state === "declined") return "declined";
  if (state === "signing" || state === "all-signed") return "open";
  return state === "adopted" ? "now" : "muted";
}
