/**
 * Strict JSON in, canonical JSON out (`docs/spec/1-pact.md`).
 *
 * What is signed must mean the same to every reader, so {@link parseJson} takes I-JSON (RFC 7493) only, and of its
 * numbers only integers. `JSON.parse` would keep the last of two equal members silently, round large integers and take
 * lone surrogates; and its objects have a prototype that a member may name.
 */

import { fromUtf8, hasLoneSurrogate } from "./bytes.js";
import { type Code, Refusal } from "./error.js";

/** A JSON value. Objects are maps, so that `__proto__` is a name like any other. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
/** The members of an object, in the order of the document. */
export type JsonObject = Map<string, Json>;

/** Limits of a document that is read. */
export interface Limits {
  /** Nested objects and arrays, the outermost being 1. */
  depth: number;
  /** Bytes of the input as it came, white space included. */
  bytes: number;
}

/** The deepest nesting that is ever taken, as in the Rust core. */
const DEPTH_MOST = 126;
/** A place is at most so many bytes: beyond, it names the nearest value around. */
const PLACE_LENGTH = 1000;

/**
 * Reads one JSON value strictly: UTF-8 without byte order mark, no member twice, no lone surrogate, numbers only
 * `0|-?[1-9][0-9]*` within ±(2^53 − 1), nothing after the value. `null` is taken here.
 *
 * Refuses with `too-large`, `json-depth`, `json-duplicate-member`, `json-number`, and `json-syntax` for all else; the
 * place is the JSON pointer of the value at which reading stopped.
 */
export function parseJson(bytes: Uint8Array, limits: Limits): Json {
  if (bytes.length > limits.bytes) throw new Refusal("too-large", "", `${bytes.length} bytes, at most ${limits.bytes}`);
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Refusal("json-syntax", "", "not UTF-8");
  if (text.startsWith("\ufeff")) throw new Refusal("json-syntax", "", "begins with a byte order mark");
  return new Parser(text, Math.min(limits.depth, DEPTH_MOST)).document();
}

/** The canonical text of a value: RFC 8785 (JCS). Its UTF-8 is what is hashed. */
export function canonicalJson(value: Json): string {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Refusal("json-number", "", "no double holds it");
    return String(value); // §3.2.2.3: as ECMAScript writes it, −0 as 0
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value instanceof Map) {
    // §3.2.3: sorted by UTF-16 code units, which is how ECMAScript compares strings.
    const names = [...value.keys()].sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value.get(name) ?? null)}`).join(",")}}`;
  }
  return JSON.stringify(value); // §3.2.2.2: its escapes are those of JCS
}

/** RFC 6901 §3: `~` and `/` are escaped. */
export function escapePointer(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const INTEGER = /^(?:0|-?[1-9][0-9]*)$/;
// A run of a string without escapes (RFC 8259 §7: control characters must be escaped).
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;

/** A recursive descent over the text; its recursion is as deep as the limit. */
class Parser {
  private at = 0;
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  document(): Json {
    const value = this.value();
    this.take(SPACE);
    if (this.at < this.text.length) this.refuse("json-syntax", "something follows the value");
    return value;
  }

  private value(): Json {
    this.take(SPACE);
    switch (this.text[this.at]) {
      case "{":
        return this.object();
      case "[":
        return this.array();
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.number();
    }
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.refuse("json-syntax", "no JSON value");
    this.at += word.length;
    return value;
  }

  private number(): number {
    const found = this.take(NUMBER);
    // What looks like a number going on ("01", "1.", "1e") is none: the grammar comes first, then the pact's own rule.
    if (!found || /[0-9.eE]/.test(this.text[this.at] ?? "")) this.refuse("json-syntax", "no JSON value");
    const number = Number(found);
    if (!INTEGER.test(found) || !Number.isSafeInteger(number)) {
      this.refuse("json-number", "not of the form 0|-?[1-9][0-9]*, or beyond 2^53 - 1");
    }
    return number;
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    this.take(PLAIN);
    while (this.take(ESCAPE)) this.take(PLAIN);
    if (this.text[this.at] !== '"') this.refuse("json-syntax", "a string does not end, or holds what must be escaped");
    this.at += 1;
    // The literal has passed the grammar; JSON.parse only undoes its escapes.
    const text = JSON.parse(this.text.slice(start, this.at)) as string;
    if (hasLoneSurrogate(text)) this.refuse("json-syntax", "a lone surrogate");
    return text;
  }

  private array(): Json[] {
    this.enter();
    const items: Json[] = [];
    if (this.next("]")) return items;
    do {
      this.path.push(items.length);
      this.take(SPACE);
      items.push(this.value());
      this.path.pop();
    } while (this.next(","));
    this.path.push(items.length);
    if (!this.next("]")) this.refuse("json-syntax", "an array does not end");
    this.path.pop();
    return items;
  }

  private object(): JsonObject {
    this.enter();
    const members: JsonObject = new Map();
    if (this.next("}")) return members;
    do {
      this.take(SPACE);
      if (this.text[this.at] !== '"') this.refuse("json-syntax", "no member name");
      const name = this.string();
      this.path.push(name);
      if (members.has(name)) this.refuse("json-duplicate-member", "the member stands here twice");
      if (!this.next(":")) this.refuse("json-syntax", "no colon behind a member name");
      members.set(name, this.value());
      this.path.pop();
    } while (this.next(","));
    if (!this.next("}")) this.refuse("json-syntax", "an object does not end");
    return members;
  }

  private enter(): void {
    if (this.path.length >= this.depth) this.refuse("json-depth", `more than ${this.depth} levels`);
    this.at += 1;
  }

  private next(sign: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  /** Takes what matches here; the empty text where nothing does. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private refuse(code: Code, detail: string): never {
    let place = "";
    for (const step of this.path) {
      const token = `/${escapePointer(String(step))}`;
      if (place.length + token.length > PLACE_LENGTH) break;
      place += token;
    }
    throw new Refusal(code, place, detail);
  }
}
