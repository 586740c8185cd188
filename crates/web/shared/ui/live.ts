/**
 * The state of a pact as it moves: by server-sent events from the service, or by asking again where the page comes from
 * a program of one's own. Whole on connect; says when it is stale.
 */

import { type Api, pactPath } from "./api.js";
import { type Config } from "./config.js";

/** Callbacks of a page that follows a pact. */
export interface Listener<S> {
  /** The whole state, and the server's clock (RFC 3339). */
  state(state: S, now: string): void;
  /** Something at the desk has changed: releases, what waits, kiosks. */
  office?(now: string): void;
  /** Nothing has changed, and the service is there. */
  heard?(now: string): void;
  /** Called with true when nothing was heard for a while, with false when that is over. */
  stale(stale: boolean): void;
}

/** Without a word for so long the state is called stale: pings come every 15 seconds. */
const SILENCE = 25_000;
const POLL = 1_500;

/** Follows a pact until the returned function is called. */
export function follow<S>(config: Config, api: Api, id: string, listener: Listener<S>): () => void {
  const watch = new Watch(listener.stale);
  const stop = config.program ? poll(api, id, listener, watch) : listen(config, id, listener, watch);
  return () => {
    stop();
    watch.stop();
  };
}

/** Tells when nothing was heard for too long, once each way. */
class Watch {
  private heard = Date.now();
  private isStale = false;
  private readonly timer = setInterval(() => this.look(), 1_000);

  constructor(private readonly tell: (stale: boolean) => void) {}

  hear(): void {
    this.heard = Date.now();
    this.look();
  }

  /** It is known that nothing can be heard at present. */
  lose(): void {
    this.heard = Math.min(this.heard, Date.now() - SILENCE);
    this.look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const stale = Date.now() - this.heard >= SILENCE;
    if (stale !== this.isStale) this.tell((this.isStale = stale));
  }
}

function listen<S>(config: Config, id: string, listener: Listener<S>, watch: Watch): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const connect = (): void => {
    source = new EventSource(config.api + pactPath(id, "events"));
    source.addEventListener("state", (event) => {
      watch.hear();
      const { now, ...state } = JSON.parse((event as MessageEvent<string>).data) as S & { now: string };
      listener.state(state as S, now);
    });
    source.addEventListener("office", (event) => {
      watch.hear();
      listener.office?.((JSON.parse((event as MessageEvent<string>).data) as { now: string }).now);
    });
    source.addEventListener("ping", (event) => {
      watch.hear();
      listener.heard?.((JSON.parse((event as MessageEvent<string>).data) as { now: string }).now);
    });
    source.addEventListener("error", () => {
      // Browsers try again by themselves, unless the answer was an error: then it is on us.
      watch.lose();
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(connect, 3_000);
    });
  };
  connect();
  return () => {
    source?.close();
    clearTimeout(again);
  };
}

function poll<S>(api: Api, id: string, listener: Listener<S>, watch: Watch): () => void {
  let stopped = false;
  let last = "";
  const turn = async (): Promise<void> => {
    try {
      const state = await api.json<S>(pactPath(id, "state"), { patience: 10_000 });
      watch.hear();
      const text = JSON.stringify(state);
      const now = new Date().toISOString();
      if (text !== last && !stopped) listener.state(state, now);
      else if (!stopped) listener.office?.(now);
      last = text;
    } catch {
      // What was heard last grows old by itself.
    }
    if (!stopped) setTimeout(() => void turn(), POLL);
  };
  void turn();
  return () => {
    stopped = true;
  };
}
