/** The start that all pages have in common: settings, words, calls and the element that the page fills. */

import { Api } from "./api.js";
import { type Config, readConfig } from "./config.js";
import { root } from "./dom.js";
import { programToken } from "./program.js";
import type { Language } from "./words.js";

/** A page that has read its settings. */
export interface StartedPage<W> {
  readonly config: Config;
  readonly api: Api;
  /** Words in the page's language. */
  readonly w: W;
  /** The element that the page fills. */
  readonly app: HTMLElement;
  /** Id of the pact, on pages of one pact; else empty. */
  readonly id: string;
  /** Query of links within the service, so that the language stays. */
  readonly query: "" | "?lang=en";
  /** The token of the start address, on pages of a program of one's own. */
  readonly token: string | undefined;
}

/** Reads the settings, and takes a program's token out of the address. */
export function startPage<W = undefined>(wordsOf: (lang: Language) => W = () => undefined as W): StartedPage<W> {
  const config = readConfig();
  const token = config.program ? programToken() : undefined;
  return {
    config,
    api: new Api(config.api, token),
    w: wordsOf(config.lang),
    app: root(),
    id: config.id ?? "",
    query: config.lang === "en" ? "?lang=en" : "",
    token,
  };
}
