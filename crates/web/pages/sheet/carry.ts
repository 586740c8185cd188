/**
 * What a change of language would lose: the page is loaded anew, and its address holds one code at most. It is laid
 * into the tab's own storage by the link, and taken out again at once.
 */

const PLACE = "giaouoc-sheet";

export interface Carried {
  readonly codes: readonly string[];
  /** Text of a policy that somebody brought along. */
  readonly policy: string | undefined;
}

/** Has every link to the other language carry over what the page holds then. */
export function carryOver(held: () => Carried): void {
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a.language")) keep(held());
  });
}

/** The state that the page in the other language left here. */
export function carried(): Carried | undefined {
  try {
    const text = sessionStorage.getItem(PLACE);
    sessionStorage.removeItem(PLACE);
    return text === null ? undefined : (JSON.parse(text) as Carried);
  } catch {
    return undefined;
  }
}

function keep(held: Carried): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(held));
  } catch {
    // No storage: then the codes are scanned again.
  }
}
