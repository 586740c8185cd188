/** The tabs of a draft's discussion, for the organiser beside the editor and for guests beside the text. */

import { type Doc, listAt, textAt, valueAt } from "../draft/document.js";
import { Problem } from "../ui/api.js";
import { ask, h, show, words } from "../ui/dom.js";
import { fill, type Language } from "../ui/words.js";
import { compare } from "./compare.js";
import { differences } from "./differences.js";
import { keep, kept, named } from "./commenter.js";
import { lineAt } from "./lines.js";
import { smallButton, when } from "./parts.js";
import { drawSharing } from "./sharing.js";
import type { Agreement, Comment, Discussion, Table, Version } from "./table.js";
import type { Words } from "./words.js";

/** The surroundings of the panel. */
export interface Around {
  readonly lang: Language;
  readonly w: Words;
  readonly table: Table;
  /** Goes to a passage. */
  readonly go: (place: string) => void;
  /** Fetches the discussion anew and shows it. */
  readonly refresh: () => Promise<void>;
  /** The document as it is on the page. */
  readonly doc: () => Doc;
  /** Takes an earlier document back, where the draft may be changed. */
  readonly restore?: (doc: Doc) => void;
  /** Saves unsaved changes, where the draft may be changed. */
  readonly settle?: () => Promise<boolean>;
}

export class Panel {
  readonly comments = h("div", { class: "discussion" });
  readonly versions = h("div", { class: "discussion" });
  readonly agreement = h("div", { class: "discussion" });
  readonly sharing = h("div", { class: "discussion" });
  private shown: Discussion | undefined;

  constructor(private readonly around: Around) {}

  update(discussion: Discussion): void {
    this.shown = discussion;
    this.drawComments(discussion);
    this.drawAgreement(discussion);
    if (discussion.shares)
      drawSharing(this.sharing, discussion, discussion.shares, { ...this.around, act: (work) => this.act(work) });
    void this.drawVersions(discussion);
  }

  /** Asks for a comment on a passage and sends it. */
  async say(place: string, quote: string): Promise<void> {
    const { w, table } = this.around;
    const me = this.shown?.me;
    const body = h("textarea", { id: "say-body", rows: 4, maxlength: 4000, required: true });
    const name = h("input", { id: "say-name", maxlength: 200, autocomplete: "name", value: kept() });
    const about = quote || (lineAt(this.around.doc(), place)?.text ?? "");
    const fields = [
      h(
        "p",
        {},
        `${w.sayAbout} `,
        about ? words(`“${about.length > 200 ? `${about.slice(0, 200)}…` : about}”`) : w.whole,
      ),
      place !== "" && quote === "" && h("p", { class: "hint" }, w.quoteHint),
      h("div", { class: "field" }, h("label", { for: "say-body" }, w.body), body),
      me?.share !== undefined && h("div", { class: "field" }, h("label", { for: "say-name" }, w.name), name),
    ];
    const answer = await ask(w.sayTitle, fields, [
      { value: "send", label: w.send },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer !== "send" || body.value.trim() === "") return;
    keep(name.value);
    const revision = this.shown?.revision;
    await this.act(() =>
      table.say({
        body: body.value,
        place,
        quote,
        ...named(name.value),
        ...(revision === undefined ? {} : { revision }),
      }),
    );
  }

  private async act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      await this.around.refresh();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { cause, cure } = error.words(this.around.lang);
      await ask(cause, h("p", {}, cure), [{ value: "", label: this.around.w.close, kind: "quiet" }]);
      await this.around.refresh();
    }
  }

  private drawComments({ comments, me, document, revision }: Discussion): void {
    const { w } = this.around;
    const says = me.may !== "read" && document !== undefined;
    const heads = comments.filter(({ answers }) => answers === undefined);
    const one = (comment: Comment): HTMLElement =>
      this.comment(
        comment,
        comments.filter(({ answers }) => answers === comment.number),
        says,
        revision,
      );
    const [open, dealtWith] = [
      heads.filter(({ resolved }) => resolved === undefined),
      heads.filter(({ resolved }) => resolved !== undefined),
    ];
    const wasOpen = this.comments.querySelector("details")?.open ?? false;
    show(
      this.comments,
      says &&
        h(
          "p",
          {},
          smallButton(w.sayAll, () => void this.say("", "")),
        ),
      open.length === 0 && h("p", { class: "muted" }, says ? w.noComments : w.noCommentsRead),
      h("ol", { class: "comments" }, open.map(one)),
      dealtWith.length > 0 &&
        h(
          "details",
          { open: wasOpen },
          h("summary", {}, fill(w.resolvedOnes, { n: dealtWith.length })),
          h("ol", { class: "comments" }, dealtWith.map(one)),
        ),
    );
  }

  private comment(comment: Comment, answers: readonly Comment[], says: boolean, now: number | undefined): HTMLElement {
    const { w, table } = this.around;
    const { number, mine, place, quote, resolved, resolved_by = "", revision } = comment;
    return h(
      "li",
      { class: "comment", id: `comment-${number}` },
      this.saidBy(comment, now !== undefined && revision !== now ? ` · ${fill(w.onRevision, { n: revision })}` : ""),
      quote !== "" && h("blockquote", {}, words(quote)),
      h("p", { class: "preserve" }, words(comment.body)),
      resolved !== undefined &&
        h("p", { class: "small" }, fill(w.resolvedBy, { name: resolved_by, time: when(resolved) })),
      answers.map((answer) =>
        h(
          "div",
          { class: "answer" },
          this.saidBy(answer),
          h("p", { class: "preserve" }, words(answer.body)),
          answer.mine && says && smallButton(w.remove, () => void this.remove(answer.number)),
        ),
      ),
      h(
        "div",
        { class: "buttons" },
        place !== "" && smallButton(w.goTo, () => this.around.go(place)),
        says && smallButton(w.answer, () => void this.reply(comment)),
        mine &&
          says &&
          smallButton(
            resolved === undefined ? w.resolve : w.reopen,
            () => void this.act(() => table.resolve(number, resolved === undefined)),
          ),
        mine && says && smallButton(w.remove, () => void this.remove(number)),
      ),
    );
  }

  private saidBy({ author, from, made }: Comment, more = ""): HTMLElement {
    const { w } = this.around;
    const name = from !== undefined && from !== author ? fill(w.via, { name: author, from }) : author;
    return h(
      "p",
      { class: "said-by" },
      h("strong", {}, words(name)),
      h("span", { class: "small" }, ` ${when(made)}${more}`),
    );
  }

  private async reply({ number, body }: Comment): Promise<void> {
    const { w, table } = this.around;
    const text = h("textarea", { id: "answer-body", rows: 3, maxlength: 4000 });
    const fields = [
      h("blockquote", {}, words(body)),
      h("div", { class: "field" }, h("label", { for: "answer-body" }, w.answer), text),
    ];
    const answer = await ask(w.answerTitle, fields, [
      { value: "send", label: w.send },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer === "send" && text.value.trim() !== "")
      await this.act(() =>
        table.say({ body: text.value, answers: number, ...named(this.shown?.me.share === undefined ? "" : kept()) }),
      );
  }

  private async remove(number: number): Promise<void> {
    const { w, table } = this.around;
    const answer = await ask(w.removeTitle, h("p", {}, w.removeText), [
      { value: "yes", label: w.remove, kind: "danger" },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer === "yes") await this.act(() => table.remove(number));
  }

  private drawAgreement({ agreements, me, digest, number = "", document }: Discussion): void {
    const { w, table } = this.around;
    const parties = document ? listAt(document, "/roster").filter((party) => valueAt(party, "/signs") !== false) : [];
    const id = (party: unknown): string => textAt(party as Doc, "/id");
    const said = (party: string): Agreement | undefined => agreements.find((one) => one.party === party);
    const speaksFor = (party: string): boolean => me.may === "organise" || me.party === party;
    const agree = async (party: string, unit: string): Promise<void> => {
      const name = h("input", {
        id: "agree-name",
        maxlength: 200,
        autocomplete: "name",
        value: me.share === undefined ? "" : kept(),
      });
      const answer = await ask(
        fill(w.agreeTitle, { unit }),
        [
          h("p", {}, fill(w.agreeText, { number })),
          h("div", { class: "field" }, h("label", { for: "agree-name" }, w.name), name),
        ],
        [
          { value: "yes", label: w.note },
          { value: "", label: w.cancel, kind: "quiet" },
        ],
      );
      if (answer !== "yes" || digest === undefined) return;
      if (me.share !== undefined) keep(name.value);
      await this.act(() => table.agree(party, digest, name.value.trim()));
    };
    const row = (party: unknown): HTMLElement => {
      const [word, unit] = [said(id(party)), textAt(party as Doc, "/unit")];
      const chip = word ? (word.current ? ["valid", w.agrees] : ["incomplete", w.agreedOld]) : ["muted", w.notYet];
      const by =
        word &&
        fill(w.agreedBy, {
          name: word.from === undefined ? `${word.author} (${w.notedByOrganiser})` : word.author,
          time: when(word.made),
          number: word.number,
        });
      return h(
        "li",
        {},
        h(
          "div",
          {},
          h("strong", {}, words(unit)),
          " ",
          h("span", { class: `chip ${chip[0] ?? ""}` }, chip[1]),
          by !== undefined && h("p", { class: "small" }, by),
        ),
        speaksFor(id(party)) &&
          h(
            "div",
            { class: "buttons" },
            !word?.current && smallButton(w.agree, () => void agree(id(party), unit)),
            word && smallButton(w.takeWordBack, () => void this.act(() => table.disagree(id(party)))),
          ),
      );
    };
    const current = parties.filter((party) => said(id(party))?.current).length;
    show(
      this.agreement,
      h("p", {}, w.agreementHint),
      h("p", { class: "roster-count" }, fill(w.agreementCount, { n: current, m: parties.length })),
      number !== "" && h("p", {}, h("span", { class: "figure" }, number)),
      h("ul", { class: "agreements" }, parties.map(row)),
    );
  }

  private async drawVersions({ revision }: Discussion): Promise<void> {
    const { w, table, restore } = this.around;
    let list: readonly Version[];
    try {
      list = await table.versions();
    } catch (error) {
      if (error instanceof Problem) return;
      throw error;
    }
    const called = ({ name, revision: number }: Version): string => name ?? fill(w.versionLine, { n: number });
    const row = (version: Version, i: number): HTMLElement => {
      const before = list[i + 1];
      const isNow = version.revision === revision;
      return h(
        "li",
        { class: version.name === undefined ? "" : "is-named" },
        h(
          "p",
          {},
          h("strong", {}, words(called(version))),
          isNow && [" ", h("span", { class: "chip now" }, w.now)],
          h("br"),
          h("span", { class: "small" }, `${version.author || w.unknownAuthor} · ${when(version.saved)}`),
        ),
        h(
          "div",
          { class: "buttons" },
          !isNow &&
            smallButton(
              w.compareNow,
              () =>
                void this.tell(
                  called(version),
                  () => table.version(version.revision),
                  w.now,
                  () => Promise.resolve(this.around.doc()),
                ),
            ),
          before &&
            smallButton(
              w.compareBefore,
              () =>
                void this.tell(
                  called(before),
                  () => table.version(before.revision),
                  called(version),
                  () => table.version(version.revision),
                ),
            ),
          restore &&
            smallButton(w.nameIt, () => void this.name(version, i === 0), {
              "aria-label": `${w.nameIt} ${called(version)}`,
            }),
          restore &&
            !isNow &&
            smallButton(w.takeBack, () => void this.takeBack(version, restore), {
              "aria-label": `${w.takeBack} ${called(version)}`,
            }),
        ),
      );
    };
    show(
      this.versions,
      h("p", {}, w.versionsHint),
      h("ol", { class: "versions" }, list.map(row)),
      list.length >= 100 && h("p", { class: "small" }, w.more),
    );
  }

  private async tell(a: string, before: () => Promise<Doc>, b: string, after: () => Promise<Doc>): Promise<void> {
    const { w } = this.around;
    const [from, to] = await Promise.all([before(), after()]);
    await ask(
      fill(w.differences, { a, b }),
      h(
        "div",
        { class: "last-look", tabindex: 0, role: "region", "aria-label": fill(w.differences, { a, b }) },
        differences(compare(from, to), w),
      ),
      [{ value: "", label: w.close, kind: "quiet" }],
    );
  }

  /** The newest version goes on while somebody thinks of a name: it is the present one that gets it. */
  private async name({ revision, name = "" }: Version, newest: boolean): Promise<void> {
    const { w, table } = this.around;
    const input = h("input", { id: "version-name", maxlength: 200, value: name });
    const answer = await ask(
      w.nameTitle,
      h("div", { class: "field" }, h("label", { for: "version-name" }, w.versionName), input),
      [
        { value: "save", label: w.save },
        { value: "", label: w.cancel, kind: "quiet" },
      ],
    );
    if (answer !== "save" || input.value.trim() === "") return;
    await this.act(async () => {
      if (newest) await this.around.settle?.();
      const now = newest ? (await table.look()).revision : undefined;
      await table.name(now ?? revision, input.value);
    });
  }

  private async takeBack({ revision }: Version, restore: (doc: Doc) => void): Promise<void> {
    const { w, table } = this.around;
    const answer = await ask(w.takeBackTitle, h("p", {}, w.takeBackText), [
      { value: "yes", label: w.takeBack.replace("…", "") },
      { value: "", label: w.cancel, kind: "quiet" },
    ]);
    if (answer === "yes") restore(await table.version(revision));
  }
}
