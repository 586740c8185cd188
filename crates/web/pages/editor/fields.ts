/** The fields of the form. Each is bound to a place of the document, and shows what was found wrong there. */

import { type Child, h } from "../../shared/ui/dom.js";
import { dateOf, dayOf, momentOf, timeOf } from "../../shared/draft/copy.js";
import { type Doc, type Value, listAt, moved, put, textAt, valueAt } from "../../shared/draft/document.js";
import type { Words } from "./words.js";

/** The draft as the form works on it. `structural` changes draw the form anew. */
export interface Desk {
  readonly w: Words;
  doc(): Doc;
  change(doc: Doc, structural?: boolean): void;
}

export const idOf = (place: string): string => `f${place.replace(/\//g, "-")}`;

interface Options {
  readonly optional?: boolean;
  readonly hint?: string;
  /** Code points that it may have: counted while one writes, once it comes near. */
  readonly most?: number;
}

/** A field with its label, its hint and its error. */
function field(
  place: string,
  label: string,
  input: HTMLElement,
  { optional = false, hint }: Options,
  w: Words,
): HTMLElement {
  const id = idOf(place);
  const told = hint ?? (optional ? w.optional : undefined);
  input.id = id;
  input.setAttribute("aria-describedby", told ? `${id}-hint ${id}-error` : `${id}-error`);
  return h(
    "div",
    { class: "field", "data-place": place },
    h("label", { for: id }, label),
    told && h("p", { class: "hint", id: `${id}-hint` }, told),
    input,
    h("p", { class: "error", id: `${id}-error` }),
  );
}

const set = (desk: Desk, place: string, text: string, optional: boolean): void =>
  desk.change(put(desk.doc(), place, optional && text === "" ? undefined : text));

/** One line. */
export function line(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  const input = h("input", { type: "text", autocomplete: "off", value: textAt(desk.doc(), place) });
  const made = field(place, label, input, options, desk.w);
  const { most } = options;
  const counter = most !== undefined && h("p", { class: "hint counter", role: "status" });
  const count = (): void => {
    const length = [...input.value.normalize("NFC")].length;
    if (counter && most !== undefined) counter.textContent = length * 4 > most * 3 ? `${length}/${most}` : "";
  };
  if (counter) made.append(counter);
  count();
  input.addEventListener("input", () => {
    count();
    set(desk, place, input.value.normalize("NFC"), options.optional ?? false);
  });
  return made;
}

/** Several lines, as high as they are many. */
export function prose(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  const input = h("textarea", { rows: 3 });
  input.value = textAt(desk.doc(), place);
  const grow = (): void =>
    void (input.rows = Math.min(
      24,
      Math.max(3, Math.ceil(input.value.length / 70) + input.value.split("\n").length - 1),
    ));
  grow();
  input.addEventListener("input", () => {
    grow();
    set(desk, place, input.value.normalize("NFC"), options.optional ?? false);
  });
  return field(place, label, input, options, desk.w);
}

/** A list of short texts, one a line. */
export function lines(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  const input = h("textarea", { rows: 2 });
  input.value = listAt(desk.doc(), place).map(String).join("\n");
  input.addEventListener("input", () => {
    const items = input.value
      .normalize("NFC")
      .split("\n")
      .map((item) => item.trim())
      .filter((item) => item !== "");
    desk.change(put(desk.doc(), place, items));
  });
  return field(place, label, input, options, desk.w);
}

/** A day, as it is written here. */
export function date(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  return calendar(desk, place, label, { ...options, hint: desk.w.day }, desk.w.dayWrong, dayOf, dateOf);
}

/** A day and a time of it. */
export function moment(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  return calendar(
    desk,
    place,
    label,
    { ...options, hint: options.hint ?? desk.w.moment },
    desk.w.momentWrong,
    momentOf,
    timeOf,
  );
}

function calendar(
  desk: Desk,
  place: string,
  label: string,
  options: Options,
  wrong: string,
  write: (kept: string) => string,
  read: (typed: string) => string | undefined,
): HTMLElement {
  const input = h("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    class: "day",
    value: write(textAt(desk.doc(), place)),
  });
  const made = field(place, label, input, options, desk.w);
  input.addEventListener("change", () => {
    const found = read(input.value);
    const empty = input.value.trim() === "" && options.optional === true;
    const error = made.querySelector(".error");
    if (error) error.textContent = found || empty ? "" : wrong;
    input.toggleAttribute("aria-invalid", !found && !empty);
    if (found || empty) desk.change(put(desk.doc(), place, found));
    if (found) input.value = write(found);
  });
  return made;
}

/** One of several; "" leaves the member out. */
export function choice(
  desk: Desk,
  place: string,
  label: string,
  of: readonly (readonly [string, string])[],
  structural = false,
): HTMLElement {
  const now = textAt(desk.doc(), place);
  const input = h(
    "select",
    {},
    of.map(([value, word]) => h("option", { value, selected: value === now }, word)),
  );
  input.addEventListener("change", () =>
    desk.change(put(desk.doc(), place, input.value === "" ? undefined : input.value), structural),
  );
  return field(place, label, input, {}, desk.w);
}

/** A whole number of 1 or more. */
export function count(desk: Desk, place: string, label: string, options: Options = {}): HTMLElement {
  const input = h("input", {
    type: "number",
    min: 1,
    max: 64,
    step: 1,
    class: "count",
    value: String(valueAt(desk.doc(), place) ?? 1),
  });
  input.addEventListener("change", () => {
    const value = Math.trunc(Number(input.value));
    if (value >= 1) desk.change(put(desk.doc(), place, value), true);
  });
  return field(place, label, input, options, desk.w);
}

/** Yes or no. */
export function check(desk: Desk, place: string, label: string): HTMLElement {
  const id = idOf(place);
  const input = h("input", { type: "checkbox", id, checked: valueAt(desk.doc(), place) === true });
  input.addEventListener("change", () => desk.change(put(desk.doc(), place, input.checked), true));
  return h(
    "div",
    { class: "field check", "data-place": place },
    input,
    h("label", { for: id }, label),
    h("p", { class: "error", id: `${id}-error` }),
  );
}

/** A list whose items can be added (unless they come another way), removed, and moved by buttons or by drag. */
export function items(
  desk: Desk,
  place: string,
  name: (n: number) => string,
  fresh: (() => Value) | undefined,
  draw: (place: string, at: number) => Child,
): HTMLElement {
  const { w } = desk;
  const list = listAt(desk.doc(), place);
  const replace = (made: readonly Value[], focus: string): void => {
    desk.change(put(desk.doc(), place, [...made]), true);
    document.getElementById(focus)?.focus();
  };
  const button = (at: number, act: string, label: string, press: () => void, disabled = false): HTMLElement =>
    h(
      "button",
      {
        type: "button",
        class: "button quiet small-button",
        id: `${idOf(place)}-${at}-${act}`,
        "aria-label": `${label}: ${name(at + 1)}`,
        disabled,
        onclick: press,
      },
      label,
    );
  const move = (from: number, to: number) => (): void =>
    replace(
      moved(listAt(desk.doc(), place), from, to),
      `${idOf(place)}-${to}-${to < from ? (to === 0 ? "down" : "up") : to === list.length - 1 ? "up" : "down"}`,
    );
  const item = (_: Value, at: number): HTMLElement => {
    const row = h(
      "li",
      { class: "item", "data-place": `${place}/${at}` },
      h(
        "div",
        { class: "item-head" },
        h("span", { class: "handle", draggable: "true", title: w.drag, "aria-hidden": "true" }, "⠿"),
        h("p", { class: "item-name" }, name(at + 1)),
        h(
          "div",
          { class: "buttons" },
          button(at, "up", w.up, move(at, at - 1), at === 0),
          button(at, "down", w.down, move(at, at + 1), at === list.length - 1),
          button(at, "remove", w.remove, () =>
            replace(
              listAt(desk.doc(), place).filter((__, i) => i !== at),
              `${idOf(place)}-add`,
            ),
          ),
        ),
      ),
      draw(`${place}/${at}`, at),
    );
    dragging(row, place, at, (from) =>
      replace(moved(listAt(desk.doc(), place), from, at), `${idOf(place)}-${at}-remove`),
    );
    return row;
  };
  const add = (): void => {
    if (!fresh) return;
    const at = listAt(desk.doc(), place).length;
    replace([...listAt(desk.doc(), place), fresh()], idOf(`${place}/${at}`));
    document.querySelector<HTMLElement>(`[data-place="${place}/${at}"] :is(input, textarea, select)`)?.focus();
  };
  return h(
    "div",
    { class: "items" },
    h("ol", { class: "plain" }, list.map(item)),
    fresh &&
      h(
        "button",
        { type: "button", class: "button quiet", id: `${idOf(place)}-add`, onclick: add },
        `${w.add}: ${name(list.length + 1)}`,
      ),
  );
}

/** The item being dragged: a list's place, and an index. */
let held: { readonly place: string; readonly at: number } | undefined;

function dragging(row: HTMLElement, place: string, at: number, drop: (from: number) => void): void {
  const handle = row.querySelector<HTMLElement>(":scope > .item-head > .handle");
  handle?.addEventListener("dragstart", (event) => {
    held = { place, at };
    event.dataTransfer?.setData("text/plain", String(at + 1));
    event.dataTransfer?.setDragImage(row, 20, 20);
  });
  handle?.addEventListener("dragend", () => (held = undefined));
  const over = (event: DragEvent): boolean => {
    const fits = held?.place === place && held.at !== at;
    if (fits) {
      event.preventDefault();
      event.stopPropagation();
    }
    row.classList.toggle("is-target", fits && event.type === "dragover");
    return fits;
  };
  row.addEventListener("dragenter", over);
  row.addEventListener("dragover", over);
  row.addEventListener("dragleave", () => row.classList.remove("is-target"));
  row.addEventListener("drop", (event) => {
    if (over(event) && held) drop(held.at);
    held = undefined;
  });
}
