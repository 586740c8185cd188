/** Keeping the page for when there is no network: by a service worker, where the server offers one. */

import type { Config } from "../../shared/ui/config.js";
import { scriptAddress } from "./scripts.js";

/** Registers the worker that the settings name. That it fails costs nothing but the offline use. */
export async function registerWorker({ worker, single }: Config): Promise<void> {
  if (single || worker === undefined || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(scriptAddress(worker), { scope: "/v" });
  } catch {
    // Private windows, and browsers that forbid it.
  }
}
