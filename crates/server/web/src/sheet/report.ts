/** A report in words, colour and shape; the same for paper and for files. */

import type { Refusal } from "../error";
import { shortNumber } from "../number";
import type { Report, SignerFacts, StepReport, Verdict } from "../report";
import { CAUSES } from "../ui/causes";
import { type Child, h, words } from "../ui/dom";
import { pactSheet } from "../ui/pact-view";
import { type Language, calendarDay, clockTime, fill, type speak, unixOf } from "../ui/words";
import { CAPACITIES, METHODS, REASONS, STATUSES, STEPS, VERDICTS, type WORDS } from "./words";

type Words = ReturnType<typeof speak<typeof WORDS>>;

const SHAPES: { readonly [verdict in Verdict]: string } = { valid: "✔", incomplete: "…", invalid: "✘", untrusted: "?" };
const MARKS = { passed: "✔", failed: "✘", untrusted: "?", "not-checked": "–" } as const;

/** Cause and cure of a refusal, in one language. */
export function causeOf(error: Refusal, lang: Language): { readonly cause: string; readonly cure: string } {
  const [viCause = error.code, viCure = "", enCause = error.code, enCure = ""] = CAUSES[error.code] ?? [];
  return lang === "en" ? { cause: enCause, cure: enCure } : { cause: viCause, cure: viCure };
}

/** The verdict in one line, without its title. */
export function lineOf(report: Report, lang: Language): string {
  const at = lang === "en" ? 1 : 0;
  const { signed: k, due: n, verdict, reason, deciding } = report;
  if (verdict === "valid") {
    const how = report.identity === "in-person" ? ["xác nhận trực tiếp", "identified in person"] : ["xác nhận qua liên kết mời ký", "identified by invitation link"];
    return [`đủ ${k}/${n} chữ ký, nội dung không thay đổi, ${how[0]}`, `${k} of ${n} signatures, the text is unchanged, ${how[1]}`][at] ?? "";
  }
  if (reason) return [`${k}/${n} chữ ký; ${REASONS[reason][0]}`, `${k} of ${n} signatures; ${REASONS[reason][1]}`][at] ?? "";
  const cause = deciding?.error ? causeOf(deciding.error, lang).cause : "";
  return [`bước ${deciding?.step}: ${cause}`, `step ${deciding?.step}: ${cause}`][at] ?? "";
}

/** The verdict's box. */
export function verdictBox(report: Report, lang: Language, below: Child): HTMLElement {
  const { verdict, deciding } = report;
  const cure = deciding?.error && causeOf(deciding.error, lang).cure;
  return h(
    "section",
    { class: `verdict ${verdict}`, "aria-live": "polite", id: "verdict", "data-verdict": verdict },
    h("span", { class: "shape sheet-shape", "aria-hidden": "true" }, SHAPES[verdict]),
    h("h2", {}, VERDICTS[verdict][lang === "en" ? 1 : 0]),
    h("p", { class: "verdict-line" }, lineOf(report, lang)),
    cure && h("p", {}, cure),
    below,
  );
}

/** Everything else that a report says. */
export function details(report: Report, w: Words, lang: Language, fromPaper: boolean): Child {
  const { pact, checkpoint } = report;
  return [
    pact &&
      h(
        "section",
        { class: "panel" },
        h("h2", {}, words(pact.title)),
        h("p", { class: "group" }, words(pact.group.name)),
        h("p", {}, `${w.number}: `, h("strong", { class: "number" }, shortNumber(pact.digest))),
        h("p", { class: "hash" }, `${w.digest}: ${pact.digest}`),
        checkpoint && h("p", {}, `${w.ledger}: `, words(checkpoint.origin, ""), `, ${checkpoint.size} ${w.entries}`),
      ),
    report.signers.length > 0 && h("section", { class: "section" }, h("h2", { class: "ruled" }, w.signers), h("ol", { class: "sheet-signers" }, report.signers.map((signer) => signerLine(signer, w, lang)))),
    h("section", { class: "section" }, h("h2", { class: "ruled" }, w.steps), h("ol", { class: "sheet-steps" }, report.steps.map((step) => stepLine(step, lang)))),
    report.warnings.length > 0 && h("section", { class: "section" }, h("h2", { class: "ruled" }, w.warnings), h("ul", {}, report.warnings.map((warning) => h("li", {}, warningText(warning, w))))),
    pact && h("section", { class: "section", id: "text" }, h("h2", { class: "ruled" }, w.text), fromPaper && h("p", { class: "note" }, w.textHint), pactSheet(pact)),
    h("p", { class: "law" }, w.law),
  ];
}

function signerLine(signer: SignerFacts, w: Words, lang: Language): HTMLElement {
  const at = lang === "en" ? 1 : 0;
  const { signature } = signer;
  const unix = signature && unixOf(signature.time);
  const how = [signer.capacity && CAPACITIES[signer.capacity]?.[at], signer.method && METHODS[signer.method]?.[at]].filter(Boolean);
  return h(
    "li",
    {},
    h("strong", {}, words(signer.unit)),
    h("span", { class: "line" }, words(signer.holder ?? signer.representative ?? "…"), how.length > 0 && ` (${how.join(", ")})`),
    h(
      "span",
      { class: "small" },
      unix === undefined ? w.unsigned : `${fill(w.signedAt, { time: clockTime(unix), day: calendarDay(unix) })}, ${w.record} ${signature?.number}`,
    ),
  );
}

function stepLine({ step, status, error }: StepReport, lang: Language): HTMLElement {
  const at = lang === "en" ? 1 : 0;
  const told = error && causeOf(error, lang).cause;
  const place = error?.place ? ` (${error.place})` : "";
  return h(
    "li",
    { class: `step ${status}`, "data-status": status },
    h("span", { class: "step-mark", "aria-hidden": "true" }, MARKS[status]),
    h("span", {}, STEPS[step - 1]?.[at] ?? "", ": ", h("strong", {}, STATUSES[status][at]), told && h("span", { class: "line" }, told + place)),
  );
}

function warningText({ code, place }: Report["warnings"][number], w: Words): string {
  if (code === "sample-keys") return w.sample;
  if (code === "later-revocation") return w.later;
  return fill(code === "time-backwards" ? w.timeBackwards : w.timeAfterClose, { place });
}
