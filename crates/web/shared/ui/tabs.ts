/** Tabs as the ARIA authoring practices describe them: one stop for the Tab key, arrows within. */

import { h, show } from "./dom.js";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

export interface Tabs {
  readonly element: HTMLElement;
  /** Another label for one, as with a count in it. */
  readonly rename: (id: string, label: string) => void;
  readonly choose: (id: string) => void;
}

export function tabs(name: string, list: readonly Tab[]): Tabs {
  const buttons = list.map(({ id, label }) =>
    h(
      "button",
      { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, onclick: () => choose(id) },
      label,
    ),
  );
  const panels = list.map(({ id, panel }) =>
    h("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: 0 }, panel),
  );
  const choose = (id: string): void =>
    list.forEach((tab, i) => {
      const chosen = tab.id === id;
      buttons[i]?.setAttribute("aria-selected", String(chosen));
      if (buttons[i]) buttons[i].tabIndex = chosen ? 0 : -1;
      if (panels[i]) panels[i].hidden = !chosen;
    });
  const key = (event: KeyboardEvent): void => {
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const last = list.length - 1;
    const to = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now === 0 ? last : now - 1, Home: 0, End: last }[
      event.key
    ];
    if (to === undefined || now < 0) return;
    event.preventDefault();
    choose(list[to]?.id ?? "");
    buttons[to]?.focus();
  };
  choose(list[0]?.id ?? "");
  return {
    element: h(
      "div",
      { class: "tabs" },
      h("div", { class: "tab-list", role: "tablist", "aria-label": name, onkeydown: key }, buttons),
      panels,
    ),
    rename: (id, label) => {
      const button = buttons[list.findIndex((tab) => tab.id === id)];
      if (button) show(button, label);
    },
    choose,
  };
}
