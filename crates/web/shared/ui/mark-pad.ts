/** A field to draw one's mark in, by finger, pen or mouse. What was drawn survives rotation; nobody has to draw. */

import SignaturePad, { type PointGroup } from "signature_pad";

import { h } from "./dom.js";
import { type Stroke, markSvg } from "./stroke.js";
import { type Language, speak } from "./words.js";

/** The field. */
export interface MarkPad {
  readonly element: HTMLElement;
  /** The mark; nothing where nothing was drawn. */
  svg(): string | undefined;
  clear(): void;
  /** Forgets what was drawn and listens no more. */
  destroy(): void;
}

const WORDS = {
  label: ["Ô vẽ nét ký", "Field for your mark"],
  hint: ["Vẽ bằng ngón tay, bút hoặc chuột. Không bắt buộc.", "Draw with finger, pen or mouse. It is optional."],
  clear: ["Xóa, vẽ lại", "Clear and draw again"],
} as const;

/** Makes a field; call {@link MarkPad.destroy} when it goes. */
export function markPad(lang: Language): MarkPad {
  const w = speak(WORDS, lang);
  const canvas = h("canvas", { class: "mark-field", role: "img", "aria-label": w.label });
  const clear = h("button", { type: "button", class: "button quiet" }, w.clear);
  const element = h("div", { class: "mark-pad" }, h("p", { class: "hint" }, w.hint), canvas, clear);
  const pad = new SignaturePad(canvas, { penColor: "#000", minWidth: 1.2, maxWidth: 2.8 });
  clear.addEventListener("click", () => pad.clear());
  const watch = new ResizeObserver(() => fit(canvas, pad));
  watch.observe(canvas);
  return {
    element,
    svg: () => markSvg(pad.toData().map(strokeOf)),
    clear: () => pad.clear(),
    destroy() {
      watch.disconnect();
      pad.clear();
      pad.off();
    },
  };
}

function strokeOf({ points }: PointGroup): Stroke {
  return points.map(({ x, y }) => ({ x, y }));
}

/** Gives the canvas as many pixels as the screen has there, and draws again what was drawn, no larger than it fits. */
function fit(canvas: HTMLCanvasElement, pad: SignaturePad): void {
  const [width, height, ratio] = [canvas.clientWidth, canvas.clientHeight, Math.max(devicePixelRatio, 1)];
  if (width === 0 || (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio)))
    return;
  const [before, data] = [canvas.width / ratio, pad.toData()];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.getContext("2d")?.scale(ratio, ratio);
  const scale = data.length > 0 && before > 0 ? Math.min(1, width / before) : 1;
  const scaled = data.map((group) => ({
    ...group,
    points: group.points.map((p) => ({ ...p, x: p.x * scale, y: p.y * scale })),
  }));
  pad.fromData(scaled);
}

/** A mark as a picture: only through an image element, so that nothing in it could run. */
export function markImage(svg: string, label: string): HTMLImageElement {
  return h("img", { class: "mark", alt: label, src: `data:image/svg+xml,${encodeURIComponent(svg)}` });
}
