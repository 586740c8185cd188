/**
 * How many columns, and how large the letters: the largest type with which every name still fits its tile, for 2 to 64
 * tiles, in the room that the screen has. All lengths in CSS pixels.
 */

/** Content of a tile: name, person and state; name and one line; the name alone beside its sign. */
export type Density = "full" | "plain" | "packed" | "roll";

export interface Area {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
  /** A hundredth of the screen's width: what letters are measured against. */
  readonly unit: number;
}

export interface Plan {
  readonly columns: number;
  readonly density: Density;
  readonly font: number;
  readonly width: number;
  readonly height: number;
}

/** Space that a tile of a density needs, in parts of its type size, and the smallest size of type that is worth it. */
export interface Need {
  readonly density: Density;
  /** Beside the name: the tile's padding and, in the narrowest form, its sign. */
  readonly beside: number;
  /** Above and below the name. */
  readonly above: number;
  /** The least width: what stands on one line beside the name must not be cut. */
  readonly least: number;
  /** In hundredths of the screen's width. */
  readonly floor: number;
}

/** The tiles of a ceremony. */
export const TILES: readonly Need[] = [
  { density: "full", beside: 2.2, above: 5.2, least: 12.5, floor: 1.15 },
  { density: "plain", beside: 1.7, above: 2.5, least: 12.5, floor: 0.88 },
  { density: "packed", beside: 2.4, above: 0.6, least: 8, floor: 0 },
];
/** The names at the end of a ceremony, each with a line beneath. */
export const ROLL: readonly Need[] = [{ density: "roll", beside: 1.5, above: 1.7, least: 9, floor: 0 }];
/** Height of a line: room for Ẵ and Ộ. */
export const LINE = 1.36;
/** In hundredths of the screen's width; the first for a handful of tiles. */
const LARGEST = [2.7, 2.05] as const;
/** Tiles are no higher than this many times what they hold. */
const AIR = 1.25;

/** The best plan. `measure` gives a text's width in parts of the type size. */
export function planTiles(
  names: readonly string[],
  area: Area,
  measure: (text: string) => number,
  needs: readonly Need[] = TILES,
): Plan {
  const texts = names.map((name) => name.split(" ").map(measure));
  const space = measure("n n") - measure("nn");
  let fallback: Plan | undefined;
  for (const need of needs) {
    const plan = best(texts, space, area, need);
    if (plan.font >= need.floor * area.unit) return plan;
    fallback = plan;
  }
  return fallback as Plan;
}

function best(texts: readonly (readonly number[])[], space: number, area: Area, need: Need): Plan {
  const { density, beside, above, least } = need;
  let found: Plan | undefined;
  let highest = -Infinity;
  const count = Math.max(texts.length, 1);
  for (let columns = 1; columns <= Math.min(count, 10); columns++) {
    const rows = Math.ceil(count / columns);
    const width = Math.min((area.width - area.gap * (columns - 1)) / columns, 40 * area.unit);
    const height = (area.height - area.gap * (rows - 1)) / rows;
    const holds = (font: number): boolean =>
      width >= least * font &&
      texts.every((text) => (linesOf(text, space, width / font - beside) * LINE + above) * font <= height);
    const font = largest(holds, LARGEST[count <= 4 ? 0 : 1] * area.unit);
    const lines = Math.max(...texts.map((text) => linesOf(text, space, width / font - beside)), 1);
    const plan = { columns, density, font, width, height: Math.min(height, (lines * LINE + above) * font * AIR) };
    const empty = (rows * columns - count) / (rows * columns);
    const shape = Math.abs(Math.log(width / plan.height / 2.3));
    const score = font * (1 - 0.25 * empty) * (1 - 0.06 * shape);
    if (score > highest) [found, highest] = [plan, score];
  }
  return found as Plan;
}

/** Lines of words in a line of this width; endless where a word is wider. */
export function linesOf(words: readonly number[], space: number, width: number): number {
  let lines = 1;
  let filled = 0;
  for (const word of words) {
    if (word > width) return Infinity;
    if (filled > 0 && filled + space + word > width) [lines, filled] = [lines + 1, word];
    else filled += filled > 0 ? space + word : word;
  }
  return lines;
}

/** To half a pixel. At least 6: below that nothing helps. */
function largest(holds: (font: number) => boolean, most: number): number {
  if (holds(most)) return most;
  let [low, high] = [6, most];
  while (high - low > 0.25) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
