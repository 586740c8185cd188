/**
 * The service's answers (`docs/spec/api.md`), for showing: nothing is signed because of them. Their members come from
 * the service's own description (`openapi.ts`, generated), which tells closed lists of words in prose: here they
 * are named.
 */

import type { components } from "./openapi.js";

type Schemas = components["schemas"];

/** A schema some of whose texts are words of a closed list. Words for a member that is not there do not compile. */
type Narrowed<T, Words extends { [K in keyof Words]: K extends keyof T ? T[K] : never }> = Omit<T, keyof Words> & {
  readonly [K in keyof Words]: Words[K];
};

type Identity = "in-person" | "invite";
type Method = "in-person" | "invite" | "pinned";
type Capacity = "representative" | "delegate";

/** The state of one party. */
export type PartyState = Narrowed<
  Schemas["PartyAnswer"],
  {
    role: "head" | "deputy" | "member" | "witness";
    state: "named" | "waiting" | "enrolled" | "signed" | "declined";
    method?: Method;
  }
>;

/** The state of a pact. */
export type PactState = Narrowed<
  Schemas["StateAnswer"],
  {
    identity: Identity;
    state: "signing" | "all-signed" | "completed" | "declined" | "withdrawn";
    parties: readonly PartyState[];
  }
>;

/** The receipt for a record. */
export type ReceiptAnswer = Schemas["Receipt"];

/** The person that may enrol, by an invitation or a release. */
export type HolderAnswer = Narrowed<
  Pick<Schemas["ReleaseAnswer"], "party" | "unit" | "holder" | "capacity" | "authority" | "method" | "key_name">,
  { capacity: Capacity; method: Method }
> &
  // Only a release tells whether a device without an invitation needs the short code.
  Partial<Pick<Schemas["ReleaseAnswer"], "needs_code">>;

/** An invitation as its holder sees it. */
export type InvitationAnswer = Narrowed<
  Schemas["InvitationAnswer"],
  { capacity: Capacity; method: Method; identity: Identity; state: "open" | "spent" | "expired" | "void" }
>;

/** A pact in the desk's list. */
export type DeskLine = Narrowed<
  Schemas["DeskLine"],
  { identity: Identity; state: PactState["state"] | "adopted" | "erased" }
>;

/** A pact or a draft in the list of all. */
export type ListLine = Schemas["PactLine"];

/** A kiosk of the desk. */
export type KioskAnswer = Schemas["KioskAnswer"];

/** An act that the service has drafted and would sign. */
export type ActAnswer = Schemas["ActAnswer"];

/** A comment on a draft. */
export type CommentAnswer = Schemas["CommentAnswer"];

/** A party's agreement to a draft. */
export type AgreementAnswer = Schemas["AgreementAnswer"];

/** A link to a draft. */
export type ShareAnswer = Narrowed<
  Schemas["ShareAnswer"],
  { may: "read" | "comment"; state: "open" | "expired" | "revoked" }
>;

/** The reader of a discussion. */
export type MeAnswer = Narrowed<Schemas["MeAnswer"], { may: "organise" | "read" | "comment" }>;

/** A version of a draft. */
export type VersionAnswer = Omit<Schemas["VersionAnswer"], "document">;

/** A draft's discussion; the page that shows the document names its type. */
export type DiscussionAnswer<Doc> = Narrowed<
  Omit<Schemas["DiscussionAnswer"], "document">,
  { state: "draft" | "adopted" | "opened"; me: MeAnswer; shares?: readonly ShareAnswer[] }
> & { readonly document?: Doc };

/** A defect of a document, at a JSON pointer. */
export type Finding = Pick<Schemas["Problem"], "code" | "place" | "cause" | "cure"> & { readonly detail?: string };

/** The service's check of a document. */
export type CheckAnswer = Pick<Schemas["CheckAnswer"], "ok" | "digest" | "number"> & {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Pick<Schemas["WordWarning"], "place" | "word" | "vi" | "en">[];
};

/** A draft with its check. */
export type DraftAnswer<Doc> = Narrowed<
  Omit<Schemas["DraftAnswer"], "document" | "check">,
  { state: "draft" | "adopted" }
> & {
  readonly document: Doc;
  readonly check: CheckAnswer;
};
