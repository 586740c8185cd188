/**
 * The service worker of the page that verifies paper and files: keeps that page and what it is made of, asks the network
 * first, and answers from what it kept where there is none. It sees neither what stands behind `#` nor what is chosen
 * there, and touches no call of the API.
 */

/** As much of a service worker as is used here; the page's own types do not know it. */
interface Worker {
  addEventListener(type: "install" | "activate", run: (event: { waitUntil(done: Promise<unknown>): void }) => void): void;
  addEventListener(type: "fetch", run: (event: { request: Request; respondWith(answer: Promise<Response>): void }) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

const worker = globalThis as unknown as Worker;
const KEPT = "giaouoc-verify-1";
const PAGES = ["/v", "/verify"];
const PARTS = ["/assets/giaouoc.css", "/assets/sheet.css", "/assets/sheet.js", "/assets/zxing_reader.wasm", "/assets/giaouoc.svg"];

worker.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = PAGES.includes(pathname) || pathname.startsWith("/assets/");
  if (origin !== location.origin || event.request.method !== "GET" || !ours) return;
  event.respondWith(answer(event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(KEPT);
  const languages = PAGES.flatMap((page) => [page, `${page}?lang=en`]);
  await cache.addAll([...languages, ...PARTS]);
  const sheet = await (await cache.match(PARTS[0] ?? ""))?.text();
  const fonts = [...(sheet ?? "").matchAll(/url\("(\/assets\/[^"]+)"\)/g)].map(([, path = ""]) => path);
  await cache.addAll([...new Set(fonts)]);
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    return (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}
