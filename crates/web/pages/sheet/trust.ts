/** Under whose policy is judged: the server's, or one that somebody brings along. It never comes from the print. */

import { Refusal } from "../../core/error.js";
import { Policy } from "../../core/policy.js";
import { h, show } from "../../shared/ui/dom.js";
import { type Language, fill, speak } from "../../shared/ui/words.js";
import { WORDS } from "./words.js";

/** Characters of a policy: it has a limit of its own, this one spares the reading. */
const MOST = 1 << 20;

export class Trust {
  policy: Policy | undefined;
  /** Text of the one that somebody brought along. */
  ownText: string | undefined;
  readonly element: HTMLElement;
  private readonly status = h("div", { role: "status" });

  constructor(
    private readonly lang: Language,
    isNeeded: boolean,
    private readonly changed: () => void,
  ) {
    const w = speak(WORDS, lang);
    const file = h("input", { type: "file", id: "policy-file", accept: ".txt,text/plain" });
    const text = h("textarea", {
      id: "policy-text",
      rows: 6,
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
    });
    file.addEventListener(
      "change",
      () =>
        void file.files?.[0]
          ?.slice(0, MOST)
          .text()
          .then((given) => this.take(given, true)),
    );
    this.element = h(
      "details",
      { class: "policy-box", open: isNeeded },
      h("summary", {}, w.policyTitle),
      h("p", {}, w.policyHint),
      h("div", { class: "field" }, h("label", { for: "policy-file" }, w.policyFile), file),
      h("div", { class: "field" }, h("label", { for: "policy-text" }, w.policyText), text),
      h(
        "button",
        { type: "button", class: "button quiet", onclick: () => void this.take(text.value, true) },
        w.policyUse,
      ),
      this.status,
    );
  }

  get isOwn(): boolean {
    return this.ownText !== undefined;
  }

  /** Takes a policy's text; keeps the one before where it is malformed. */
  async take(text: string, isOwn: boolean): Promise<void> {
    const w = speak(WORDS, this.lang);
    try {
      this.policy = await Policy.parse(text);
      this.ownText = isOwn ? text : undefined;
      if (isOwn) this.say("good", w.policyTaken);
      this.changed();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.say("bad", fill(w.policyWrong, { detail: `${error.place} ${error.detail}`.trim() }));
    }
  }

  private say(tone: string, line: string): void {
    show(this.status, h("p", { class: `notice ${tone}` }, line));
  }
}
