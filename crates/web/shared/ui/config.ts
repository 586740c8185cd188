/** Settings that the server, or the program on this machine, writes into the page: data, never code. */

import type { Language } from "./words.js";

/** The settings of a page. */
export interface Config {
  readonly page: string;
  readonly lang: Language;
  readonly demo: boolean;
  /** Base of the calls' addresses, without a slash at the end. */
  readonly api: string;
  /** Base of addresses in links and QR codes, without a slash at the end. */
  readonly publicUrl: string;
  /** The ledger's name. */
  readonly origin: string;
  /** Id of the pact, on pages of one pact. */
  readonly id?: string;
  /** Text of the policy under which this page verifies. */
  readonly policy?: string;
  /** True if the page came over TLS. */
  readonly tls?: boolean;
  /** The account that is logged in. */
  readonly session?: { readonly name: string; readonly role: "admin" | "organiser" | "desk" };
  /** On pages of a program of one's own: which. */
  readonly program?: "desk" | "kiosk";
  /** Of such a program: the service that it calls. */
  readonly server?: string;
  /** Address of the code reader's script, on the page for printed copies. */
  readonly codes?: string;
  /** Address of its WebAssembly. */
  readonly wasm?: string;
  /** Address of that page's service worker; without it there is none. */
  readonly worker?: string;
  /** True if that page is a file of its own, without a server. */
  readonly single?: boolean;
  /** The state of the pact as it was when the page was made. */
  readonly state?: unknown;
}

/** Reads the settings. */
export function readConfig(): Config {
  const text = document.getElementById("config")?.textContent;
  if (!text) throw new Error("the page has no settings");
  const config = JSON.parse(text) as Config;
  // A page that no server makes is one for both languages: its address says which.
  const asked = (config.program || config.single) && new URLSearchParams(location.search).get("lang");
  if (asked !== "vi" && asked !== "en") return config;
  document.documentElement.lang = asked;
  return { ...config, lang: asked };
}
