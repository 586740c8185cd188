/** Cards to print: one a person, four on a page of A4. */

import type { Config } from "../ui/config";
import { h, words as quoted } from "../ui/dom";
import { qrCode } from "../ui/qr";
import type { InvitationAnswer, PactState, PartyState } from "../ui/state";
import { calendarDay, clockTime, fill, unixOf } from "../ui/words";
import type { WORDS } from "./words";

type Words = { readonly [K in keyof typeof WORDS]: string };

/** A link that was just made. */
export interface Made {
  readonly link: string;
  readonly invitation: InvitationAnswer;
}

/** The cards of what was just made. The address stands on them without its token: whoever types it gains nothing. */
export function cards(config: Config, w: Words, { title, number, identity, id }: PactState, made: readonly Made[]): HTMLElement[] {
  return made.map(({ link, invitation }) =>
    h(
      "article",
      { class: "card-print" },
      h("p", { class: "card-kind" }, w.cardTitle),
      h("h2", {}, quoted(title)),
      h("p", { class: "card-person" }, h("strong", {}, quoted(invitation.holder)), h("span", {}, quoted(invitation.unit))),
      h(
        "div",
        { class: "card-code" },
        qrCode(link, w.cardQr),
        h(
          "div",
          {},
          h("p", {}, w.cardSteps),
          identity === "in-person" && h("p", {}, w.cardDesk),
          h("p", {}, `${w.cardNumber}: `, h("strong", { class: "figure" }, number)),
        ),
      ),
      h("p", { class: "card-foot" }, `${config.publicUrl}/m/${id}`, h("br"), fill(w.cardOnce, { day: calendarDay(unixOf(invitation.expires)) })),
    ),
  );
}

/** How a party's invitation stands, in words. */
export function invitationState(w: Words, party: PartyState, invitation: InvitationAnswer | undefined): string {
  if (party.state === "signed") return w.done;
  if (party.state === "declined") return w.declined;
  if (!invitation) return w.none;
  const expires = unixOf(invitation.expires);
  if (invitation.state === "open") return fill(w.open, { day: calendarDay(expires), time: clockTime(expires) });
  return { spent: w.spent, expired: w.expired, void: w.void }[invitation.state];
}
