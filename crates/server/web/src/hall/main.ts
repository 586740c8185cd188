/** The hall's screen: live by the service's events, readable from far away, without any control. */

import { Api } from "../ui/api";
import { readConfig } from "../ui/config";
import { root } from "../ui/dom";
import { follow } from "../ui/live";
import type { PactState } from "../ui/state";
import { nowUnix } from "../ui/words";
import { HallScreen } from "./screen";

const config = readConfig();
const screen = new HallScreen(config, root());
if (config.state) screen.state(config.state as PactState, nowUnix());

const id = config.id ?? "";
follow<PactState>(config, new Api(config.api), id, {
  state: (state) => screen.state(state, nowUnix()),
  office: () => screen.heard(nowUnix()),
  heard: () => screen.heard(nowUnix()),
  stale: (stale) => screen.stale(stale),
});

// F for full screen; nothing else is to be pressed.
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
});
