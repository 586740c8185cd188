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
const verdict = (page) => page.locator("#verdict").getAttribute("data-verdict");

async function becomes(page, expected) {
    const there = page.locator(`#verdict[data-verdict="${expected}"]`).waitFor();
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
    assert.match(await page.locator("#verdict").innerText(), /đã hoàn tất và ghi sổ; chưa có văn bản/);
    assert.equal(await page.locator("#text").count(), 0, "a seal shows no text");
    await axe(page);
    await noSideways(page);

    await page.setInputFiles("#files", pictures.at(-1));
    await becomes(page, "valid");
    const shown = await page.locator("#outcome").innerText();
    assert.match(shown, /đủ 7\/7 chữ ký, nội dung không thay đổi, xác nhận trực tiếp/);
    for (const words of ["Lê Thị Mẫu 01", "Khối thi đua II", "02 căn nhà tình nghĩa", "MẪU", "Bản giấy không cho biết việc thu hồi khóa"]) {
        assert(shown.includes(words), words);
    }
    assert.equal(await page.locator('.step[data-status="passed"]').count(), 10);
    await page.locator("#current", { hasText: "vẫn ở trạng thái hoàn tất" }).waitFor();
    await axe(page);
    await noSideways(page);
    // The server learnt the pact's id from the comparison, and nothing of the codes.
    assert(asked.length > 3);
    assert(!asked.some((request) => request.includes(codes[0].slice(-40)) || request.startsWith("POST")));
    const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
    const report = readFileSync(await saved.path(), "utf8");
    assert(report.includes("HỢP LỆ VỀ KỸ THUẬT") && !report.includes("<script"));
    await window.close();
});

test("PDF, evidence file, photos and texts, dropped on /verify", async () => {
    const window = await openWindow(browser, "kiosk");
    const { page } = window;
    await page.goto(`${server.url}/verify?lang=en`);
    for (const name of ["copy.pdf", "evidence.giaouoc.json", "codes.txt"]) {
        await page.setInputFiles("#files", file(name));
        await becomes(page, "valid");
        assert.match(await page.locator("#verdict").innerText(), /7 of 7 signatures/, name);
        await page.getByRole("button", { name: "Verify another" }).click();
        await page.locator("#verdict").waitFor({ state: "detached" });
    }
    writeFileSync(file("other.txt"), "just a text");
    await page.setInputFiles("#files", file("other.txt"));
    await becomes(page, "invalid");
    writeFileSync(file("empty.pdf"), "%PDF-1.7\n%%EOF\n");
    await page.setInputFiles("#files", file("empty.pdf"));
    await page.getByText("carries no evidence").waitFor();
    writeFileSync(file("broken.png"), Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(100)]));
    await page.setInputFiles("#files", file("broken.png"));
    await page.getByText("cannot be read").waitFor();
    await page.setInputFiles("#files", pictures[0]);
    await page.getByText("No code can be read").waitFor();
    await window.close();
});

test("sheets that lie: another ledger, mixed pacts, a text that is not the printed one", async () => {
    const window = await openWindow(browser, "phone");
    const { page } = window;
    const others = readFileSync(join(ROOT, "fixtures/vectors/formats/7-codes.txt"), "utf8").trim().split("\n");
    await page.goto(`${server.url}/v${digits(others[0])}`);
    await becomes(page, "untrusted");
    assert.match(await page.locator("#verdict").innerText(), /KHÔNG TIN CẬY/);
    writeFileSync(file("forged.txt"), others.join("\n"));
    await page.setInputFiles("#files", file("forged.txt"));
    await page.locator("#text").waitFor();
    assert.equal(await verdict(page), "untrusted");

    // A code of another pact is told and not taken.
    writeFileSync(file("mixed.txt"), codes[1]);
    await page.setInputFiles("#files", file("mixed.txt"));
    await page.getByText("Các mã thuộc nhiều bản giao ước khác nhau").waitFor();
    await window.close();
});

test("without a network, once it was opened with one", async () => {
    const window = await openWindow(browser, "phone");
    window.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource|status of 5/);
    const { page, context } = window;
    await page.goto(`${server.url}/verify`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await until("the page is kept", () => page.evaluate(async () => (await (await caches.open("giaouoc-verify-1")).keys()).length > 10));
    await context.setOffline(true);
    await page.goto(`${server.url}/v${digits(codes[0])}`);
    await becomes(page, "incomplete");
    await page.setInputFiles("#files", pictures.at(-1));
    await becomes(page, "valid");
    await page.locator("#current", { hasText: "Chưa đối chiếu được" }).waitFor();
    await window.close();
});

test("the single file, from a disk, trusts nobody until it is given a policy", async () => {
    const window = await openWindow(browser, "kiosk", { watch: false });
    const { page, context } = window;
    const single = Buffer.from(await (await fetch(`${server.url}/assets/verify-offline.html`)).arrayBuffer());
    writeFileSync(file("verify.html"), single);
    await page.goto(`${server.url}/verify`);
    const printed = await page.locator("#offline .hash").innerText();
    assert(printed.endsWith(createHash("sha256").update(single).digest("hex")));

    await context.setOffline(true);
    await page.goto(pathToFileURL(file("verify.html")).href);
    await page.setInputFiles("#files", pictures.at(-1));
    await becomes(page, "untrusted");
    await page.setInputFiles("#policy", file("policy.txt"));
    await becomes(page, "valid");
    assert.match(await page.locator("#trust").innerText(), /policy\.txt/);
    await page.setInputFiles("#files", file("copy.pdf"));
    await becomes(page, "valid");
    await window.close();
});

for (const size of Object.keys(SIZES)) {
    test(`the page at the size of a ${size}`, async () => {
        const window = await openWindow(browser, size);
        const { page } = window;
        for (const lang of ["", "?lang=en"]) {
            await page.goto(`${server.url}/verify${lang}`);
            await page.setInputFiles("#files", file("copy.pdf"));
            await becomes(page, "valid");
            await settled(page);
            await axe(page);
            await noSideways(page);
            window.calm();
        }
        await window.close();
    });
}
