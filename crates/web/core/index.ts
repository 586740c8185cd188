/**
 * The browser's part of giaouoc: a second implementation of `docs/spec/`, which signs only bytes that it built itself.
 *
 * document → `parsePact` → digest · evidence → `verifiedProgress` → `draftSignature` → `signStatement` → `checkReceipt`
 */

export { type Bytes, base64, fromBase64, fromHex, hex, utf8 } from "./bytes.js";
export { type Code, Refusal } from "./error.js";
export { type Evidence, type Item, parseEvidence } from "./evidence.js";
export { type Digest, digestOf, parseDigest, subtle } from "./hash.js";
export { type Json, type JsonObject, canonicalJson, parseJson } from "./json.js";
export { type KeptKey, type KeyName, SigningKey, VerifyingKey, parseName, parseVkey } from "./key.js";
export { type Kind, entryOf, parseNonce } from "./leaf.js";
export { markDigest } from "./mark.js";
export { isIncluded, leafHash, nodeHash, parseProof } from "./merkle.js";
export { Note, isBy } from "./note.js";
export { longNumber, shortNumber } from "./number.js";
export { type Annex, type Identity, type Pact, keyNameOf, parsePact, readPact } from "./pact.js";
export { Policy, type TrustedCheckpoint, trustedCheckpoint } from "./policy.js";
export { Progress } from "./progress.js";
export { type End, PartyState } from "./progress-state.js";
export { type Receipt, checkReceipt } from "./receipt.js";
export {
  type Act,
  type Capacity,
  type Channel,
  type Intent,
  type Method,
  Record,
  type Statement,
  parseStatement,
  statementText,
} from "./record.js";
export {
  type Reason,
  type Report,
  type OtherFacts,
  type SignerFacts,
  STEP,
  type Status,
  type Step,
  type StepReport,
  type Verdict,
} from "./report.js";
export { type Party, type PartyId, type Role, Roster, isPartyId } from "./roster.js";
export {
  type Holder,
  type Signing,
  draftDecline,
  draftEnrolment,
  draftSignature,
  signStatement,
  statementDigest,
} from "./statement.js";
export { checkText, checkValue } from "./text.js";
export { Collector, type Held, type Taken } from "./paper/collector.js";
export { verifySheet } from "./paper/sheet.js";
export { type CalendarDate, type Time, parseDate, parseTime, timeOf } from "./time.js";
export { type AnnexesAtHand, verifiedProgress, verify } from "./verify.js";
