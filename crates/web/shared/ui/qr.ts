/** QR codes (ISO/IEC 18004), drawn as SVG nodes: black on white, a quiet zone of four modules. */

import encodeQR from "qr";

import { svg } from "./dom.js";

/** A code of some text. The label says what it is for. */
export function qrCode(text: string, label: string, ecc: "medium" | "quartile" = "medium"): SVGElement {
  const rows = encodeQR(text, "raw", { ecc, border: 4 });
  // One subpath a run of dark modules.
  const runs = rows.flatMap((row, y) => {
    const found: string[] = [];
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const from = x;
      while (row[x]) x += 1;
      found.push(`M${from} ${y}h${x - from}v1h-${x - from}z`);
    }
    return found;
  });
  return svg(
    "svg",
    {
      class: "qr-code",
      viewBox: `0 0 ${rows.length} ${rows.length}`,
      role: "img",
      "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    svg("rect", { width: rows.length, height: rows.length, fill: "#fff" }),
    svg("path", { d: runs.join(""), fill: "#000" }),
  );
}
