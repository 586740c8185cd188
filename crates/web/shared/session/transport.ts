/** The way of a signer's page to the service: directly, or through the program on the kiosk's machine. */

import { type Api, Problem, pactPath } from "../ui/api.js";
import type { HolderAnswer, PactState, ReceiptAnswer } from "../api/answers.js";

/** Calls that a session makes to the world outside. */
export interface Transport {
  /** The evidence so far, to be verified by whoever gets it. */
  evidence(): Promise<Uint8Array>;
  state(): Promise<PactState>;
  /** To whom a position is released. */
  release(party: string): Promise<HolderAnswer>;
  /** Enrols by an invitation: text and possession line go, the receipt comes. */
  enrol(note: string): Promise<ReceiptAnswer>;
  /** Puts an enrolment before the desk. */
  pending(note: string): Promise<void>;
  /** Sends a signature until there is a receipt; a failure is a {@link Problem}. */
  record(note: string, mark: string | undefined): Promise<ReceiptAnswer>;
  /** Puts a signed decline before the desk. */
  decline(note: string): Promise<void>;
}

/** Tokens that a page holds for one person; each may arrive later than the page. */
export interface Credentials {
  /** An invitation's token. */
  invitation?: string | undefined;
  /** The token that a right code gave. */
  claim?: string | undefined;
  /** The short code that an invitation asks for. */
  code?: string | undefined;
}

/** Calls over HTTP. */
export class HttpTransport implements Transport {
  constructor(
    protected readonly api: Api,
    protected readonly id: string,
    protected readonly credentials: Credentials,
  ) {}

  evidence(): Promise<Uint8Array> {
    return this.api.bytes(this.path("evidence"));
  }

  state(): Promise<PactState> {
    return this.api.json(this.path("state"));
  }

  release(party: string): Promise<HolderAnswer> {
    return this.api.json(this.path(`releases/${party}`));
  }

  enrol(note: string): Promise<ReceiptAnswer> {
    const { invitation: token, code } = this.credentials;
    return this.api.json(this.path("enrolments"), { body: code === undefined ? { note } : { note, code }, token });
  }

  async pending(note: string): Promise<void> {
    const token = this.credentials.claim ?? this.credentials.invitation;
    await this.api.json(this.path("pending"), { body: { note }, token });
  }

  record(note: string, mark: string | undefined): Promise<ReceiptAnswer> {
    return this.api.json(this.path("records"), { body: mark === undefined ? { note } : { note, mark } });
  }

  async decline(note: string): Promise<void> {
    await this.api.json(this.path("declines"), { body: { note } });
  }

  protected path(rest: string): string {
    return pactPath(this.id, rest);
  }
}

/** The answer of the kiosk's program to a note that it has taken. */
type Outbox =
  | { readonly receipt: ReceiptAnswer }
  | { readonly waiting: true; readonly problem?: { readonly status: number; readonly code: string } };

/** Through the kiosk's program, which takes a signed note and sends it until there is a receipt, even after a reset. */
export class OutboxTransport extends HttpTransport {
  constructor(
    api: Api,
    id: string,
    credentials: Credentials,
    /** The digest under which the program keeps a note. */
    private readonly digestOf: (note: string) => Promise<string>,
    private readonly pause: (ms: number) => Promise<void>,
  ) {
    super(api, id, credentials);
  }

  /** The program has `Authorization` for itself: the claim goes beside the note. */
  override async pending(note: string): Promise<void> {
    const { claim } = this.credentials;
    await this.api.json(this.path("pending"), { body: claim === undefined ? { note } : { note, claim } });
  }

  override async record(note: string, mark: string | undefined): Promise<ReceiptAnswer> {
    const body = { pact: this.id, note, ...(mark === undefined ? {} : { mark }) };
    await this.api.json("/outbox", { body });
    const path = `/outbox/${await this.digestOf(note)}`;
    for (;;) {
      const found = await this.api.json<Outbox>(path);
      if ("receipt" in found) return found.receipt;
      // Also where the program tries again by itself: the person is to know that it is not logged yet.
      if (found.problem) throw refused(found.problem);
      await this.pause(700);
    }
  }
}

function refused({ status, code }: { readonly status: number; readonly code: string }): Problem {
  return new Problem(
    status,
    code,
    ["Sổ ghi nhận không nhận chữ ký này.", "The ledger does not take this signature."],
    ["Báo bàn thư ký.", "Tell the desk."],
  );
}
