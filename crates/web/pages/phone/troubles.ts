/** Errors that the phone's page tells apart. */

import type { TROUBLES } from "../../shared/signing/words.js";
import { Problem } from "../../shared/ui/api.js";

/** A wrong moment that has a page of its own. */
export class Trouble extends Error {
  constructor(readonly code: keyof typeof TROUBLES & string) {
    super(code);
  }
}

/** A problem that belongs to the code's field; any other error is thrown on. */
export function aboutCode(error: unknown): Problem {
  if (error instanceof Problem && error.code.startsWith("code-")) return error;
  throw error;
}

/** A signature that was made and could not be sent is kept: sending it again is the next screen's business. */
export function laterIfPassing(error: unknown): void {
  if (!(error instanceof Problem && error.passes)) throw error;
}
