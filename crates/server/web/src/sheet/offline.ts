/** Registers the service worker, so that the page opens without a network once it was opened with one. */

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** Where the browser takes none, the page is as it was. */
export async function keepOffline(address: string): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  // Trusted Types let this page make one address into a script, and no other.
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const only = policies?.createPolicy("giaouoc-worker", { createScriptURL: (url) => (url === address ? url : "") });
  try {
    await workers.register(only?.createScriptURL(address) ?? address, { scope: "/v" });
  } catch {
    // A private window, or a page that is no secure context.
  }
}
