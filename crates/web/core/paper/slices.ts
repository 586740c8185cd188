/**
 * Slices as they come in, and the text that they are together. Any one may be lost: the parity slice makes up for it.
 */

import { type Bytes, concat, equal } from "../bytes.js";
import { need } from "../error.js";
import type { Slice } from "./codes.js";
import { inflate } from "./inflate.js";

/** Compact evidence, inflated. */
export const MAX_INFLATED = 320 * 1024;

export class Slices {
  private readonly held = new Map<number, Slice>();

  /** Data slices that are due, once one is known. */
  get count(): number | undefined {
    return this.any?.count;
  }

  /** Which pact they name: the first bytes of its digest, hexadecimal. */
  get prefix(): string | undefined {
    return this.any?.prefix;
  }

  /** Places that are held, the parity's included. */
  get places(): readonly number[] {
    return [...this.held.keys()].sort((a, b) => a - b);
  }

  /** Refuses a slice of another sheet, or another slice for the same place, with `codes-mixed`. */
  check(slice: Slice): void {
    const { any } = this;
    if (!any) return;
    need(any.prefix === slice.prefix, "codes-mixed", "slices of two pacts");
    const alike = any.count === slice.count && any.bytes.length === slice.bytes.length;
    need(alike, "codes-mixed", "slices of two sheets");
    const same = this.held.get(slice.place);
    need(!same || equal(same.bytes, slice.bytes), "codes-mixed", "two slices for one place");
  }

  /** Takes one more; false where the same is held already. */
  add(slice: Slice): boolean {
    this.check(slice);
    const isNew = !this.held.has(slice.place);
    if (isNew) this.held.set(slice.place, slice);
    return isNew;
  }

  /** True if all slices can be read: at most one is missing. */
  get isComplete(): boolean {
    return this.any !== undefined && this.held.size >= this.any.count;
  }

  /** The compact evidence, inflated; nothing while more than one is missing. */
  join(): Bytes | undefined {
    const { any, held } = this;
    if (!any || !this.isComplete) return undefined;
    const sum = new Uint8Array(any.bytes.length);
    for (const { bytes } of held.values()) bytes.forEach((byte, i) => (sum[i] = (sum[i] ?? 0) ^ byte));
    // The sum over all is zero; where one is missing, it is that one.
    const isWhole = held.size > any.count;
    need(!isWhole || sum.every((byte) => byte === 0), "codes-malformed", "the parity slice does not fit the others");
    const data = Array.from({ length: any.count }, (_, place) => held.get(place)?.bytes ?? sum);
    const stream = concat(...data);
    const inflated = inflate(stream, MAX_INFLATED);
    need(inflated !== undefined, "codes-malformed", "the slices are no DEFLATE stream of at most 320 KiB");
    const rest = stream.subarray(inflated.end);
    need(
      rest.every((byte) => byte === 0),
      "codes-malformed",
      "something stands after the end of the stream",
    );
    return inflated.bytes;
  }

  private get any(): Slice | undefined {
    return this.held.values().next().value;
  }
}
