/** A strict reader of JSON objects: takes members one by one, knows their places, refuses what is left over. */

import { type Code, Refusal, placed } from "./error.js";
import { type Digest, parseDigest } from "./hash.js";
import { type Json, type JsonObject, escapePointer } from "./json.js";
import { type Lines, checkText, checkValue } from "./text.js";
import { type CalendarDate, type Time, parseDate, parseTime } from "./time.js";

/** A value and its place, a JSON pointer. */
export class At {
  constructor(
    readonly value: Json,
    readonly place = "",
  ) {}

  /** Refuses this value. A null is never right, and its own code tells the cure. */
  wrong(code: Code, detail: string): never {
    throw new Refusal(this.value === null ? "json-null" : code, this.place, detail);
  }

  fields(): Fields {
    return new Fields(
      this.value instanceof Map ? this.value : this.wrong("member-type", "an object is due"),
      this.place,
    );
  }

  items(): At[] {
    const items = Array.isArray(this.value) ? this.value : this.wrong("member-type", "an array is due");
    return items.map((item, i) => new At(item, `${this.place}/${i}`));
  }

  string(): string {
    return typeof this.value === "string" ? this.value : this.wrong("member-type", "a string is due");
  }

  boolean(): boolean {
    return typeof this.value === "boolean" ? this.value : this.wrong("member-type", "true or false is due");
  }

  natural(): number {
    const number = typeof this.value === "number" ? this.value : this.wrong("member-type", "an integer is due");
    return number >= 0 ? number : this.wrong("member-value", "an integer of 0 or more is due");
  }

  /** Text on one line, or text that may hold line feeds. */
  text(lines: Lines = "single"): string {
    const text = this.string();
    placed(this.place, () => checkText(text, lines));
    return text;
  }

  /** Text that also obeys the rule for record values. */
  recordValue(): string {
    const text = this.string();
    placed(this.place, () => checkValue(text));
    return text;
  }

  date(): CalendarDate {
    return this.valueOf(parseDate);
  }

  time(): Time {
    return this.valueOf(parseTime);
  }

  digest(): Digest {
    return this.valueOf(parseDigest);
  }

  matching(form: RegExp): string {
    const text = this.string();
    return form.test(text) ? text : this.wrong("member-value", `the form ${form.source} is due`);
  }

  word<T extends string>(words: readonly T[]): T {
    const text = this.string();
    return words.find((word) => word === text) ?? this.wrong("member-value", `one of ${words.join(", ")}`);
  }

  private valueOf<T>(parse: (text: string) => T): T {
    const text = this.string();
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof Refusal) return this.wrong("member-value", error.detail);
      throw error;
    }
  }
}

/** The members of one object, some of which have been taken. */
export class Fields {
  private readonly taken = new Set<string>();

  constructor(
    private readonly members: JsonObject,
    readonly place: string,
  ) {}

  /** A member that must be there: `member-missing`. */
  with(name: string): At {
    const found = this.maybe(name, (at) => at);
    if (!found) throw new Refusal("member-missing", this.placeOf(name));
    return found;
  }

  /** A member that may be missing. */
  maybe<T>(name: string, read: (at: At) => T): T | undefined {
    this.taken.add(name);
    const value = this.members.get(name);
    return value === undefined ? undefined : read(new At(value, this.placeOf(name)));
  }

  text(name: string): string {
    return this.with(name).text();
  }

  list<T>(name: string, read: (at: At) => T): T[] {
    return this.with(name).items().map(read);
  }

  /** Refuses members that nobody took. */
  finish(): void {
    for (const name of this.members.keys()) {
      if (!this.taken.has(name)) throw new Refusal("member-unknown", this.placeOf(name));
    }
  }

  private placeOf(name: string): string {
    return `${this.place}/${escapePointer(name)}`;
  }
}
