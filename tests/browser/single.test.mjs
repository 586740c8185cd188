// The page for printed copies as one file, opened from the disk: it decides by the policy that one brings, and asks
// nobody for anything.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import encodeQR from "qr";
import { axe, launch, noSideways, open } from "./lib/browser.mjs";
import { ROOT, WEB } from "./lib/files.mjs";

const FILE = join(WEB, "dist/verify-offline.html");
const FORMATS = join(ROOT, "fixtures/vectors/formats");
const CODES = readFileSync(join(FORMATS, "7-codes.txt"), "utf8").trim().split("\n");

let browser;

before(async () => {
    browser = await launch();
});

after(() => browser?.close());

/** The page in a window that counts what is asked of any network. */
async function opened(size, query = "") {
    const window = await open(browser, size);
    const asked = [];
    window.page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || asked.push(request.url()));
    await window.page.goto(pathToFileURL(FILE).href + query);
    return { window, page: window.page, asked };
}

const verdict = (page, due) => page.locator(`[data-verdict="${due}"]`).waitFor();
const give = (page, ...files) => page.setInputFiles("#sheet-files", files);
const trust = (page) => page.setInputFiles("#policy-file", join(FORMATS, "policy.txt"));

/** A picture as a camera sees it: codes in a grid of two, as the copy prints them. */
async function photo(codes) {
    const figures = codes.map((code) => encodeQR(code, "svg", { ecc: "medium", border: 4, scale: 1 }).replace("<svg", '<svg width="620" height="620"'));
    const window = await open(browser, "kiosk", { viewport: { width: 1400, height: 700 * Math.ceil(codes.length / 2) } });
    await window.page.setContent(`<body style="margin:20px;background:#fff">${figures.join(" ")}</body>`);
    const buffer = await window.page.screenshot({ type: "jpeg", quality: 80 });
    await window.close();
    return { name: "photo.jpg", mimeType: "image/jpeg", buffer };
}

test("the file has the digest that stands beside it", () => {
    const [digest] = readFileSync(`${FILE}.sha256`, "utf8").split(" ");
    assert.equal(createHash("sha256").update(readFileSync(FILE)).digest("hex"), digest);
});

for (const [size, query, title] of [["phone", "", "Kiểm tra bản in"], ["kiosk", "?lang=en", "Check a printed copy"]]) {
    test(`codes as a text, photos, evidence: ${size}`, async () => {
        const { window, page, asked } = await opened(size, query);
        assert.equal(await page.locator("h1").innerText(), title);
        await verdict(page, "not-checked");
        await axe(page);
        await give(page, join(FORMATS, "7-codes.txt"));
        await verdict(page, "untrusted");
        await trust(page);
        await verdict(page, "valid");
        await axe(page);
        await noSideways(page);
        const again = page.locator(".sheet-intake button.quiet");
        await again.click();
        // The seal and three of four slices, on a photo.
        await give(page, await photo(CODES.slice(0, 3)));
        await page.locator('[data-verdict="incomplete"][data-reason="text-missing"]').waitFor();
        assert.equal(await page.locator('[data-state="lack"]').count(), 2);
        await give(page, await photo(CODES.slice(3, 4)));
        await verdict(page, "valid");
        assert.equal(await page.locator('[data-state="spared"]').count(), 1);
        await again.click();
        await give(page, join(FORMATS, "6-evidence.giaouoc.json"));
        await verdict(page, "valid");
        assert.deepEqual(asked, []);
        await window.close();
    });
}
