/**
 * The present state of a pact, by the server's evidence of today, which no print can tell. Judged under the same
 * policy.
 */

import type { Policy } from "../../core/policy.js";
import type { OtherFacts, Report } from "../../core/report.js";
import { Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { type Child, h } from "../../shared/ui/dom.js";
import { fill, speak } from "../../shared/ui/words.js";
import { verify } from "../../core/verify.js";
import { moment } from "./report.js";
import { WORDS } from "./words.js";

/** The present state in words: a line, its severity, and what has happened since the print. */
export interface Current {
  readonly tone: "good" | "wait" | "bad";
  readonly line: string;
  readonly events: readonly string[];
}

/** Asks the server; says so where nothing could be compared. */
export async function currentState(report: Report, config: Config, policy: Policy | undefined): Promise<Current> {
  const w = speak(WORDS, config.lang);
  const { pact, checkpoint } = report;
  const apart = (line: string): Current => ({ tone: "wait", line, events: [] });
  if (config.single) return apart(w.serverSingle);
  if (!pact) return apart(w.serverUnknown);
  if (checkpoint && checkpoint.origin !== config.origin)
    return apart(fill(w.serverOther, { origin: checkpoint.origin }));
  let now: Report;
  try {
    now = await verify(await new Api(config.api).bytes(pactPath(pact.id, "evidence")), policy);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return apart(error.passes ? w.serverOffline : w.serverUnknown);
  }
  if (now.deciding?.error)
    return { tone: "bad", line: fill(w.serverFails, { code: now.deciding.error.code }), events: [] };
  if (now.pact?.digest !== pact.digest) return { tone: "bad", line: w.serverDiffers, events: [] };
  const events = now.others.map((one) => eventLine(one, now, w));
  if (events.length > 0) return { tone: "bad", line: "", events };
  return {
    tone: now.erased.length > 0 ? "wait" : "good",
    line: now.erased.length > 0 ? w.serverErased : w.serverSame,
    events,
  };
}

type Spoken = { readonly [kind in OtherFacts["kind"]]: string };

function eventLine({ kind, party, reason, time }: OtherFacts, { pact }: Report, w: Spoken): string {
  const unit = party === undefined ? "" : (pact?.roster.party(party)?.unit ?? party);
  return fill(w[kind], { time: moment(time), unit }) + (reason === undefined ? "" : `: ${reason}`);
}

/** The box that says it. */
export function currentBox({ tone, line, events }: Current): Child {
  return h(
    "div",
    { class: `notice ${tone}`, "data-current": tone },
    line && h("p", {}, line),
    events.length > 0 &&
      h(
        "ul",
        {},
        events.map((event) => h("li", {}, h("bdi", { lang: "vi" }, event))),
      ),
  );
}
