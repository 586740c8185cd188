/**
 * From an evidence file and a policy to a verdict: the ten steps of `docs/spec/6-evidence.md`, each reported.
 *
 * Steps 6, 7, 8 and 10 are one replay of {@link Progress} in ledger order, each record judged in the step of its kind.
 * A record that fails is not taken, so that it cannot make a later one fail in a smaller step.
 */

import { base64 } from "./bytes.js";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.js";
import { Refusal, need, refusalOf } from "./error.js";
import { type Evidence, type Item, parseEvidence } from "./evidence.js";
import { otherFacts } from "./facts.js";
import { type AnnexesAtHand, Findings } from "./findings.js";
import { type Digest, parseDigest } from "./hash.js";
import { type Kind, entryOf, parseNonce } from "./leaf.js";
import { isIncluded, leafHash, parseProof } from "./merkle.js";
import type { Pact } from "./pact.js";
import type { Policy } from "./policy.js";
import { Progress } from "./progress.js";
import type { Unchecked } from "./progress-state.js";
import { Record, kindOf, parseRecordNote } from "./record.js";
import { type Report, STEP, type Step, isUntrusted } from "./report.js";
import type { Time } from "./time.js";

export type { AnnexesAtHand };

/**
 * Verifies an evidence file (its bytes, at most 4 MiB) under a policy, which never comes from beside the file, nor from
 * the server that is verified; with none the verdict is `untrusted` at best. Never refuses: whatever is wrong stands in
 * the report.
 */
export async function verify(file: Uint8Array, policy?: Policy, annexes: AnnexesAtHand = new Map()): Promise<Report> {
  return (await run(file, policy, annexes)).report();
}

/**
 * Verifies evidence and, where nothing in it failed, gives the state of the pact: what a signer's page builds its
 * statement on, without believing a server. Without it where the verdict is `invalid` or `untrusted`.
 */
export async function verifiedProgress(
  file: Uint8Array,
  policy: Policy,
): Promise<{ report: Report; progress: Progress | undefined }> {
  const verifier = await run(file, policy, new Map());
  const report = verifier.report();
  const holds = report.verdict === "valid" || report.verdict === "incomplete";
  return { report, progress: holds ? verifier.progress : undefined };
}

async function run(file: Uint8Array, policy: Policy | undefined, annexes: AnnexesAtHand): Promise<Verifier> {
  const verifier = new Verifier(policy);
  const evidence = await refusalOf(() => parseEvidence(file));
  if (evidence instanceof Refusal) verifier.failed(STEP.parse, evidence);
  else await verifier.run(evidence, annexes);
  return verifier;
}

/** An item of the file after step 4. A record's form is judged in the step of its kind. */
type Seen =
  | { readonly index: number; readonly kind: Kind; readonly record: Record | Refusal }
  | { readonly index: number; readonly kind: "erased"; readonly digest: Digest };

/** The walk through an evidence file. */
class Verifier extends Findings {
  constructor(private readonly policy: Policy | undefined) {
    super();
  }

  async run({ pact, items, checkpoint, marks }: Evidence, annexes: AnnexesAtHand): Promise<void> {
    this.passed(STEP.parse, 1);
    this.pact = pact;
    // Parsing has made the canonical bytes and their digest; whether it is the digest that was opened is step 5.
    this.passed(STEP.digest, 1);
    const tree = await this.checkpoint(checkpoint);
    const seen = tree && (await this.inclusion(items, tree));
    if (!tree || !seen) return;
    const named = new Set(seen.map(namedMark).filter((mark) => mark !== undefined));
    await this.attachments(named, marks, pact, annexes);
    const progress = await this.opening(seen, pact, tree);
    if (progress && this.policy) await this.replay(progress, seen, this.policy);
  }

  /** Step 3. The tree is known unless the checkpoint itself is broken: an untrusted one still shows inclusion. */
  private async checkpoint(text: string): Promise<Checkpoint | undefined> {
    const parsed = await refusalOf(() => parseCheckpoint(text));
    if (parsed instanceof Refusal) {
      this.failed(STEP.checkpoint, parsed.at("checkpoint"));
      return undefined;
    }
    const { note, tree } = parsed;
    const { policy } = this;
    const checked = policy ? await refusalOf(() => policy.check(note, tree)) : new Refusal("policy-missing");
    const trusted = checked instanceof Refusal ? undefined : checked;
    if (checked instanceof Refusal) {
      this.failed(STEP.checkpoint, checked.at("checkpoint"));
      if (!isUntrusted(checked)) return undefined;
    } else {
      this.sawKeys([checked.ledger]);
      this.passed(STEP.checkpoint, 1);
    }
    this.checkpointFacts = {
      origin: tree.origin,
      size: tree.size.toString(),
      root: base64(tree.root),
      cosigned: trusted?.cosigned.map(({ witness, time }) => [witness, time.toString()] as const) ?? [],
    };
    return tree;
  }

  /** Step 4: order, nonce, note, leaf, proof of every record. The first that fails is told. */
  private async inclusion(items: readonly Item[], tree: Checkpoint): Promise<readonly Seen[] | undefined> {
    const seen: Seen[] = [];
    // Hashing waits on WebCrypto: all at once, in which order they are done does not matter.
    const judged = await Promise.all(
      items.map((item, i) => refusalOf(() => leafed(item, (items[i - 1]?.index ?? -1) + 1, tree))),
    );
    for (const [i, one] of judged.entries()) {
      if (one instanceof Refusal) {
        this.failed(STEP.inclusion, one.at(placeOf(items[i]?.index ?? 0)));
        return undefined;
      }
      seen.push(one);
    }
    this.passed(STEP.inclusion, seen.length);
    return seen;
  }

  /** Step 5: the first record opens this very pact, by a registrar who counts. */
  private async opening(seen: readonly Seen[], pact: Pact, tree: Checkpoint): Promise<Progress | undefined> {
    const opened = await refusalOf(async () => {
      const [first, ...rest] = seen;
      need(first !== undefined, "opening-missing");
      if (first.kind === "erased") {
        throw new Refusal(rest.some(({ kind }) => kind === "opening") ? "opening-missing" : "opening-erased");
      }
      need(this.policy !== undefined, "policy-missing");
      if (first.record instanceof Refusal) throw first.record;
      return Progress.open(pact, tree.origin, first.record, first.index, this.policy);
    });
    if (opened instanceof Refusal) {
      this.failed(STEP.opening, opened);
      return undefined;
    }
    this.passed(STEP.opening, 1);
    return opened;
  }

  /** Steps 6, 7, 8, 10, and further openings in step 5. */
  private async replay(progress: Progress, seen: readonly Seen[], policy: Policy): Promise<void> {
    for (const step of AFTER_OPENING) this.passed(step, 0);
    for (const one of seen) {
      if (one.kind === "signature" && one.record instanceof Record && one.record.party)
        progress.atHand(one.record.party);
    }
    let latest = progress.opened;
    for (const one of seen.slice(1)) {
      if (one.kind === "erased") {
        progress.erase(one.index, one.digest);
        continue;
      }
      const time = await refusalOf(() => this.record(progress, one.index, one.record, policy));
      if (time instanceof Refusal) this.failed(stepOf(one.kind), time.at(placeOf(one.index)));
      else latest = this.times(progress, one.index, one.kind, latest, time);
    }
    // No completion, nothing to hold against the roster.
    if (progress.end?.how !== "completed") this.forget([STEP.completion]);
    this.progress = progress;
    this.forgetWhatHangsOnAFailedStep();
  }

  private async record(progress: Progress, index: number, record: Record | Refusal, policy: Policy): Promise<Time> {
    if (record instanceof Refusal) throw record;
    const authentic = await progress.authenticate(record, policy);
    this.sawKeys(authentic.keys ?? []);
    const admission = await progress.admit(authentic, policy);
    if (admission.known) throw new Refusal("record-twice", "", `the other stands at ${admission.index}`);
    const step = stepOf(record.kind);
    this.counted(step);
    this.unchecked.push(...admission.unchecked.map((what): [Step, Unchecked, number] => [step, what, index]));
    const other = otherFacts(index, record.statement);
    if (other) this.others.push(other);
    progress.take(index, authentic);
    return record.statement.time;
  }

  /** Claimed times decide nothing, but ones that run backwards or past `closes` are worth a word. */
  private times(progress: Progress, index: number, kind: Kind, latest: Time, time: Time): Time {
    if (time < latest) this.warnings.push({ code: "time-backwards", place: placeOf(index) });
    if (progress.isClosed(kind, time)) this.warnings.push({ code: "time-after-close", place: placeOf(index) });
    return time < latest ? latest : time;
  }

  /** Signatures rest on enrolments, and the completion on all before it. */
  private forgetWhatHangsOnAFailedStep(): void {
    if (this.errorOf(STEP.opening)) this.forget(AFTER_OPENING);
    if (this.errorOf(STEP.enrolments)) this.forget([STEP.signatures, STEP.others, STEP.completion]);
    if (this.errorOf(STEP.signatures) || this.errorOf(STEP.others)) this.forget([STEP.completion]);
  }
}

const AFTER_OPENING = [STEP.enrolments, STEP.signatures, STEP.others, STEP.completion];

/** Recomputes a leaf and checks that the tree holds it there. `next` is the least index that is in order. */
async function leafed(item: Item, next: number, tree: Checkpoint): Promise<Seen> {
  const { index } = item;
  need(index >= next, "record-order");
  need(BigInt(index) < tree.size, "proof-wrong", `the tree has ${tree.size} leaves`);
  if ("erased" in item) return { index, kind: "erased", digest: parseDigest(item.erased) };
  const nonce = parseNonce(item.nonce);
  const note = parseRecordNote(item.note);
  const kind = kindOf(note.text);
  const proof = parseProof(item.proof);
  const leaf = await leafHash(await entryOf(kind, nonce, item.note));
  need(await isIncluded(index, tree.size, leaf, proof, tree.root), "proof-wrong");
  return { index, kind, record: await refusalOf(() => Record.of(note)) };
}

function stepOf(kind: Kind): Step {
  switch (kind) {
    case "opening":
      return STEP.opening;
    case "enrolment":
      return STEP.enrolments;
    case "signature":
      return STEP.signatures;
    case "completion":
      return STEP.completion;
    default:
      return STEP.others;
  }
}

/** The mark that a signature names; whether the signature holds is another step's matter. */
function namedMark(seen: Seen): string | undefined {
  if (seen.kind !== "signature" || !(seen.record instanceof Record)) return undefined;
  const { act } = seen.record.statement;
  return act.kind === "signature" ? act.mark : undefined;
}

function placeOf(index: number): string {
  return `record ${index}`;
}
