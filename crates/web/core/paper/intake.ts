/** Sorts a file by its first bytes, never by its name. */

import { fromUtf8 } from "../bytes.js";
import { scan } from "./codes.js";
import { attachedEvidence, isPdf, photosIn } from "./pdf.js";
import { isPicture } from "./picture.js";

/** Bytes of one file: a photo of a good phone has some ten MiB. */
export const MAX_FILE = 32 * 1024 * 1024;

export type Intake =
  | { readonly is: "too-large" }
  /** An evidence file, or what claims to be one; where it came attached to a PDF, that is said. */
  | { readonly is: "evidence"; readonly bytes: Uint8Array; readonly attached: boolean }
  /** Texts of codes; some may be no proof codes. */
  | { readonly is: "codes"; readonly texts: readonly string[] }
  /** Pictures in which codes may be seen; those of a PDF to which no evidence is attached are its photos, if any. */
  | { readonly is: "pictures"; readonly pictures: readonly Uint8Array[]; readonly ofPdf: boolean }
  | { readonly is: "unknown" };

/** Looks into a file. */
export async function takeIn(bytes: Uint8Array): Promise<Intake> {
  if (bytes.length > MAX_FILE) return { is: "too-large" };
  if (isPicture(bytes)) return { is: "pictures", pictures: [bytes], ofPdf: false };
  if (isPdf(bytes)) {
    const evidence = await attachedEvidence(bytes);
    return evidence
      ? { is: "evidence", bytes: evidence, attached: true }
      : { is: "pictures", pictures: photosIn(bytes), ofPdf: true };
  }
  const text = fromUtf8(bytes);
  if (text === undefined) return { is: "unknown" };
  if (text.trimStart().startsWith("{")) return { is: "evidence", bytes, attached: false };
  const texts = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return texts.some((line) => scan(line).is !== "foreign") ? { is: "codes", texts } : { is: "unknown" };
}
