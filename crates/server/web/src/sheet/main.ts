/** Checking a printed copy: where any camera leads that opens a proof code (`/v#1.…`). */

import { readConfig } from "../ui/config";
import { registerWorker } from "./offline";
import { SheetPage } from "./page";

const config = readConfig();

void new SheetPage(config, readerBytes).begin();
void registerWorker(config);

/** The code reader's WebAssembly: from the server, or, on a page that is a file, from within the page. */
async function readerBytes(): Promise<ArrayBuffer> {
  const inside = document.getElementById("wasm")?.textContent;
  if (inside) return Uint8Array.from(atob(inside.trim()), (letter) => letter.charCodeAt(0)).buffer;
  const response = await fetch(config.wasm ?? "/assets/zxing_reader.wasm", { credentials: "omit" });
  if (!response.ok) throw new Error(`no code reader: ${response.status}`);
  return response.arrayBuffer();
}
