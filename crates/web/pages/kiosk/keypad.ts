/** A keypad in the page, for six digits: by touch, mouse and keyboard. What was typed shows as dots. */

import { h, show } from "../../shared/ui/dom.js";
import { fill } from "../../shared/ui/words.js";

const LENGTH = 6;

/** The words that a keypad needs. */
interface Words {
  readonly keypad: string;
  readonly digits: string;
  readonly erase: string;
}

export class Keypad {
  readonly element: HTMLElement;
  private typed = "";
  private readonly dots = h("div", { class: "dots", "aria-hidden": true });
  private readonly told = h("p", { class: "visually-hidden", role: "status" });
  private readonly key = (event: KeyboardEvent): void => this.press(event.key);

  /** @param done called with six digits; the field is empty again then */
  constructor(
    private readonly w: Words,
    private readonly done: (digits: string) => void,
  ) {
    const digit = (name: string): HTMLElement => this.button(name, name, name);
    this.element = h(
      "div",
      { class: "keypad-place" },
      this.dots,
      this.told,
      h(
        "div",
        { class: "keypad", role: "group", "aria-label": w.keypad },
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(digit),
        h("span", {}),
        digit("0"),
        this.button("⌫", w.erase, "Backspace"),
      ),
    );
    addEventListener("keydown", this.key);
    this.paint();
  }

  /** Listens no more, and forgets. */
  destroy(): void {
    removeEventListener("keydown", this.key);
    this.typed = "";
  }

  private press(key: string): void {
    if (!this.element.isConnected) return;
    if (key === "Backspace") this.typed = this.typed.slice(0, -1);
    else if (/^[0-9]$/.test(key) && this.typed.length < LENGTH) this.typed += key;
    else return;
    const { typed } = this;
    if (typed.length === LENGTH) this.typed = "";
    this.paint();
    if (typed.length === LENGTH) this.done(typed);
  }

  private paint(): void {
    const dot = (_: unknown, i: number): HTMLElement =>
      h("span", { class: i < this.typed.length ? "dot is-full" : "dot" });
    show(this.dots, Array.from({ length: LENGTH }, dot));
    show(this.told, fill(this.w.digits, { count: this.typed.length }));
  }

  private button(text: string, label: string, key: string): HTMLElement {
    return h("button", { type: "button", class: "key", "aria-label": label, onclick: () => this.press(key) }, text);
  }
}
