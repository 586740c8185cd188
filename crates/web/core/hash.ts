/**
 * SHA-256 and HMAC-SHA256: by WebCrypto where the context has it, by `@noble/hashes` where it does not (a page from
 * `http://` of a machine in the hall is no secure context and has no `crypto.subtle`).
 */

import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as scriptSha256 } from "@noble/hashes/sha2.js";

import { type Bytes, fromHex, hex, utf8 } from "./bytes.js";
import { need } from "./error.js";

/** `crypto.subtle`, looked up at every call, so that nothing is kept that a page took away. */
export function subtle(): SubtleCrypto | undefined {
  return (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
}

/** SHA-256 (FIPS 180-4). */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  const web = subtle();
  if (!web) return Uint8Array.from(scriptSha256(bytes));
  return new Uint8Array(await web.digest("SHA-256", bytes));
}

/** HMAC-SHA256 (RFC 2104). */
export async function hmacSha256(key: Bytes, message: Bytes): Promise<Bytes> {
  const web = subtle();
  if (!web) return Uint8Array.from(hmac(scriptSha256, key, message));
  const imported = await web.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await web.sign("HMAC", imported, message));
}

/**
 * A SHA-256 digest as text: 64 lowercase hexadecimal digits. Only {@link parseDigest} and {@link digestOf} make one.
 */
export type Digest = string & { readonly digest: unique symbol };

/** The digest of some bytes, or of the UTF-8 of a text. */
export async function digestOf(input: Bytes | string): Promise<Digest> {
  return hex(await sha256(typeof input === "string" ? utf8(input) : input)) as Digest;
}

/** Reads exactly 64 lowercase hexadecimal digits; else `digest-form`. */
export function parseDigest(text: string): Digest {
  need(/^[0-9a-f]{64}$/.test(text), "digest-form", "expected 64 lowercase hexadecimal digits");
  return text as Digest;
}

/** The 32 bytes of a digest. */
export function digestBytes(digest: Digest): Bytes {
  return fromHex(digest) ?? new Uint8Array();
}
