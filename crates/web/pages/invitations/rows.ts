/** Invitations without a page: what each party's row says, and what can be done with it. */

import type { InvitationAnswer as Invitation } from "../../shared/api/answers.js";

/** An invitation, as the desk sees it; never with its token. */
export type InvitationAnswer = Pick<Invitation, "party" | "holder" | "capacity" | "code" | "expires" | "state">;

/** Of the desk's answer, what invitations need. */
export interface DeskAnswer {
  readonly state: {
    readonly number: string;
    readonly state: string;
    readonly parties: readonly { readonly party: string; readonly state: string }[];
  } | null;
  readonly document: Document;
  readonly invitations: readonly InvitationAnswer[];
  readonly now: string;
}

/** Of the document, what stands on a card. */
export interface Document {
  readonly title: string;
  readonly identity: "in-person" | "invite";
  readonly group: { readonly name: string; readonly parent?: string };
  readonly roster: readonly RosterEntry[];
}

interface RosterEntry {
  readonly id: string;
  readonly unit: string;
  readonly signs: boolean;
  readonly representative?: { readonly name: string; readonly titles?: readonly string[] };
}

/** One who signs, and how the invitation stands. */
export interface Row {
  readonly party: string;
  readonly unit: string;
  /** As the roster names its representative. */
  readonly named: string | undefined;
  /** The invited person, or else the representative. */
  readonly person: string | undefined;
  readonly delegate: boolean;
  readonly state: "none" | InvitationAnswer["state"];
  readonly expires: string | undefined;
  readonly code: boolean;
  /** The party's state in the ledger: `waiting`, `enrolled`, `signed`, `declined`. */
  readonly ledger: string;
  /** True if an invitation can be made: not after signing or declining, nor after the pact's end. */
  readonly open: boolean;
}

/** Everybody who signs, in protocol order. */
export function rowsOf(desk: DeskAnswer): readonly Row[] {
  const going = desk.state !== null && desk.state.state !== "completed" && desk.state.state !== "withdrawn";
  const ledger = new Map(desk.state?.parties.map(({ party, state }) => [party, state]));
  const invitations = new Map(desk.invitations.map((invitation) => [invitation.party, invitation]));
  return desk.document.roster
    .filter(({ signs }) => signs)
    .map((entry) => {
      const invitation = invitations.get(entry.id);
      const state = ledger.get(entry.id) ?? "waiting";
      return {
        party: entry.id,
        unit: entry.unit,
        named: entry.representative?.name,
        person: invitation?.holder ?? entry.representative?.name,
        delegate: invitation?.capacity === "delegate",
        state: invitation?.state ?? "none",
        expires: invitation?.expires,
        code: invitation?.code ?? false,
        ledger: state,
        open: going && state !== "signed" && state !== "declined",
      };
    });
}

/** Parties without a valid or used invitation whose representative is known: one button invites all of them. */
export function missing(rows: readonly Row[]): readonly Row[] {
  return rows.filter(
    (row) =>
      row.open && row.ledger === "waiting" && row.named !== undefined && row.state !== "open" && row.state !== "spent",
  );
}

/** Choices for the lifetime of links, in hours. */
export const LIVES = [2, 24, 72, 168, 720] as const;

/** The end of a link's life as the service writes times, by the service's clock. */
export function expiryOf(now: string, hours: number): string {
  return new Date(Date.parse(now) + hours * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A link as people may see it: its token stands behind `#` and stays away. */
export function addressOf(link: string): string {
  return link.replace(/#.*$/s, "");
}

/** `482 913`. */
export function spaced(code: string): string {
  return code.replace(/(\d{3})(?=\d)/g, "$1 ");
}

/** Cards in sheets of four. */
export function sheetsOf<T>(cards: readonly T[], size = 4): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(cards.length / size) }, (_, i) => cards.slice(i * size, (i + 1) * size));
}
