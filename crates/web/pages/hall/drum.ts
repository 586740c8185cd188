/** The pattern behind the screen: the star and rings of a bronze drum, drawn in lines. */

import { svg } from "../../shared/ui/dom.js";

const RAYS = 14;
const RINGS = [30, 33, 52, 55, 76, 79, 97, 99.5];

/** A drawing that says nothing: screen readers pass over it. */
export function drum(): SVGElement {
  const points = Array.from({ length: RAYS * 2 }, (_, i) => at(i % 2 === 0 ? 28 : 11, i / (RAYS * 2)));
  return svg(
    "svg",
    { class: "drum", viewBox: "-100 -100 200 200", "aria-hidden": "true", focusable: "false" },
    svg("polygon", { points: points.join(" ") }),
    ...RINGS.map((r) => svg("circle", { r })),
    svg("path", { d: between(36, 49, 56) }),
    svg("path", { d: saw(59, 72, 48) }),
    svg("path", { d: between(82, 94, 112) }),
  );
}

/** A point at this radius, this part of the way around. */
function at(radius: number, turn: number): string {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`;
}

/** Short strokes all around, as between the rings of a drum. */
function between(inner: number, outer: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `M${at(inner, i / count)}L${at(outer, i / count)}`).join("");
}

/** Teeth all around. */
function saw(inner: number, outer: number, count: number): string {
  const points = Array.from({ length: count * 2 }, (_, i) => at(i % 2 === 0 ? outer : inner, i / (count * 2)));
  return `M${points.join("L")}Z`;
}
