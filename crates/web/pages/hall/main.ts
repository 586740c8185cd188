/** The hall's screen: the roster lights up as signatures enter the ledger. Nothing here needs a hand. */

import { pactPath } from "../../shared/ui/api.js";
import { follow } from "../../shared/ui/live.js";
import { startPage } from "../../shared/ui/start.js";
import type { Document, StateAnswer } from "./model.js";
import { Screen } from "./screen.js";

const { config, api, app } = startPage();
const screen = new Screen(app, config.lang, config.publicUrl);

if (config.state) screen.update(config.state as StateAnswer, "");
if (config.id) {
  follow<StateAnswer>(config, api, config.id, {
    state: (state, now) => screen.update(state, now),
    office: (now) => screen.hear(now),
    heard: (now) => screen.hear(now),
    stale: (stale) => screen.stale(stale),
  });
  void learn(config.id);
}
void document.fonts.ready.then(() => screen.remeasure());
document.fonts.addEventListener("loadingdone", () => screen.remeasure());
addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
  if (key.toLowerCase() === "f" && !ctrlKey && !metaKey && !altKey) void fullScreen();
});
void keepAwake();
document.addEventListener("visibilitychange", () => void keepAwake());

/** The document does not change once it is opened: asked for until it is there. */
async function learn(id: string): Promise<void> {
  for (let pause = 2_000; ; pause = Math.min(pause * 2, 60_000)) {
    try {
      screen.know(await api.json<Document>(pactPath(id, "document")));
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function fullScreen(): Promise<void> {
  try {
    await (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  } catch {
    // The browser does not want to: the screen is the same without.
  }
}

/** A projector's computer must not go to sleep. Browsers without this, or without TLS, need a setting of their own. */
async function keepAwake(): Promise<void> {
  try {
    if (document.visibilityState === "visible" && "wakeLock" in navigator) await navigator.wakeLock.request("screen");
  } catch {
    // As above.
  }
}
