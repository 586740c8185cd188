/** Checkpoints (C2SP tlog-checkpoint, `docs/spec/5-ledger.md`): origin, size and root of the ledger's tree. */

import { type Bytes, equal, fromBase64, fromDecimal } from "./bytes.js";
import { Refusal, need } from "./error.js";
import { type KeyName, isName } from "./key.js";
import { MAX_SIZE, emptyRoot } from "./merkle.js";
import { Note } from "./note.js";

/** A ledger's statement about its whole tree. */
export interface Checkpoint {
  readonly origin: KeyName;
  readonly size: bigint;
  readonly root: Bytes;
}

/** A well-formed checkpoint and its note. Nothing is verified. */
export async function parseCheckpoint(text: string): Promise<{ note: Note; tree: Checkpoint }> {
  const note = parseNote(text);
  const [origin, size, root, end, ...more] = note.text.split("\n");
  const malformed = (detail: string): never => {
    throw new Refusal("checkpoint-malformed", "checkpoint", detail);
  };
  // C2SP allows extension lines; this ledger writes none, and they could not be audited.
  if (end !== "" || more.length > 0) malformed("not exactly three lines");
  const tree = { size: fromDecimal(size ?? "") ?? -1n, root: fromBase64(root ?? "") ?? new Uint8Array() };
  if (!isName(origin ?? "")) malformed("the origin is not a key name");
  if (tree.size < 0n || tree.size > MAX_SIZE) malformed("the size is not a decimal up to 2^62");
  if (tree.root.length !== 32) malformed("the root is not canonical base64 of 32 bytes");
  if (tree.size === 0n && !equal(tree.root, await emptyRoot())) malformed("the root is not that of the empty tree");
  return { note, tree: { origin: origin as KeyName, ...tree } };
}

/** A checkpoint that is no well-formed note has a code of its own. */
function parseNote(text: string): Note {
  try {
    return Note.parse(text);
  } catch (error) {
    need(!(error instanceof Refusal), "checkpoint-malformed", error instanceof Refusal ? error.detail : "");
    throw error;
  }
}
