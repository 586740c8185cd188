/** Keeping the page for when there is no network: by a service worker, where the server offers one. */

import type { Config } from "../ui/config";

/** What Trusted Types give; not yet among TypeScript's own types. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** Registers the worker that the settings name. That it fails costs nothing but the offline use. */
export async function registerWorker({ worker, single }: Config): Promise<void> {
  if (single || worker === undefined || !("serviceWorker" in navigator)) return;
  try {
    const types = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
    // The one script address that this page ever makes, from the server's own settings.
    const policy = types?.createPolicy("giaouoc-worker", { createScriptURL: (url) => url });
    await navigator.serviceWorker.register(policy?.createScriptURL(worker) ?? worker, { scope: "/v" });
  } catch {
    // Private windows, and browsers that forbid it.
  }
}
