/** Sending what was signed, as often as it takes. */

import type { Session } from "../../shared/session/session.js";
import type { Screens } from "../../shared/signing/screens.js";
import { Problem } from "../../shared/ui/api.js";

/** Pauses between tries to send what was signed, in milliseconds; the last is repeated. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];

/** Sends what was signed until there is a receipt; other refusals than passing ones are thrown on. */
export async function deliver(session: Session, screens: Screens): Promise<void> {
  for (let at = 0; ; at += 1) {
    try {
      await session.deliver();
      return;
    } catch (error) {
      if (!(error instanceof Problem && error.passes)) throw error;
      screens.notSent();
      await pause(PAUSES[Math.min(at, PAUSES.length - 1)] ?? 0, screens);
    }
  }
}

/** Ends early when the network comes back, or when the person presses "again". */
function pause(ms: number, screens: Screens): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    screens.onAgain(end);
  });
}
