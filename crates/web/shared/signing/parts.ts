/** Parts of the signer's screens that keep no state. */

import { shortNumber } from "../../core/number.js";
import type { Annex, Pact } from "../../core/pact.js";
import type { Config } from "../ui/config.js";
import { h, show } from "../ui/dom.js";
import { qrCode } from "../ui/qr.js";
import type { WORDS } from "./words.js";

/** The signer's words in one language. */
export type Words = { readonly [K in keyof typeof WORDS]: string };

/** Further actions while reading. */
export interface Reading {
  readonly annex: (annex: Annex) => void;
  readonly decline?: (() => void) | undefined;
  /** True if the link asks for a short code too. */
  readonly needsCode?: boolean;
  /** At a kiosk: a way to draw on one's own phone, and to leave. */
  readonly markByPhone?: ((take: (mark: string) => void) => Promise<string>) | undefined;
  readonly leave?: (() => void) | undefined;
}

/** Differences between one's own device and one that others use next. */
export interface DeviceUse {
  /** Links out, and files to keep. */
  readonly isOwn: boolean;
}

/** The field of the short code. */
export function codeField(w: Words): HTMLElement {
  const input = h("input", {
    id: "code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: 7,
    pattern: "[0-9 ]*",
    "aria-describedby": "code-hint code-error",
  });
  return h(
    "div",
    { class: "field" },
    h("label", { for: "code" }, w.codeLabel),
    h("p", { class: "hint", id: "code-hint" }, w.codeHint),
    input,
    h("p", { class: "error", id: "code-error", role: "alert" }),
  );
}

/** Shows a problem at the code's field, on any screen; the typed code stays. */
export function codeProblem([cause, cure]: readonly [string, string]): void {
  const [input, error] = [document.getElementById("code"), document.getElementById("code-error")];
  input?.setAttribute("aria-invalid", "true");
  if (error) show(error, `${cause} ${cure}`);
  input?.focus();
}

/** The pact's short number, to be compared. */
export function numberLine(pact: Pact, w: Words): HTMLElement {
  const number = shortNumber(pact.digest);
  return h(
    "div",
    { class: "number-line" },
    h("p", { class: "small" }, w.number),
    bigNumber(number),
    h("p", { class: "small" }, w.numberHint),
  );
}

/** The notice that this text supersedes another, with the way to the differences: an address on a program's page. */
export function amends({ id }: Pact, { program, publicUrl, lang }: Config, w: Words): HTMLElement {
  const address = `${publicUrl}/p/${id}/changes`;
  const way = program
    ? h("span", { class: "address" }, address)
    : h("a", { href: `${address}${lang === "en" ? "?lang=en" : ""}`, target: "_blank", rel: "noopener" }, w.seeChanges);
  return h("div", { class: "notice wait" }, h("p", {}, w.amends), h("p", {}, way));
}

/** The address of the verify page as a QR code (the short code, `docs/spec/7-codes.md`). */
export function takeAlong(pact: Pact, config: Config, w: Words): HTMLElement {
  const address = `${config.publicUrl}/v/${pact.id}`;
  return h(
    "figure",
    { class: "take-along" },
    qrCode(address.toUpperCase(), w.takeAlong, "quartile"),
    h("figcaption", {}, w.takeAlong, h("span", { class: "address" }, address)),
  );
}

/** The receipt on paper, from the service. */
export function receiptOnPaper(id: string, index: number | string, w: Words): HTMLElement {
  const href = `/api/v1/pacts/${id}/records/${index}/receipt`;
  return h("a", { class: "button quiet", href, download: `bien-nhan-${id}-${index}.pdf` }, w.savePaper);
}

/** A text that opens at a press. */
export function details(title: string, text: string): HTMLElement {
  return h("details", { class: "fine" }, h("summary", {}, title), h("p", {}, text));
}

/** Digits in their groups, which break between groups only. */
export function bigNumber(number: string): HTMLElement {
  return h(
    "p",
    { class: "big-number" },
    number.split(" ").map((group) => h("span", {}, group, " ")),
  );
}

/** The digits of the short code's field, where there is one. */
export function typedCode(): string {
  const input = document.getElementById("code");
  return input instanceof HTMLInputElement ? input.value.replace(/\D/g, "") : "";
}

/** Copies a text; a page that may not use the clipboard does so in an older way. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea", { class: "visually-hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- all that a page without TLS has
    document.execCommand("copy");
    field.remove();
  }
}
