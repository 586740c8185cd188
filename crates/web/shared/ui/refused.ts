/** Shows a refusal of the service as a whole page. */

import { Problem } from "./api.js";
import { type Child, h, root, show } from "./dom.js";
import type { Language } from "./words.js";

/** Shows cause and cure, below what goes before; whatever else went wrong is thrown on. */
export function showRefused(error: unknown, lang: Language, before?: Child): void {
  if (!(error instanceof Problem)) throw error;
  const { cause, cure } = error.words(lang);
  show(root(), before, h("h1", {}, cause), h("p", { class: "lead" }, cure));
}
