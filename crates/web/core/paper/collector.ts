/** Codes as they are scanned, one by one: what is held, what is missing, and what the sheet is worth so far. */

import { Refusal } from "../error.js";
import type { AnnexesAtHand } from "../findings.js";
import type { Policy } from "../policy.js";
import type { Report } from "../report.js";
import { type Seal, scan } from "./codes.js";
import { belongs, sameSeal } from "./read.js";
import { verifySheet } from "./sheet.js";
import { Slices } from "./slices.js";

/** The result of taking a scanned text. Only `seal` and `slice` change the collection. */
export type Taken =
  | "seal"
  | "slice"
  /** Held already. */
  | "again"
  /** Not a code of ours. */
  | "foreign"
  /** The short code: an address, which proves nothing. */
  | "link"
  /** A proof code that is damaged. */
  | "damaged"
  /** A proof code of another version. */
  | "another-version"
  | "another-pact"
  /** Of this pact, but another than the one that is held for its place: from another print, or altered. */
  | "differs";

/** The codes of one sheet that are at hand. */
export interface Held {
  readonly seal: boolean;
  /** Data slices of the sheet, once one is known. */
  readonly count: number | undefined;
  /** Places of the data slices that are held, from 0. */
  readonly slices: readonly number[];
  readonly parity: boolean;
  /** Places of those that are not. */
  readonly missing: readonly number[];
  /** True if the text can be read: one code may be missing. */
  readonly text: boolean;
  /** True if nothing more is needed. */
  readonly complete: boolean;
}

export class Collector {
  private seal: Seal | undefined;
  private slices = new Slices();
  private texts: string[] = [];

  /** Takes a scanned text. A foreign, damaged or strange one is answered and forgotten: it spoils nothing. */
  add(text: string): Taken {
    const scanned = scan(text);
    if (scanned.is === "version") return "another-version";
    if (scanned.is !== "code") return scanned.is;
    const { code } = scanned;
    const prefix = code.kind === "slice" ? code.prefix : code.pact.slice(0, this.slices.prefix?.length);
    if (this.slices.prefix !== undefined && this.slices.prefix !== prefix) return "another-pact";
    if (code.kind === "seal") {
      if (this.seal)
        return sameSeal(this.seal, code) ? "again" : this.seal.pact === code.pact ? "differs" : "another-pact";
      this.seal = code;
    } else {
      if (this.seal && !belongs(code, this.seal)) return "another-pact";
      try {
        if (!this.slices.add(code)) return "again";
      } catch (error) {
        if (error instanceof Refusal) return "differs";
        throw error;
      }
    }
    this.texts.push(text);
    return code.kind;
  }

  get held(): Held {
    const { count, places, isComplete } = this.slices;
    const missing = Array.from({ length: count ?? 0 }, (_, place) => place).filter((place) => !places.includes(place));
    return {
      seal: this.seal !== undefined,
      count,
      slices: places.filter((place) => place !== count),
      parity: count !== undefined && places.includes(count),
      missing,
      text: isComplete,
      complete: this.seal !== undefined && isComplete,
    };
  }

  /** True if nothing was taken yet. */
  get isEmpty(): boolean {
    return this.texts.length === 0;
  }

  /** The codes that were taken, as they were scanned. */
  get codes(): readonly string[] {
    return this.texts;
  }

  /** Forgets everything. */
  clear(): void {
    [this.seal, this.slices, this.texts] = [undefined, new Slices(), []];
  }

  /** The report on what is held now. */
  report(policy?: Policy, annexes?: AnnexesAtHand): Promise<Report> {
    return verifySheet(this.texts, policy, annexes);
  }
}
