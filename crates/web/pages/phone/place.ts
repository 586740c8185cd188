/** The page's surroundings: secure context, storage, and which of them are missing. */

/** Names of apps that open links inside themselves, by what their user agents hold. */
const APPS: readonly (readonly [RegExp, string])[] = [
  [/Zalo/i, "Zalo"],
  [/FBAN|FBAV|FB_IAB/, "Facebook"],
  [/Messenger|MessengerForiOS/, "Messenger"],
  [/Instagram/, "Instagram"],
  [/\bLine\//i, "LINE"],
  [/musical_ly|BytedanceWebview|TikTok/i, "TikTok"],
  [/Viber/i, "Viber"],
  [/MicroMessenger/i, "WeChat"],
  [/Telegram/i, "Telegram"],
];

/** The app inside which a page runs, if it is one that loses what a page keeps. */
export function appOf(userAgent: string): string | undefined {
  // Messenger says that it is Facebook too: the narrower name goes first.
  const found = APPS.filter(([pattern]) => pattern.test(userAgent)).map(([, name]) => name);
  if (found.includes("Messenger")) return "Messenger";
  if (found.length > 0) return found[0];
  // A web view of Android that names no app.
  return /; wv\)/.test(userAgent) ? "ứng dụng" : undefined;
}

/** True if the browser has what cannot be replaced: random numbers, large integers, dialogs. */
export function isAble(): boolean {
  const random = (globalThis.crypto as Partial<Crypto> | undefined)?.getRandomValues;
  return typeof random === "function" && typeof BigInt === "function" && typeof HTMLDialogElement === "function";
}
