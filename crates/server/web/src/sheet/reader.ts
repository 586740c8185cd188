/** Reading QR codes out of pictures: ZXing's reader as WebAssembly, from our own address. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Codes that one picture may hold: six proof codes, the short code, and whatever else lies about. */
const MAX_CODES = 16;

let ready: Promise<unknown> | undefined;

/** Loads the reader once; a failed load may be tried again. */
export function loadReader(wasm: () => Promise<ArrayBuffer>): Promise<unknown> {
  ready ??= wasm()
    .then((wasmBinary) => prepareZXingModule({ overrides: { wasmBinary, locateFile: () => "" }, fireImmediately: true }))
    .catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
  return ready;
}

/** The texts of the QR codes in a picture. */
export async function codesIn(picture: ImageData): Promise<string[]> {
  const found = await readBarcodes(picture, {
    formats: ["QRCode"],
    tryHarder: true,
    tryInvert: false,
    maxNumberOfSymbols: MAX_CODES,
    textMode: "Plain",
  });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}
