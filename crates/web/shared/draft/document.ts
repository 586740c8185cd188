/**
 * A draft's document while it is written: plain JSON, changed by value, places named by JSON pointers (RFC 6901). What
 * is not known is left out: an empty field removes its member.
 */

export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
export type Doc = { [name: string]: Value };

/** The steps of a pointer. */
export function steps(place: string): readonly string[] {
  return place
    .split("/")
    .slice(1)
    .map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
}

/** The value at a place. */
export function valueAt(doc: Value, place: string): Value | undefined {
  let value: Value | undefined = doc;
  for (const step of steps(place)) {
    if (value === null || typeof value !== "object") return undefined;
    value = Array.isArray(value) ? value[Number(step)] : value[step];
  }
  return value;
}

/** The text at a place; nothing there is an empty text. */
export function textAt(doc: Value, place: string): string {
  const value = valueAt(doc, place);
  return typeof value === "string" ? value : "";
}

/** The list at a place. */
export function listAt(doc: Value, place: string): readonly Value[] {
  const value = valueAt(doc, place);
  return Array.isArray(value) ? value : [];
}

/** The document with another value at a place; `undefined` leaves it out. Objects on the way are made. */
export function put(doc: Doc, place: string, value: Value | undefined): Doc {
  return within(doc, steps(place), value) as Doc;
}

function within(
  at: Value | undefined,
  [step, ...rest]: readonly string[],
  value: Value | undefined,
): Value | undefined {
  if (step === undefined) return value;
  if (Array.isArray(at)) {
    const items = [...at];
    const made = within(items[Number(step)], rest, value);
    if (made === undefined) items.splice(Number(step), 1);
    else items[Number(step)] = made;
    return items;
  }
  const members: { [name: string]: Value } = at !== null && typeof at === "object" ? { ...at } : {};
  const made = within(members[step], rest, value);
  if (made === undefined) delete members[step];
  else members[step] = made;
  return members;
}

/** The list with one item at another index. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const items = [...list];
  const [item] = items.splice(from, 1);
  if (item !== undefined) items.splice(Math.max(0, Math.min(to, items.length)), 0, item);
  return items;
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  return ordered(a) === ordered(b);
}

function ordered(value: Value | undefined): string {
  return (
    JSON.stringify(value, (_, inner: unknown) => {
      if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ""
  );
}

/** A place that two people have changed to different values. */
export interface Conflict {
  readonly place: string;
  readonly mine: Value | undefined;
  readonly theirs: Value | undefined;
}

/** Both people's changes in one document, theirs where both changed one place; and those places. */
export interface Merged {
  readonly doc: Doc;
  readonly conflicts: readonly Conflict[];
  /** Number of places that were taken over from the other document. */
  readonly taken: number;
}

/**
 * Merges two changes of one document. Objects are merged member by member; so are lists of one length on all three
 * sides; a list that somebody lengthened, shortened or reordered is one place.
 */
export function merge(base: Doc, mine: Doc, theirs: Doc): Merged {
  const conflicts: Conflict[] = [];
  let taken = 0;
  const both = (place: string, b: Value | undefined, m: Value | undefined, t: Value | undefined): Value | undefined => {
    if (same(m, t) || same(t, b)) return m;
    if (same(m, b)) {
      taken += 1;
      return t;
    }
    if (isObject(m) && isObject(t)) {
      const names = new Set([...Object.keys(m), ...Object.keys(t)]);
      const of = isObject(b) ? b : {};
      const entries = [...names].map(
        (name) =>
          [
            name,
            both(`${place}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`, of[name], m[name], t[name]),
          ] as const,
      );
      return Object.fromEntries(entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined));
    }
    if (Array.isArray(b) && Array.isArray(m) && Array.isArray(t) && b.length === m.length && m.length === t.length) {
      return m.map((item, i) => both(`${place}/${i}`, b[i], item, t[i]) ?? null);
    }
    conflicts.push({ place, mine: m, theirs: t });
    return t;
  };
  const doc = both("", base, mine, theirs);
  return { doc: isObject(doc) ? doc : theirs, conflicts, taken };
}

function isObject(value: Value | undefined): value is { [name: string]: Value } {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
