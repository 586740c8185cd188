/**
 * Saving: each change is kept on this device at once and sent to the service soon after. The service takes a save only
 * over the revision that was seen; where somebody was faster, both changes are merged, and a person chooses where they
 * meet.
 */

import type { CheckAnswer, DraftAnswer } from "../../shared/api/answers.js";
import { Api, Problem } from "../../shared/ui/api.js";
import { type Conflict, type Doc, merge, put, same } from "../../shared/draft/document.js";

export type { Finding } from "../../shared/api/answers.js";
export type Check = CheckAnswer;
export type Draft = DraftAnswer<Doc>;

/** Callbacks by which the page follows a save. */
export interface Told {
  readonly saving: () => void;
  readonly saved: (draft: Draft) => void;
  readonly failed: (problem: Problem) => void;
  /** Somebody else's changes came in: the document is another one. */
  readonly merged: (doc: Doc, taken: number) => void;
  readonly choose: (conflicts: readonly Conflict[]) => Promise<readonly Conflict[]>;
}

/** Milliseconds of quiet before a save, and between tries. */
const QUIET = 600;
const AGAIN = 4_000;

export class Keeper {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private revision: number;
  /** The document as the service has it. */
  private base: Doc;
  doc: Doc;

  constructor(
    private readonly api: Api,
    draft: Draft,
    private readonly told: Told,
  ) {
    this.revision = draft.revision;
    this.base = draft.document;
    this.doc = draft.document;
  }

  /**
   * Takes up what this device had kept and the service never got, over the revision that it was written on: where
   * somebody has saved since, the next save meets them as any other does. False where there is nothing of it.
   */
  restore(): boolean {
    const text = localStorage.getItem(this.place);
    if (text === null) return false;
    const { revision, base, doc } = JSON.parse(text) as {
      readonly revision: number;
      readonly base: Doc;
      readonly doc: Doc;
    };
    if (same(doc, this.base)) {
      localStorage.removeItem(this.place);
      return false;
    }
    this.revision = revision;
    this.base = base;
    this.take(doc);
    return true;
  }

  /** Takes a change. */
  take(doc: Doc): void {
    this.doc = doc;
    localStorage.setItem(this.place, JSON.stringify({ revision: this.revision, base: this.base, doc }));
    this.later(QUIET);
  }

  /** Saves what is not saved, and waits for it. False where it did not work. */
  async settle(): Promise<boolean> {
    clearTimeout(this.timer);
    while (!same(this.doc, this.base)) {
      const before = this.base;
      await this.save();
      if (same(before, this.base)) return false;
    }
    return true;
  }

  get seen(): number {
    return this.revision;
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  private save(): Promise<void> {
    // One at a time: a save is made over the answer of the one before.
    this.running ??= this.send().finally(() => (this.running = undefined));
    return this.running;
  }

  private async send(): Promise<void> {
    const sent = this.doc;
    if (same(sent, this.base)) return;
    this.told.saving();
    try {
      const saved = await this.api.json<Draft>(this.path, { method: "PUT", body: sent, ifMatch: this.revision });
      this.revision = saved.revision;
      this.base = saved.document;
      if (same(this.doc, sent)) {
        this.doc = saved.document;
        localStorage.removeItem(this.place);
      } else {
        this.take(this.doc);
      }
      this.told.saved(saved);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "stale") return this.meet();
      this.told.failed(error);
      if (error.passes) this.later(AGAIN);
    }
  }

  /** Somebody saved before us. */
  private async meet(): Promise<void> {
    const theirs = await this.api.json<Draft>(this.path);
    const { doc, conflicts, taken } = merge(this.base, this.doc, theirs.document);
    const chosen = conflicts.length > 0 ? await this.told.choose(conflicts) : [];
    this.revision = theirs.revision;
    this.base = theirs.document;
    this.told.merged(apply(doc, chosen), taken);
  }

  private get path(): string {
    return `/pacts/${encodeURIComponent(String(this.base["id"]))}/draft`;
  }

  private get place(): string {
    return `giaouoc:draft:${String(this.base["id"])}`;
  }
}

function apply(doc: Doc, chosen: readonly Conflict[]): Doc {
  return chosen.reduce((made, { place, mine }) => put(made, place, mine), doc);
}
