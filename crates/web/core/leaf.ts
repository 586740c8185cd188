/** From record to ledger leaf: a salted commitment that names nobody (`docs/spec/4-leaf.md`). */

import { type Bytes, concat, fromBase64, utf8 } from "./bytes.js";
import { need } from "./error.js";
import { hmacSha256 } from "./hash.js";

/** The seven kinds of record; a kind's number in an entry is its place here, from 1. */
export const KINDS = [
  "opening",
  "enrolment",
  "signature",
  "decline",
  "revocation",
  "withdrawal",
  "completion",
] as const;
export type Kind = (typeof KINDS)[number];

const VERSION = 0x01;
const CONTEXT = utf8("giaouoc/leaf/v1\n");

/** Reads canonical base64 of exactly 32 bytes; else `nonce-malformed`. */
export function parseNonce(text: string): Bytes {
  const nonce = fromBase64(text);
  need(nonce?.length === 32, "nonce-malformed");
  return nonce;
}

/** `0x01 ‖ kind ‖ HMAC-SHA256(nonce, "giaouoc/leaf/v1\n" ‖ whole note)`: 34 bytes. */
export async function entryOf(kind: Kind, nonce: Bytes, note: string): Promise<Bytes> {
  const commitment = await hmacSha256(nonce, concat(CONTEXT, utf8(note)));
  return concat(Uint8Array.of(VERSION, KINDS.indexOf(kind) + 1), commitment);
}
