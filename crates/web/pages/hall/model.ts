/** The view of the hall's screen on a pact's state, computed without a page, so that tests can read it. */

import type { PactState, PartyState } from "../../shared/api/answers.js";

/** The state of one party, as far as the screen shows it. */
export type PartyAnswer = Pick<
  PartyState,
  "party" | "unit" | "role" | "stage" | "position" | "state" | "turn" | "holder"
> &
  Partial<Pick<PartyState, "released">> & { readonly signature?: { readonly index: number; readonly time: string } };

/** The state of a pact, as far as the screen shows it. */
export type StateAnswer = Pick<PactState, "id" | "number" | "title" | "identity" | "state" | "signed" | "due"> & {
  readonly parties: readonly PartyAnswer[];
};

/** Of the document, what the screen shows beside the state. */
export interface Document {
  readonly group?: { readonly kind?: string; readonly name?: string; readonly parent?: string };
  readonly event?: { readonly name?: string };
  readonly roster?: readonly { readonly id: string; readonly representative?: { readonly name?: string } }[];
}

/** One party on the screen. `called` is who the desk has asked to come. */
export interface Tile {
  readonly party: string;
  readonly unit: string;
  readonly role: PartyAnswer["role"];
  readonly stage: number;
  readonly person: string | undefined;
  readonly state: "named" | "waiting" | "turn" | "called" | "signed" | "declined";
  /** RFC 3339; of who has signed. */
  readonly time: string | undefined;
}

/** A stage (lượt ký), and who signs in it. */
export interface Stage {
  readonly stage: number;
  readonly parties: readonly Tile[];
}

/** The whole screen. */
export interface View {
  readonly state: StateAnswer["state"];
  /** Signers that are parties, in protocol order. */
  readonly tiles: readonly Tile[];
  /** Witnesses, whether they sign or are merely named. */
  readonly witnesses: readonly Tile[];
  /** In signing order; one alone where the order does not matter. */
  readonly stages: readonly Stage[];
  /** Signers that are due now: those whom the desk has called, or else everybody whose turn it is. */
  readonly next: readonly Tile[];
  readonly called: boolean;
  /** The party that signed last. */
  readonly latest: Tile | undefined;
}

/** The view on this state. A tile is lit by a signature in the ledger and by nothing else. */
export function viewOf(state: StateAnswer, document?: Document): View {
  const names = new Map(document?.roster?.map(({ id, representative }) => [id, representative?.name]));
  const open = state.state === "signing" || state.state === "declined";
  const all = state.parties.map((party) => tileOf(party, names.get(party.party), open));
  const turn = all.filter((tile) => tile.state === "turn" || tile.state === "called");
  const called = turn.filter((tile) => tile.state === "called");
  const newest = state.parties.reduce<PartyAnswer | undefined>(
    (last, party) => ((party.signature?.index ?? -1) > (last?.signature?.index ?? -1) ? party : last),
    undefined,
  );
  return {
    state: state.state,
    tiles: all.filter((tile) => tile.role !== "witness"),
    witnesses: all.filter((tile) => tile.role === "witness"),
    stages: stagesOf(all.filter((tile) => tile.state !== "named")),
    next: called.length > 0 ? called : turn,
    called: called.length > 0,
    latest: all.find((tile) => tile.party === newest?.party),
  };
}

/** Parties whose tiles are lit in one view and were not in the one before. */
export function newlySigned(before: View | undefined, now: View): readonly Tile[] {
  if (!before) return [];
  const known = new Set(
    [...before.tiles, ...before.witnesses].filter((tile) => tile.state === "signed").map((tile) => tile.party),
  );
  return [...now.tiles, ...now.witnesses].filter((tile) => tile.state === "signed" && !known.has(tile.party));
}

function tileOf(party: PartyAnswer, named: string | undefined, open: boolean): Tile {
  return {
    party: party.party,
    unit: party.unit,
    role: party.role,
    stage: party.stage,
    person: party.state === "signed" ? (party.holder ?? named) : named,
    state: tileState(party, open),
    time: party.state === "signed" ? party.signature?.time : undefined,
  };
}

function tileState(party: PartyAnswer, open: boolean): Tile["state"] {
  if (party.state === "signed" || party.state === "declined" || party.state === "named") return party.state;
  if (!open || !party.turn) return "waiting";
  return party.released ? "called" : "turn";
}

function stagesOf(signers: readonly Tile[]): readonly Stage[] {
  const numbers = [...new Set(signers.map((tile) => tile.stage))].sort((a, b) => a - b);
  return numbers.map((stage) => ({ stage, parties: signers.filter((tile) => tile.stage === stage) }));
}

/** `15:42:07` on the clocks of Việt Nam, of a time as the service writes it; nothing where it is none. */
export function clockSeconds(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? "" : new Date(at + 7 * 3_600_000).toISOString().slice(11, 19);
}

/** The verify page in the short form that QR codes like best: all capitals (`docs/spec/7-codes.md`). */
export function shortCode(publicUrl: string, id: string): string {
  const { origin, pathname } = new URL(publicUrl);
  // A path in front would lose its meaning in capitals.
  return pathname === "/" ? `${origin}/v/${id}`.toUpperCase() : `${publicUrl}/v/${id}`;
}
