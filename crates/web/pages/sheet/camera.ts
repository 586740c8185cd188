/** The live view: frames are looked at here and go nowhere. */

import { frameOf } from "./pictures.js";
import type { CodeReader } from "./reader.js";

/** Milliseconds between two looks: a phone stays cool and the view stays smooth. */
const PAUSE = 120;
/** Milliseconds that one look may take. */
const PATIENCE = 10_000;

/** True if this page may ask for a camera at all: not from `http://`. */
export function hasCamera(): boolean {
  return isSecureContext && typeof (navigator as Partial<Navigator>).mediaDevices?.getUserMedia === "function";
}

export class Camera {
  private stream: MediaStream | undefined;
  private looking = false;

  /** @param found is given what is seen, and gives back whether more is needed */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly reader: CodeReader,
    private readonly found: (texts: readonly string[]) => boolean,
  ) {}

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** Asks for the camera at the back, as sharp as it goes: a proof code has 117 modules a side. */
  async start(): Promise<void> {
    if (this.stream) return;
    const video = { facingMode: "environment", width: { ideal: 2560 }, height: { ideal: 1440 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    void this.look();
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.srcObject = null;
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.stream) {
        const frame = frameOf(this.video);
        const texts = frame ? await this.reader.codesIn(frame, PATIENCE) : [];
        if (typeof texts !== "string" && texts.length > 0 && !this.found(texts)) this.stop();
        await new Promise((go) => setTimeout(go, PAUSE));
      }
    } finally {
      this.looking = false;
    }
  }
}
