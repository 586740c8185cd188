/** What somebody drops on the page: told apart by its first bytes, opened here, never sent anywhere. */

import { type Bytes, fromUtf8 } from "../bytes";
import { payloadOf } from "../paper/codes";
import { Refusal } from "../error";

export type Found =
  | { readonly kind: "evidence"; readonly bytes: Bytes }
  | { readonly kind: "codes"; readonly texts: readonly string[] }
  | { readonly kind: "picture" }
  | { readonly kind: "pdf"; readonly photos: readonly Bytes[] };

/** Bytes of a file. */
export const MAX_FILE = 32 << 20;
const MAX_EVIDENCE = 4 << 20;
const MAX_STREAMS = 4096;
const FORMAT = "giaouoc/evidence/v1";

/** Looks at the bytes, never at the name. */
export async function open(bytes: Bytes): Promise<Found> {
  if (latin(bytes.subarray(0, 1024)).includes("%PDF-")) return fromPdf(bytes);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]) || startsWith(bytes, [0xff, 0xd8, 0xff])) return { kind: "picture" };
  const text = bytes.length <= MAX_EVIDENCE ? fromUtf8(bytes) : undefined;
  const lines = text?.trimStart().startsWith("{") ? [] : (text?.split(/\r?\n/) ?? []);
  return lines.some(isCode) ? { kind: "codes", texts: lines } : { kind: "evidence", bytes };
}

/** Whether a line claims to be a proof code, damaged or not. */
function isCode(line: string): boolean {
  try {
    return payloadOf(line) !== undefined;
  } catch (error) {
    return error instanceof Refusal;
  }
}

/**
 * The attached evidence; where there is none, the photos in it, as scanners make them. Streams always stand in the file
 * as they are (ISO 32000-1 §7.5.7), so one pass over the bytes sees each.
 */
async function fromPdf(bytes: Bytes): Promise<Found> {
  const text = latin(bytes);
  const photos: Bytes[] = [];
  let at = 0;
  for (let i = 0; i < MAX_STREAMS; i += 1) {
    const found = text.indexOf("stream", at);
    if (found < 0) break;
    at = found + 6;
    if (text.slice(found - 3, found) === "end") continue;
    const head = text.slice(Math.max(0, found - 2048), found);
    const dictionary = head.slice(Math.max(0, head.lastIndexOf(" obj")));
    const start = text[at] === "\r" ? at + 2 : text[at] === "\n" ? at + 1 : at;
    const end = text.indexOf("endstream", start);
    const data = bytes.slice(start, end < 0 ? undefined : end);
    if (dictionary.includes("EmbeddedFile")) {
      const inflated = dictionary.includes("FlateDecode") ? await unzipped(data) : data;
      if (inflated && latin(inflated).includes(FORMAT)) return { kind: "evidence", bytes: inflated };
    } else if (dictionary.includes("DCTDecode") && photos.length < 32) photos.push(data);
    if (end >= 0) at = end;
  }
  return { kind: "pdf", photos };
}

/** zlib (RFC 1950), at most as much as evidence may have; trailing bytes, as PDF writers leave them, end it quietly. */
async function unzipped(data: Bytes): Promise<Bytes | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_EVIDENCE) {
        await reader.cancel();
        return undefined;
      }
      parts.push(value);
    }
  } catch {
    // What came before may be whole: verification says.
  }
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return size > 0 ? joined : undefined;
}

/** One character a byte, so that positions are those of the bytes. */
function latin(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, i) => bytes[i] === byte);
}
