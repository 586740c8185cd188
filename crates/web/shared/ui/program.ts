/** Pages of a program of one's own: the token of the start address. */

const PLACE = "giaouoc-program";

/** Takes the token out of the address into the tab's storage, where a reload finds it. */
export function programToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("t");
  if (token !== null) {
    sessionStorage.setItem(PLACE, token);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(PLACE) ?? undefined;
}
