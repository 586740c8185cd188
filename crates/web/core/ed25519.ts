/**
 * Ed25519, strictly (`docs/spec/2-keys-and-notes.md`, strict verification): A, R and S canonically encoded, A and R not
 * of small order, the equation without cofactor.
 *
 * WebCrypto is asked for the equation where the context has it: its specification demands the cofactorless one, engines
 * differ in what they refuse before, so all of that is checked here. Elsewhere `@noble/ed25519` computes the points
 * and the equation is ours, since the library's own `verify` multiplies by the cofactor, whatever `zip215` says.
 */

import { Point, getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

import { type Bytes, concat, equal } from "./bytes.js";
import { Refusal, need } from "./error.js";
import { subtle } from "./hash.js";

hashes.sha512 = sha512;

const { p: P, n: L } = Point.CURVE();
const SIGN_BIT = 1n << 255n;
const ED25519 = { name: "Ed25519" };

/** The y of two points of order 8; the other two have −y. */
const ORDER_8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/** All five y of small order. Where x is 0 (y = ±1), a sign bit is one spelling too many. */
const SMALL_ORDER = new Set([0n, 1n, P - 1n, ORDER_8, P - ORDER_8]);

/**
 * Takes a public key that is a canonical point of the curve and not of small order. Refuses with `key-malformed` what
 * is no point, with `key-weak` what is weak or has another encoding. A component of small order is taken.
 */
export function checkPublicKey(bytes: Bytes): void {
  const y = number(bytes) % SIGN_BIT;
  try {
    Point.fromBytes(bytes, true); // lenient, to tell what is no point from what is badly written
  } catch {
    throw new Refusal("key-malformed", "", "the public key is no point of the curve");
  }
  need(!SMALL_ORDER.has(y % P), "key-weak", "the public key is of small order");
  need(y < P, "key-weak", "the public key is not canonically encoded");
}

/** Verifies a signature. The public key must have passed {@link checkPublicKey}. */
export async function verifies(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (signature.length !== 64) return false;
  const R = signature.slice(0, 32);
  const y = number(R) % SIGN_BIT;
  // That R is a point follows from the equation.
  if (y >= P || SMALL_ORDER.has(y) || number(signature.slice(32)) >= L) return false;
  const key = await imported(publicKey);
  return key ? key.web.verify(ED25519, key.key, signature, message) : equationHolds(publicKey, message, signature);
}

/** [S]B = R + [k]A, compared by R's bytes, so without cofactor. */
function equationHolds(publicKey: Bytes, message: Bytes, signature: Bytes): boolean {
  const R = signature.slice(0, 32);
  const k = number(sha512(concat(R, publicKey, message))) % L;
  const A = Point.fromBytes(publicKey);
  const expected = Point.BASE.multiply(number(signature.slice(32)), false).subtract(A.multiply(k, false));
  return equal(expected.toBytes(), R);
}

/** The key for WebCrypto; nothing where the context has no WebCrypto or that knows no Ed25519. */
async function imported(publicKey: Bytes): Promise<{ web: SubtleCrypto; key: CryptoKey } | undefined> {
  const web = subtle();
  if (!web) return undefined;
  try {
    return { web, key: await web.importKey("raw", publicKey, ED25519, true, ["verify"]) };
  } catch {
    return undefined;
  }
}

/** A private key: WebCrypto's, that no script can read, or the 32 bytes of RFC 8032 §5.1.5 where there is none. */
export type Secret = CryptoKey | Bytes;

/** A new key pair, the private half not extractable where the context can do that. */
export async function newSecret(): Promise<{ secret: Secret; publicKey: Bytes }> {
  const web = subtle();
  if (web) {
    try {
      const pair = (await web.generateKey(ED25519, false, ["sign", "verify"])) as CryptoKeyPair;
      const publicKey = new Uint8Array(await web.exportKey("raw", pair.publicKey));
      return { secret: pair.privateKey, publicKey };
    } catch {
      // An engine without Ed25519: the script does it.
    }
  }
  const seed = crypto.getRandomValues(new Uint8Array(32));
  return { secret: seed, publicKey: Uint8Array.from(getPublicKey(seed)) };
}

/** RFC 8032 §5.1.6. Some engines randomise: the same message can come with another good signature. */
export async function signWith(secret: Secret, message: Bytes): Promise<Bytes> {
  if (secret instanceof Uint8Array) return Uint8Array.from(sign(message, secret));
  const web = subtle();
  need(web !== undefined, "key-malformed", "the key needs WebCrypto, which this context does not have");
  return new Uint8Array(await web.sign(ED25519, secret, message));
}

/** The public half of 32 secret bytes, by script. */
export function publicKeyOf(seed: Bytes): Bytes {
  return Uint8Array.from(getPublicKey(seed));
}

/** Little-endian. */
function number(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
