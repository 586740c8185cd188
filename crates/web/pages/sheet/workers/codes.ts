/**
 * Reads QR codes out of pictures, in a worker of its own: what is drawn on a picture decides how long that takes, and a
 * worker can be ended. ZXing's reader as WebAssembly, which the page hands over; nothing is fetched here.
 */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Messages from the page: the reader first, then pictures, one at a time. */
export type Asked = { readonly wasm: ArrayBuffer } | { readonly picture: ImageData };
/** The answer to each of them; that the reader is loaded is told by no texts. */
export type Answered = { readonly texts: readonly string[] } | { readonly failed: string };

/** As much of a worker's world as is used here; the types of pages and of workers exclude each other. */
interface Scope {
  addEventListener(name: "message", run: (event: MessageEvent<Asked>) => void): void;
  postMessage(answer: Answered): void;
}

const scope = globalThis as unknown as Scope;
/** Codes that one picture may hold: six proof codes, the short code, and whatever else lies about. */
const MAX_CODES = 16;

scope.addEventListener("message", ({ data }) => {
  answer(data).then(
    (texts) => scope.postMessage({ texts }),
    (error: unknown) => scope.postMessage({ failed: String(error) }),
  );
});

async function answer(asked: Asked): Promise<string[]> {
  if ("picture" in asked) return codesIn(asked.picture);
  await prepareZXingModule({ overrides: { wasmBinary: asked.wasm, locateFile: () => "" }, fireImmediately: true });
  return [];
}

/** The texts of the QR codes in a picture. */
async function codesIn(picture: ImageData): Promise<string[]> {
  const found = await readBarcodes(picture, {
    formats: ["QRCode"],
    tryHarder: true,
    tryInvert: false,
    maxNumberOfSymbols: MAX_CODES,
    textMode: "Plain",
  });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}
