/**
 * Codes on photos. A sheet shows up to six large codes; where the picture as a whole does not give all, parts of it are
 * looked at by themselves, at their full size and then enlarged, until nothing more is needed.
 */

import { pictureSize } from "../../core/paper/picture.js";
import type { CodeReader } from "./reader.js";

/** Pixels of a picture: beyond, a browser may run out of memory. */
const MAX_PIXELS = 40_000_000;
/** Pixels that are looked at in one go. */
const MAX_LOOK = 12_000_000;
/** Side of a part below which it is enlarged. */
const SMALL = 1600;

/** Milliseconds that looking through one picture may take: what is drawn on it decides how long that is. */
const MAX_TIME = 60_000;

/** Why a picture was not read, or not to its end. */
export type PictureTrouble = "too-large" | "broken" | "too-slow";

/** Called with the texts of each picture; returns true while more are needed. */
export interface Looking {
  readonly found: (texts: readonly string[]) => boolean;
  readonly progress: (part: number, parts: number) => void;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** Looks through a picture, PNG or JPEG. */
export async function lookThrough(
  bytes: Uint8Array,
  reader: CodeReader,
  looking: Looking,
): Promise<PictureTrouble | undefined> {
  const size = pictureSize(bytes);
  if (!size || size.width * size.height === 0) return "broken";
  if (size.width * size.height > MAX_PIXELS) return "too-large";
  const bitmap = await decoded(bytes);
  if (!bitmap) return "broken";
  try {
    const seen = new Set<string>();
    const rounds = roundsOf(bitmap.width, bitmap.height);
    const parts = rounds.reduce((sum, areas) => sum + areas.length, 0);
    const end = performance.now() + MAX_TIME;
    let part = 0;
    for (const areas of rounds) {
      const before = seen.size;
      for (const area of areas) {
        looking.progress((part += 1), parts);
        const texts = await reader.codesIn(pixels(bitmap, area), end - performance.now());
        if (typeof texts === "string") return texts;
        texts.forEach((text) => seen.add(text));
        if (!looking.found(texts)) return undefined;
      }
      // Parts that showed nothing more than the whole did: the picture holds no more.
      if (areas.length > 1 && seen.size > 0 && seen.size === before) return undefined;
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

async function decoded(bytes: Uint8Array): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
  } catch {
    return undefined;
  }
}

/** The whole, as far as it fits; then overlapping parts, 2 × 3 and 3 × 4 of them. */
function roundsOf(width: number, height: number): Area[][] {
  const whole = { x: 0, y: 0, width, height, scale: Math.min(1, Math.sqrt(MAX_LOOK / (width * height))) };
  const [wide, high] = width > height ? [3, 2] : [2, 3];
  return [[whole], grid(width, height, wide, high), grid(width, height, wide + 1, high + 1)];
}

/** Parts overlap by a half, so that a code that stands across an edge is whole in one of them. */
function grid(width: number, height: number, columns: number, rows: number): Area[] {
  const part = { width: Math.ceil(width / columns), height: Math.ceil(height / rows) };
  const scale =
    Math.max(part.width, part.height) < SMALL ? 2 : Math.min(1, Math.sqrt(MAX_LOOK / (part.width * part.height)));
  const areas: Area[] = [];
  for (let y = 0; y <= 2 * (rows - 1); y += 1) {
    for (let x = 0; x <= 2 * (columns - 1); x += 1) {
      areas.push({
        x: Math.min((x * part.width) / 2, width - part.width),
        y: Math.min((y * part.height) / 2, height - part.height),
        ...part,
        scale,
      });
    }
  }
  return areas;
}

/** A part of a picture, scaled. */
function pixels(source: CanvasImageSource, { x, y, width, height, scale }: Area): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** One frame of a camera. */
export function frameOf(video: HTMLVideoElement): ImageData | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return undefined;
  return pixels(video, { x: 0, y: 0, width, height, scale: Math.min(1, Math.sqrt(MAX_LOOK / (width * height))) });
}
