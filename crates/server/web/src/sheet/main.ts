/**
 * `/v#1.…` and `/verify`: a sheet of paper, or a file, verified on this device. What stands behind `#` and what is
 * chosen here is sent nowhere. The same page is the single file that opens from a disk; then it trusts nobody until it is
 * given a policy.
 */

import type { Bytes } from "../bytes";
import { Refusal, refusalOf } from "../error";
import { Collector } from "../paper/codes";
import { verifySheet } from "../paper/sheet";
import { Policy } from "../policy";
import type { Report } from "../report";
import { type Config, readConfig } from "../ui/config";
import { type Child, focusOn, h, root, saveFile, show } from "../ui/dom";
import { fill, speak } from "../ui/words";
import { verify } from "../verify";
import { Camera, hasCamera } from "./camera";
import { currentState } from "./current";
import { MAX_FILE, open } from "./files";
import { keepOffline } from "./offline";
import { prepare, textsOf } from "./pictures";
import { causeOf, details, verdictBox } from "./report";
import { WORDS } from "./words";

/** Settings of this page beyond those of all pages. */
interface SheetConfig extends Config {
  /** Address of the reader of pictures; in the single file its bytes stand in the page. */
  readonly wasm?: string;
  /** The single file: where it is, and its SHA-256. */
  readonly offline?: { readonly href: string; readonly sha256: string };
  /** Address of the service worker. */
  readonly worker?: string;
}

const config = readConfig() as SheetConfig;
const w = speak(WORDS, config.lang);
const single = config.page === "single";

let policy: Policy | undefined;
/** Of a policy that somebody chose here. */
let policyName: string | undefined;
let collector = new Collector();
/** Evidence that was chosen last; codes otherwise. */
let evidence: Bytes | undefined;
let report: Report | undefined;
let camera: Camera | undefined;

const status = h("p", { role: "status", class: "sheet-status" });
const outcome = h("div", { id: "outcome" });
const heading = h("h1", {}, w.title);
const input = h("input", { type: "file", id: "files", multiple: true, class: "sheet-file" });
const cameraButton = h("button", { type: "button", class: "button", id: "camera", hidden: !hasCamera(), onclick: () => void toggleCamera() }, w.camera);
const view = h("div", { class: "sheet-camera" });

void begin();

async function begin(): Promise<void> {
  prepare(config.wasm ?? bytesInPage());
  if (config.policy) policy = await Policy.parse(config.policy);
  input.addEventListener("change", () => void takeFiles([...(input.files ?? [])]));
  show(
    root(),
    heading,
    h("p", { class: "lead" }, w.lead),
    h(
      "section",
      { class: "panel sheet-take", id: "drop" },
      h("div", { class: "buttons" }, cameraButton, h("label", { class: "button", for: "files" }, w.choose), input),
      h("p", { class: "hint" }, w.drop),
      view,
      status,
    ),
    outcome,
    foot(),
  );
  takeDrops();
  addEventListener("hashchange", () => void takeAddress());
  await takeAddress();
  if (config.worker) void keepOffline(config.worker);
}

/** The code that opened the page, if one did. */
async function takeAddress(): Promise<void> {
  if (location.hash.length > 1) await takeTexts([location.href], "");
  else await judge();
}

function takeDrops(): void {
  const body = document.documentElement;
  body.addEventListener("dragover", (event) => event.preventDefault());
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    void takeFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

async function takeFiles(files: readonly File[]): Promise<void> {
  for (const file of files) await takeFile(file);
  // The same file may be chosen once more.
  input.value = "";
}

async function takeFile(file: File): Promise<void> {
  if (file.size > MAX_FILE) return say(fill(w.large, { file: file.name, most: "32 MiB" }));
  const found = await open(new Uint8Array(await file.arrayBuffer()));
  if (found.kind === "evidence") {
    evidence = found.bytes;
    say("");
    await judge();
    focusOn(heading);
    return;
  }
  if (found.kind === "codes") return takeTexts(found.texts, file.name);
  if (found.kind === "picture") return takePictures([file], file.name, w.unreadable);
  const photos = found.photos.map((photo) => new Blob([photo], { type: "image/jpeg" }));
  await takePictures(photos, file.name, w.noEvidence);
}

async function takePictures(pictures: readonly Blob[], name: string, none: string): Promise<void> {
  const read = [];
  for (const picture of pictures) read.push(await textsOf(picture));
  const texts = read.filter((one) => one !== undefined).flat();
  if (read.every((one) => one === undefined)) return say(fill(none, { file: name }));
  await takeTexts(texts, name);
}

/** Takes what was scanned; a code of another pact begins a new sheet only when somebody asks for it. */
async function takeTexts(texts: readonly string[], name: string): Promise<void> {
  evidence = undefined;
  let [added, known] = [0, 0];
  let refused: Refusal | undefined;
  for (const text of texts) {
    const scanned = collector.add(text);
    if (scanned === "new") added += 1;
    if (scanned === "known") known += 1;
    if (scanned instanceof Refusal) refused ??= scanned;
  }
  if (refused) {
    const { cause, cure } = causeOf(refused, config.lang);
    say(`${cause} ${cure}`);
  } else if (added > 0) say(fill(w.took, { count: added }));
  else if (known === 0) say(name ? fill(w.nothing, { file: name }) : w.foreign);
  if (added > 0 || refused) await judge(collector.isEmpty ? refused : undefined);
}

async function judge(refused?: Refusal): Promise<void> {
  if (evidence) report = await verify(evidence, policy);
  else if (refused) report = await verifySheet(refused, policy);
  else if (collector.isEmpty) report = undefined;
  else report = await verifySheet(await refusalOf(async () => collector.sheet()), policy);
  draw();
  if (collector.isWhole) stopCamera();
}

function draw(): void {
  if (!report) return show(outcome, policyBox());
  const fromPaper = evidence === undefined;
  show(
    outcome,
    verdictBox(report, config.lang, fromPaper && h("p", { class: "own-word" }, w.later)),
    fromPaper && codesList(),
    policyBox(),
    details(report, w, config.lang, fromPaper),
    comparison(report),
    h(
      "div",
      { class: "buttons sheet-after" },
      h("button", { type: "button", class: "button quiet", onclick: () => print() }, w.print),
      h("button", { type: "button", class: "button quiet", id: "save", onclick: saveReport }, w.save),
      h("button", { type: "button", class: "button quiet", onclick: again }, w.again),
    ),
  );
}

/** Which codes are there, and which are asked for. */
function codesList(): Child {
  const { places, isWhole } = collector;
  const data = places.slice(0, -1);
  const item = (label: string, there: boolean, needed: boolean): HTMLElement =>
    h("li", { class: there ? "have" : "lack", "data-have": there }, h("span", { "aria-hidden": "true" }, there ? "✔ " : "○ "), `${label}: `, h("strong", {}, there ? w.have : needed ? w.missing : w.notNeeded));
  const slice = (there: boolean, i: number): HTMLElement => item(fill(w.slice, { k: i + 2, part: i + 1, count: data.length }), there, !isWhole);
  return h(
    "section",
    { class: "panel", id: "codes" },
    h("h2", {}, w.codes),
    !isWhole && h("p", {}, w.more),
    h(
      "ul",
      { class: "sheet-codes" },
      item(w.seal, collector.seal !== undefined, true),
      data.map(slice),
      places.length > 0 && item(fill(w.parity, { k: places.length + 1 }), places[places.length - 1] === true, !isWhole),
    ),
  );
}

/** By whose trust the verdict is, and how to bring one's own. */
function policyBox(): HTMLElement {
  const file = h("input", { type: "file", id: "policy", class: "sheet-file" });
  file.addEventListener("change", () => void takePolicy(file.files?.[0]));
  const own = policyName === undefined ? undefined : fill(w.yourPolicy, { file: policyName });
  const told = own ?? (policy ? fill(w.ownPolicy, { origin: config.origin }) : w.noPolicy);
  return h(
    "section",
    { class: "panel", id: "trust" },
    h("p", {}, told),
    h("div", { class: "buttons" }, h("label", { class: policy ? "button quiet" : "button", for: "policy" }, w.policyFile), file),
  );
}

async function takePolicy(file: File | undefined): Promise<void> {
  if (!file || file.size > 1 << 20) return;
  const read = await refusalOf(async () => Policy.parse(await file.text()));
  if (read instanceof Refusal) return say(fill(w.policyWrong, { cause: causeOf(read, config.lang).cause }));
  policy = read;
  policyName = file.name;
  await judge();
}

/** How the service stands now, which paper cannot know. */
function comparison({ pact, verdict }: Report): Child {
  if (!pact || verdict !== "valid" || single) return undefined;
  const told = h("p", { role: "status" }, w.comparing);
  void currentState(config, pact.id, w).then((text) => show(told, text));
  const query = config.lang === "en" ? "?lang=en" : "";
  return h("section", { class: "panel", id: "current" }, h("h2", {}, w.compare), told, h("p", {}, h("a", { class: "button quiet", href: `/v/${pact.id}${query}` }, w.page)));
}

async function toggleCamera(): Promise<void> {
  if (camera) return stopCamera();
  camera = await Camera.open((texts) => void takeTexts(texts, ""));
  if (!camera) return say(w.noCamera);
  show(view, camera.view);
  show(cameraButton, w.stop);
}

function stopCamera(): void {
  camera?.stop();
  camera = undefined;
  show(cameraButton, w.camera);
}

/** The page as it stands, without its scripts: a file that shows the same anywhere. */
function saveReport(): void {
  const style = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].filter((rule) => !(rule instanceof CSSFontFaceRule)).map((rule) => rule.cssText)).join("\n");
  const copy = outcome.cloneNode(true) as HTMLElement;
  for (const element of copy.querySelectorAll("button, input, label, script, #trust .buttons")) element.remove();
  const head = `<!doctype html><html lang="${config.lang}"><meta charset="utf-8"><title>${w.title}</title><style>${style.replace(/<\//g, "<\\/")}</style>`;
  const page = `${head}<body><main class="wide"><h1>${w.title}</h1>${new XMLSerializer().serializeToString(copy)}</main></body></html>`;
  saveFile(new Blob([page], { type: "text/html" }), `kiem-tra-${report?.pact?.id ?? "giao-uoc"}.html`);
}

function again(): void {
  collector = new Collector();
  evidence = undefined;
  history.replaceState(null, "", location.pathname + location.search);
  say("");
  void judge();
  focusOn(heading);
}

function foot(): Child {
  if (!config.offline) return undefined;
  const { href, sha256 } = config.offline;
  return h(
    "section",
    { class: "section", id: "offline" },
    h("h2", { class: "ruled" }, w.keep),
    h("p", {}, w.keepHint),
    h("p", {}, h("a", { class: "button quiet", href, download: "kiem-tra-ngoai-tuyen.html" }, w.keepFile)),
    h("p", { class: "hash" }, `SHA-256: ${sha256}`),
  );
}

/** In the single file the reader of pictures stands beside the script, as base64. */
function bytesInPage(): ArrayBuffer {
  const text = document.getElementById("wasm")?.textContent ?? "";
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

function say(text: string): void {
  show(status, text);
}
