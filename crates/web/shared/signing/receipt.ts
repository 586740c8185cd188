/**
 * The file that a signer keeps: what proves that the record is in the ledger (`docs/spec/5-ledger.md`, C2SP
 * tlog-proof).
 */

import { base64, concat, utf8 } from "../../core/bytes.js";
import { parseNonce } from "../../core/leaf.js";
import type { Receipt } from "../../core/receipt.js";

/** A `.tlog-proof` whose `extra` is nonce and note, as the service and the command line write it. */
export function proofFile({ index, nonce, note, proof, checkpoint }: Receipt): string {
  const extra = base64(concat(parseNonce(nonce), utf8(note)));
  return ["c2sp.org/tlog-proof@v1", `extra ${extra}`, `index ${index}`, ...proof, "", checkpoint].join("\n");
}
