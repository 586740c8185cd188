/**
 * What a PDF carries, found without a PDF library: streams always stand in the file as they are (ISO 32000-1 §7.5.7),
 * so one pass over the bytes sees each, also where the file's tables are broken. What it sees is believed no more than
 * any other file.
 */

import { EVIDENCE_BYTES, parseEvidence } from "../evidence.js";
import { refusalOf, Refusal } from "../error.js";
import { inflateZlib } from "./inflate.js";

/** Streams, attached files and photos that are looked at: a hostile file cannot keep us busy. */
const [MAX_STREAMS, MAX_ATTACHED, MAX_PHOTOS] = [4096, 16, 32];
/** Characters before `stream` in which its dictionary must stand. */
const MAX_DICTIONARY = 2048;

/** Readers allow some bytes before the header. */
export function isPdf(bytes: Uint8Array): boolean {
  return latin(bytes.subarray(0, 1024)).includes("%PDF-");
}

/** The attached file that is our evidence; where none is well-formed, the first that says that it is. */
export async function attachedEvidence(pdf: Uint8Array): Promise<Uint8Array | undefined> {
  let claimed: Uint8Array | undefined;
  for (const { dictionary, data } of [...streams(pdf, /\/EmbeddedFile\b/)].slice(0, MAX_ATTACHED)) {
    const bytes = dictionary.includes("/FlateDecode")
      ? inflateZlib(data, EVIDENCE_BYTES)
      : data.slice(0, EVIDENCE_BYTES + 1);
    if (!bytes || !latin(bytes).includes("giaouoc/evidence/v1")) continue;
    if (!((await refusalOf(() => parseEvidence(bytes))) instanceof Refusal)) return bytes;
    claimed ??= bytes;
  }
  return claimed;
}

/** JPEG pictures in it, such as a scanner's. */
export function photosIn(pdf: Uint8Array): Uint8Array[] {
  return [...streams(pdf, /\/DCTDecode\b/)].slice(0, MAX_PHOTOS).map(({ data }) => data);
}

interface Stream {
  readonly dictionary: string;
  readonly data: Uint8Array;
}

/** Streams whose dictionary says a word. */
function* streams(pdf: Uint8Array, word: RegExp): Generator<Stream> {
  const text = latin(pdf);
  let at = 0;
  for (let seen = 0; seen < MAX_STREAMS;) {
    const found = text.indexOf("stream", at);
    if (found < 0) return;
    at = found + "stream".length;
    const head = text.slice(Math.max(0, found - MAX_DICTIONARY), found);
    // Of this object only: what stands behind the last `obj`.
    const dictionary = head.slice(Math.max(0, head.lastIndexOf(" obj")));
    if (head.endsWith("end") || !dictionary.includes("<<")) continue;
    const begin = at + (text.startsWith("\r\n", at) ? 2 : text.startsWith("\n", at) ? 1 : 0);
    const end = text.indexOf("endstream", begin);
    at = end < 0 ? text.length : end;
    seen += 1;
    if (word.test(dictionary)) yield { dictionary, data: pdf.subarray(begin, at) };
  }
}

/** One character a byte, so that places stay. */
function latin(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
