/** Representatives that a copied draft took from another pact, until they are confirmed on this device. */

const placeOf = (id: string): string => `giaouoc:confirm:${id}`;

/** Parties whose representative was not confirmed on this device. */
export function toConfirm(id: string): readonly string[] {
  return JSON.parse(localStorage.getItem(placeOf(id)) ?? "[]") as readonly string[];
}

/** Notes that a party's representative was confirmed. */
export function confirm(id: string, party: string): void {
  localStorage.setItem(placeOf(id), JSON.stringify(toConfirm(id).filter((one) => one !== party)));
}
