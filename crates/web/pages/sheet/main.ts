/** Checking a printed copy: where any camera leads that opens a proof code (`/v#1.…`). */

import { startPage } from "../../shared/ui/start.js";
import { registerWorker } from "./offline.js";
import { SheetPage } from "./page.js";
import type { ReaderParts } from "./reader.js";

const { config } = startPage();

const parts: ReaderParts = {
  script: async () => inside("codes") ?? (await fetched(config.codes ?? "/assets/codes.js")).text(),
  wasm: async () => {
    const text = inside("wasm");
    if (text === undefined) return (await fetched(config.wasm ?? "/assets/zxing_reader.wasm")).arrayBuffer();
    return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0)).buffer;
  },
};

void new SheetPage(config, parts).begin();
void registerWorker(config);

/** A part of the code reader that stands in the page, where the page is a file. */
function inside(id: string): string | undefined {
  return document.getElementById(id)?.textContent ?? undefined;
}

/** The same from the server. */
async function fetched(address: string): Promise<Response> {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`no code reader: ${response.status}`);
  return response;
}
