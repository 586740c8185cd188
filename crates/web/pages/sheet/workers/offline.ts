/**
 * Keeps the page for printed copies for when there is no network. It answers for that page alone: its own files from
 * the cache of this version, the page itself from the network first, since the policy that stands in it may have
 * changed. Whatever else is asked for, the API above all, passes by untouched.
 */

/** Digest of all files below and of this script; the build sets it. */
declare const VERSION: string;
/** Addresses of the page's own files; the build sets them. */
declare const FILES: readonly string[];

/** As much of a service worker's world as is used here; the types of pages and of workers exclude each other. */
interface Waiting extends Event {
  waitUntil(what: Promise<unknown>): void;
}
interface Asked extends Waiting {
  readonly request: Request;
  readonly clientId: string;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  readonly clients: { claim(): Promise<void>; get(id: string): Promise<{ readonly url: string } | undefined> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", run: (event: Waiting) => void): void;
  addEventListener(name: "fetch", run: (event: Asked) => void): void;
}

const scope = globalThis as unknown as Scope;
const PREFIX = "giaouoc-sheet-";
const CACHE = PREFIX + VERSION;
const PAGES = ["/v", "/verify"];
/** Time limit for fetching the page from the network, in milliseconds. */
const PATIENCE = 4000;

scope.addEventListener("install", (event) => {
  const requests = [...FILES, "/v"].map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(requests))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
        ),
      )
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(pathname)) event.respondWith(page(request));
  else if (FILES.includes(pathname) || isFont(pathname)) event.respondWith(file(event));
});

/** Fonts never change under their names, and come as the page needs them. */
function isFont(path: string): boolean {
  return path.startsWith("/assets/") && path.endsWith(".woff2");
}

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const { pathname, search } = new URL(request.url);
  try {
    const fresh = await soon(fetch(request));
    if (fresh.ok && !fresh.redirected) await cache.put(pathname + search, fresh.clone());
    return fresh;
  } catch {
    const kept = (await cache.match(pathname + search)) ?? (await cache.match("/v"));
    return kept ?? Response.error();
  }
}

/** Other pages below the scope ask the network for the same files, as if this worker were not there. */
async function file({ request, clientId }: Asked): Promise<Response> {
  const client = await scope.clients.get(clientId);
  if (!client || !PAGES.includes(new URL(client.url).pathname)) return fetch(request);
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

function soon(answer: Promise<Response>): Promise<Response> {
  const late = new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error("late")), PATIENCE));
  return Promise.race([answer, late]);
}
