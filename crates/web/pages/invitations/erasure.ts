/** Erasing a person, for the administrator: what it does and what it cannot, said before it is done. */

import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import type { Config } from "../../shared/ui/config.js";
import { ask, h, show } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";
import type { DeskAnswer } from "./rows.js";
import { wordsOf } from "./words.js";

export function erasure(section: HTMLElement, config: Config, api: Api, id: string): void {
  const w = wordsOf(config.lang);
  const party = h("select", { id: "erase-party" });
  const status = h("p", { role: "status" });
  const erase = async (): Promise<void> => {
    const unit = party.selectedOptions[0]?.textContent ?? "";
    const answer = await ask(
      fill(w.eraseTitle, { unit }),
      [
        h(
          "ul",
          {},
          [w.eraseGone, w.eraseStays, w.eraseBackups, w.eraseNever].map((line) => h("li", {}, line)),
        ),
      ],
      [
        { value: "yes", label: w.erase, kind: "danger" },
        { value: "", label: w.cancel, kind: "quiet" },
      ],
    );
    if (answer !== "yes") return;
    try {
      const done = await api.json<{ readonly records: readonly number[]; readonly named_in_pact: boolean }>(
        pactPath(id, `parties/${encodeURIComponent(party.value)}/erase`),
        { method: "POST", body: {} },
      );
      show(status, fill(w.erased, { n: done.records.length, unit }), done.named_in_pact && ` ${w.erasedNamed}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { cause, cure } = error.words(config.lang);
      show(status, `${cause} ${cure}`);
    }
  };
  const load = async (): Promise<void> => {
    try {
      const { document } = await api.json<DeskAnswer>(pactPath(id, "desk"));
      show(
        party,
        document.roster.map((one) =>
          h("option", { value: one.id }, `${one.unit}${one.representative ? ` – ${one.representative.name}` : ""}`),
        ),
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  };
  show(
    section,
    h(
      "details",
      { class: "erasure", ontoggle: () => void load() },
      h("summary", {}, w.eraseSummary),
      h("p", {}, w.eraseLead),
      h("div", { class: "field" }, h("label", { for: "erase-party" }, w.eraseWho), party),
      h("button", { type: "button", class: "button danger", onclick: () => void erase() }, w.erase),
      status,
    ),
  );
}
