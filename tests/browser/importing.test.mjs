// Files that become drafts and drafts that become files, as an organiser does it; and the whole way of a pact of nine.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, noSideways, open as openWindow, sees, settled, until } from "./lib/browser.mjs";
import { ROOT } from "./lib/files.mjs";
import { fixture, freshId, open, s3 } from "./lib/pacts.mjs";
import { startServer } from "./lib/server.mjs";

const FILES = join(ROOT, "crates/drafting/tests/files");

let browser, server, session;

before(async () => {
    server = await startServer();
    browser = await launch();
    await setUp(server);
    session = await login(server, ORGANISER);
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

async function organiser(path = "/console", size = "kiosk") {
    const window = await openWindow(browser, size);
    await window.context.addCookies([session.forBrowser]);
    await window.page.goto(server.url + path);
    await settled(window.page);
    return window;
}

const draftOf = (id) => server.rest.get(`/pacts/${id}/draft`);
const idOf = (page) => /\/console\/d\/([a-z2-7]{26})/.exec(page.url())[1];
const give = (page, file) => page.locator("#import").setInputFiles(file);
const text = (name, words) => ({ name, mimeType: "text/plain", buffer: Buffer.from(words) });
const editor = (page) => page.getByLabel("Tên bản giao ước").waitFor();

test("a Word page with nine signature blocks needs no correction to be adopted", async () => {
    const window = await organiser();
    const { page } = window;
    await give(page, join(FILES, "python-docx-cum-3.docx"));
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Xem lại trước khi tạo dự thảo").waitFor();
    await dialog.getByText("Bên 9: ").waitFor();
    await dialog.getByText("ĐẠI DIỆN SỞ NGOẠI VỤ").waitFor();
    await dialog.getByText("quốc hiệu, tiêu ngữ (bản in nào cũng có): Độc lập - Tự do - Hạnh phúc").waitFor();
    await axe(page, "review of an import");
    await dialog.getByRole("button", { name: "Tạo dự thảo" }).click();
    await editor(page);
    await sees(page, "Dự thảo đã đủ để thông qua.");
    const { document } = await draftOf(idOf(page));
    assert.deepEqual([document.title, document.roster.length, document.roster[8].representative.name], ["Giao ước thi đua năm 2021", 9, "Nguyễn Văn Mẫu 09"]);
    await window.close();
});

test("what was recognised wrongly is taken off, and its words stay", async () => {
    const window = await organiser();
    const { page } = window;
    await give(page, join(FILES, "libreoffice-khoi-2.docx"));
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: /^Cơ quan: / }).uncheck();
    await dialog.getByRole("button", { name: "Tạo dự thảo" }).click();
    await editor(page);
    const { document } = await draftOf(idOf(page));
    assert.deepEqual(document.header.organisation, []);
    assert.match(document.preamble, /CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM \/ KHỐI THI ĐUA II/);
    assert.equal(document.articles[0].text, "1. Thi đua hoàn thành nhiệm vụ chính trị.");
    await window.close();
});

test("old letters are shown converted, and a person decides", async () => {
    const window = await organiser();
    const { page } = window;
    const dialog = page.getByRole("dialog");
    for (const keep of [false, true]) {
        await page.goto(`${server.url}/console`);
        await give(page, join(FILES, "tcvn3.docx"));
        await dialog.getByText("bảng mã cũ TCVN3").waitFor();
        await dialog.getByText("giao ­íc thi ®ua n¨m 2004").waitFor();
        await axe(page, "old letters");
        if (keep) {
            await dialog.getByRole("radio", { name: /giữ nguyên chữ/ }).check();
            await dialog.getByRole("button", { name: "Tạo dự thảo" }).click();
            await dialog.getByText("bảng mã cũ TCVN3").waitFor({ state: "detached" });
        }
        await dialog.getByRole("button", { name: "Tạo dự thảo" }).click();
        await editor(page);
        const { document } = await draftOf(idOf(page));
        assert.equal(JSON.stringify(document).includes("đền ơn đáp nghĩa"), !keep);
    }
    await window.close();
});

test("letters that cannot stay are mended on consent", async () => {
    const window = await organiser();
    const { page } = window;
    const words = "GIAO ƯỚC THI ĐUA NĂM 2026\n\nĐiều 1. Thi\u00a0đua\n\nHo\u0300a bi\u0300nh, Ðoàn kết.\n\nĐiều 2. Xong\n\nHết.";
    const dialog = page.getByRole("dialog");
    for (const consent of [true, false]) {
        await page.goto(`${server.url}/console`);
        await give(page, text("giao-uoc.txt", words));
        await dialog.getByRole("checkbox", { name: /Sửa \d+ chỗ/ }).setChecked(consent);
        await dialog.getByText("Xem từng chỗ").click();
        await dialog.getByText("chữ giống Đ nhưng không phải Đ").waitFor();
        await axe(page, "letters to mend");
        await dialog.getByRole("button", { name: "Tạo dự thảo" }).click();
        await editor(page);
        const { document } = await draftOf(idOf(page));
        assert.equal(document.articles[0].text === "Hòa bình, Đoàn kết.", consent);
        await page.getByText(consent ? /mục cần sửa|đã đủ/ : /mục cần sửa/).waitFor();
    }
    await window.close();
});

test("what cannot be taken in is told, and nothing is kept", async () => {
    const window = await organiser();
    const { page } = window;
    window.expects(/status of (413|422)/);
    const before = (await server.rest.get("/pacts")).items.length;
    const bad = [
        [text("a.pdf", "%PDF-1.7"), "Tệp PDF không nhập được thành dự thảo."],
        [{ ...text("a.doc", ""), buffer: Buffer.from("d0cf11e0a1b11ae1", "hex") }, "Word đời cũ"],
        [text("a.docx", "PK\u0003\u0004xx"), "không phải tệp Word"],
        [text("a.json", "{không phải JSON"), "Tệp JSON không đúng dạng"],
        [{ ...text("a.docx", ""), buffer: Buffer.alloc(10 * 1024 * 1024 + 1, "PK") }, "quá lớn"],
    ];
    for (const [file, words] of bad) {
        await give(page, file);
        const dialog = page.getByRole("dialog");
        await dialog.getByText(words).waitFor();
        await axe(page, words);
        await dialog.getByRole("button", { name: "Đóng" }).click();
    }
    // Looking at a file and letting it be keeps nothing, either.
    await give(page, text("a.txt", "GIAO ƯỚC\n\nĐiều 1. Một\n\nHai."));
    await page.getByRole("dialog").getByRole("button", { name: "Thôi" }).click();
    assert.equal((await server.rest.get("/pacts")).items.length, before);
    await window.close();
});

test("what was exported is imported as the same document, under an id of its own", async () => {
    const { id } = await server.rest.post("/pacts", s3({ id: freshId() }));
    const window = await organiser(`/console/d/${id}`);
    const { page } = window;
    await editor(page);
    const before = (await draftOf(id)).document;
    for (const [form, label] of [["json", "JSON (.json)"], ["docx", "Word (.docx)"], ["md", "Markdown (.md)"]]) {
        await page.goto(`${server.url}/console/d/${id}`);
        await page.getByText("Tải về", { exact: true }).click();
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: label }).click()]);
        assert.equal(download.suggestedFilename(), `${id}.${form}`);
        const path = join(server.folder, `xuat.${form}`);
        await download.saveAs(path);
        await page.goto(`${server.url}/console`);
        await give(page, path);
        await page.waitForURL(/\/console\/d\//);
        await editor(page);
        const made = (await draftOf(idOf(page))).document;
        assert.notEqual(made.id, before.id);
        assert.deepEqual({ ...made, id: "", created: "" }, { ...before, id: "", created: "" }, form);
    }
    await window.close();
});

test("the whole way of the pact of nine: copied, four annexes, changed, discussed, two versions, adopted, opened", async () => {
    const old = await open(server, { ...fixture("s4-cum-thi-dua-3"), annexes: [], identity: "invite" });
    const window = await organiser("/console", "hall");
    const { page } = window;
    await page.locator(`#copy-${old.id}`).click();
    await page.getByRole("dialog").getByLabel("Năm của bản mới").fill("2022");
    await page.getByRole("dialog").getByRole("button", { name: "Tạo dự thảo" }).click();
    await editor(page);
    const id = idOf(page);
    const confirms = page.getByLabel("Vẫn đúng người này");
    for (let left = await confirms.count(); left > 0; left -= 1) await confirms.first().click();

    // The four documents that the conference adopted.
    const folder = join(ROOT, "fixtures/s4-cum-thi-dua-3/annexes");
    const names = readdirSync(folder).sort();
    assert.equal(names.length, 4);
    await page.locator('input[type="file"]').first().setInputFiles(names.map((name) => join(folder, name)));
    await until("four annexes", async () => ((await draftOf(id)).document.annexes ?? []).length === 4);

    // A version, a comment through a link, an answer by changing, another version.
    await page.getByRole("tab", { name: "Phiên bản" }).click();
    await page.getByRole("button", { name: /^Đặt tên…/ }).first().click();
    await page.getByRole("dialog").getByLabel("Tên phiên bản").fill("Bản gửi góp ý");
    await page.getByRole("dialog").getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Bản gửi góp ý").waitFor();
    const { token } = await server.rest.post(`/pacts/${id}/shares`, { label: "Sở Ngoại vụ (mẫu)" });
    const guest = await openWindow(browser, "phone");
    await guest.page.goto(`${server.url}/d/${id}#${token}`);
    await guest.page.getByRole("button", { name: /Góp ý đoạn này: .*Điều 3/ }).click();
    await guest.page.getByRole("dialog").getByLabel("Nội dung góp ý").fill("Đề nghị ghi rõ số chỉ tiêu.");
    await guest.page.getByRole("dialog").getByRole("button", { name: "Gửi góp ý" }).click();
    await guest.page.getByText("Đề nghị ghi rõ số chỉ tiêu.").waitFor();
    await noSideways(guest.page, "discussion on a phone");
    await page.reload();
    await page.getByRole("tab", { name: "Góp ý (1)" }).click();
    await page.getByRole("button", { name: "Đến đoạn đó" }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" Cả Cụm có 10 chỉ tiêu.");
    await page.getByRole("button", { name: "Đã giải quyết" }).click();
    await page.getByText("Đã giải quyết (1)").waitFor();
    await page.getByRole("tab", { name: "Phiên bản" }).click();
    await until("it is saved", async () => JSON.stringify((await draftOf(id)).document).includes("10 chỉ tiêu"));
    await page.getByRole("button", { name: "So với hiện tại" }).first().click();
    await page.locator(".differences ins").filter({ hasText: "10" }).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Đóng" }).click();
    assert.ok((await server.rest.get(`/pacts/${id}/versions`)).items.length >= 2);

    await page.getByRole("button", { name: "Thông qua…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Thông qua" }).click();
    await page.getByRole("heading", { name: "Đã thông qua, chờ mở" }).waitFor();
    // What was said is still there beside the frozen text.
    await page.getByRole("tab", { name: "Góp ý (0)" }).click();
    await page.getByText("Đã giải quyết (1)").waitFor();
    await axe(page, "an adopted draft");
    await server.rest.post(`/pacts/${id}/open`);
    const opened = await server.rest.get(`/pacts/${id}/document`);
    assert.deepEqual(opened.annexes.map(({ sha256 }) => sha256).sort(), names.map((name) => createHash("sha256").update(readFileSync(join(folder, name))).digest("hex")).sort());
    assert.equal(opened.title, "Giao ước thi đua năm 2022");
    await guest.close();
    await window.close();
});

test("the command line writes and reads the same files", () => {
    const binary = process.env.GIAOUOC ?? join(ROOT, "target/debug/giaouoc");
    const out = join(server.folder, "s4.docx");
    execFileSync(binary, ["pact", "export", join(ROOT, "fixtures/s4-cum-thi-dua-3/1-pact.json"), "--out", out]);
    const back = JSON.parse(execFileSync(binary, ["pact", "import", out], { encoding: "utf8" }));
    const { format: _f, id: _i, language: _l, created: _c, ...due } = fixture("s4-cum-thi-dua-3");
    delete due.id;
    assert.deepEqual(back, due);
});
