// Verifying paper and files in the browser: codes by address, by photo, by file; without a network; as one file from a
// disk; and sheets that lie.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createHash } from "node:crypto";
import { fileURLToPath, pathToFileURL } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { SIZES, axe, launch, noSideways, open as openWindow, settled, until } from "./lib/browser.mjs";
import { startServer } from "./lib/server.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const GIAOUOC = process.env.GIAOUOC ?? join(ROOT, "target/debug/giaouoc");
/** The demo's completed pact. */
const S3 = "xfsvr7dcy3c4cbuan6xerdvawu";

let browser, server, folder, codes, pictures;
const file = (name) => join(folder, name);

before(async () => {
    server = await startServer({ demo: true });
    browser = await launch();
    folder = mkdtempSync(join(tmpdir(), "giaouoc-paper-"));
    // The demo's parties sign one after another.
    const state = async () => (await (await fetch(`${server.url}/api/v1/pacts/${S3}/state`)).json()).state;
    await until("the demo's pact is completed", async () => (await state()) === "completed", 60_000);
    const get = async (path) => Buffer.from(await (await fetch(server.url + path)).arrayBuffer());
    writeFileSync(file("copy.pdf"), await get(`/api/v1/pacts/${S3}/paper/copy.pdf`));
    writeFileSync(file("evidence.giaouoc.json"), await get(`/api/v1/pacts/${S3}/evidence`));
    writeFileSync(file("policy.txt"), readFileSync(server.policy));
    codes = execFileSync(GIAOUOC, ["print", "codes", file("evidence.giaouoc.json"), "--policy", file("policy.txt"), "--url", server.url], { encoding: "utf8" }).trim().split("\n");
    writeFileSync(file("codes.txt"), codes.join("\n"));
    execFileSync("pdftoppm", ["-r", "150", "-png", file("copy.pdf"), file("page")], { stdio: ["ignore", "ignore", "ignore"] });
    pictures = readdirSync(folder).filter((name) => name.endsWith(".png")).sort().map(file);
});

after(async () => {
    await browser?.close();
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
});

const digits = (code) => code.slice(code.indexOf("#"));
const give = (page, name) => page.setInputFiles("#sheet-files", name.startsWith("/") ? name : file(name));
const log = (page) => page.locator(".sheet-intake [role=log]");

async function becomes(page, expected) {
    const there = page.locator(`[data-verdict="${expected}"]`).first().waitFor();
    await there.catch(async (error) => {
        throw new Error(`${error.message}\n${await page.locator("#app").innerText()}`);
    });
}

test("a code opens the page; the photo of the sheet does the rest; the text is the signed one", async () => {
    const window = await openWindow(browser, "phone");
    const { page } = window;
    const asked = [];
    page.on("request", (request) => asked.push(request.method() + request.url() + (request.postData() ?? "")));
    await page.goto(`${server.url}/v${digits(codes[0])}`);
    await becomes(page, "incomplete");
    assert(!(await page.locator("#app").innerText()).includes("02 căn nhà tình nghĩa"), "a seal shows no text");
    await axe(page);
    await noSideways(page);

    await give(page, pictures.at(-1));
    await becomes(page, "valid");
    const shown = await page.locator("#app").innerText();
    for (const words of ["7/7", "xác nhận trực tiếp", "Lê Thị Mẫu 01", "Khối thi đua II", "02 căn nhà tình nghĩa", "MẪU"]) {
        assert(shown.includes(words), `${words} in\n${shown}`);
    }
    await page.locator('[data-current="good"]').waitFor();
    await axe(page);
    await noSideways(page);
    // The server learnt the pact's id from the comparison, and nothing of the codes.
    assert(asked.length > 3);
    assert(!asked.some((request) => request.includes(codes[0].slice(-40)) || request.startsWith("POST")));
    const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Lưu" }).click()]);
    const report = readFileSync(await saved.path(), "utf8");
    assert(report.includes("HỢP LỆ") && !report.includes("<script"));
    await window.close();
});

test("PDF, evidence file, photos and texts, dropped on /verify", async () => {
    const window = await openWindow(browser, "kiosk");
    const { page } = window;
    await page.goto(`${server.url}/verify?lang=en`);
    for (const name of ["copy.pdf", "evidence.giaouoc.json", "codes.txt"]) {
        await give(page, name);
        await becomes(page, "valid");
        await page.locator(".sheet-intake button.quiet").click();
        await becomes(page, "not-checked");
    }
    const told = async (name, bytes, words) => {
        writeFileSync(file(name), bytes);
        await give(page, name);
        await log(page).getByText(words).first().waitFor();
    };
    await told("other.txt", "just a text", /other\.txt/);
    await told("empty.pdf", "%PDF-1.7\n%%EOF\n", /empty\.pdf/);
    await told("broken.png", Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(100)]), /broken\.png/);
    await give(page, pictures[0]);
    await log(page).getByText(/page-1\.png/).first().waitFor();
    await becomes(page, "not-checked");
    await window.close();
});

test("sheets that lie: another ledger's codes, codes of two pacts", async () => {
    const window = await openWindow(browser, "phone");
    window.expects(/status of 404/);
    const { page } = window;
    const others = readFileSync(join(ROOT, "fixtures/vectors/formats/7-codes.txt"), "utf8").trim().split("\n");
    await page.goto(`${server.url}/v${digits(others[0])}`);
    await becomes(page, "untrusted");
    writeFileSync(file("forged.txt"), others.join("\n"));
    await give(page, "forged.txt");
    await page.locator('[data-state="have"]').nth(3).waitFor();
    await becomes(page, "untrusted");
    assert.match(await page.locator("#app").innerText(), /KHÔNG TIN CẬY/);
    // A code of another pact is told and not taken.
    const have = await page.locator('[data-state="have"]').count();
    writeFileSync(file("mixed.txt"), codes[1]);
    await give(page, "mixed.txt");
    await log(page).getByText(/khác/).first().waitFor();
    assert.equal(await page.locator('[data-state="have"]').count(), have);
    await window.close();
});

test("without a network, once it was opened with one", async () => {
    const window = await openWindow(browser, "phone");
    // Fonts come as the page needs them: the pact's own was not needed while there was a network, and the system's
    // serves.
    window.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource|ERR_FAILED \S+\.woff2$/);
    const { page, context } = window;
    await page.goto(`${server.url}/verify`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await context.setOffline(true);
    await page.goto(`${server.url}/v${digits(codes[0])}`);
    await becomes(page, "incomplete");
    await give(page, pictures.at(-1));
    await becomes(page, "valid");
    await page.locator('[data-current="wait"]').waitFor();
    await window.close();
});

test("the single file is the one whose digest the page prints, and reads photos from a disk", async () => {
    const window = await openWindow(browser, "kiosk", { watch: false });
    const { page, context } = window;
    const single = Buffer.from(await (await fetch(`${server.url}/assets/verify-offline.html`)).arrayBuffer());
    writeFileSync(file("verify.html"), single);
    await page.goto(`${server.url}/verify`);
    const printed = await page.locator("#single-digest").innerText();
    assert(printed.endsWith(createHash("sha256").update(single).digest("hex")));

    await context.setOffline(true);
    await page.goto(pathToFileURL(file("verify.html")).href);
    await give(page, pictures.at(-1));
    await becomes(page, "untrusted");
    await page.setInputFiles("#policy-file", file("policy.txt"));
    await becomes(page, "valid");
    await give(page, "copy.pdf");
    await becomes(page, "valid");
    await window.close();
});

/**
 * White, with so many finder patterns of QR codes in a row and in a column, one pixel a module: a reader tries all
 * pairs.
 */
function finderPatterns(count) {
    const side = count * 9;
    const dark = (at) => at >= 1 && at < 8;
    const ring = (x, y) => dark(x) && dark(y) && Math.max(Math.abs(x - 4), Math.abs(y - 4)) !== 2;
    // Each line begins with its filter, none.
    const lines = Buffer.alloc(side * (side + 1), 255);
    for (let y = 0; y < side; y += 1) {
        lines[y * (side + 1)] = 0;
        for (let x = 0; x < side; x += 1) if (ring(x % 9, y % 9)) lines[y * (side + 1) + 1 + x] = 0;
    }
    const chunk = (kind, data) => {
        const body = Buffer.concat([Buffer.from(kind), data]);
        const [length, sum] = [data.length, crc32(body)].map((number) => {
            const bytes = Buffer.alloc(4);
            bytes.writeUInt32BE(number);
            return bytes;
        });
        return Buffer.concat([length, body, sum]);
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(side, 0);
    head.writeUInt32BE(side, 4);
    head.set([8, 0, 0, 0, 0], 8);
    return Buffer.concat([
        Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
        chunk("IHDR", head),
        chunk("IDAT", deflateSync(lines)),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

test("a picture that takes for ever is given up, and holds nothing up meanwhile", async () => {
    const window = await openWindow(browser, "kiosk", { clock: true });
    const { page } = window;
    writeFileSync(file("few.png"), finderPatterns(20));
    writeFileSync(file("many.png"), finderPatterns(385));
    await page.goto(`${server.url}/verify`);
    // Looked through to the end: patterns, and no code.
    await give(page, "few.png");
    await log(page).getByText(/few\.png/).waitFor();
    const of = (name) => log(page).getByText(name);
    assert.doesNotMatch(await of("few.png").innerText(), /một phút/);
    await give(page, "many.png");
    await page.getByText(/many\.png.*1\/\d+/).waitFor();
    // The page answers while its reader is at it, and nothing has been said yet.
    assert.equal(await page.evaluate(() => 1 + 1), 2);
    assert.equal(await of("many.png").count(), 0);
    await page.clock.fastForward(61_000);
    await of("many.png").waitFor();
    assert.match(await of("many.png").innerText(), /một phút/);
    // Another reader takes its place.
    await give(page, "codes.txt");
    await becomes(page, "valid");
    await give(page, pictures.at(-1));
    await of(/page.*png/).waitFor();
    await window.close();
});

for (const size of Object.keys(SIZES)) {
    test(`the page at the size of a ${size}`, async () => {
        const window = await openWindow(browser, size);
        const { page } = window;
        for (const lang of ["", "?lang=en"]) {
            await page.goto(`${server.url}/verify${lang}`);
            await give(page, "copy.pdf");
            await becomes(page, "valid");
            await settled(page);
            await axe(page);
            await noSideways(page);
            window.calm();
            if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `sheet-${size}${lang.slice(-2)}.png`), fullPage: true });
        }
        await window.close();
    });
}
