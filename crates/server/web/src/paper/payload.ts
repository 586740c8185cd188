/** What proof codes hold (`docs/spec/7-codes.md`): the seal, a slice, and the text that all slices make together. */

import { type Bytes, hex } from "../bytes";
import { need } from "../error";
import { type Digest, parseDigest } from "../hash";
import { type KeyName, isName } from "../key";
import { CAPACITIES, CHANNELS, type Capacity, type Channel, METHODS, type Method } from "../record";
import { type Time, timeOf } from "../time";
import { type Item, readCbor } from "./cbor";

/** One code that says by itself "completed, logged, witnessed". */
export interface Seal {
  readonly type: "seal";
  readonly pact: Digest;
  readonly origin: KeyName;
  readonly count: number;
  readonly signatures: Digest;
  readonly time: Time;
  readonly signature: Bytes;
  readonly index: bigint;
  readonly nonce: Bytes;
  readonly path: readonly Bytes[];
  readonly size: bigint;
  readonly checkpointSignature: Bytes;
  readonly cosignatures: readonly { readonly id: Bytes; readonly time: bigint; readonly signature: Bytes }[];
}

/** The `place`-th of `count` data slices, or the parity slice where they are equal. */
export interface Slice {
  readonly type: "slice";
  /** Hex of the first 8 bytes of the pact's digest. */
  readonly pact: string;
  readonly place: number;
  readonly count: number;
  readonly bytes: Bytes;
}

export interface Signer {
  readonly place: number;
  readonly key: Bytes;
  readonly keyName: string | undefined;
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

/** The pact's canonical bytes, and what everybody's texts are rebuilt from. */
export interface SignedText {
  readonly pact: Bytes;
  readonly opened: Time;
  readonly signers: readonly Signer[];
}

export const MAX_SLICES = 32;
const MAX_PATH = 63;
const MAX_COSIGNATURES = 64;
const MAX_SIGNERS = 64;
/** Seconds of the years 0001 and 9999. */
const TIMES = [-62135596800n, 253402300799n] as const;

/** Reads a code's bytes; `codes-version` where another version stands first, else `codes-malformed`. */
export function readPayload(bytes: Bytes): Seal | Slice {
  const items = array(readCbor(bytes), 0, 128);
  const version = natural(items[0]);
  need(version === 1n, "codes-version", `version ${version}`);
  const type = natural(items[1]);
  if (type === 1n) return readSeal(exactly(items, 14));
  need(type === 2n, "codes-malformed", `type ${type}`);
  return readSlice(exactly(items, 6));
}

function readSeal(items: readonly Item[]): Seal {
  const [, , pact, origin, count, signatures, time, signature, index, nonce, path, size, checkpointSignature, lines] = items;
  const name = text(origin);
  need(isName(name), "codes-malformed", "the origin is no key name");
  return {
    type: "seal",
    pact: digest(pact),
    origin: name,
    count: small(count),
    signatures: digest(signatures),
    time: moment(time),
    signature: sized(signature, 64),
    index: natural(index),
    nonce: sized(nonce, 32),
    path: array(path, 0, MAX_PATH).map((hash) => sized(hash, 32)),
    size: natural(size),
    checkpointSignature: sized(checkpointSignature, 64),
    cosignatures: array(lines, 0, MAX_COSIGNATURES).map((line) => {
      const [id, at, by] = array(line, 3, 3);
      return { id: sized(id, 4), time: natural(at), signature: sized(by, 64) };
    }),
  };
}

function readSlice(items: readonly Item[]): Slice {
  const slice = {
    type: "slice" as const,
    pact: hex(sized(items[2], 8)),
    place: small(items[3]),
    count: small(items[4]),
    bytes: bytesOf(items[5]),
  };
  const fits = slice.count >= 1 && slice.count <= MAX_SLICES && slice.place <= slice.count && slice.bytes.length > 0;
  need(fits, "codes-malformed", `slice ${slice.place} of ${slice.count}`);
  return slice;
}

/** Reads compact evidence; else `codes-malformed`. */
export function readText(bytes: Bytes): SignedText {
  const [pact, opened, signers] = array(readCbor(bytes), 3, 3);
  return {
    pact: bytesOf(pact),
    opened: moment(opened),
    signers: array(signers, 0, MAX_SIGNERS).map(readSigner),
  };
}

function readSigner(item: Item): Signer {
  const [place, key, keyName, holder, capacity, authority, method, enrolled, mark, channel, time, signature] = array(item, 12, 12);
  return {
    place: small(place),
    key: sized(key, 32),
    keyName: maybe(keyName, text),
    holder: maybe(holder, text),
    capacity: word(CAPACITIES, capacity),
    authority: maybe(authority, digest),
    method: word(METHODS, method),
    enrolled: moment(enrolled),
    mark: maybe(mark, digest),
    channel: word(CHANNELS, channel),
    time: moment(time),
    signature: sized(signature, 64),
  };
}

type Maybe = Item | undefined;

function array(item: Maybe, least: number, most: number): readonly Item[] {
  need(Array.isArray(item) && item.length >= least && item.length <= most, "codes-malformed", "not the array that is due");
  return item as readonly Item[];
}

function exactly(items: readonly Item[], count: number): readonly Item[] {
  return array(items, count, count);
}

function natural(item: Maybe): bigint {
  need(typeof item === "bigint" && item >= 0n, "codes-malformed", "not the number that is due");
  return item;
}

function small(item: Maybe): number {
  const number = natural(item);
  need(number < 65536n, "codes-malformed", "not the number that is due");
  return Number(number);
}

function moment(item: Maybe): Time {
  need(typeof item === "bigint" && item >= TIMES[0] && item <= TIMES[1], "codes-malformed", "not the time that is due");
  return timeOf(new Date(Number(item) * 1000));
}

function text(item: Maybe): string {
  need(typeof item === "string", "codes-malformed", "not the text that is due");
  return item;
}

function bytesOf(item: Maybe): Bytes {
  need(item instanceof Uint8Array, "codes-malformed", "not the bytes that are due");
  return item;
}

function sized(item: Maybe, length: number): Bytes {
  const bytes = bytesOf(item);
  need(bytes.length === length, "codes-malformed", `not ${length} bytes`);
  return bytes;
}

function digest(item: Maybe): Digest {
  return parseDigest(hex(sized(item, 32)));
}

function maybe<T>(item: Maybe, read: (item: Maybe) => T): T | undefined {
  return item === null ? undefined : read(item);
}

function word<T>(words: readonly T[], item: Maybe): T {
  const found = words[small(item)];
  need(found !== undefined, "codes-malformed", "no word has this number");
  return found;
}

