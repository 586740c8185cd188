/**
 * The ten steps for a printed copy: what each looks at on paper stands in `docs/spec/7-codes.md`.
 *
 * seal → completion's note → leaf → root → checkpoint (3, 4) → registrar (5)
 * text → pact (2) → opening → enrolments (6) → signatures (7) → held against the seal (10)
 */

import { base64, concat, equal, last, utf8 } from "../bytes.js";
import type { Checkpoint } from "../checkpoint.js";
import { Refusal, need, refusalOf } from "../error.js";
import { type AnnexesAtHand, Findings } from "../findings.js";
import type { Digest } from "../hash.js";
import { ED25519, type VerifyingKey, parseName, verifyingKey } from "../key.js";
import { entryOf } from "../leaf.js";
import { inclusionRoot, leafHash } from "../merkle.js";
import { Note, type SignatureLine } from "../note.js";
import { type Pact, keyNameOf, parsePact } from "../pact.js";
import { type Policy, type Registrar, type TrustedCheckpoint, countsFor } from "../policy.js";
import { Progress } from "../progress.js";
import { type Enrolment, Record, statementText } from "../record.js";
import { type Report, STEP } from "../report.js";
import type { Party } from "../roster.js";
import { intentOf } from "../rules.js";
import type { Cosignature, Seal } from "./codes.js";
import type { Signer, SignedText } from "./compact.js";
import { type Sheet, readCodes } from "./read.js";

/**
 * Verifies the texts of a printed copy's codes, in any order, under a policy, which never comes from the copy. Never
 * refuses: whatever is wrong stands in the report.
 */
export async function verifySheet(
  codes: readonly string[],
  policy?: Policy,
  annexes: AnnexesAtHand = new Map(),
): Promise<Report> {
  const sheet = await refusalOf(async () => readCodes(codes));
  const verifier = new SheetVerifier(policy);
  if (sheet instanceof Refusal) verifier.failed(STEP.parse, sheet);
  else await verifier.run(sheet, annexes);
  return verifier.report();
}

/** A completion that a pinned registrar signed. */
interface Completed {
  readonly registrar: Registrar;
  readonly note: Note;
}

/** One whose enrolment holds. */
interface EnrolledSigner {
  readonly signer: Signer;
  readonly party: Party;
  readonly key: VerifyingKey;
  readonly enrolment: Digest;
}

class SheetVerifier extends Findings {
  constructor(private readonly policy: Policy | undefined) {
    super();
  }

  async run({ seal, text }: Sheet, annexes: AnnexesAtHand): Promise<void> {
    this.passed(STEP.parse, Number(seal !== undefined) + Number(text !== undefined));
    const pact = text && (await this.printedPact(text, seal));
    this.sealed = seal?.count;
    if (!seal) {
      this.failed(STEP.checkpoint, new Refusal("seal-missing"));
      return;
    }
    const { policy } = this;
    if (!policy) {
      for (const step of [STEP.checkpoint, STEP.opening]) this.failed(step, new Refusal("policy-missing"));
      return;
    }
    const completed = await this.completion(seal, policy);
    this.registrar(completed?.registrar, pact);
    if (pact) await this.attachments(new Set(), new Map(), pact, annexes);
    if (pact && text) await this.rebuild(pact, text, seal, completed, policy);
    this.warnings.push({ code: "later-revocation", place: "" });
  }

  /** Step 2: the canonical bytes of the pact that the seal names. */
  private async printedPact(text: SignedText, seal: Seal | undefined): Promise<Pact | undefined> {
    const read = await refusalOf(async () => {
      const pact = await parsePact(text.pact);
      need(equal(pact.canonical, text.pact), "codes-malformed", "the pact's bytes are not canonical");
      need(!seal || seal.pact === pact.digest, "codes-differ", `the seal names ${seal?.pact}`);
      return pact;
    });
    if (read instanceof Refusal) {
      this.failed(STEP.digest, read);
      return undefined;
    }
    this.passed(STEP.digest, 1);
    this.pact = read;
    return read;
  }

  /** Steps 3 and 4: whose completion it is, and to whose checkpoint its path leads. */
  private async completion(seal: Seal, policy: Policy): Promise<Completed | undefined> {
    const completed = await completedBy(seal, policy);
    // Without a pinned registrar's name the completion's note is not known, nor its leaf, nor the root.
    if (!completed) return undefined;
    const leaf = await leafHash(await entryOf("completion", seal.nonce, completed.note.toString()));
    const root = await inclusionRoot(seal.index, seal.size, leaf, seal.path);
    if (!root) {
      this.failed(STEP.inclusion, new Refusal("proof-wrong", "", "the path has a wrong length"));
      return completed;
    }
    this.passed(STEP.inclusion, 1);
    const tree = { origin: seal.origin, size: seal.size, root };
    const trusted = await refusalOf(() => checkpointOf(seal, tree, policy));
    if (trusted instanceof Refusal) {
      this.failed(STEP.checkpoint, trusted.at("checkpoint"));
    } else {
      this.sawKeys([trusted.ledger]);
      this.passed(STEP.checkpoint, 1);
    }
    const cosigned = trusted instanceof Refusal ? [] : trusted.cosigned;
    this.checkpointFacts = {
      origin: tree.origin,
      size: tree.size.toString(),
      root: base64(root),
      cosigned: cosigned.map(({ witness, time }) => [witness, time.toString()] as const),
    };
    return completed;
  }

  /** Step 5: the registrar that signed the completion vouches for the opening, which every signature names. */
  private registrar(registrar: Registrar | undefined, pact: Pact | undefined): void {
    if (!registrar) {
      this.failed(STEP.opening, new Refusal("registrar-untrusted", "", "no pinned registrar signed the completion"));
      return;
    }
    this.sawKeys([registrar.key]);
    // Without the text the pact's identity mode is not known.
    if (!pact) return;
    if (countsFor(registrar, pact.identity)) this.passed(STEP.opening, 1);
    else this.failed(STEP.opening, new Refusal("registrar-untrusted", "", "it counts for invitations only"));
  }

  /** Steps 6, 7, 8 and 10. */
  private async rebuild(
    pact: Pact,
    text: SignedText,
    seal: Seal,
    completed: Completed | undefined,
    policy: Policy,
  ): Promise<void> {
    // No text that is rebuilt below holds the registrar's name; only the completion is judged by it.
    const registrar = completed?.registrar.key.name ?? seal.origin;
    const progress = await Progress.openVouched(pact, seal.origin, registrar, text.opened);
    for (const step of [STEP.enrolments, STEP.signatures, STEP.others, STEP.completion]) this.passed(step, 0);
    const enrolled = await this.enrolments(progress, text.signers, policy);
    await this.signatures(progress, enrolled, policy);
    const closed = completed && (await refusalOf(() => complete(progress, seal, completed.note, policy)));
    if (closed instanceof Refusal) this.failed(STEP.completion, closed);
    else if (completed) this.counted(STEP.completion);
    this.progress = progress;
    if (this.errorOf(STEP.opening)) this.forget([STEP.others, STEP.completion]);
    if (this.errorOf(STEP.enrolments)) this.forget([STEP.signatures, STEP.completion]);
    if (this.errorOf(STEP.signatures)) this.forget([STEP.completion]);
  }

  /** Step 6: each enrolment, rebuilt and judged by the rules; those that hold, by stage. */
  private async enrolments(progress: Progress, signers: readonly Signer[], policy: Policy): Promise<EnrolledSigner[]> {
    const enrolled: EnrolledSigner[] = [];
    for (const [i, signer] of signers.entries()) {
      const one = await refusalOf(async () => {
        need(
          signer.place > (last(enrolled)?.signer.place ?? -1),
          "codes-malformed",
          "signers do not stand in roster order",
        );
        const party = progress.pact.roster.parties[signer.place];
        need(party?.signs === true, "codes-malformed", "no such place among those that sign");
        const enrolment = await enrolmentOf(progress.pact, party, signer);
        const digest = await progress.takeVouched(i + 1, enrolment, signer.enrolled, policy);
        return { signer, party, key: enrolment.key, enrolment: digest };
      });
      if (one instanceof Refusal) {
        this.failed(STEP.enrolments, one.at(placeOf(signer)));
      } else {
        this.sawKeys([one.key]);
        this.counted(STEP.enrolments);
        enrolled.push(one);
      }
    }
    return enrolled.sort((a, b) => a.party.stage - b.party.stage);
  }

  /** Step 7: each signature's text is rebuilt from what came before, and verified strictly. */
  private async signatures(progress: Progress, enrolled: readonly EnrolledSigner[], policy: Policy): Promise<void> {
    for (const [i, one] of enrolled.entries()) {
      const place = placeOf(one.signer);
      if (progress.isClosed("signature", one.signer.time)) this.warnings.push({ code: "time-after-close", place });
      const failure = await refusalOf(async () => {
        const authentic = await progress.authenticate(await signatureOf(progress, one), policy);
        need(!(await progress.admit(authentic, policy)).known, "record-twice");
        progress.take(enrolled.length + i + 1, authentic);
      });
      if (failure instanceof Refusal) this.failed(STEP.signatures, failure.at(place));
      else this.counted(STEP.signatures);
    }
  }
}

/** Each pinned registrar is tried: the seal does not say which it was. */
async function completedBy(seal: Seal, policy: Policy): Promise<Completed | undefined> {
  const { count } = seal;
  const act = { kind: "completion", signatures: seal.signatures, count: { k: count, n: count } } as const;
  const text = statementText({ ledger: seal.origin, pact: seal.pact, act, time: seal.time });
  for (const registrar of policy.registrars) {
    const { key } = registrar;
    if (!(await key.verifies(utf8(text), seal.signature))) continue;
    return { registrar, note: Note.of(text, [{ name: key.name, id: key.id, bytes: seal.signature }]) };
  }
  return undefined;
}

/** The checkpoint's note is rebuilt with the pinned keys' names, and checked as any other. */
async function checkpointOf(seal: Seal, tree: Checkpoint, policy: Policy): Promise<TrustedCheckpoint> {
  const text = `${tree.origin}\n${tree.size}\n${base64(tree.root)}\n`;
  const cosignatures: SignatureLine[] = [];
  for (const given of seal.cosignatures) {
    const line = await cosignatureOf(given, text, policy);
    if (line) cosignatures.push(line);
  }
  let found = new Refusal("checkpoint-untrusted", "", `no pinned ledger key of ${tree.origin}`);
  for (const { name, id } of policy.ledgers.filter((ledger) => ledger.name === tree.origin)) {
    const note = Note.of(text, [{ name, id, bytes: seal.checkpointSignature }, ...cosignatures]);
    const trusted = await refusalOf(() => policy.check(note, tree));
    if (!(trusted instanceof Refusal)) return trusted;
    found = trusted;
  }
  throw found;
}

/** The line of the pinned witness server that bears this key ID; nothing for one that nobody pinned. */
async function cosignatureOf(given: Cosignature, text: string, policy: Policy): Promise<SignatureLine | undefined> {
  const time = new DataView(new ArrayBuffer(8));
  time.setBigUint64(0, given.time);
  const bytes = concat(new Uint8Array(time.buffer), given.signature);
  const keys = policy.witnesses.map(({ key }) => key).filter((key) => equal(key.id, given.id));
  const lines = keys.map(({ name, id }) => ({ name, id, bytes }));
  // Two names may share a key ID: then the one is meant whose key verifies.
  for (const [i, key] of keys.entries()) {
    const message = utf8(`cosignature/v1\ntime ${given.time}\n${text}`);
    if (await key.verifies(message, given.signature)) return lines[i];
  }
  return lines[0];
}

async function enrolmentOf(pact: Pact, party: Party, signer: Signer): Promise<Enrolment> {
  const usual = keyNameOf(pact, party.id);
  need(signer.keyName !== usual, "codes-malformed", "the usual key name is written as null");
  const named = party.representative?.name;
  need(
    signer.holder === undefined || signer.holder !== named,
    "codes-malformed",
    "the roster's name is written as null",
  );
  const holder = signer.holder ?? named;
  need(holder !== undefined, "codes-malformed", "neither roster nor codes name the holder");
  return {
    kind: "enrolment",
    party: party.id,
    key: await verifyingKey(parseName(signer.keyName ?? usual), ED25519, signer.publicKey),
    holder,
    capacity: signer.capacity,
    authority: signer.authority,
    method: signer.method,
  };
}

async function signatureOf(progress: Progress, { signer, party, key, enrolment }: EnrolledSigner): Promise<Record> {
  const { pact, ledger } = progress;
  const after = await progress.after(party.stage);
  need(after !== undefined, "stage-not-open", `stage ${party.stage}`);
  const position = pact.roster.position(party.id);
  need(position !== undefined, "party-named-only", party.id);
  const { mark, channel, time } = signer;
  const act = {
    kind: "signature",
    party: party.id,
    position,
    intent: intentOf(party),
    enrolment,
    after,
    mark,
    channel,
  } as const;
  const text = statementText({ ledger, pact: pact.digest, act, time });
  return Record.of(Note.of(text, [{ name: key.name, id: key.id, bytes: signer.signature }]));
}

/** Step 10: what was rebuilt is what the seal counts. */
async function complete(progress: Progress, seal: Seal, note: Note, policy: Policy): Promise<void> {
  const due = progress.pact.roster.signers.length;
  need(seal.count === due, "codes-differ", `the seal counts ${seal.count}, the roster ${due}`);
  const signatures = await progress.signatures();
  need(
    signatures === seal.signatures,
    "codes-differ",
    `the seal names ${seal.signatures}, found ${signatures ?? "too few"}`,
  );
  const authentic = await progress.authenticate(await Record.of(note), policy);
  await progress.admit(authentic, policy);
  progress.take(Number.MAX_SAFE_INTEGER, authentic);
}

function placeOf({ place }: Signer): string {
  return `signer ${place}`;
}
