/**
 * Lines `name value` of a record's text: read in their order, written the same way (`docs/spec/3-records.md`, form).
 */

import { need, placed, placedLater } from "./error.js";
import type { Kind } from "./leaf.js";
import { checkValue } from "./text.js";

/** The value that stands for "absent", where that is allowed. */
const ABSENT = "-";

/** Takes the lines after the first, one by one. */
export class Lines {
  private readonly rest: string[];

  /** Starts behind the first line, which names the kind. */
  constructor(text: string) {
    need(text.endsWith("\n"), "record-lines");
    this.rest = text.slice(0, -1).split("\n").slice(1);
  }

  /** The value of the next line, which must bear this name and is not `-`. */
  value<T>(name: string, read: (value: string) => T): T {
    const value = this.present(name);
    return placed(name, () => read(value));
  }

  /** As {@link value}, for what has to wait. */
  async later<T>(name: string, read: (value: string) => Promise<T>): Promise<T> {
    const value = this.present(name);
    return placedLater(name, () => read(value));
  }

  /** The value of the next line, or nothing where it is `-`. */
  maybe<T>(name: string, read: (value: string) => T): T | undefined {
    const value = this.next(name);
    return value === undefined ? undefined : placed(name, () => read(value));
  }

  /** Refuses lines that nobody took. */
  finish(): void {
    need(this.rest.length === 0, "record-lines", "a line too many");
  }

  private present(name: string): string {
    const value = this.next(name);
    return placed(name, () => {
      need(value !== undefined, "value-form", "`-` is not allowed here");
      return value;
    });
  }

  private next(name: string): string | undefined {
    return placed(name, () => {
      const line = this.rest.shift();
      need(line !== undefined && line.startsWith(`${name} `), "record-lines");
      const value = line.slice(name.length + 1);
      if (value === ABSENT) return undefined;
      checkValue(value);
      return value;
    });
  }
}

/** The text of a record: first line, then each line with its `\n`; what is undefined is written `-`. */
export function written(kind: Kind, lines: readonly [string, { toString(): string } | undefined][]): string {
  return `giaouoc/${kind}/v1\n${lines.map(([name, value]) => `${name} ${value?.toString() ?? ABSENT}\n`).join("")}`;
}
