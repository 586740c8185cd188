/**
 * Annexes: a file of this machine becomes a member of the document by its digest, and goes to the service beside it.
 */

import { type Bytes } from "../../core/bytes.js";
import { digestOf } from "../../core/hash.js";
import { type Api, Problem, pactPath } from "../../shared/ui/api.js";
import { h } from "../../shared/ui/dom.js";
import { fold } from "../../shared/ui/fold.js";
import { fill } from "../../shared/ui/words.js";
import { type Doc, type Value, listAt, put, textAt, valueAt } from "../../shared/draft/document.js";
import { type Desk, items, line } from "./fields.js";

/** As the service takes them. */
export const MAX_ANNEX = 20 * 1024 * 1024;

/** Types by their first bytes; those that are ZIP archives inside are told apart by their names. */
const ZIPPED: { readonly [extension: string]: string } = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
};
const TEXTS: { readonly [extension: string]: string } = { md: "text/markdown", csv: "text/csv", txt: "text/plain" };

/** Media type by content; `undefined` for kinds that are not taken, and for content that does not fit the name. */
export function typeOf(name: string, bytes: Uint8Array): string | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const begins = (...head: readonly number[]): boolean => head.every((byte, i) => bytes[i] === byte);
  if (begins(0x25, 0x50, 0x44, 0x46, 0x2d)) return extension === "pdf" ? "application/pdf" : undefined;
  if (begins(0x89, 0x50, 0x4e, 0x47)) return extension === "png" ? "image/png" : undefined;
  if (begins(0xff, 0xd8, 0xff)) return /^jpe?g$/.test(extension) ? "image/jpeg" : undefined;
  if (begins(0x50, 0x4b, 0x03, 0x04)) return ZIPPED[extension];
  return isText(bytes) ? TEXTS[extension] : undefined;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A name as the format takes it (`docs/spec/1-pact.md`, Annex), and that no other annex has. */
export function fileName(name: string, taken: readonly string[]): string {
  const [, stem = "", extension = ""] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/.exec(name) ?? [];
  const bare =
    fold(stem)
      .replace(/[^a-z0-9_-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 80) || "tai-lieu";
  const known = new Set(taken);
  for (let i = 1; ; i += 1) {
    const made = `${bare}${i === 1 ? "" : `-${i}`}${extension.toLowerCase()}`;
    if (!known.has(made)) return made;
  }
}

/** A file for which something has to be said. */
export class Unfit extends Error {
  constructor(
    readonly why: "annexType" | "annexSize",
    readonly file: string,
  ) {
    super(why);
  }
}

/** The member that binds a file, and its bytes. */
export async function annexOf(doc: Doc, file: File): Promise<{ readonly annex: Doc; readonly bytes: Bytes }> {
  if (file.size > MAX_ANNEX || file.size === 0) throw new Unfit("annexSize", file.name);
  const bytes: Bytes = new Uint8Array(await file.arrayBuffer());
  const type = typeOf(file.name, bytes);
  if (!type) throw new Unfit("annexType", file.name);
  const name = fileName(
    file.name,
    listAt(doc, "/annexes").map((annex) => textAt(annex, "/file")),
  );
  const title = file.name
    .normalize("NFC")
    .replace(/\.[A-Za-z0-9]{1,8}$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return { bytes, annex: { title, file: name, media_type: type, size: bytes.length, sha256: await digestOf(bytes) } };
}

/** Sends a file's bytes, once the service has the document that names it. */
export async function upload(api: Api, id: string, file: string, bytes: Bytes): Promise<void> {
  await api.json(pactPath(id, `annexes/${file}`), {
    method: "PUT",
    bytes: new Blob([bytes], { type: "application/octet-stream" }),
  });
}

/** The list, and the way in. */
export function annexes(desk: Desk, add: (files: readonly File[]) => void): HTMLElement {
  const { w } = desk;
  const input = h("input", {
    type: "file",
    id: "annex-files",
    multiple: true,
    accept: ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.md,.txt,.csv,.png,.jpg,.jpeg",
    "aria-describedby": "annex-hint annex-error",
  });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) add(files);
    input.value = "";
  });
  const facts = (at: string): HTMLElement => {
    const size = Number(valueAt(desk.doc(), `${at}/size`) ?? 0);
    return h(
      "p",
      { class: "small" },
      h("bdi", {}, textAt(desk.doc(), `${at}/file`)),
      ` · ${fill(w.bytes, { n: size.toLocaleString("vi") })} · SHA-256 `,
      h("code", { class: "hash" }, textAt(desk.doc(), `${at}/sha256`)),
    );
  };
  return h(
    "section",
    { class: "panel annexes-panel", "aria-labelledby": "annexes" },
    h("h2", { id: "annexes" }, w.annexes),
    items(
      desk,
      "/annexes",
      (n) => fill(w.annex, { n }),
      undefined,
      (at) => [line(desk, `${at}/title`, w.annexTitle), facts(at)],
    ),
    h(
      "div",
      { class: "field" },
      h("label", { for: "annex-files" }, w.annexAdd),
      h("p", { class: "hint", id: "annex-hint" }, w.annexHint),
      input,
      h("p", { class: "error", id: "annex-error", role: "alert" }),
    ),
  );
}

/** Binds files one after another: into the document, saved, and then the bytes. Gives what could not be taken. */
export async function bind(
  desk: Desk,
  files: readonly File[],
  settle: () => Promise<boolean>,
  send: (file: string, bytes: Bytes) => Promise<void>,
): Promise<readonly (Unfit | Problem)[]> {
  const failed: (Unfit | Problem)[] = [];
  for (const file of files) {
    try {
      const { annex, bytes } = await annexOf(desk.doc(), file);
      const list: Value[] = [...listAt(desk.doc(), "/annexes"), annex];
      desk.change(put(desk.doc(), "/annexes", list), true);
      if (await settle()) await send(textAt(annex, "/file"), bytes);
    } catch (error) {
      if (!(error instanceof Unfit || error instanceof Problem)) throw error;
      failed.push(error);
    }
  }
  return failed;
}
