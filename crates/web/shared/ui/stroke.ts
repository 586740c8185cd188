/**
 * From points to the mark that a signature names (`docs/spec/3-records.md`, marks): one SVG of strokes with whole
 * numbers, at most 16 KiB, that matches the format's expression.
 */

import { MARK_BYTES } from "../../core/mark.js";

/** A place where the pen was, in pixels of the pad. */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
}

/** One movement of the pen. */
export type Stroke = readonly PenPoint[];

/** The longer side of a mark's own coordinates. */
const SPAN = 1000;
/** Room around the ink. */
const MARGIN = 20;
const WIDTH = 9;
/** Characters of one path, by the format. */
const PATH = 16_000;

/** The mark, cropped to its ink and scaled; nothing where nothing was drawn. Long marks lose detail, never strokes. */
export function markSvg(strokes: readonly Stroke[]): string | undefined {
  const drawn = strokes.filter((stroke) => stroke.length > 0);
  if (drawn.length === 0) return undefined;
  const fitted = fit(drawn);
  for (let tolerance = 1.5; ; tolerance *= 1.6) {
    const svg = write(fitted, tolerance);
    if (svg.length <= MARK_BYTES && !fitted.strokes.some((stroke) => path(stroke, tolerance).length > PATH)) return svg;
    // At some tolerance each stroke is its two ends; more strokes than fit even so are dropped from the end.
    if (tolerance > 10 * SPAN) fitted.strokes.pop();
  }
}

interface Fitted {
  readonly width: number;
  readonly height: number;
  readonly strokes: Stroke[];
}

function fit(strokes: readonly Stroke[]): Fitted {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of strokes.flat()) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const [width, height] = [right - left, bottom - top];
  const scale = (SPAN - 2 * MARGIN) / Math.max(width, height, 1);
  const move = ({ x, y }: PenPoint): PenPoint => ({
    x: Math.round((x - left) * scale) + MARGIN,
    y: Math.round((y - top) * scale) + MARGIN,
  });
  return {
    width: Math.round(width * scale) + 2 * MARGIN,
    height: Math.round(height * scale) + 2 * MARGIN,
    strokes: strokes.map((stroke) => stroke.map(move)),
  };
}

function write({ width, height, strokes }: Fitted, tolerance: number): string {
  const paths = strokes.map(
    (stroke) => `<path d="${path(stroke, tolerance)}" fill="none" stroke="#000" stroke-width="${WIDTH}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${paths.join("")}</svg>`;
}

/** A smooth line: each point is the control of a curve between the middles beside it. A dot becomes a short line. */
function path(stroke: Stroke, tolerance: number): string {
  const points = simplify(stroke, tolerance);
  const [first, ...rest] = points;
  const end = rest[rest.length - 1];
  if (!first) return "";
  if (!end) return `M${first.x} ${first.y}L${first.x + 1} ${first.y}`;
  const curves = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] ?? end;
    return `Q${point.x} ${point.y} ${Math.round((point.x + next.x) / 2)} ${Math.round((point.y + next.y) / 2)}`;
  });
  return `M${first.x} ${first.y}${curves.join("")}L${end.x} ${end.y}`;
}

/** Ramer, Douglas and Peucker, without recursion: whatever is nearer than the tolerance to a straight line goes. */
function simplify(stroke: Stroke, tolerance: number): Stroke {
  const kept = new Set([0, stroke.length - 1]);
  const spans: [number, number][] = [[0, stroke.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const farthest = farthestBetween(stroke, from, to);
    if (!farthest || farthest.distance <= tolerance) continue;
    kept.add(farthest.at);
    spans.push([from, farthest.at], [farthest.at, to]);
  }
  return stroke.filter((_, at) => kept.has(at));
}

function farthestBetween(
  stroke: Stroke,
  from: number,
  to: number,
): { readonly at: number; readonly distance: number } | undefined {
  const [a, b] = [stroke[from], stroke[to]];
  if (!a || !b) return undefined;
  let found: { at: number; distance: number } | undefined;
  for (let at = from + 1; at < to; at += 1) {
    const point = stroke[at];
    const distance = point ? distanceTo(point, a, b) : 0;
    if (!found || distance > found.distance) found = { at, distance };
  }
  return found;
}

/** From a point to the line between two, or to the one where both are the same. */
function distanceTo({ x, y }: PenPoint, a: PenPoint, b: PenPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(x - a.x, y - a.y);
  return Math.abs(dy * (x - a.x) - dx * (y - a.y)) / length;
}
