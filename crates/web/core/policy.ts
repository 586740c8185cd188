/** The keys that a verifier trusts: a C2SP tlog-policy with our `registrar` lines (`docs/spec/2-keys-and-notes.md`). */

import { type Bytes, equal, fromDecimal, utf8 } from "./bytes.js";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.js";
import { Refusal, need, placedLater } from "./error.js";
import { type Algorithm, COSIGNATURE, ED25519, type VerifyingKey, parseVkey } from "./key.js";
import type { Note } from "./note.js";
import type { Identity } from "./pact.js";

const POLICY_BYTES = 1 << 20;
const MOST_OF_A_KIND = 256;

export interface Witness {
  /** Its name within the policy, not the key's. */
  readonly name: string;
  readonly key: VerifyingKey;
}

/** Some of the members, which stand on earlier lines, must have cosigned. */
export interface WitnessGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

export interface Registrar {
  readonly key: VerifyingKey;
  /** Held by a server: counts only for pacts with `identity: invite`. */
  readonly invite: boolean;
}

/** A checkpoint that a policy trusts. Only {@link Policy.check} makes one. */
export interface TrustedCheckpoint extends Checkpoint {
  readonly ledger: VerifyingKey;
  /** Witness servers that cosigned, each once, by their names in the policy, with the Unix times that they claim. */
  readonly cosigned: readonly { readonly witness: string; readonly time: bigint }[];
}

/** Pinned ledgers, witness servers with their quorum, and registrars. */
export class Policy {
  readonly ledgers: VerifyingKey[] = [];
  readonly witnesses: Witness[] = [];
  readonly groups: WitnessGroup[] = [];
  readonly registrars: Registrar[] = [];
  private quorum: string | undefined;
  private readonly grouped = new Set<string>();

  /** Reads the text; `policy-malformed` names the line, a bad key of a registrar has its own code. */
  static async parse(text: string): Promise<Policy> {
    need(utf8(text).length <= POLICY_BYTES, "policy-malformed", "larger than 1 MiB");
    const policy = new Policy();
    let number = 0;
    for (const line of text.split("\n")) {
      number += 1;
      await placedLater(`line ${number}`, () => policy.line(line));
    }
    need(policy.quorum !== undefined, "policy-malformed", "no quorum line");
    policy.checkKeys();
    return policy;
  }

  /** Every key: no party may enrol one of them. */
  get keys(): readonly VerifyingKey[] {
    return [...this.ledgers, ...this.witnesses.map(({ key }) => key), ...this.registrars.map(({ key }) => key)];
  }

  /** The registrar that bears this name and key ID. */
  registrar(name: string, id: Bytes): Registrar | undefined {
    return this.registrars.find(({ key }) => key.name === name && equal(key.id, id));
  }

  /**
   * Checks a checkpoint, in this order: every line by a key of the policy verifies (`signature-wrong`), one is by a
   * ledger whose name is the origin (`checkpoint-untrusted`), the quorum has cosigned (`quorum-missing`).
   */
  async check(note: Note, tree: Checkpoint): Promise<TrustedCheckpoint> {
    const lines = await note.verifiedLines([...this.ledgers, ...this.witnesses.map(({ key }) => key)]);
    const ledger = lines.find(({ key }) => key.algorithm === ED25519 && key.name === tree.origin)?.key;
    need(ledger !== undefined, "checkpoint-untrusted", `no pinned ledger key of ${tree.origin}`);
    const cosigned: { witness: string; time: bigint }[] = [];
    for (const { key, time } of lines) {
      const witness = this.witnesses.find((candidate) => candidate.key === key)?.name;
      if (witness !== undefined && time !== undefined && !cosigned.some((one) => one.witness === witness)) {
        cosigned.push({ witness, time });
      }
    }
    need(this.isQuorum(cosigned.map(({ witness }) => witness)), "quorum-missing");
    return { ...tree, ledger, cosigned };
  }

  private isQuorum(cosigned: readonly string[]): boolean {
    if (this.quorum === NONE) return true;
    const present = new Set(cosigned);
    // Members stand on earlier lines, so one pass in order decides every group.
    for (const { name, threshold, members } of this.groups) {
      if (members.filter((member) => present.has(member)).length >= threshold) present.add(name);
    }
    return this.quorum !== undefined && present.has(this.quorum);
  }

  private async line(line: string): Promise<void> {
    // C2SP tlog-policy, character set; in comments too.
    need(!/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line), "policy-malformed", "it holds a control character");
    const [kind, ...words] = line.split(/[ \t]/).filter((word) => word !== "");
    if (kind === undefined || kind.startsWith("#")) return;
    const read = {
      log: this.log,
      witness: this.witness,
      group: this.group,
      quorum: this.quorumLine,
      registrar: this.registrarLine,
    };
    need(Object.keys(read).includes(kind), "policy-malformed", "an unknown kind of line");
    await read[kind as keyof typeof read].call(this, words);
  }

  private async log([vkey, , ...more]: string[]): Promise<void> {
    this.ledgers.push(await policyKey(vkey, ED25519, more));
    need(this.ledgers.length <= MOST_OF_A_KIND, "policy-malformed", "too many logs");
  }

  private async witness([name, vkey, , ...more]: string[]): Promise<void> {
    const key = await policyKey(vkey, COSIGNATURE, more);
    this.witnesses.push({ name: this.fresh(name), key });
    need(this.witnesses.length <= MOST_OF_A_KIND, "policy-malformed", "too many witnesses");
  }

  private async group([name, k, ...members]: string[]): Promise<void> {
    for (const member of members) {
      need(this.isDefined(member), "policy-malformed", `no earlier line defines ${member}`);
      need(!this.grouped.has(member), "policy-malformed", `${member} is a group member already`);
      this.grouped.add(member);
    }
    const threshold = k === "all" ? members.length : k === "any" ? 1 : Number(fromDecimal(k ?? "") ?? 0n);
    need(threshold >= 1 && threshold <= members.length, "policy-malformed", "no such number of members");
    this.groups.push({ name: this.fresh(name), threshold, members });
    need(this.groups.length <= MOST_OF_A_KIND, "policy-malformed", "too many groups");
  }

  private async quorumLine([name, ...more]: string[]): Promise<void> {
    need(name !== undefined && more.length === 0, "policy-malformed", "a quorum line names one");
    need(name === NONE || this.isDefined(name), "policy-malformed", `no earlier line defines ${name}`);
    need(this.quorum === undefined, "policy-malformed", "a second quorum line");
    this.quorum = name;
  }

  private async registrarLine([vkey, invite, ...more]: string[]): Promise<void> {
    need(vkey !== undefined && more.length === 0, "policy-malformed", "too few or too many words");
    need(invite === undefined || invite === "invite", "policy-malformed", "only `invite` may follow the vkey");
    this.registrars.push({ key: await parseVkey(vkey), invite: invite !== undefined });
    need(this.registrars.length <= MOST_OF_A_KIND, "policy-malformed", "too many registrars");
  }

  private isDefined(name: string): boolean {
    return [...this.witnesses, ...this.groups].some((one) => one.name === name);
  }

  private fresh(name: string | undefined): string {
    need(name !== undefined && name !== NONE && !this.isDefined(name), "policy-malformed", `the name ${name} is taken`);
    return name;
  }

  /** No public key twice; no name and key ID twice among those that one looks among. */
  private checkKeys(): void {
    const keys = this.keys;
    need(new Set(keys.map((key) => key.hex)).size === keys.length, "policy-malformed", "a public key stands twice");
    const lookups = [[...this.ledgers, ...this.witnesses.map(({ key }) => key)], this.registrars.map(({ key }) => key)];
    for (const some of lookups) {
      const names = new Set(some.map((key) => `${key.name}+${key.id.join()}`));
      need(names.size === some.length, "policy-malformed", "two keys share name and key ID");
    }
  }
}

/** "The special name `none` is predefined": as quorum it asks for nobody; nothing else may bear it. */
const NONE = "none";

/** True if a registrar counts for pacts of this identity mode. */
export function countsFor(registrar: Registrar, identity: Identity): boolean {
  return !registrar.invite || identity === "invite";
}

/** Parses a checkpoint and checks it; every refusal bears the place `checkpoint`. */
export function trustedCheckpoint(text: string, policy: Policy): Promise<TrustedCheckpoint> {
  return placedLater("checkpoint", async () => {
    const { note, tree } = await parseCheckpoint(text);
    return policy.check(note, tree);
  });
}

/** A key of a line of C2SP tlog-policy; `more` is what follows the URL, which nothing here looks into. */
async function policyKey(vkey: string | undefined, due: Algorithm, more: readonly string[]): Promise<VerifyingKey> {
  need(vkey !== undefined && more.length === 0, "policy-malformed", "too few or too many words");
  try {
    return await parseVkey(vkey, due);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal("policy-malformed", "", error.detail);
    throw error;
  }
}
