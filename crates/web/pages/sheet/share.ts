/**
 * Codes between the tabs of this page: a phone's own camera app opens each code in a tab of its own. They go from tab
 * to tab and are kept nowhere; whatever comes is taken like any scanned text.
 */

const CHANNEL = "giaouoc-sheet";
const MOST = 64;

type Message = { readonly ask: true } | { readonly codes: readonly string[] };

export class Share {
  private readonly channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : undefined;

  /** @param held gives what this tab holds; @param take is given what another holds */
  constructor(held: () => readonly string[], take: (texts: readonly string[]) => void) {
    this.channel?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      const message = messageOf(data);
      if (message && "ask" in message) this.tell(held());
      else if (message) take(message.codes);
    });
  }

  /** Asks the other tabs for what they hold. */
  ask(): void {
    this.send({ ask: true });
  }

  /** Tells the other tabs. */
  tell(codes: readonly string[]): void {
    if (codes.length > 0) this.send({ codes });
  }

  private send(message: Message): void {
    this.channel?.postMessage(message);
  }
}

function messageOf(data: unknown): Message | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  if ("ask" in data) return { ask: true };
  const codes: unknown = "codes" in data ? data.codes : undefined;
  if (!Array.isArray(codes)) return undefined;
  return { codes: codes.filter((code): code is string => typeof code === "string").slice(0, MOST) };
}
