/**
 * A receipt (`docs/spec/api.md`, records): that the ledger holds a note. Nothing of it is believed before the leaf was
 * recomputed from one's own note, and its root is that of a checkpoint by a pinned ledger key.
 */

import { last, utf8 } from "./bytes.js";
import { need } from "./error.js";
import type { VerifyingKey } from "./key.js";
import { entryOf, parseNonce } from "./leaf.js";
import { isIncluded, leafHash, parseProof } from "./merkle.js";
import { isBy } from "./note.js";
import { type Policy, type TrustedCheckpoint, trustedCheckpoint } from "./policy.js";
import { Record } from "./record.js";

/** The parts of a receipt that are checked. */
export interface Receipt {
  readonly index: number;
  readonly nonce: string;
  /** The note as it was logged. */
  readonly note: string;
  readonly proof: readonly string[];
  readonly checkpoint: string;
}

/**
 * Checks that the ledger holds the note of a receipt, that this note has the text that one signed (`record-twice`
 * where it is another), and that its last line is by one's own key: the second of an enrolment, the only one of a
 * signature or decline.
 */
export async function checkReceipt(
  receipt: Receipt,
  text: string,
  key: VerifyingKey,
  policy: Policy,
): Promise<TrustedCheckpoint> {
  const record = await Record.parse(receipt.note);
  need(record.note.text === text, "record-twice", "the receipt is for another text");
  const line = last(record.note.lines);
  need(line !== undefined && isBy(line, key), "signature-lines", `a line by ${key.name} is due`);
  need(await key.verifies(utf8(text), line.bytes), "signature-wrong", `line by ${key.name}`);
  const trusted = await trustedCheckpoint(receipt.checkpoint, policy);
  need(record.statement.ledger === trusted.origin, "other-ledger", `found ${trusted.origin}`);
  const leaf = await leafHash(await entryOf(record.kind, parseNonce(receipt.nonce), receipt.note));
  const included = await isIncluded(receipt.index, trusted.size, leaf, parseProof(receipt.proof), trusted.root);
  need(included, "proof-wrong");
  return trusted;
}
