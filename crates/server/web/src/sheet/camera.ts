/** The live view: looks at what the camera shows, again and again, until it is told to stop. */

import { h } from "../ui/dom";
import { textsBefore } from "./pictures";

/** Between two looks: a phone shall stay cool. */
const PAUSE = 250;

/** Whether there can be a camera: browsers give one in secure contexts only. */
export function hasCamera(): boolean {
  return (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia !== undefined;
}

/** A running camera. */
export class Camera {
  private running = true;

  private constructor(
    readonly view: HTMLVideoElement,
    private readonly stream: MediaStream,
  ) {}

  /** Opens it; nothing where there is none, or it is not allowed. `saw` gets every text at each look. */
  static async open(saw: (texts: readonly string[]) => void): Promise<Camera | undefined> {
    try {
      const wish = { facingMode: "environment", width: { ideal: 3840 }, height: { ideal: 2160 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
      const view = h("video", { class: "sheet-view", playsinline: true, muted: true, autoplay: true });
      view.srcObject = stream;
      await view.play();
      const camera = new Camera(view, stream);
      void camera.look(saw);
      return camera;
    } catch {
      return undefined;
    }
  }

  /** Ends it, and its light goes out. */
  stop(): void {
    this.running = false;
    for (const track of this.stream.getTracks()) track.stop();
    this.view.remove();
  }

  private async look(saw: (texts: readonly string[]) => void): Promise<void> {
    while (this.running) {
      const texts = await textsBefore(this.view);
      if (this.running && texts.length > 0) saw(texts);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}
