/**
 * The evidence file: all that a verifier needs, offline (`docs/spec/6-evidence.md`). Reading it answers only whether it
 * has the form of an evidence file; what its strings hold is judged by `verify.ts`, step by step.
 */

import { Refusal } from "./error.js";
import { parseJson } from "./json.js";
import { MAX_DEPTH, type Pact, readPact } from "./pact.js";
import { At } from "./reader.js";

const FORMAT = "giaouoc/evidence/v1";
/** Bytes of an evidence file: at most 4 MiB. */
export const EVIDENCE_BYTES = 4 * 1024 * 1024;

/** A record of the file; its strings are as the file has them. */
export type Item =
  | { readonly index: number; readonly nonce: string; readonly note: string; readonly proof: readonly string[] }
  | { readonly index: number; readonly erased: string };

export interface Evidence {
  readonly pact: Pact;
  readonly items: readonly Item[];
  readonly checkpoint: string;
  /** Marks by the hex of their SHA-256. */
  readonly marks: ReadonlyMap<string, string>;
}

/** Reads a file: strict JSON, its members, and the pact inside. */
export async function parseEvidence(bytes: Uint8Array): Promise<Evidence> {
  const fields = new At(parseJson(bytes, { depth: MAX_DEPTH, bytes: EVIDENCE_BYTES })).fields();
  fields.with("format").word([FORMAT]);
  const evidence: Evidence = {
    pact: await readPactInside(fields.with("pact")),
    items: fields.list("records", readItem),
    checkpoint: fields.with("checkpoint").string(),
    marks: fields.maybe("marks", readMarks) ?? new Map(),
  };
  fields.finish();
  return evidence;
}

async function readPactInside(at: At): Promise<Pact> {
  try {
    return await readPact(at.value);
  } catch (error) {
    if (error instanceof Refusal) error.place = at.place + error.place;
    throw error;
  }
}

function readItem(at: At): Item {
  const fields = at.fields();
  const index = fields.with("index").natural();
  const erased = fields.maybe("erased", (digest) => digest.string());
  const item: Item =
    erased !== undefined
      ? { index, erased }
      : {
          index,
          nonce: fields.with("nonce").string(),
          note: fields.with("note").string(),
          proof: fields.list("proof", (hash) => hash.string()),
        };
  fields.finish();
  return item;
}

function readMarks(at: At): Map<string, string> {
  if (!(at.value instanceof Map)) throw new Refusal("member-type", at.place, "an object is due");
  const marks = new Map<string, string>();
  for (const [name, svg] of at.value) {
    if (typeof svg !== "string") throw new Refusal("member-type", `${at.place}/${name}`, "a string is due");
    marks.set(name, svg);
  }
  return marks;
}
