/** The discussion of a draft as the service tells it, and the calls that change it. */

import type { DiscussionAnswer, VersionAnswer } from "../api/answers.js";
import { type Doc } from "../draft/document.js";
import { Api, pactPath } from "../ui/api.js";

export type {
  AgreementAnswer as Agreement,
  CommentAnswer as Comment,
  ShareAnswer as Share,
  VersionAnswer as Version,
} from "../api/answers.js";
export type Discussion = DiscussionAnswer<Doc>;

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

  async versions(): Promise<readonly VersionAnswer[]> {
    return (await this.call<{ items: readonly VersionAnswer[] }>("versions?limit=100")).items;
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
