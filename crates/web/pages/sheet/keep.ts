/** The report as a file of its own: what stands on the page, without scripts, readable in any browser. */

import { saveFile } from "../../shared/ui/dom.js";

const STYLE =
  "body{font:18px/1.6 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}svg.shape{width:2.5rem;height:2.5rem}" +
  "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.4rem;text-align:left;vertical-align:top}.small,.line{display:block}" +
  "code{overflow-wrap:anywhere}section.verdict{border:2px solid;padding:1rem}ol.steps{list-style:none;padding:0}";

/** Saves elements under a title. They were built from text nodes, so nothing in them is markup of anybody else's. */
export function keepReport(title: string, lang: string, parts: readonly Element[], name: string): void {
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = lang;
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(charset);
  for (const part of parts) page.body.append(page.importNode(part, true));
  page.querySelectorAll("button, input, textarea").forEach((control) => control.remove());
  // The style comes in only here: as an element it would be one of this page's, whose rules forbid it.
  const source = page.documentElement.outerHTML.replace("</head>", `<style>${STYLE}</style></head>`);
  saveFile(new Blob([`<!doctype html>\n${source}\n`], { type: "text/html" }), name);
}
