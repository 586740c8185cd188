/** Signed notes (C2SP signed-note, `docs/spec/2-keys-and-notes.md`): a text, an empty line, signature lines. */

import { type Bytes, base64, concat, equal, fromBase64, fromUtf8, hasLoneSurrogate, utf8 } from "./bytes.js";
import { Refusal, need } from "./error.js";
import { COSIGNATURE, type KeyName, type SigningKey, type VerifyingKey, isName } from "./key.js";

const NOTE_BYTES = 1 << 20;
const SIGNATURE_LINES = 100;

/** One line, `— <name> <b64(key ID ‖ signature)>`. Not verified. */
export interface SignatureLine {
  readonly name: KeyName;
  /** 4 bytes. */
  readonly id: Bytes;
  /** Without the key ID: 64 bytes for Ed25519, 8 + 64 for a cosignature. */
  readonly bytes: Bytes;
}

/** A line by a known key that verifies; a cosignature's with the time that it claims, in Unix seconds. */
export interface VerifiedLine {
  readonly key: VerifyingKey;
  readonly time?: bigint;
}

/** A well-formed note and no more. */
export class Note {
  private constructor(
    /** The signed text, its last `\n` included. */
    readonly text: string,
    readonly lines: readonly SignatureLine[],
  ) {}

  /** Reads a note; else `note-malformed`. */
  static parse(note: Bytes | string): Note {
    const source = typeof note === "string" ? note : fromUtf8(note);
    need(source !== undefined && !hasLoneSurrogate(source), "note-malformed", "not UTF-8");
    need(utf8(source).length <= NOTE_BYTES, "note-malformed", "larger than 1 MiB");
    need(!/[\u0000-\u0009\u000b-\u001f]/.test(source), "note-malformed", "it holds a control character");
    const split = source.lastIndexOf("\n\n");
    need(split >= 0, "note-malformed", "no empty line before the signatures");
    const below = source.slice(split + 2);
    need(below.endsWith("\n"), "note-malformed", "no signature, or one without its newline");
    const lines = below.slice(0, -1).split("\n");
    need(lines.length <= SIGNATURE_LINES, "note-malformed", "more than 100 signatures");
    return new Note(source.slice(0, split + 1), lines.map(parseLine));
  }

  /** A text and lines that came apart from it, in their order; as strict as {@link parse}. */
  static of(text: string, lines: readonly SignatureLine[]): Note {
    return Note.parse(new Note(text, lines).toString());
  }

  /** A text and the lines of these keys, in their order. */
  static async sign(text: string, keys: readonly SigningKey[]): Promise<Note> {
    const line = async (key: SigningKey) => ({ name: key.key.name, id: key.key.id, bytes: await key.sign(utf8(text)) });
    const lines = await Promise.all(keys.map(line));
    return Note.of(text, lines);
  }

  /** The very bytes that were parsed. */
  toString(): string {
    return `${this.text}\n${this.lines.map((line) => `${written(line)}\n`).join("")}`;
  }

  /**
   * The lines by known keys (same name and key ID), in order, all of which must verify (`signature-wrong`); lines by
   * others are ignored. Two known keys that share name and ID are the caller's misuse.
   */
  async verifiedLines(known: readonly VerifyingKey[]): Promise<VerifiedLine[]> {
    const verified: VerifiedLine[] = [];
    for (const line of this.lines) {
      const [key, another] = known.filter((candidate) => isBy(line, candidate));
      if (!key) continue;
      if (another) throw new TypeError("two known keys share one name and key ID");
      verified.push(await verifiedLine(line, key, this.text));
    }
    return verified;
  }
}

/** True if a line claims to be by this key. */
export function isBy(line: SignatureLine, key: VerifyingKey): boolean {
  return line.name === key.name && equal(line.id, key.id);
}

function parseLine(line: string): SignatureLine {
  const [, name, encoded] = /^\u2014 ([^ ]*) (.*)$/.exec(line) ?? [];
  const decoded = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || decoded === undefined || !isName(name)) {
    throw new Refusal("note-malformed", "", "a signature line is not '— <name> <base64>'");
  }
  need(decoded.length > 4, "note-malformed", "a signature line holds no signature");
  return { name, id: decoded.slice(0, 4), bytes: decoded.slice(4) };
}

function written(line: SignatureLine): string {
  return `\u2014 ${line.name} ${base64(concat(line.id, line.bytes))}`;
}

async function verifiedLine(line: SignatureLine, key: VerifyingKey, text: string): Promise<VerifiedLine> {
  const wrong = new Refusal("signature-wrong", "", `line by ${key.name}`);
  if (key.algorithm !== COSIGNATURE) {
    if (!(await key.verifies(utf8(text), line.bytes))) throw wrong;
    return { key };
  }
  // C2SP tlog-cosignature: 8 bytes of time, big-endian and at most 2^63 − 1, then the signature.
  if (line.bytes.length !== 72) throw wrong;
  const time = new DataView(line.bytes.buffer, line.bytes.byteOffset).getBigUint64(0);
  const message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
  if (time >= 1n << 63n || !(await key.verifies(message, line.bytes.slice(8)))) throw wrong;
  return { key, time };
}
