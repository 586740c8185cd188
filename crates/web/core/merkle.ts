/** The tree of RFC 6962 over SHA-256, as far as a verifier needs it (`docs/spec/5-ledger.md`). */

import { type Bytes, concat, equal, fromBase64 } from "./bytes.js";
import { need } from "./error.js";
import { sha256 } from "./hash.js";

/** The largest tree, 2^62 leaves. */
export const MAX_SIZE = 1n << 62n;
/** Hashes of one inclusion proof: a tree of 2^63 leaves needs no more. */
export const MAX_PROOF = 63;

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(0), entry));
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** Root of the tree without leaves. */
export function emptyRoot(): Promise<Bytes> {
  return sha256(new Uint8Array());
}

/** The proof as evidence and receipts write it: at most 63 hashes, b64 of 32 bytes each; else `proof-wrong`. */
export function parseProof(hashes: readonly string[]): Bytes[] {
  need(hashes.length <= MAX_PROOF, "proof-wrong", `${hashes.length} hashes`);
  return hashes.map((text) => {
    const hash = fromBase64(text);
    need(hash?.length === 32, "proof-wrong", "a hash is not canonical base64 of 32 bytes");
    return hash;
  });
}

/** True if `leaf` is leaf `index` of the tree of `size` leaves with this root. */
export async function isIncluded(
  index: number | bigint,
  size: bigint,
  leaf: Bytes,
  proof: readonly Bytes[],
  root: Bytes,
): Promise<boolean> {
  const found = await inclusionRoot(index, size, leaf, proof);
  return found !== undefined && equal(found, root);
}

/** The root to which a proof leads from leaf `index` (RFC 9162 §2.1.3.2); nothing where its length cannot be right. */
export async function inclusionRoot(
  index: number | bigint,
  size: bigint,
  leaf: Bytes,
  proof: readonly Bytes[],
): Promise<Bytes | undefined> {
  let [f, s, hash] = [BigInt(index), size - 1n, leaf];
  if (f > s || size > MAX_SIZE) return undefined;
  for (const sibling of proof) {
    if (s === 0n) return undefined; // too long
    if (f % 2n === 1n || f === s) {
      hash = await nodeHash(sibling, hash);
      // A left child on the right edge has no sibling: it stands for its parents until one is a right child.
      while (f % 2n === 0n && f !== 0n) [f, s] = [f >> 1n, s >> 1n];
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [f, s] = [f >> 1n, s >> 1n];
  }
  return s === 0n ? hash : undefined;
}
