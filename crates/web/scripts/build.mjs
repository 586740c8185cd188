// Bundles each page into dist/, which is committed. `node scripts/build.mjs --check` builds into memory and
// fails where a committed file is not the same. Prints the sizes as a browser gets them, and holds the phone's page to
// its limit.

import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { asset, bundles, codes, keep, sha256, wasm, web } from "./dist.mjs";

/** Bytes, gzipped, that a page may weigh: phones in a hall share one network. */
const LIMITS = { "phone.js": 60 * 1024 };
/** Files of the server's that the page for printed copies shows, beside its own. */
const SHOWN = ["giaouoc.css", "sheet.css", "giaouoc.svg"];

const pages = readdirSync(join(web, "pages"));
const entries = Object.fromEntries(pages.map((page) => [page, `pages/${page}/main.ts`]));

const built = new Map((await bundles(entries)).map((file) => [basename(file.path), Buffer.from(file.contents)]));
built.set("zxing_reader.wasm", wasm());
built.set("codes.js", await codes());
built.set("worker.js", await worker());

for (const [name, bytes] of built) {
    if (keep(name, bytes) > (LIMITS[name] ?? Infinity)) {
        console.error(`dist/${name} is larger than ${LIMITS[name]} bytes`);
        process.exitCode = 1;
    }
}

/** The service worker's version is the digest of all that it keeps and of itself: another file, another version. */
async function worker() {
    const own = ["sheet.js", "codes.js", "zxing_reader.wasm"];
    const files = JSON.stringify([...SHOWN, ...own].map((name) => `/assets/${name}`));
    const bundle = async (version) => {
        const define = { VERSION: JSON.stringify(version), FILES: files };
        const [file] = await bundles({ worker: "pages/sheet/workers/offline.ts" }, { define, format: "iife" });
        return Buffer.from(file.contents);
    };
    const content = [...SHOWN.map(asset), ...own.map((name) => built.get(name)), await bundle("")];
    return bundle(
        sha256(...content)
            .digest("hex")
            .slice(0, 16),
    );
}
