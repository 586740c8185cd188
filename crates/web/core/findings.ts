/**
 * The steps as they come to be known, and the report that they make: the same for an evidence file (`verify.ts`) and
 * for the codes of a printed copy (`paper/sheet.ts`).
 */

import { Refusal, need, placedLater, refusalOf } from "./error.js";
import { signersOf } from "./facts.js";
import type { Digest } from "./hash.js";
import type { VerifyingKey } from "./key.js";
import { markDigest } from "./mark.js";
import type { Pact } from "./pact.js";
import type { Progress } from "./progress.js";
import type { Unchecked } from "./progress-state.js";
import {
  type CheckpointFacts,
  type OtherFacts,
  type Reason,
  type Report,
  STEP,
  type Step,
  type StepReport,
  type Verdict,
  type Warning,
  isUntrusted,
} from "./report.js";
import { SAMPLE_KEYS } from "./sample.js";

/** Digests of adopted documents that are at hand, by file name. */
export type AnnexesAtHand = ReadonlyMap<string, Digest>;

/** Findings so far. A step that nothing sets stays `not-checked`. */
export class Findings {
  progress: Progress | undefined;
  pact: Pact | undefined;
  checkpointFacts: CheckpointFacts | undefined;
  /** Number of signatures that a printed seal counts; nothing for an evidence file. */
  sealed: number | undefined;
  readonly warnings: Warning[] = [];
  readonly others: OtherFacts[] = [];
  readonly unchecked: [Step, Unchecked, number][] = [];
  private readonly steps = new Map<Step, { error?: Refusal; count: number; checked: boolean }>();
  /** True once a key took part whose private half is public. */
  private sample = false;

  /** Step 9: marks match the digests that signatures name, annexes at hand those of the pact. */
  async attachments(
    named: ReadonlySet<string>,
    marks: ReadonlyMap<string, string>,
    pact: Pact,
    annexes: AnnexesAtHand,
  ): Promise<void> {
    const failure = await refusalOf(async () => {
      for (const digest of [...marks.keys()].sort()) await checkMark(digest, marks.get(digest) ?? "", named);
      for (const file of [...annexes.keys()].sort()) {
        const annex = pact.annexes.find((candidate) => candidate.file === file);
        if (annex?.sha256 !== annexes.get(file)) throw new Refusal("annex-wrong", file);
      }
    });
    if (failure instanceof Refusal) this.failed(STEP.attachments, failure);
    else this.passed(STEP.attachments, named.size + annexes.size);
  }

  errorOf(step: Step): Refusal | undefined {
    return this.steps.get(step)?.error;
  }

  passed(step: Step, count: number): void {
    this.steps.set(step, { count, checked: true });
  }

  /** One more thing that a step looked at. */
  counted(step: Step): void {
    const known = this.steps.get(step);
    if (known) known.count += 1;
  }

  /** The first defect of a step is the one that is told. */
  failed(step: Step, error: Refusal): void {
    if (!this.errorOf(step)) this.steps.set(step, { error, count: this.steps.get(step)?.count ?? 0, checked: true });
  }

  /** Marks steps as not checked unless they have failed; their counts stay. */
  forget(steps: readonly Step[]): void {
    for (const step of steps) {
      const known = this.steps.get(step);
      if (known && !known.error) known.checked = false;
    }
  }

  sawKeys(keys: readonly VerifyingKey[]): void {
    this.sample ||= keys.some((key) => SAMPLE_KEYS.includes(key.hex));
  }

  report(): Report {
    const steps = Object.values(STEP).map((step) => this.stepReport(step));
    const deciding = steps.find(({ error }) => error);
    const sample: Warning[] = this.sample ? [{ code: "sample-keys", place: "" }] : [];
    return {
      ...this.verdict(deciding),
      steps,
      deciding,
      pact: this.pact,
      identity: this.pact?.identity,
      checkpoint: this.checkpointFacts,
      signed: this.progress?.signedCount ?? this.sealed ?? 0,
      due: this.pact?.roster.signers.length ?? this.sealed ?? 0,
      signers: this.progress ? signersOf(this.progress, this.sealed !== undefined) : [],
      others: this.others,
      erased: this.progress?.erasedIndices ?? [],
      warnings: [...sample, ...this.warnings],
    };
  }

  private stepReport(step: Step): StepReport {
    const known = this.steps.get(step);
    const unchecked = this.unchecked.filter(([at]) => at === step).map(([, what, index]) => [what, index] as const);
    const failed = known?.error && (isUntrusted(known.error) ? "untrusted" : "failed");
    const status = failed ?? (known?.checked ? "passed" : "not-checked");
    return { step, status, count: known?.count ?? 0, error: known?.error, unchecked };
  }

  /** The first step that fails decides; where none does, what the records say. */
  private verdict(deciding: StepReport | undefined): { verdict: Verdict; reason: Reason | undefined } {
    if (deciding) return { verdict: deciding.status === "untrusted" ? "untrusted" : "invalid", reason: undefined };
    if (!this.progress) {
      // A printed seal without its text; nothing else comes here unfailed.
      const sealed = this.sealed !== undefined;
      return sealed ? { verdict: "incomplete", reason: "text-missing" } : { verdict: "untrusted", reason: undefined };
    }
    const reason = reasonOf(this.progress);
    return { verdict: reason ? "incomplete" : "valid", reason };
  }
}

/** Why evidence that holds is incomplete; nothing where it is valid. */
function reasonOf(progress: Progress): Reason | undefined {
  if (progress.isErased) return "erased";
  if (progress.end?.how === "withdrawn") return "withdrawn";
  if (progress.isDeclined) return "declined";
  if (progress.end?.how === "completed") return undefined;
  return progress.missing(progress.pact.roster.signers).length > 0 ? "k-of-n" : "no-completion";
}

function checkMark(digest: string, svg: string, named: ReadonlySet<string>): Promise<void> {
  return placedLater(`/marks/${digest}`, async () => {
    need(named.has(digest), "mark-unnamed");
    need((await markDigest(svg)) === digest, "mark-wrong");
  });
}
