/** A draft as it will be printed, whole or not. */

import { type Pact, parsePact } from "../../core/pact.js";
import { blank, yearOf } from "./copy.js";
import { type Doc, type Value, listAt } from "./document.js";

/** The pact to show; what is missing in it so far is `…`, or what a new draft begins with. */
export async function printed(doc: Doc): Promise<Pact | undefined> {
  const whole = { ...blank(yearOf(doc)), ...doc };
  if (listAt(doc, "/roster").length === 0) whole["roster"] = blank(0)["roster"] ?? [];
  try {
    return await parsePact(new TextEncoder().encode(JSON.stringify(dotted(whole))));
  } catch {
    return undefined;
  }
}

function dotted(value: Value): Value {
  if (value === "") return "…";
  if (Array.isArray(value)) return value.map(dotted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, dotted(inner)]));
}
