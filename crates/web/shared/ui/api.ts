/** Calls to the service, or to the program on this machine: JSON in and out, problems as one type. */

import type { Bytes } from "../../core/bytes.js";
import type { Language, Pair } from "./words.js";

/** A refusal by the service (RFC 9457), or a failure to reach it: then `status` is 0 and `code` `offline`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly cause_: Pair,
    readonly cure: Pair,
    readonly place = "",
    readonly technical = "",
  ) {
    super(code);
    this.name = "Problem";
  }

  /** True if trying again may help: the network, a busy server, a proxy in between. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** Cause and cure in one language. */
  words(lang: Language): { readonly cause: string; readonly cure: string } {
    const i = lang === "en" ? 1 : 0;
    return { cause: this.cause_[i], cure: this.cure[i] };
  }
}

const OFFLINE: readonly [Pair, Pair] = [
  ["Mất kết nối với máy chủ.", "The service cannot be reached."],
  ["Kiểm tra kết nối mạng; trang sẽ tự thử lại.", "Check the network; this page tries again by itself."],
];
const STRANGE: readonly [Pair, Pair] = [
  ["Máy chủ trả lời không đúng dạng.", "The service's answer is not of the form that is due."],
  ["Thử lại; nếu vẫn lỗi, báo Ban Tổ chức.", "Try again; if it fails again, tell the organiser."],
];

/** One call. */
export interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Becomes JSON. */
  readonly body?: unknown;
  /** Bytes instead of JSON. */
  readonly bytes?: BodyInit;
  /** A bearer token: never in the address. */
  readonly token?: string | undefined;
  /** Only over this revision (RFC 9110 §13.1.1). */
  readonly ifMatch?: number;
  /** Until the call is given up, in milliseconds. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** The service as a page sees it. */
export class Api {
  /** @param base where calls go; @param own the token of a program's page, sent where a call brings none */
  constructor(
    private readonly base: string,
    private readonly own?: string,
  ) {}

  /** An answer as JSON; `undefined` where there is no content. */
  async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.send(path, call);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch {
      throw new Problem(response.status, "answer-form", ...STRANGE);
    }
  }

  /** An answer as bytes, exactly as they came. */
  async bytes(path: string, call: Call = {}): Promise<Bytes> {
    return new Uint8Array(await (await this.send(path, call)).arrayBuffer());
  }

  private async send(
    path: string,
    { method, body, bytes, token, ifMatch, patience = 30_000, signal }: Call,
  ): Promise<Response> {
    const headers: { [name: string]: string } = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (ifMatch !== undefined) headers["If-Match"] = `"${ifMatch}"`;
    const bearer = token ?? this.own;
    if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
    const ends = new AbortController();
    const timer = setTimeout(() => ends.abort(), patience);
    signal?.addEventListener("abort", () => ends.abort());
    try {
      const payload = bytes ?? (body === undefined ? null : JSON.stringify(body));
      const response = await fetch(this.base + path, {
        method: method ?? (payload === null ? "GET" : "POST"),
        headers,
        body: payload,
        signal: ends.signal,
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (!response.ok) throw await problemOf(response);
      return response;
    } catch (error) {
      throw error instanceof Problem ? error : new Problem(0, "offline", ...OFFLINE);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as {
      code: string;
      cause: { vi: string; en: string };
      cure: { vi: string; en: string };
      place?: string;
      technical?: string;
    };
    const pair = ({ vi, en }: { vi: string; en: string }): Pair => [vi, en];
    return new Problem(response.status, body.code, pair(body.cause), pair(body.cure), body.place, body.technical);
  } catch {
    return new Problem(response.status, "answer-form", ...STRANGE);
  }
}

/** Path of a pact's calls. */
export function pactPath(id: string, rest = ""): string {
  return `/pacts/${encodeURIComponent(id)}${rest && `/${rest}`}`;
}
