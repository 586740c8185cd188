/** Invitations on the console's page of one pact: links, codes, and cards to print. Tokens live in this page only. */

import { Api, Problem, pactPath } from "../ui/api";
import { readConfig } from "../ui/config";
import { ask, h, root, show, words as quoted } from "../ui/dom";
import { follow } from "../ui/live";
import type { InvitationAnswer, PactState, PartyState } from "../ui/state";
import { fill, nowUnix, speak } from "../ui/words";
import type { Desk } from "../desk/model";
import { type Made, cards, invitationState } from "./cards";
import { WORDS } from "./words";

const config = readConfig();
const w = speak(WORDS, config.lang);
const api = new Api(config.api);
const id = config.id ?? "";
const DAY = 24 * 3600;

const place = h("section", { class: "invitations", id: "invitations", "aria-labelledby": "invitations-title" });
const table = h("div", {});
const links = h("div", { class: "links" });
const print = h("div", { class: "print-cards", "aria-hidden": true });
const error = h("p", { class: "error", role: "alert" });
const withCode = h("input", { type: "checkbox", id: "with-code" });
const days = h("input", { type: "number", id: "days", min: 1, max: 60, value: 7 });

let desk: Desk | undefined;
let drawn = "";
/** Links that were made here and are shown as long as this page is open. */
const made = new Map<string, Made>();

function signers(state: PactState): readonly PartyState[] {
  return state.parties.filter((party) => party.state !== "named");
}

function invitationOf(party: PartyState): InvitationAnswer | undefined {
  return desk?.invitations?.find((one) => one.party === party.party);
}

function representative({ party }: PartyState): string | undefined {
  const roster = (desk?.document as { roster?: { id: string; representative?: { name: string } }[] }).roster ?? [];
  return roster.find((one) => one.id === party)?.representative?.name;
}

/** Who is invited where the roster names nobody. */
async function holderOf(party: PartyState): Promise<string | undefined> {
  const named = invitationOf(party)?.holder ?? representative(party);
  if (named !== undefined) return named;
  const name = h("input", { type: "text", id: "invite-holder", maxlength: 200, autocomplete: "off" });
  const field = h("div", { class: "field" }, h("label", { for: "invite-holder" }, w.holder), name);
  const answer = await ask(party.unit, [h("p", {}, w.holderDue), field], [
    { value: "yes", label: w.yes },
    { value: "", label: w.cancel, kind: "quiet" },
  ]);
  const holder = name.value.normalize("NFC").trim();
  return answer === "yes" && holder !== "" ? holder : undefined;
}

async function make(party: PartyState): Promise<void> {
  const holder = await holderOf(party);
  if (holder === undefined) return;
  const capacity = invitationOf(party)?.capacity ?? "representative";
  const expires = new Date((nowUnix() + Math.max(1, Number(days.value) || 7) * DAY) * 1000).toISOString().replace(/\.\d+Z$/, "Z");
  const body = { party: party.party, holder, capacity, expires, ...(withCode.checked ? { code: true } : {}) };
  const answer = await api.json<{ link: string; invitation: InvitationAnswer }>(pactPath(id, "invitations"), { body });
  made.set(party.party, { link: answer.link, invitation: answer.invitation });
}

async function remake(party: PartyState): Promise<void> {
  const answer = await ask(w.remake, h("p", {}, fill(w.remakeAsk, { unit: party.unit })), [
    { value: "yes", label: w.yes },
    { value: "", label: w.cancel, kind: "quiet" },
  ]);
  if (answer === "yes") await make(party);
}

async function code(party: PartyState): Promise<void> {
  const { code } = await api.json<{ code: string }>(pactPath(id, `invitations/${party.party}/code`), { method: "POST" });
  const holder = invitationOf(party)?.holder ?? party.unit;
  const body = [h("p", { class: "short-code" }, `${code.slice(0, 3)} ${code.slice(3)}`), h("p", {}, w.codeText)];
  await ask(fill(w.codeTitle, { holder }), body, [{ value: "", label: w.close }]);
}

async function run(act: () => Promise<void>): Promise<void> {
  show(error);
  try {
    await act();
  } catch (failure) {
    const told = failure instanceof Problem ? failure.words(config.lang) : { cause: String(failure), cure: "" };
    show(error, `${told.cause} ${told.cure}`);
  }
  await look();
}

async function look(): Promise<void> {
  try {
    desk = await api.json<Desk>(pactPath(id, "desk"));
  } catch {
    return;
  }
  const text = JSON.stringify([desk.state?.parties, desk.invitations, made.size]);
  if (text === drawn || desk.state === null) return;
  drawn = text;
  draw(desk.state);
}

function draw(state: PactState): void {
  const missing = signers(state).filter((party) => isOpen(party) && !isGood(party));
  const isSigning = state.state === "signing";
  show(
    table,
    h("p", {}, w.intro),
    state.identity === "in-person" && h("p", { class: "notice" }, w.introInPerson),
    isSigning &&
      h(
        "div",
        { class: "invite-all" },
        h("div", { class: "field" }, h("label", { for: "days" }, w.days), days),
        state.identity === "invite" && h("div", { class: "field" }, h("label", { class: "choice", for: "with-code" }, withCode, w.withCode)),
        missing.length > 0 && button(w.all, () => void run(async () => {
          for (const party of missing) await make(party);
        })),
      ),
    error,
    h(
      "table",
      { class: "stacked invitations-table", role: "table" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, [w.unit, w.person, w.state, w.acts].map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
      h("tbody", { role: "rowgroup" }, signers(state).map((party) => row(party, isSigning))),
    ),
  );
  drawLinks(state);
}

function row(party: PartyState, isSigning: boolean): HTMLElement {
  const invitation = invitationOf(party);
  const cell = (label: string, ...children: Parameters<typeof h>[2][]): HTMLElement => h("td", { role: "cell", "data-label": label }, ...children);
  return h(
    "tr",
    { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, quoted(party.unit)),
    cell(w.person, quoted(invitation?.holder ?? representative(party) ?? "–")),
    cell(w.state, invitationState(w, party, invitation)),
    cell(w.acts, isSigning && isOpen(party) && h("div", { class: "buttons" }, acts(party, invitation))),
  );
}

function acts(party: PartyState, invitation: InvitationAnswer | undefined): HTMLElement[] {
  const named = (label: string, act: () => Promise<void>): HTMLElement => button(label, () => void run(act), "quiet", `${label}: ${party.unit}`);
  if (!invitation) return [named(w.make, () => make(party))];
  const revoke = (): Promise<void> => api.json(pactPath(id, `invitations/${party.party}`), { method: "DELETE" });
  return [
    named(w.remake, () => remake(party)),
    ...(invitation.state === "open" ? [named(w.revoke, revoke)] : []),
    ...(invitation.state === "open" && invitation.code ? [named(w.code, () => code(party))] : []),
  ];
}

/** Links that were just made, to copy or to print. */
function drawLinks(state: PactState): void {
  const said = h("p", { role: "status" });
  const item = ({ link, invitation }: Made): HTMLElement => {
    const field = h("input", { type: "text", readonly: true, value: link, "aria-label": `${w.state}: ${invitation.unit}`, class: "link-field" });
    const copy = (): void => {
      field.select();
      void navigator.clipboard.writeText(link).then(() => show(said, w.copied), () => undefined);
    };
    return h("li", {}, h("strong", {}, quoted(invitation.holder)), " ", quoted(invitation.unit), h("div", { class: "find-row" }, field, button(w.copy, copy, "quiet", `${w.copy}: ${invitation.unit}`)));
  };
  const all = [...made.values()];
  show(links, all.length > 0 && [h("h3", {}, w.links), h("ul", { class: "plain" }, all.map(item)), said, h("div", { class: "buttons" }, button(w.print, () => window.print()))]);
  show(print, cards(config, w, state, all));
}

function isOpen({ state }: PartyState): boolean {
  return state === "waiting" || state === "enrolled";
}

function isGood(party: PartyState): boolean {
  const state = invitationOf(party)?.state;
  return party.state === "enrolled" || state === "open";
}

function button(label: string, press: () => void, kind = "", full?: string): HTMLElement {
  return h("button", { type: "button", class: `button ${kind}`, "aria-label": full, onclick: press }, label);
}

show(place, h("h2", { id: "invitations-title", class: "ruled" }, w.title), table, links, print);
root().after(place);
addEventListener("beforeunload", (event) => {
  if (made.size > 0) event.preventDefault();
});
follow<PactState>(config, api, id, { state: () => void look(), office: () => void look(), stale: () => undefined });
void look();

