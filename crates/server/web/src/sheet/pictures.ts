/** QR codes on pictures and before the camera: zxing, compiled to WebAssembly, from our own address. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

/** Pixels of one side of what is looked at: larger pictures are made smaller first. */
const MAX_SIDE = 6000;
/** Pixels of a picture that is opened at all. */
const MAX_PIXELS = 64_000_000;

/** Says where the module comes from: an address of ours, or the bytes themselves in the single file. */
export function prepare(wasm: string | ArrayBuffer): void {
  const overrides = typeof wasm === "string" ? { locateFile: () => wasm } : { wasmBinary: wasm };
  prepareZXingModule({ overrides });
}

/** The texts of all codes on a picture; nothing where it cannot be opened. */
export async function textsOf(picture: Blob): Promise<readonly string[] | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    return undefined;
  }
  try {
    if (bitmap.width * bitmap.height > MAX_PIXELS) return undefined;
    const found = new Set<string>();
    // Once as it is, and once at half the size, where noise averages out.
    for (const scale of [1, 0.5]) {
      const fit = Math.min(scale, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
      if (scale < 1 && bitmap.width < 1600) continue;
      for (const text of await textsIn(bitmap, fit)) found.add(text);
    }
    return [...found];
  } finally {
    bitmap.close();
  }
}

/** The texts on what a camera shows now. */
export async function textsBefore(video: HTMLVideoElement): Promise<readonly string[]> {
  if (video.videoWidth === 0) return [];
  return textsIn(video, 1, video.videoWidth, video.videoHeight);
}

async function textsIn(
  source: ImageBitmap | HTMLVideoElement,
  scale: number,
  fullWidth = source.width,
  fullHeight = source.height,
): Promise<readonly string[]> {
  const [width, height] = [Math.max(1, Math.round(fullWidth * scale)), Math.max(1, Math.round(fullHeight * scale))];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return [];
  context.drawImage(source, 0, 0, width, height);
  const codes = await readBarcodes(context.getImageData(0, 0, width, height), {
    formats: ["QRCode"],
    tryHarder: true,
    tryInvert: false,
    maxNumberOfSymbols: 40,
  });
  return codes.map(({ text }) => text);
}
