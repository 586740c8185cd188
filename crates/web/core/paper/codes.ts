/**
 * One proof code (`docs/spec/7-codes.md`): what a scanned text is, and what a code's payload says. Nothing is verified
 * here.
 */

import { type Bytes, hex } from "../bytes.js";
import { Refusal, need } from "../error.js";
import { type Digest, parseDigest } from "../hash.js";
import { type KeyName, isName } from "../key.js";
import { MAX_PROOF } from "../merkle.js";
import { type Time, timeOf } from "../time.js";
import { Cbor } from "./cbor.js";
import { readDigits } from "./digits.js";

const VERSION = 1n;
const [SEAL, SLICE] = [1n, 2n];
/** Data slices of one sheet. */
export const MAX_SLICES = 32;
/** Length in bytes of the part of the digest that a slice names. */
export const PREFIX_BYTES = 8;
/** Those that sign, and servers that cosigned. */
export const MAX_SIGNERS = 64;

/** The kinds of scanned texts. */
export type Scanned =
  /** Some other QR code. */
  | { readonly is: "foreign" }
  /** The short code: an address, which proves nothing. */
  | { readonly is: "link" }
  /** A proof code of a version that is not known here. */
  | { readonly is: "version" }
  | { readonly is: "damaged"; readonly refusal: Refusal }
  | { readonly is: "code"; readonly code: Code };

export type Code = Seal | Slice;

/** The seal: a completion and its way to a checkpoint, without what pinned keys tell anyway. */
export interface Seal {
  readonly kind: "seal";
  /** The bytes that all else was read from. */
  readonly payload: Bytes;
  readonly pact: Digest;
  readonly origin: KeyName;
  readonly count: number;
  /** The completion's line `signatures`. */
  readonly signatures: Digest;
  readonly time: Time;
  /** The registrar's, on the completion. */
  readonly signature: Bytes;
  readonly index: bigint;
  readonly nonce: Bytes;
  readonly path: readonly Bytes[];
  readonly size: bigint;
  /** The ledger's, on the checkpoint. */
  readonly checkpointSignature: Bytes;
  readonly cosignatures: readonly Cosignature[];
}

export interface Cosignature {
  readonly id: Bytes;
  readonly time: bigint;
  readonly signature: Bytes;
}

/** A piece of the text with everybody's signature. */
export interface Slice {
  readonly kind: "slice";
  /** Hexadecimal of the first bytes of the pact's digest. */
  readonly prefix: string;
  /** From 0; equal to `count` for the parity slice. */
  readonly place: number;
  /** Data slices in all. */
  readonly count: number;
  readonly bytes: Bytes;
}

/** Looks at one scanned text: everything up to and including `#1.` is ignored. */
export function scan(text: string): Scanned {
  const [, version, digits] = /^[^#]*#([^.]*)\.(.*)$/s.exec(text.trim()) ?? [];
  if (version === undefined || digits === undefined) {
    return { is: /^https?:\/\/[^/]+\/v\/[a-z2-7]{26}$/i.test(text.trim()) ? "link" : "foreign" };
  }
  if (version !== "1") return { is: /^[0-9]{1,4}$/.test(version) && /^[0-9]+$/.test(digits) ? "version" : "foreign" };
  try {
    return { is: "code", code: readPayload(readDigits(digits)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === "codes-version" ? { is: "version" } : { is: "damaged", refusal: error };
  }
}

/** Unix seconds as a time of the years 1 to 9999. */
export function readTime(cbor: Cbor): Time {
  const unix = cbor.integer();
  try {
    return timeOf(new Date(Number(unix) * 1000));
  } catch {
    throw new Refusal("codes-malformed", "", "a time outside of the years 1 to 9999");
  }
}

/** 32 bytes. */
export function readDigest(cbor: Cbor): Digest {
  return parseDigest(hex(cbor.bytes(32)));
}

function readPayload(bytes: Bytes): Code {
  const cbor = new Cbor(bytes);
  const items = cbor.array(14);
  const version = cbor.natural();
  need(version === VERSION, "codes-version", `version ${version}`);
  const type = cbor.natural();
  const code =
    type === SEAL && items === 14 ? readSeal(cbor, bytes) : type === SLICE && items === 6 ? readSlice(cbor) : undefined;
  need(code !== undefined, "codes-malformed", `${items} items of type ${type}`);
  cbor.finish();
  return code;
}

/** Members are evaluated in their order, which is that of the array. */
function readSeal(cbor: Cbor, payload: Bytes): Seal {
  return {
    kind: "seal",
    payload,
    pact: readDigest(cbor),
    origin: readName(cbor),
    count: cbor.small(0xffff),
    signatures: readDigest(cbor),
    time: readTime(cbor),
    signature: cbor.bytes(64),
    index: cbor.natural(),
    nonce: cbor.bytes(32),
    path: cbor.list(MAX_PROOF, () => cbor.bytes(32)),
    size: cbor.natural(),
    checkpointSignature: cbor.bytes(64),
    cosignatures: cbor.list(MAX_SIGNERS, () => {
      need(cbor.array(3) === 3, "codes-malformed", "a cosignature has three items");
      return { id: cbor.bytes(4), time: cbor.natural(), signature: cbor.bytes(64) };
    }),
  };
}

function readSlice(cbor: Cbor): Slice {
  const prefix = hex(cbor.bytes(PREFIX_BYTES));
  const [place, count] = [cbor.small(MAX_SLICES), cbor.small(MAX_SLICES)];
  const bytes = cbor.bytes();
  need(count > 0 && place <= count && bytes.length > 0, "codes-malformed", `slice ${place} of ${count}`);
  return { kind: "slice", prefix, place, count, bytes };
}

function readName(cbor: Cbor): KeyName {
  const name = cbor.text();
  need(isName(name), "codes-malformed", "the origin is no key name");
  return name;
}
