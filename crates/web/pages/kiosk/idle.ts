/** Notices that nobody is there: a warning after a while, and then the end. Any touch begins anew. */

/** When, in seconds without a touch. */
export interface Patience {
  readonly warn: number;
  readonly end: number;
}

/** While somebody reads or writes. */
export const PRESENT: Patience = { warn: 60, end: 90 };
/** While somebody waits for the desk or for their turn: longer, and not for ever. */
export const WAITING: Patience = { warn: 270, end: 300 };

const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"] as const;

export class Idle {
  private patience = PRESENT;
  private last = Date.now();
  private isWarned = false;
  private readonly timer = setInterval(() => this.look(), 500);
  private readonly touched = (): void => this.touch();

  /** @param warn told every half second once it is time, with the seconds left; @param calm somebody is there again */
  constructor(
    private readonly warn: (left: number) => void,
    private readonly calm: () => void,
    private readonly end: () => void,
  ) {
    for (const sign of SIGNS) addEventListener(sign, this.touched, { passive: true });
  }

  /** Another patience from now on. */
  set(patience: Patience): void {
    if (patience === this.patience) return;
    this.patience = patience;
    this.touch();
  }

  stop(): void {
    clearInterval(this.timer);
    for (const sign of SIGNS) removeEventListener(sign, this.touched);
  }

  private touch(): void {
    this.last = Date.now();
    if (this.isWarned) this.calm();
    this.isWarned = false;
  }

  private look(): void {
    const silent = (Date.now() - this.last) / 1000;
    if (silent >= this.patience.end) {
      this.stop();
      this.end();
    } else if (silent >= this.patience.warn) {
      this.isWarned = true;
      this.warn(Math.ceil(this.patience.end - silent));
    }
  }
}
