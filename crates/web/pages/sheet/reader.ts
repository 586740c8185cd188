/** The page's end of the code reader: one worker, which is ended when a picture takes too long, and begun anew. */

import type { Answered, Asked } from "./workers/codes.js";
import { scriptAddress } from "./scripts.js";

/** Milliseconds in which the reader must have started. */
const START = 60_000;

/** The parts of the code reader. */
export interface ReaderParts {
  /** The worker's script. */
  readonly script: () => Promise<string>;
  /** The WebAssembly that it runs. */
  readonly wasm: () => Promise<ArrayBuffer>;
}

export class CodeReader {
  private worker: Promise<Worker> | undefined;
  /** Looks wait for each other, so that each has its time for itself. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ReaderParts) {}

  /** Starts the reader once; a start that failed may be tried again. */
  load(): Promise<Worker> {
    this.worker ??= this.start().catch((error: unknown) => {
      this.worker = undefined;
      throw error;
    });
    return this.worker;
  }

  /**
   * The texts of the QR codes in a picture, whose pixels go over to the worker.
   *
   * @param patience milliseconds after which the look is broken off
   * @returns why there are none, where the look was broken off or the reader gave up
   */
  codesIn(picture: ImageData, patience: number): Promise<readonly string[] | "too-slow" | "broken"> {
    const look = this.last.then(() => this.look(picture, patience));
    this.last = look.catch(() => undefined);
    return look;
  }

  private async look(picture: ImageData, patience: number): Promise<readonly string[] | "too-slow" | "broken"> {
    // It started once, and may not again where the network went meanwhile.
    const worker = await this.load().catch(() => undefined);
    if (!worker) return "broken";
    const answer = await ask(worker, { picture }, [picture.data.buffer], patience);
    if (answer && "texts" in answer) return answer.texts;
    // Whatever it was at, it holds the memory of it.
    worker.terminate();
    this.worker = undefined;
    return answer ? "broken" : "too-slow";
  }

  private async start(): Promise<Worker> {
    const [script, wasm] = await Promise.all([this.parts.script(), this.parts.wasm()]);
    // From the page's own memory: a worker's address is looked for outside of what the service worker keeps.
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const worker = new Worker(scriptAddress(address));
    const answer = await ask(worker, { wasm }, [wasm], START);
    URL.revokeObjectURL(address);
    if (answer && "texts" in answer) return worker;
    worker.terminate();
    throw new Error(answer ? answer.failed : "the code reader does not start");
  }
}

/** One question and its answer; nothing where it took too long. */
function ask(worker: Worker, asked: Asked, over: Transferable[], patience: number): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(undefined), patience);
    const end = (answer: Answered) => {
      clearTimeout(late);
      resolve(answer);
    };
    worker.onmessage = ({ data }: MessageEvent<Answered>) => end(data);
    worker.onerror = ({ message }) => end({ failed: message });
    worker.postMessage(asked, over);
  });
}
