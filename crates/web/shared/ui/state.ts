/** The service's answers about a pact (`docs/spec/api.md`): for showing. Nothing is signed because of them. */

/** The state of one party. */
export interface PartyState {
  readonly party: string;
  readonly unit: string;
  readonly role: "head" | "deputy" | "member" | "witness";
  readonly stage: number;
  /** `k/n`; absent for who is merely named. */
  readonly position?: string;
  readonly state: "named" | "waiting" | "enrolled" | "signed" | "declined";
  readonly turn: boolean;
  readonly released?: boolean;
  readonly pending?: boolean;
  readonly declining?: boolean;
  readonly holder?: string;
  readonly method?: "in-person" | "invite" | "pinned";
  readonly key?: string;
  readonly enrolment?: string;
  readonly signature?: {
    readonly index: number;
    readonly digest: string;
    readonly number: string;
    readonly time: string;
    readonly mark?: string;
  };
}

/** The state of a pact. */
export interface PactState {
  readonly id: string;
  readonly digest: string;
  readonly number: string;
  readonly long_number: string;
  readonly title: string;
  readonly identity: "in-person" | "invite";
  readonly state: "signing" | "all-signed" | "completed" | "declined" | "withdrawn";
  readonly signed: number;
  readonly due: number;
  readonly turn: readonly string[];
  readonly opened: string;
  readonly closes?: string;
  readonly erased: boolean;
  readonly parties: readonly PartyState[];
}

/** The receipt for a record. */
export interface ReceiptAnswer {
  readonly index: number;
  readonly digest: string;
  readonly number: string;
  readonly kind: string;
  readonly known: boolean;
  readonly same_text: boolean;
  readonly size: number;
  readonly checkpoint: string;
  readonly proof: readonly string[];
  readonly nonce?: string;
  readonly note?: string;
  readonly time: string;
}

/** The person that may enrol, by an invitation or a release. */
export interface HolderAnswer {
  readonly party: string;
  readonly unit: string;
  readonly holder: string;
  readonly capacity: "representative" | "delegate";
  readonly authority?: string;
  readonly method: "in-person" | "invite" | "pinned";
  readonly key_name: string;
  /** Of a release: whether a device without an invitation needs the short code. */
  readonly needs_code?: boolean;
}

/** An invitation as its holder sees it. */
export interface InvitationAnswer extends HolderAnswer {
  readonly pact: string;
  readonly identity?: "in-person" | "invite";
  readonly expires: string;
  readonly state: "open" | "spent" | "expired" | "void";
  /** True if enrolling needs a short code too. */
  readonly code?: boolean;
}
