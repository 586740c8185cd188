/** The page for printed copies: codes, photos, PDF and evidence in; a report out. All of it on this device. */

import { Collector, type Taken } from "../../core/paper/collector.js";
import { takeIn } from "../../core/paper/intake.js";
import type { Report } from "../../core/report.js";
import type { Config } from "../../shared/ui/config.js";
import { type Child, h, root, show } from "../../shared/ui/dom.js";
import { fill, speak } from "../../shared/ui/words.js";
import { verify } from "../../core/verify.js";
import { Camera, hasCamera } from "./camera.js";
import { carried, carryOver } from "./carry.js";
import { currentBox, currentState } from "./current.js";
import { heldList } from "./held.js";
import { keepReport } from "./keep.js";
import { lookThrough } from "./pictures.js";
import { CodeReader, type ReaderParts } from "./reader.js";
import { reportBody, verdictBox } from "./report.js";
import { Share } from "./share.js";
import { Trust } from "./trust.js";
import { WORDS } from "./words.js";

const LOG_LINES = 6;

export class SheetPage {
  private readonly w;
  private readonly collector = new Collector();
  private readonly trust: Trust;
  private readonly share: Share | undefined;
  private evidence: Uint8Array | undefined;
  /** Counts what was shown, so that a slow report never takes the place of a newer one. */
  private turn = 0;
  private readonly reader: CodeReader;
  private readonly camera: Camera;
  private readonly video = h("video", { class: "camera-view", muted: true, playsinline: true, hidden: true });
  private readonly cameraButton = h("button", {
    type: "button",
    class: "button",
    onclick: () => void this.toggleCamera(),
  });
  private readonly verdict = h("div", { class: "sheet-verdict", "aria-live": "polite" });
  private readonly held = h("div");
  private readonly log = h("ul", { class: "sheet-log" });
  private readonly now = h("p", { class: "sheet-now", role: "status" });
  private readonly report = h("div");

  constructor(
    private readonly config: Config,
    parts: ReaderParts,
  ) {
    this.w = speak(WORDS, config.lang);
    this.trust = new Trust(config.lang, config.single === true, () => void this.update());
    this.video.setAttribute("aria-label", this.w.cameraView);
    this.reader = new CodeReader(parts);
    this.camera = new Camera(this.video, this.reader, (texts) => this.found(texts));
    if (!config.single)
      this.share = new Share(
        () => this.collector.codes,
        (texts) => this.heard(texts),
      );
  }

  /** Puts the page in place, and takes whatever code the address carries. */
  async begin(): Promise<void> {
    const { w } = this;
    const input = h("input", {
      type: "file",
      id: "sheet-files",
      class: "sheet-files",
      multiple: true,
      accept: "image/png,image/jpeg,application/pdf,.pdf,.json,.txt",
    });
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      // So that the same file may be chosen again.
      input.value = "";
      void this.files(files);
    });
    const drop = h(
      "section",
      { class: "panel sheet-intake" },
      h(
        "div",
        { class: "buttons" },
        hasCamera() && this.cameraButton,
        input,
        h("label", { class: "button", for: "sheet-files" }, w.choose),
        h("button", { type: "button", class: "button quiet", onclick: () => this.clear() }, w.again),
      ),
      this.video,
      h("p", { class: "hint" }, w.chooseHint),
      this.now,
      h("div", { role: "log" }, this.log),
    );
    this.acceptDrops(drop);
    show(
      root(),
      h("section", { class: "hero" }, h("h1", {}, w.title), h("p", { class: "lead" }, w.lead), this.languageLink()),
      this.verdict,
      drop,
      this.held,
      this.report,
      this.trust.element,
    );
    this.labelCamera();
    if (this.config.policy !== undefined && !this.config.single) await this.trust.take(this.config.policy, false);
    const before = carried();
    if (before?.policy !== undefined) await this.trust.take(before.policy, true);
    if (before && before.codes.length > 0) this.found(before.codes);
    carryOver(() => ({ codes: this.collector.codes, policy: this.trust.ownText }));
    addEventListener("hashchange", () => this.takeAddress());
    this.takeAddress();
    // A code in the address may be one of several: the tabs of the others know them.
    if (!this.collector.isEmpty) this.share?.ask();
    await this.update();
  }

  /** A page that is a file has no header of the service, and so no link to the other language. */
  private languageLink(): Child {
    if (!this.config.single) return undefined;
    const href = `?lang=${this.config.lang === "en" ? "vi" : "en"}`;
    return h("p", {}, h("a", { class: "language", href }, this.w.otherLanguage));
  }

  private takeAddress(): void {
    if (location.hash.length > 1) this.found([location.href], false);
  }

  /**
   * Takes scanned texts; gives back whether more is needed. Pictures show the same code many times: not a word on that.
   */
  private found(texts: readonly string[], isSeen = true): boolean {
    let isNew = false;
    for (const text of texts) {
      const taken = this.collector.add(text);
      const changes = taken === "seal" || taken === "slice";
      isNew ||= changes;
      if (changes) this.evidence = undefined;
      if (!isSeen || taken !== "again") this.say(this.takenWords(taken), changes);
    }
    if (isNew) {
      this.share?.tell(this.collector.codes);
      if (this.camera.isOn) (navigator as Partial<Navigator>).vibrate?.(60);
      void this.update();
    }
    if (!this.collector.held.complete) return true;
    this.camera.stop();
    this.labelCamera();
    return false;
  }

  /** Codes of another tab: those that fit what this one holds are taken, without a word on any other. */
  private heard(texts: readonly string[]): void {
    if (this.collector.isEmpty) return;
    const news = texts.map((text) => this.collector.add(text)).filter((taken) => taken === "seal" || taken === "slice");
    for (const taken of news) this.say(this.takenWords(taken));
    if (news.length > 0) void this.update();
  }

  private takenWords(taken: Taken): string {
    const { w } = this;
    return {
      seal: w.takenSeal,
      slice: w.takenSlice,
      again: w.takenAgain,
      foreign: w.takenForeign,
      link: w.takenLink,
      damaged: w.takenDamaged,
      "another-version": w.takenVersion,
      "another-pact": w.takenOther,
      differs: w.takenDiffers,
    }[taken];
  }

  /** The newest first; what was just said is not said again, as a camera sees the same code many times. */
  private say(line: string, always = true): void {
    if (!always && this.log.firstElementChild?.textContent === line) return;
    this.log.prepend(h("li", {}, line));
    while (this.log.childElementCount > LOG_LINES) this.log.lastElementChild?.remove();
  }

  private async files(files: readonly File[]): Promise<void> {
    for (const file of files) await this.file(file);
    show(this.now);
  }

  private async file(file: File): Promise<void> {
    const { w } = this;
    const about = (sentence: string, values = {}): string => fill(sentence, { file: file.name, ...values });
    show(this.now, about(w.reading));
    const taken = await takeIn(new Uint8Array(await file.slice(0, 33 * 1024 * 1024).arrayBuffer()));
    switch (taken.is) {
      case "too-large":
        return this.say(about(w.fileLarge));
      case "unknown":
        return this.say(about(w.fileUnknown));
      case "codes":
        this.found(taken.texts, false);
        return;
      case "evidence":
        this.collector.clear();
        this.evidence = taken.bytes;
        this.say(about(taken.attached ? w.pdfTaken : w.evidenceTaken));
        return this.update();
      case "pictures":
        if (taken.ofPdf) this.say(about(w.pdfBare));
        for (const picture of taken.pictures) await this.picture(picture, about);
    }
  }

  private async picture(bytes: Uint8Array, about: (sentence: string, values?: object) => string): Promise<void> {
    const { w } = this;
    if (!(await this.openReader())) return;
    const before = this.collector.codes.length;
    const trouble = await lookThrough(bytes, this.reader, {
      found: (texts) => this.found(texts),
      progress: (part, parts) => show(this.now, about(w.searching, { part, parts })),
    });
    const more = this.collector.codes.length - before;
    const troubles = { "too-large": w.pictureLarge, broken: w.pictureBroken, "too-slow": w.pictureSlow };
    if (trouble) this.say(about(troubles[trouble]));
    else if (more > 0) this.say(about(w.someFound, { n: more }));
    else this.say(about(this.collector.isEmpty ? w.noPicture : w.nothingNew));
  }

  private async openReader(): Promise<boolean> {
    try {
      await this.reader.load();
      return true;
    } catch {
      // No network, no WebAssembly, or a policy of the browser: whichever, there is another way.
      this.say(this.w.readerAway);
      return false;
    }
  }

  private async toggleCamera(): Promise<void> {
    if (this.camera.isOn) this.camera.stop();
    else if (await this.openReader()) {
      try {
        await this.camera.start();
      } catch {
        this.camera.stop();
        this.say(this.w.cameraRefused);
      }
    }
    this.labelCamera();
  }

  private labelCamera(): void {
    const { isOn } = this.camera;
    this.video.hidden = !isOn;
    show(this.cameraButton, isOn ? this.w.cameraStop : this.w.camera);
    show(this.now, isOn && this.w.cameraHint);
  }

  private acceptDrops(area: HTMLElement): void {
    const on = (isOver: boolean) => (event: DragEvent) => {
      event.preventDefault();
      area.classList.toggle("over", isOver);
    };
    // The whole page takes what is dropped: a file that misses the mark must not take the page's place.
    document.addEventListener("dragover", on(true));
    document.addEventListener("dragleave", on(false));
    document.addEventListener("drop", (event) => {
      on(false)(event);
      void this.files([...(event.dataTransfer?.files ?? [])]);
    });
  }

  private clear(): void {
    this.collector.clear();
    this.evidence = undefined;
    show(this.log);
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    void this.update();
  }

  private judge(): Promise<Report> | undefined {
    const { policy } = this.trust;
    if (this.evidence) return verify(this.evidence, policy);
    return this.collector.isEmpty ? undefined : this.collector.report(policy);
  }

  private async update(): Promise<void> {
    const { w, config } = this;
    this.turn += 1;
    const { turn } = this;
    const report = await this.judge();
    if (turn !== this.turn) return;
    const whose = !this.trust.policy ? w.noPolicy : this.trust.isOwn ? w.ownPolicy : w.serverPolicy;
    const onPaper = !this.evidence;
    show(
      this.verdict,
      verdictBox(
        report,
        config.lang,
        h("p", { class: "own-word" }, whose),
        report && onPaper && h("p", {}, h("strong", {}, w.printedWords)),
      ),
    );
    show(this.held, onPaper && heldList(this.collector.held, config.lang));
    show(this.report, report && this.whole(report, onPaper, turn));
  }

  private whole(report: Report, onPaper: boolean, turn: number): Child {
    const { w, config } = this;
    const now = h("div", {}, h("p", {}, w.serverAsk));
    const body = reportBody(report, config.lang);
    if (report.pact) {
      void currentState(report, config, this.trust.policy).then(
        (current) => turn === this.turn && show(now, currentBox(current)),
      );
    }
    const keep = (): void => {
      const parts = [this.verdict, this.report];
      keepReport(
        `${w.title} – ${report.pact?.title ?? ""}`,
        config.lang,
        parts,
        `giaouoc-${report.pact?.digest.slice(0, 12) ?? "report"}.html`,
      );
    };
    return [
      onPaper && h("p", { class: "notice" }, w.later),
      report.pact && h("section", { class: "section" }, h("h2", { class: "ruled" }, w.serverTitle), now),
      h(
        "div",
        { class: "buttons sheet-keep" },
        h("button", { type: "button", class: "button quiet", onclick: () => print() }, w.print),
        h("button", { type: "button", class: "button quiet", onclick: keep }, w.save),
      ),
      body,
    ];
  }
}
