/** The discussion of a draft as the service tells it, and the calls that change it. */

import { type Doc } from "../draft/document.js";
import { Api, pactPath } from "../ui/api.js";

export interface Me {
  readonly label: string;
  readonly may: "organise" | "read" | "comment";
  readonly party?: string;
  readonly share?: number;
}

export interface Comment {
  readonly number: number;
  readonly revision: number;
  readonly place: string;
  readonly quote: string;
  readonly body: string;
  readonly author: string;
  readonly from?: string;
  readonly answers?: number;
  readonly made: string;
  readonly resolved?: string;
  readonly resolved_by?: string;
  readonly mine: boolean;
}

export interface Agreement {
  readonly party: string;
  readonly revision: number;
  readonly digest: string;
  readonly number: string;
  readonly current: boolean;
  readonly author: string;
  readonly from?: string;
  readonly made: string;
}

export interface Share {
  readonly number: number;
  readonly label: string;
  readonly may: "read" | "comment";
  readonly party?: string;
  readonly expires: string;
  readonly state: "open" | "expired" | "revoked";
}

export interface Discussion {
  readonly pact: string;
  readonly state: "draft" | "adopted" | "opened";
  readonly revision?: number;
  readonly saved?: string;
  readonly digest?: string;
  readonly number?: string;
  readonly document?: Doc;
  readonly me: Me;
  readonly comments: readonly Comment[];
  readonly agreements: readonly Agreement[];
  readonly shares?: readonly Share[];
}

export interface Version {
  readonly revision: number;
  readonly author: string;
  readonly began: string;
  readonly saved: string;
  readonly name?: string;
}

/** A comment on a passage that is being sent. */
export interface Said {
  readonly body: string;
  readonly place?: string;
  readonly quote?: string;
  readonly answers?: number;
  readonly revision?: number;
  readonly name?: string;
}

export class Table {
  /** @param token of a link; none where somebody has logged in */
  constructor(
    private readonly api: Api,
    private readonly id: string,
    private readonly token?: string,
  ) {}

  look(): Promise<Discussion> {
    return this.call("discussion");
  }

  say(said: Said): Promise<void> {
    return this.call("comments", "POST", said);
  }

  resolve(number: number, dealtWith: boolean): Promise<void> {
    return this.call(`comments/${number}/resolved`, dealtWith ? "PUT" : "DELETE");
  }

  remove(number: number): Promise<void> {
    return this.call(`comments/${number}`, "DELETE");
  }

  agree(party: string, digest: string, name?: string): Promise<void> {
    return this.call(`agreements/${party}`, "PUT", name ? { digest, name } : { digest });
  }

  disagree(party: string): Promise<void> {
    return this.call(`agreements/${party}`, "DELETE");
  }

  async versions(): Promise<readonly Version[]> {
    return (await this.call<{ items: readonly Version[] }>("versions?limit=100")).items;
  }

  async version(revision: number): Promise<Doc> {
    return (await this.call<{ document: Doc }>(`versions/${revision}`)).document;
  }

  name(revision: number, name: string): Promise<void> {
    return this.call(`versions/${revision}`, "PUT", { name });
  }

  share(share: {
    readonly label: string;
    readonly may: string;
    readonly party?: string;
  }): Promise<{ readonly link: string }> {
    return this.call("shares", "POST", share);
  }

  unshare(number: number): Promise<void> {
    return this.call(`shares/${number}`, "DELETE");
  }

  private call<T>(rest: string, method: "GET" | "POST" | "PUT" | "DELETE" = "GET", body?: unknown): Promise<T> {
    return this.api.json(pactPath(this.id, rest), {
      method,
      token: this.token,
      ...(body === undefined ? {} : { body }),
    });
  }
}
