/** Compact evidence (`docs/spec/7-codes.md`, slices): a pact's text and all signatures, without what can be rebuilt. */

import type { Bytes } from "../bytes.js";
import { need } from "../error.js";
import type { Digest } from "../hash.js";
import { CAPACITIES, CHANNELS, type Capacity, type Channel, METHODS, type Method } from "../record.js";
import type { Time } from "../time.js";
import { Cbor } from "./cbor.js";
import { MAX_SIGNERS, readDigest, readTime } from "./codes.js";

/** The text with everybody's signature. */
export interface SignedText {
  /** Canonical, if it is right. */
  readonly pact: Bytes;
  readonly opened: Time;
  readonly signers: readonly Signer[];
}

export interface Signer {
  /** From 0, among all of the roster. */
  readonly place: number;
  readonly publicKey: Bytes;
  /** Of a pinned key; nothing where it is the usual one. */
  readonly keyName: string | undefined;
  /** Nothing where it is whom the roster names. */
  readonly holder: string | undefined;
  readonly capacity: Capacity;
  readonly authority: Digest | undefined;
  readonly method: Method;
  readonly enrolled: Time;
  readonly mark: Digest | undefined;
  readonly channel: Channel;
  readonly time: Time;
  readonly signature: Bytes;
}

export function readCompact(bytes: Bytes): SignedText {
  const cbor = new Cbor(bytes);
  need(cbor.array(3) === 3, "codes-malformed", "compact evidence has three items");
  const text = { pact: cbor.bytes(), opened: readTime(cbor), signers: cbor.list(MAX_SIGNERS, () => readSigner(cbor)) };
  cbor.finish();
  return text;
}

/** Members are evaluated in their order, which is that of the array. */
function readSigner(cbor: Cbor): Signer {
  need(cbor.array(12) === 12, "codes-malformed", "a signer has twelve items");
  return {
    place: cbor.small(0xffff),
    publicKey: cbor.bytes(32),
    keyName: cbor.maybe(() => cbor.text()),
    holder: cbor.maybe(() => cbor.text()),
    capacity: readWord(cbor, CAPACITIES),
    authority: cbor.maybe(() => readDigest(cbor)),
    method: readWord(cbor, METHODS),
    enrolled: readTime(cbor),
    mark: cbor.maybe(() => readDigest(cbor)),
    channel: readWord(cbor, CHANNELS),
    time: readTime(cbor),
    signature: cbor.bytes(64),
  };
}

/** A word by its place in the list of all: lists are in the order of the numbers. */
function readWord<T>(cbor: Cbor, all: readonly T[]): T {
  const word = all[cbor.small(0xff)];
  need(word !== undefined, "codes-malformed", "a number that no word has");
  return word;
}
