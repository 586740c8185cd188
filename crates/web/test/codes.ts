/** Proof codes that a test makes: deterministic CBOR, digits, slices. */

import { deflateRawSync } from "node:zlib";

import { type Bytes, concat, utf8 } from "../core/bytes.js";

const HOST = "https://kiem-tra.example/v#1.";
const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17];

export type Value = number | bigint | string | Uint8Array | null | readonly Value[];

export function cbor(value: Value): Bytes {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "number" || typeof value === "bigint") return head(0, BigInt(value));
  if (typeof value === "string") return concat(head(3, BigInt(utf8(value).length)), utf8(value));
  if (value instanceof Uint8Array) return concat(head(2, BigInt(value.length)), value);
  return concat(head(4, BigInt(value.length)), ...value.map(cbor));
}

function head(major: number, argument: bigint): Bytes {
  if (argument < 24n) return Uint8Array.of((major << 5) | Number(argument));
  const width = argument < 1n << 8n ? 1 : argument < 1n << 16n ? 2 : argument < 1n << 32n ? 4 : 8;
  const bytes = Array.from({ length: width }, (_, i) => Number((argument >> BigInt(8 * (width - 1 - i))) & 0xffn));
  return Uint8Array.of((major << 5) | (24 + Math.log2(width)), ...bytes);
}

/** The text of a code. */
export function codeOf(payload: Uint8Array): string {
  let digits = "";
  for (let at = 0; at < payload.length; at += 7) {
    const chunk = payload.slice(at, at + 7);
    const number = chunk.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    digits += number.toString().padStart(WIDTHS[chunk.length] ?? 0, "0");
  }
  return HOST + digits;
}

/** Codes of a stream that was deflated already, the parity's last. */
export function slicesOf(stream: Uint8Array, prefix: Uint8Array, count: number): string[] {
  const length = Math.ceil(stream.length / count);
  const padded = new Uint8Array(length * count);
  padded.set(stream);
  const pieces = Array.from({ length: count }, (_, k) => padded.slice(k * length, (k + 1) * length));
  const parity = pieces.reduce((sum, piece) => sum.map((byte, i) => byte ^ (piece[i] ?? 0)), new Uint8Array(length));
  return [...pieces, parity].map((bytes, k) => codeOf(cbor([1, 2, prefix, k, count, bytes])));
}

export function textCodes(compact: Uint8Array, prefix: Uint8Array, count: number): string[] {
  return slicesOf(deflateRawSync(compact, { level: 9 }), prefix, count);
}
