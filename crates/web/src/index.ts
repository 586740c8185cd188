/**
 * The browser's part of giaouoc: a second implementation of `docs/spec/`, which signs only bytes that it built itself.
 *
 * document → `parsePact` → digest · evidence → `verifiedProgress` → `draftSignature` → `signStatement` → `checkReceipt`
 */

export { type Bytes, base64, fromBase64, fromHex, hex, utf8 } from "./bytes";
export { type Code, Refusal } from "./error";
export { type Evidence, type Item, parseEvidence } from "./evidence";
export { type Digest, digestOf, parseDigest, subtle } from "./hash";
export { type Json, type JsonObject, canonicalJson, parseJson } from "./json";
export { type KeptKey, type KeyName, SigningKey, VerifyingKey, parseName, parseVkey } from "./key";
export { type Kind, entryOf, parseNonce } from "./leaf";
export { markDigest } from "./mark";
export { isIncluded, leafHash, nodeHash, parseProof } from "./merkle";
export { Note, isBy } from "./note";
export { longNumber, shortNumber } from "./number";
export { type Annex, type Identity, type Pact, keyNameOf, parsePact, readPact } from "./pact";
export { Policy, type TrustedCheckpoint, trustedCheckpoint } from "./policy";
export { type End, PartyState, Progress } from "./progress";
export { type Receipt, checkReceipt } from "./receipt";
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
} from "./record";
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
} from "./report";
export { type Party, type PartyId, type Role, Roster, isPartyId } from "./roster";
export {
  type Holder,
  type Signing,
  draftDecline,
  draftEnrolment,
  draftSignature,
  signStatement,
  statementDigest,
} from "./statement";
export { checkText, checkValue } from "./text";
export { Collector, type Held, type Taken } from "./paper/collector";
export { verifySheet } from "./paper/sheet";
export { type CalendarDate, type Time, parseDate, parseTime, timeOf } from "./time";
export { type AnnexesAtHand, verifiedProgress, verify } from "./verify";
export { Problem } from "./ui/api";
export { type Acknowledged, type Parts, type Person, Session, type Stage, personOf } from "./session/session";
export { type Credentials, HttpTransport, OutboxTransport, type Transport } from "./session/transport";
export { DeviceVault, type Kept, MemoryVault, type SignedNote, type Vault } from "./session/vault";
