/** Two languages, Vietnamese first. Each page keeps its words beside itself, in a table of pairs. */

export type Language = "vi" | "en";

/** Vietnamese and English of one thing. */
export type Pair = readonly [vi: string, en: string];

/** A table of pairs becomes the words of one language. */
export function speak<T extends { readonly [name: string]: Pair }>(
  table: T,
  lang: Language,
): { readonly [K in keyof T]: string } {
  const entries = Object.entries(table).map(([name, [vi, en]]) => [name, lang === "en" ? en : vi]);
  return Object.fromEntries(entries) as { [K in keyof T]: string };
}

/** Fills `{name}` in a sentence. */
export function fill(sentence: string, values: { readonly [name: string]: string | number }): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const HANOI = 7 * 3600;

/** `15:42` on the clocks of Việt Nam; Unix seconds. */
export function clockTime(unix: number): string {
  return new Date((unix + HANOI) * 1000).toISOString().slice(11, 16);
}

/** `17/03/2021`; Unix seconds. */
export function calendarDay(unix: number): string {
  const [year, month, day] = new Date((unix + HANOI) * 1000).toISOString().slice(0, 10).split("-");
  return `${day}/${month}/${year}`;
}

/** Unix seconds of a time as records write it. */
export function unixOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/** The present, in Unix seconds by this device's clock. */
export function nowUnix(): number {
  return Math.floor(Date.now() / 1000);
}
