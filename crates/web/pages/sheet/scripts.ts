/** The two addresses on this page that become scripts, both of workers: Trusted Types let nothing else become one. */

/** The interface of Trusted Types, which TypeScript's own types lack. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const types = (globalThis as { readonly trustedTypes?: TrustedTypes }).trustedTypes;
const policy = types?.createPolicy("giaouoc-worker", { createScriptURL: (url) => url });

/** @param url from the server's own settings, or of a script that came with the page; never of what is read */
export function scriptAddress(url: string): string {
  return policy?.createScriptURL(url) ?? url;
}
