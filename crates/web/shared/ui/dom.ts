/**
 * Building pages without markup: elements by name, text only as text nodes. No string ever becomes HTML, so whatever a
 * pact or a record holds is shown and never run; Trusted Types forbid the rest.
 */

/** Children of an element. */
export type Child = Node | string | number | undefined | null | false | readonly Child[];

/** Attributes, properties that are functions (`onclick`), and `dataset`-like names as they are (`data-x`). */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | ((event: never) => void);
}

/** An element with attributes and children: `h("p", { class: "lead" }, "…")`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.replace(/^on/, ""), value as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for SVG. */
export function svg(
  name: string,
  attributes: { readonly [name: string]: string | number } = {},
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function append(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child as readonly Child[]);
    else if (child instanceof Node) parent.append(child);
    else if (typeof child === "string" || typeof child === "number") parent.append(String(child));
  }
}

/** Puts children in the place of whatever an element holds. */
export function show(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** Somebody else's words: isolated, so that their direction does not reach beyond them; Vietnamese as a rule. */
export function words(text: string, lang = "vi"): HTMLElement {
  return h("bdi", { lang }, text);
}

/** Hands a file to the browser, to be kept. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The element that a page's entry fills. */
export function root(): HTMLElement {
  const found = document.getElementById("app");
  if (!found) throw new Error("the page has no #app");
  return found;
}

/** Moves the focus to a heading that has just come, so that screen readers read on from there. */
export function focusOn(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

/** A modal question. Resolves with the value of the button that was pressed, or with "" where it was closed. */
export function ask(
  title: string,
  body: Child,
  buttons: readonly { readonly value: string; readonly label: string; readonly kind?: "danger" | "quiet" }[],
): Promise<string> {
  return new Promise((resolve) => {
    const id = `ask-${Math.random().toString(36).slice(2)}`;
    const press = (value: string) => () => dialog.close(value);
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-labelledby": id },
      h("h2", { id }, title),
      h("div", { class: "dialog-body" }, body),
      h(
        "div",
        { class: "buttons" },
        buttons.map(({ value, label, kind = "" }) =>
          h("button", { type: "button", class: `button ${kind}`, onclick: press(value) }, label),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
