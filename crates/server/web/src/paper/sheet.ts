/**
 * The ten steps for a printed sheet; what each looks at on paper stands in `docs/spec/7-codes.md`.
 *
 * seal → completion's note → leaf → root → checkpoint (3, 4) → registrar (5)
 * text → pact (2) → opening → enrolments (6) → signatures (7) → held against the seal (10)
 */

import { concat, equal, utf8 } from "../bytes";
import type { Checkpoint } from "../checkpoint";
import { Refusal, need, refusalOf } from "../error";
import type { Digest } from "../hash";
import { COSIGNATURE, ED25519, type VerifyingKey, parseName, verifyingKey } from "../key";
import { entryOf } from "../leaf";
import { leafHash, rootOf } from "../merkle";
import { Note, type SignatureLine } from "../note";
import { type Pact, keyNameOf, parsePact } from "../pact";
import { type Policy, type Registrar, type TrustedCheckpoint, countsFor } from "../policy";
import { Progress } from "../progress";
import { type Enrolment, Record, type Statement, statementText } from "../record";
import { type Report, STEP } from "../report";
import type { Party } from "../roster";
import { intentOf } from "../rules";
import { type AnnexesAtHand, Verifier } from "../verify";
import { type Sheet, readSheet } from "./codes";
import type { Seal, SignedText, Signer } from "./payload";

/** Verifies what was scanned. Never refuses: whatever is wrong stands in the report. */
export async function verifyCodes(
  texts: readonly string[],
  policy?: Policy,
  annexes: AnnexesAtHand = new Map(),
): Promise<Report> {
  return verifySheet(await refusalOf(async () => readSheet(texts)), policy, annexes);
}

/** The same of a sheet that was read, or of why it could not be. */
export async function verifySheet(
  sheet: Sheet | Refusal,
  policy?: Policy,
  annexes: AnnexesAtHand = new Map(),
): Promise<Report> {
  const verifier = new SheetVerifier(policy);
  if (sheet instanceof Refusal) verifier.failed(STEP.parse, sheet);
  else await verifier.sheet(sheet, annexes);
  return verifier.report();
}

/** A completion that a pinned registrar signed. */
interface Completed {
  readonly registrar: Registrar;
  readonly record: Record;
}

interface Enrolled {
  readonly party: Party;
  readonly signer: Signer;
  readonly key: VerifyingKey;
  readonly digest: Digest;
}

class SheetVerifier extends Verifier {
  async sheet({ seal, text }: Sheet, annexes: AnnexesAtHand): Promise<void> {
    this.passed(STEP.parse, (seal ? 1 : 0) + (text ? 1 : 0));
    const pact = text && (await this.printedPact(text, seal));
    if (!seal) {
      this.failed(STEP.checkpoint, new Refusal("seal-missing"));
      return;
    }
    this.sealed = seal.count;
    const { policy } = this;
    if (!policy) {
      this.failed(STEP.checkpoint, new Refusal("policy-missing"));
      this.failed(STEP.opening, new Refusal("policy-missing"));
      return;
    }
    const completed = await this.logged(seal, policy);
    this.registrarOf(completed, pact);
    if (pact && text) {
      await this.attachments([], new Map(), pact, annexes);
      await this.rebuild(pact, text, seal, completed, policy);
    }
    this.warnings.push({ code: "later-revocation", place: "" });
  }

  /** Step 2: the canonical bytes of the pact that the seal names. */
  private async printedPact(text: SignedText, seal: Seal | undefined): Promise<Pact | undefined> {
    const pact = await refusalOf(async () => {
      const parsed = await parsePact(text.pact);
      need(equal(parsed.canonical, text.pact), "codes-malformed", "the pact's bytes are not canonical");
      need(!seal || seal.pact === parsed.digest, "codes-differ", `the seal names ${seal?.pact}`);
      return parsed;
    });
    if (pact instanceof Refusal) {
      this.failed(STEP.digest, pact);
      return undefined;
    }
    this.pact = pact;
    this.passed(STEP.digest, 1);
    return pact;
  }

  /** Steps 3 and 4: whose completion it is, and whose checkpoint its path leads to. */
  private async logged(seal: Seal, policy: Policy): Promise<Completed | undefined> {
    // Without a pinned registrar's name the completion's note is not known, nor its leaf, nor the root.
    const completed = await completion(seal, policy);
    if (!completed) return undefined;
    const leaf = await leafHash(await entryOf("completion", seal.nonce, completed.record.note.toString()));
    const root = await rootOf(seal.index, seal.size, leaf, seal.path);
    if (!root) {
      this.failed(STEP.inclusion, new Refusal("proof-wrong"));
      return completed;
    }
    this.passed(STEP.inclusion, 1);
    const tree = { origin: seal.origin, size: seal.size, root };
    const trusted = await refusalOf(() => checkpoint(seal, tree, policy));
    if (trusted instanceof Refusal) this.failed(STEP.checkpoint, trusted.at("checkpoint"));
    else {
      this.sawKeys([trusted.ledger]);
      this.passed(STEP.checkpoint, 1);
    }
    this.pointFacts(tree, trusted instanceof Refusal ? undefined : trusted);
    return completed;
  }

  /** Step 5: the registrar that signed the completion vouches for the opening, which every signature names. */
  private registrarOf(completed: Completed | undefined, pact: Pact | undefined): void {
    if (!completed) {
      this.failed(STEP.opening, new Refusal("registrar-untrusted", "", "no pinned registrar signed the completion"));
    } else if (pact && !countsFor(completed.registrar, pact.identity)) {
      this.failed(STEP.opening, new Refusal("registrar-untrusted", "", "the registrar counts for invitations only"));
    } else {
      this.sawKeys([completed.registrar.key]);
      if (pact) this.passed(STEP.opening, 1);
    }
  }

  /** Steps 6, 7, 8, 10. */
  private async rebuild(
    pact: Pact,
    text: SignedText,
    seal: Seal,
    completed: Completed | undefined,
    policy: Policy,
  ): Promise<void> {
    const name = completed?.registrar.key.name ?? seal.origin;
    const progress = await Progress.vouched(pact, seal.origin, name, text.opened);
    for (const step of [STEP.enrolments, STEP.signatures, STEP.others, STEP.completion]) this.passed(step, 0);
    const enrolled = await this.enrol(progress, text, policy);
    await this.sign(progress, enrolled, policy);
    if (completed) {
      const failure = await refusalOf(() => complete(progress, seal, completed.record, policy));
      if (failure instanceof Refusal) this.failed(STEP.completion, failure);
      else this.counted(STEP.completion);
    }
    this.progress = progress;
    if (this.errorOf(STEP.opening)) this.forget([STEP.others, STEP.completion]);
    if (this.errorOf(STEP.enrolments)) this.forget([STEP.signatures, STEP.completion]);
    if (this.errorOf(STEP.signatures)) this.forget([STEP.completion]);
  }

  /** Step 6: each enrolment, rebuilt and judged by the rules; those that hold are handed on, by stage. */
  private async enrol(progress: Progress, text: SignedText, policy: Policy): Promise<readonly Enrolled[]> {
    const enrolled: Enrolled[] = [];
    for (const [i, signer] of text.signers.entries()) {
      const one = await refusalOf(async () => {
        const inOrder = (enrolled[enrolled.length - 1]?.signer.place ?? -1) < signer.place;
        need(inOrder, "codes-malformed", "signers do not stand in roster order");
        const party = progress.pact.roster.parties[signer.place];
        need(party?.signs === true, "codes-malformed", "no such place among those that sign");
        const enrolment = await enrolmentOf(progress.pact, party, signer);
        const digest = await progress.takeVouched(i + 1, enrolment, signer.enrolled, policy);
        return { party, signer, key: enrolment.key, digest };
      });
      if (one instanceof Refusal) this.failed(STEP.enrolments, one.at(`signer ${signer.place}`));
      else {
        this.sawKeys([one.key]);
        this.counted(STEP.enrolments);
        enrolled.push(one);
      }
    }
    return enrolled.sort((a, b) => a.party.stage - b.party.stage);
  }

  /** Step 7: each signature's text is rebuilt from what came before, and verified strictly. */
  private async sign(progress: Progress, enrolled: readonly Enrolled[], policy: Policy): Promise<void> {
    for (const [i, one] of enrolled.entries()) {
      const place = `signer ${one.signer.place}`;
      if (progress.isClosed("signature", one.signer.time)) this.warnings.push({ code: "time-after-close", place });
      const failure = await refusalOf(async () => {
        const authentic = await progress.authenticate(await signatureOf(progress, one), policy);
        need(!(await progress.admit(authentic, policy)).known, "record-twice");
        progress.take(enrolled.length + 1 + i, authentic);
      });
      if (failure instanceof Refusal) this.failed(STEP.signatures, failure.at(place));
      else this.counted(STEP.signatures);
    }
  }
}

/** Each pinned registrar is tried: the seal does not say which it was. */
async function completion(seal: Seal, policy: Policy): Promise<Completed | undefined> {
  const { origin: ledger, pact, signatures, count, time } = seal;
  const act = { kind: "completion", signatures, count: { k: count, n: count } } as const;
  const text = statementText({ ledger, pact, act, time });
  for (const registrar of policy.registrars) {
    const { key } = registrar;
    if (!(await key.verifies(utf8(text), seal.signature))) continue;
    const record = await refusalOf(() => Record.of(Note.of(text, [lineOf(key, seal.signature)])));
    return record instanceof Refusal ? undefined : { registrar, record };
  }
  return undefined;
}

/** The checkpoint's note is rebuilt with the pinned keys' names. */
async function checkpoint(seal: Seal, tree: Checkpoint, policy: Policy): Promise<TrustedCheckpoint> {
  const text = `${tree.origin}\n${tree.size}\n${btoa(String.fromCharCode(...tree.root))}\n`;
  let found = new Refusal("checkpoint-untrusted", "", `no pinned log is ${seal.origin}`);
  for (const ledger of policy.ledgers.filter((key) => key.algorithm === ED25519 && key.name === seal.origin)) {
    const lines = [lineOf(ledger, seal.checkpointSignature)];
    for (const given of seal.cosignatures) lines.push(...(await cosigned(given, text, policy)));
    const trusted = await refusalOf(() => policy.check(Note.of(text, lines), tree));
    if (!(trusted instanceof Refusal)) return trusted;
    found = trusted;
  }
  throw found;
}

/** The line of the pinned witness that bears this key ID; none for one that nobody pinned. */
async function cosigned(
  given: Seal["cosignatures"][number],
  text: string,
  policy: Policy,
): Promise<readonly SignatureLine[]> {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, given.time);
  const bytes = concat(time, given.signature);
  const ofId = policy.witnesses.filter(({ key }) => key.algorithm === COSIGNATURE && String(key.id) === String(given.id));
  // Two names may share a key ID: then the one whose key verifies is meant.
  for (const { key } of ofId) {
    const verified = await refusalOf(() => Note.of(text, [lineOf(key, bytes)]).verifiedLines([key]));
    if (!(verified instanceof Refusal)) return [lineOf(key, bytes)];
  }
  return ofId.slice(0, 1).map(({ key }) => lineOf(key, bytes));
}

function lineOf(key: VerifyingKey, bytes: SignatureLine["bytes"]): SignatureLine {
  return { name: key.name, id: key.id, bytes };
}

async function enrolmentOf(pact: Pact, party: Party, signer: Signer): Promise<Enrolment> {
  const usual = keyNameOf(pact, party.id);
  need(signer.keyName !== usual, "codes-malformed", "the usual key name is written as null");
  const named = party.representative?.name;
  need(signer.holder === undefined || signer.holder !== named, "codes-malformed", "the roster's name is written as null");
  const holder = signer.holder ?? named;
  need(holder !== undefined, "codes-malformed", "neither roster nor codes name the holder");
  const key = await verifyingKey(parseName(signer.keyName ?? usual), ED25519, signer.key);
  const { capacity, authority, method } = signer;
  return { kind: "enrolment", party: party.id, key, holder, capacity, authority, method };
}

async function signatureOf(progress: Progress, { party, signer, key, digest }: Enrolled): Promise<Record> {
  const { pact, ledger } = progress;
  const after = await progress.after(party.stage);
  need(after !== undefined, "stage-not-open");
  const position = pact.roster.position(party.id);
  need(position !== undefined, "party-named-only", party.id);
  const { mark, channel, time } = signer;
  const intent = intentOf(party);
  const act = { kind: "signature", party: party.id, position, intent, enrolment: digest, after, mark, channel } as const;
  const statement: Statement = { ledger, pact: pact.digest, act, time };
  return Record.of(Note.of(statementText(statement), [lineOf(key, signer.signature)]));
}

/** Step 10: what was rebuilt is what the seal counts. */
async function complete(progress: Progress, seal: Seal, record: Record, policy: Policy): Promise<void> {
  const due = progress.pact.roster.signers.length;
  need(seal.count === due, "codes-differ", `the seal counts ${seal.count}, the roster ${due}`);
  need((await progress.signatures()) === seal.signatures, "codes-differ", `the seal names ${seal.signatures}`);
  const authentic = await progress.authenticate(record, policy);
  await progress.admit(authentic, policy);
  progress.take(Number.MAX_SAFE_INTEGER, authentic);
}
