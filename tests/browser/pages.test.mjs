// Every page of the service, in both languages, at three sizes: accessible, no wider than its window, calm. And no
// string in a pact ever runs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES, axe, launch, noSideways, open as openWindow, settled } from "./lib/browser.mjs";
import { OWN, hostilePacts, hostileStrings, sorted } from "./lib/hostile.mjs";
import { freshId, open, s3, verifyEvidence } from "./lib/pacts.mjs";
import { startServer } from "./lib/server.mjs";

let browser, server, pact;

before(async () => {
    server = await startServer({ named: true });
    browser = await launch();
    pact = await open(server, s3());
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

/** Pages that a stranger can open. */
const pages = () => [
    "/",
    "/find?id=khong-phai-ma",
    `/v/${pact.id}`,
    `/m/${pact.id}`,
    `/p/${pact.id}/live`,
    "/mark",
    "/login",
    "/setup",
    "/tls",
    "/api/v1",
    `/v/${freshId()}`,
    "/khong-co-trang-nay",
];

const spoken = (path, lang) => (lang === "vi" ? path : `${path}${path.includes("?") ? "&" : "?"}lang=en`);

for (const size of Object.keys(SIZES)) {
    test(`every page at the size of a ${size}`, async (t) => {
        const window = await openWindow(browser, size);
        window.expects(/status of 4\d\d/);
        const findings = [];
        for (const lang of ["vi", "en"]) {
            for (const path of pages()) {
                const { page } = window;
                await page.goto(server.url + spoken(path, lang), { waitUntil: "load" });
                await settled(page);
                for (const look of [
                    () => axe(page),
                    () => noSideways(page),
                    // The description of the REST API is in English.
                    async () => assert.equal(await page.evaluate(() => document.documentElement.lang), path === "/api/v1" ? "en" : lang),
                    async () => assert.equal(await page.evaluate(() => isSecureContext), false),
                    async () => window.calm(),
                ]) {
                    await look().catch((error) => findings.push(`${lang} ${path}: ${error.message.replace(/\s+/g, " ")}`));
                }
            }
        }
        assert(findings.length === 0, `\n${findings.join("\n")}`);
        t.diagnostic(`${pages().length * 2} pages`);
        await window.close();
    });
}

test("hostile strings in every field of a pact are shown as text, or refused", async (t) => {
    const { taken, refused } = await sorted(server, hostileStrings());
    assert(taken.length >= OWN.length - 1, `${taken.length} taken`);
    const pacts = hostilePacts(taken);
    for (const { document } of pacts) await open(server, document);
    const window = await openWindow(browser, "phone");
    await window.context.addInitScript(() => {
        Object.defineProperty(globalThis, "__hit", { set: () => globalThis.__complain("a string ran"), configurable: false });
    });
    const { page } = window;
    let shown = 0;
    for (const { document, strings } of pacts) {
        const { token } = await server.rest.post(`/pacts/${document.id}/invitations`, { party: "ben-0" });
        for (const path of [`/v/${document.id}`, `/p/${document.id}/live`, `/m/${document.id}#${token}`]) {
            await page.goto(server.url + path, { waitUntil: "load" });
            await settled(page);
            const missing = await page.evaluate(missingTexts, strings);
            if (path.startsWith("/v/")) assert.deepEqual(missing, [], path);
            shown += strings.length - missing.length;
            window.calm();
        }
        assert.match(verifyEvidence(server, document.id, 1).line, /k-of-n|0 of \d+|0\/\d+/);
    }
    for (const text of OWN) {
        window.expects(/status of 4\d\d/);
        await page.goto(`${server.url}/find?id=${encodeURIComponent(text)}`);
        await page.goto(`${server.url}/${encodeURIComponent(text)}?${encodeURIComponent(text)}`);
        window.calm();
    }
    t.diagnostic(`${taken.length} strings taken, ${refused.length} refused, found as text ${shown} times`);
    await window.close();
});

/** Runs in the page: which of the texts stand nowhere in it. White space counts as one space, as it is shown. */
function missingTexts(texts) {
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    const all = plain(document.body.textContent);
    return texts.filter((text) => !all.includes(plain(text)));
}
