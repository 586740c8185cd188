/** A report as people read it: the verdict, who signed, the ten steps, the text. From a printed copy or from a file. */

import { longNumber, shortNumber } from "../../core/number.js";
import { refusalWords } from "../../shared/refusal-words.js";
import type { Report, SignerFacts, StepReport } from "../../core/report.js";
import { type Child, h, words } from "../../shared/ui/dom.js";
import { pactSheet } from "../../shared/ui/pact-view.js";
import { type Language, calendarDay, clockTime, fill, speak, unixOf } from "../../shared/ui/words.js";
import { shape } from "./shape.js";
import { REPORT_WORDS, STEP_TITLES, WORDS } from "./words.js";

/** `15:42 17/03/2021`, on the clocks of Việt Nam. */
export function moment(time: string): string {
  return `${clockTime(unixOf(time))} ${calendarDay(unixOf(time))}`;
}

/** The verdict in words, colour and shape, and whatever is said below it. */
export function verdictBox(report: Report | undefined, lang: Language, ...below: Child[]): HTMLElement {
  const w = speak(WORDS, lang);
  const verdict = report?.verdict ?? "not-checked";
  const sealed = report?.reason === "text-missing";
  const title = !report ? w.verdictNone : sealed ? w.sealed : w[report.verdict];
  return h(
    "section",
    {
      class: `verdict ${verdict}`,
      "aria-labelledby": "verdict",
      "data-verdict": verdict,
      "data-reason": report?.reason,
    },
    shape(verdict),
    h(
      "div",
      {},
      h("h2", { id: "verdict" }, title),
      report && h("p", { class: "verdict-line" }, verdictLine(report, lang)),
      report && sampleLine(report, lang),
      below,
    ),
  );
}

/** The line that marks a sample, beside any verdict. */
function sampleLine({ warnings }: Report, lang: Language): Child {
  if (!warnings.some(({ code }) => code === "sample-keys")) return undefined;
  return h(
    "p",
    { class: "sheet-sample" },
    h("strong", { class: "sample-word" }, "MẪU"),
    " ",
    speak(REPORT_WORDS, lang)["sample-keys"],
  );
}

function verdictLine({ verdict, reason, signed, due, identity, deciding }: Report, lang: Language): string {
  const [w, r] = [speak(WORDS, lang), speak(REPORT_WORDS, lang)];
  if (verdict === "valid") return fill(w.lineValid, { k: signed, n: due, identity: identity ? r[identity] : "" });
  if (verdict === "incomplete" && reason) return fill(w.lineIncomplete, { k: signed, n: due, reason: r[reason] });
  if (!deciding?.error) return r.noWords;
  return fill(w.lineFailed, { step: deciding.step, cause: refusalWords(deciding.error.code, lang).cause });
}

/** All but the verdict. */
export function reportBody(report: Report, lang: Language): HTMLElement {
  const r = speak(REPORT_WORDS, lang);
  return h(
    "div",
    { class: "sheet-report" },
    summary(report, lang),
    signers(report, lang),
    steps(report, lang),
    remarks(report, lang),
    text(report, r),
  );
}

function summary({ pact, identity, signed, due, checkpoint }: Report, lang: Language): Child {
  const r = speak(REPORT_WORDS, lang);
  const row = (name: string, value: Child): HTMLElement => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  const cosigned =
    checkpoint?.cosigned.map(([name, time]) =>
      h("span", { class: "line" }, h("code", {}, name), ` ${clockOf(time)}`),
    ) ?? [];
  return h(
    "section",
    { class: "section" },
    h("h2", { class: "ruled" }, r.summary),
    h(
      "dl",
      { class: "pairs" },
      pact && row(r.summary, [words(pact.title), ", ", words(pact.group.name)]),
      pact && row(r.number, h("span", { class: "figure" }, shortNumber(pact.digest))),
      pact && row(r.longNumber, h("span", { class: "figure" }, longNumber(pact.digest))),
      pact && row(r.digest, h("code", { class: "hash" }, pact.digest)),
      row(r.signedOf, `${signed}/${due}`),
      identity && row(r.identity, r[identity]),
      checkpoint && row(r.ledger, h("code", {}, checkpoint.origin)),
      checkpoint && row(r.size, checkpoint.size),
      checkpoint && row(r.cosigned, cosigned.length > 0 ? cosigned : r.cosignedNone),
    ),
  );
}

/** Unix seconds as a decimal text, which may claim anything. */
function clockOf(seconds: string): string {
  const unix = Number(seconds);
  return unix < 4e9 ? `${clockTime(unix)} ${calendarDay(unix)}` : seconds;
}

function signers({ signers: all }: Report, lang: Language): Child {
  const r = speak(REPORT_WORDS, lang);
  if (all.length === 0) return undefined;
  const heads = [r.unit, r.holder, r.method, r.signature];
  return h(
    "section",
    { class: "section", id: "signers" },
    h("h2", { class: "ruled" }, r.signersTitle),
    h(
      "table",
      { class: "stacked signers", role: "table" },
      h("caption", {}, r.signersCaption),
      h(
        "thead",
        { role: "rowgroup" },
        h(
          "tr",
          { role: "row" },
          heads.map((head) => h("th", { scope: "col", role: "columnheader" }, head)),
        ),
      ),
      h(
        "tbody",
        { role: "rowgroup" },
        all.map((one) => signerRow(one, lang)),
      ),
    ),
  );
}

function signerRow(one: SignerFacts, lang: Language): HTMLElement {
  const r = speak(REPORT_WORDS, lang);
  const { signature } = one;
  const methods = { "in-person": r.methodInPerson, invite: r.methodInvite, pinned: r.methodPinned };
  const states = {
    signed: signature?.intent === "witness" ? r.witnessed : r.signed,
    declined: r.declinedOne,
    revoked: r.revoked,
    enrolled: r.enrolled,
    waiting: r.waiting,
    unknown: r.unknown,
  };
  const tone =
    one.state === "signed" ? "valid" : one.state === "declined" || one.state === "revoked" ? "invalid" : "muted";
  const cell = (label: string, ...children: Child[]): HTMLElement =>
    h("td", { role: "cell", "data-label": label }, children);
  return h(
    "tr",
    { role: "row" },
    h("th", { scope: "row", role: "rowheader" }, h("bdi", { class: "unit", lang: "vi" }, one.unit)),
    cell(
      r.holder,
      one.holder === undefined ? r.notKnown : h("bdi", { class: "holder", lang: "vi" }, one.holder),
      one.capacity && h("span", { class: "small" }, r[one.capacity]),
    ),
    cell(
      r.method,
      one.method ? methods[one.method] : r.notKnown,
      signature && h("span", { class: "small" }, `${r.by} ${r[signature.channel]}`),
    ),
    cell(
      r.signature,
      h("span", { class: `chip ${tone}` }, states[one.state]),
      signature && [
        " ",
        h("time", { datetime: signature.time }, moment(signature.time)),
        h("span", { class: "small number" }, signature.number),
      ],
    ),
  );
}

function steps(report: Report, lang: Language): HTMLElement {
  const r = speak(REPORT_WORDS, lang);
  return h(
    "section",
    { class: "section", id: "steps" },
    h("h2", { class: "ruled" }, r.stepsTitle),
    h(
      "ol",
      { class: "steps" },
      report.steps.map((step) => stepItem(step, lang)),
    ),
  );
}

function stepItem({ step, status, count, error }: StepReport, lang: Language): HTMLElement {
  const r = speak(REPORT_WORDS, lang);
  const tone = { passed: "valid", failed: "invalid", untrusted: "untrusted", "not-checked": "not-checked" }[status];
  const said = { passed: r.passed, failed: r.failed, untrusted: r.untrusted, "not-checked": r.notChecked }[status];
  const { cause, cure } = error ? refusalWords(error.code, lang) : { cause: "", cure: "" };
  const title = STEP_TITLES[step - 1]?.[lang === "en" ? 1 : 0];
  return h(
    "li",
    { class: tone, "data-status": status },
    shape(tone),
    h(
      "div",
      {},
      h("p", { class: "step-title" }, h("strong", {}, `${step}. ${title}`)),
      h("p", { class: "small" }, h("span", { class: "step-status" }, said), ` · ${fill(r.lookedAt, { n: count })}`),
      error && [
        h("p", {}, h("strong", {}, `${r.cause}:`), ` ${cause}`),
        cure !== "" && h("p", {}, h("strong", {}, `${r.cure}:`), ` ${cure}`),
        h(
          "p",
          { class: "small" },
          `${r.detail}: `,
          h("code", {}, error.code),
          error.place && [" · ", h("bdi", {}, error.place)],
          error.detail && [" · ", h("bdi", { lang: "en" }, error.detail)],
        ),
      ],
    ),
  );
}

function remarks({ warnings }: Report, lang: Language): Child {
  const r = speak(REPORT_WORDS, lang);
  if (warnings.length === 0) return undefined;
  const items = warnings.map(({ code, place }) =>
    h("li", {}, r[code], " ", h("code", {}, code), place && [" · ", h("bdi", {}, place)]),
  );
  return h("section", { class: "section" }, h("h3", {}, r.warningsTitle), h("ul", { class: "warnings" }, items));
}

function text({ pact }: Report, r: { readonly textTitle: string; readonly annexesTitle: string }): Child {
  if (!pact) return undefined;
  const annexes = pact.annexes.map((annex) =>
    h(
      "li",
      {},
      words(annex.title),
      h("span", { class: "small" }, "SHA-256 ", h("code", { class: "hash" }, annex.sha256)),
    ),
  );
  return h(
    "section",
    { class: "section", id: "text" },
    h("h2", { class: "ruled" }, r.textTitle),
    pactSheet(pact),
    annexes.length > 0 && [h("h3", {}, r.annexesTitle), h("ul", { class: "annexes" }, annexes)],
  );
}
