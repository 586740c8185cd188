// The core's own tests inside Chromium: with WebCrypto, and under a name that is no secure context, by script.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join, sep } from "node:path";
import { after, before, test } from "node:test";
import { deflateRawSync, deflateSync, gunzipSync } from "node:zlib";
import { launch, open } from "./lib/browser.mjs";
import { bundleTests } from "./lib/bundle.mjs";
import { ROOT, VECTORS, hasVectors } from "./lib/files.mjs";
import { HALL_NAME } from "./lib/server.mjs";

const ZLIB = { deflateRawSync, deflateSync, gunzipSync };
let browser, server, bundle;
const read = new Set();
const READABLE = [join(ROOT, "fixtures"), join(ROOT, "crates"), join(VECTORS)];

before(async () => {
    bundle = await bundleTests();
    browser = await launch();
    server = createServer(answer);
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
});

after(async () => {
    await browser?.close();
    server?.close();
});

/** A page, its script, and the files that the tests read. */
function answer(request, response) {
    const [, kind, name, options] = request.url.split("/");
    if (kind === "zlib") {
        const chunks = [];
        request.on("data", (chunk) => chunks.push(chunk));
        request.on("end", () => response.end(ZLIB[name](Buffer.concat(chunks), JSON.parse(decodeURIComponent(options))).toString("base64")));
    } else if (kind === "suite.js") {
        response.setHeader("content-type", "text/javascript").end(bundle.script);
    } else if (kind === "files") {
        const path = join(decodeURIComponent(name));
        const found = READABLE.some((folder) => (path + sep).startsWith(folder + sep));
        let bytes;
        try {
            bytes = found && (statSync(path).isDirectory() ? JSON.stringify(readdirSync(path)) : readFileSync(path));
        } catch {
            // Not there: the tests ask for that too.
        }
        if (bytes) read.add(path);
        response.writeHead(bytes ? 200 : 404).end(bytes ? Buffer.from(bytes).toString("base64") : "");
    } else {
        response.setHeader("content-type", "text/html; charset=utf-8").end("<!doctype html><title>thử</title>");
    }
}

for (const [where, secure] of [
    ["127.0.0.1", true],
    [HALL_NAME, false],
]) {
    test(`all vectors hold in Chromium ${secure ? "with WebCrypto" : "outside a secure context"}`, async (t) => {
        read.clear();
        const others = hasVectors("ed25519");
        const window = await open(browser, "kiosk", { watch: false });
        await window.context.addInitScript(
            (environment) => (globalThis.environment = environment),
            { GIAOUOC_ROOT: ROOT.replace(/\/$/, ""), GIAOUOC_VECTORS: VECTORS, GIAOUOC_CRYPTO: secure ? "webcrypto" : "script", CI: process.env.CI ?? "" },
        );
        const { page } = window;
        await page.goto(`http://${where}:${server.address().port}/`);
        assert.equal(await page.evaluate(() => isSecureContext), secure);
        assert.equal(await page.evaluate(() => crypto.subtle !== undefined), secure);
        await page.addScriptTag({ url: "/suite.js" });
        const results = await page.evaluate(() => globalThis.suite.run());
        assert.deepEqual(results.filter(({ failed }) => failed), []);
        const skipped = results.filter(({ skipped }) => skipped);
        if (others) assert.deepEqual(skipped, []);
        assert(results.length >= 44, `only ${results.length} tests`);
        for (const [folder, count] of [["fixtures/reject", 398], ["fixtures/accept", 39]]) {
            const due = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".giaouoc.json"));
            assert.equal(due.length, count);
            const missing = due.filter((name) => !read.has(join(ROOT, folder, name)));
            assert.deepEqual(missing, [], `not read of ${folder}`);
        }
        t.diagnostic(`${results.length - skipped.length} tests of ${bundle.files} files held, ${read.size} files read`);
        await window.context.close();
    });
}
