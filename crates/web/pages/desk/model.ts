/** Answers for the desk's page (`docs/spec/api.md`, the desk), of the service or of the desk's own program. */

import { type Api, pactPath } from "../../shared/ui/api.js";
import type {
  DeskLine,
  HolderAnswer,
  InvitationAnswer,
  KioskAnswer,
  ActAnswer,
  PactState,
  ReceiptAnswer,
} from "../../shared/api/answers.js";

export interface Release extends HolderAnswer {
  readonly time: string;
  readonly code: "none" | "open" | "claimed" | "expired" | "void";
}

/** An enrolment that waits. The program says whether it is what this desk has released. */
export interface Pending {
  readonly party: string;
  readonly time: string;
  readonly fits?: boolean;
}

export interface Declining {
  readonly party: string;
  readonly holder: string;
  readonly reason?: string | null;
  readonly time: string;
}

export type Line = DeskLine;
export type Kiosk = KioskAnswer;

export interface Desk {
  readonly state: PactState | null;
  readonly adopted: boolean;
  readonly document: unknown;
  readonly releases?: readonly Release[];
  readonly pending?: readonly Pending[];
  readonly declines?: readonly Declining[];
  readonly kiosks?: readonly Kiosk[];
  readonly invitations?: readonly InvitationAnswer[];
  readonly now?: string;
  /** Of the program: seconds by which the service's clock is ahead. */
  readonly clock?: { readonly skew: number };
  /** Of the program: what its own verification found. */
  readonly verified?: {
    readonly verdict: string;
    readonly line: { readonly vi: string; readonly en: string };
    readonly size: number;
  };
}

export type Act = "opening" | "enrolment" | "withdrawal" | "completion" | "revocation";

/** A text that would be signed. */
export type Drafted = Pick<ActAnswer, "digest" | "long_number" | "text" | "facts">;

export interface Code {
  readonly code: string;
  readonly expires?: string;
  readonly code_expires?: string;
}

/** The desk's calls for one pact: the same at the service and at the program. */
export class DeskApi {
  constructor(
    private readonly api: Api,
    readonly id: string,
  ) {}

  desk(): Promise<Desk> {
    return this.api.json(pactPath(this.id, "desk"));
  }

  release(body: { party: string; holder: string; capacity: string; authority?: string; code: true }): Promise<Code> {
    return this.api.json(pactPath(this.id, "releases"), { body });
  }

  takeBack(party: string): Promise<void> {
    return this.api.json(pactPath(this.id, `releases/${party}`), { method: "DELETE" });
  }

  code(party: string): Promise<Code> {
    return this.api.json(pactPath(this.id, `releases/${party}/code`), { method: "POST" });
  }

  /** Keeps a letter of authority under its digest. */
  letter(digest: string, bytes: Blob): Promise<void> {
    return this.api.json(pactPath(this.id, `authorities/${digest}`), { method: "PUT", bytes });
  }

  draft(body: { act: Act; party?: string; reason?: string; number?: string }): Promise<Drafted> {
    return this.api.json(pactPath(this.id, "acts"), { body });
  }

  sign(digest: string): Promise<ReceiptAnswer> {
    return this.api.json(pactPath(this.id, `acts/${digest}/sign`), { method: "POST" });
  }

  confirmDecline(party: string): Promise<ReceiptAnswer> {
    return this.api.json(pactPath(this.id, `declines/${party}/confirm`), { method: "POST" });
  }

  dropDecline(party: string): Promise<void> {
    return this.api.json(pactPath(this.id, `declines/${party}`), { method: "DELETE" });
  }

  pair(code: string, name: string): Promise<unknown> {
    return this.api.json(pactPath(this.id, "kiosks"), { body: { code, name } });
  }

  unpair(number: number): Promise<void> {
    return this.api.json(pactPath(this.id, `kiosks/${number}`), { method: "DELETE" });
  }

  evidence(): Promise<Uint8Array> {
    return this.api.bytes(pactPath(this.id, "evidence"));
  }
}
