/** What the service says of a pact now: the one thing that is asked of it, and only by the pact's id. */

import { Api, Problem, pactPath } from "../ui/api";
import type { Config } from "../ui/config";
import { fill, type speak } from "../ui/words";
import { STATES, type WORDS } from "./words";

/** In words; that it could not be asked is an answer, too. */
export async function currentState(config: Config, id: string, w: ReturnType<typeof speak<typeof WORDS>>): Promise<string> {
  try {
    const { state } = await new Api(config.api).json<{ readonly state: string }>(pactPath(id, "state"));
    if (state === "completed") return w.stillStands;
    return fill(w.changedSince, { state: STATES[state]?.[config.lang === "en" ? 1 : 0] ?? state });
  } catch (error) {
    return error instanceof Problem && error.status === 404 ? w.unknownThere : w.offline;
  }
}
