/** A shape beside every colour, as on the server's own pages: nobody depends on seeing the colour. */

import { svg } from "../../shared/ui/dom.js";

type Part = readonly [name: string, attributes: { readonly [name: string]: string | number }];

const FILL = { fill: "currentColor" };
const line = (d: string, width: number): Part => [
  "path",
  { d, fill: "none", stroke: "#fff", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" },
];
const ring = (more = {}): Part => [
  "circle",
  { cx: 24, cy: 24, r: 20, fill: "none", stroke: "currentColor", "stroke-width": 4, ...more },
];

const SHAPES: { readonly [name: string]: readonly Part[] } = {
  valid: [["circle", { cx: 24, cy: 24, r: 22, ...FILL }], line("M13.5 25l7.5 7.5L35 17.5", 5)],
  incomplete: [ring(), ["path", { d: "M24 9a15 15 0 0 1 0 30z", ...FILL }]],
  invalid: [["path", { d: "M15 2h18l13 13v18L33 46H15L2 33V15z", ...FILL }], line("M16 16l16 16M32 16L16 32", 5)],
  untrusted: [
    ["path", { d: "M24 1l23 23-23 23L1 24z", ...FILL }],
    line("M18.5 19.5c0-7.5 11-7.5 11 0 0 4.5-5.5 4.5-5.5 9", 4.5),
    ["circle", { cx: 24, cy: 35, r: 2.7, fill: "#fff" }],
  ],
  "not-checked": [
    ring({ "stroke-dasharray": "6 5" }),
    ["path", { d: "M16 24h16", stroke: "currentColor", "stroke-width": 5, "stroke-linecap": "round" }],
  ],
};

/** The shape of a verdict or of a step. */
export function shape(name: string): SVGElement {
  const parts = SHAPES[name] ?? SHAPES["not-checked"] ?? [];
  const drawn = parts.map(([element, attributes]) => svg(element, attributes));
  return svg(
    "svg",
    { class: "shape", viewBox: "0 0 48 48", width: 48, height: 48, "aria-hidden": "true", focusable: "false" },
    ...drawn,
  );
}
