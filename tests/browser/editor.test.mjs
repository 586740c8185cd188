// From nothing, and from last year's pact, to an adopted text: the organiser's editor.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, drag, launch, noSideways, open as openWindow, sees, settled, until } from "./lib/browser.mjs";
import { crowd, freshId, open, s3 } from "./lib/pacts.mjs";
import { startServer } from "./lib/server.mjs";

let browser, server, session, old;

before(async () => {
    server = await startServer();
    browser = await launch();
    await setUp(server);
    session = await login(server, ORGANISER);
    old = await open(server, s3({ identity: "invite", event: { name: "Hội nghị ký giao ước năm 2023", date: "2023-02-17" } }));
    await open(server, crowd(2, { title: "Giao ước hòa bình", group: { kind: "cum", name: "Ủy ban nhân dân phường" } }));
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

async function organiser(path, size = "kiosk") {
    const window = await openWindow(browser, size);
    await window.context.addCookies([session.forBrowser]);
    await window.page.goto(server.url + path);
    await settled(window.page);
    return window;
}

const draftOf = (id) => server.rest.get(`/pacts/${id}/draft`);
const idOf = (page) => /\/console\/d\/([a-z2-7]{26})/.exec(page.url())[1];

/** A draft of one's own, in the editor. */
async function editing(document, size) {
    const { id } = await server.rest.post("/pacts", { ...document, id: freshId() });
    const window = await organiser(`/console/d/${id}`, size);
    await window.page.getByLabel("Tên bản giao ước").waitFor();
    return { ...window, window, id };
}

test("searching does not mind tones, and filters by year and group", async () => {
    const window = await organiser("/console");
    const { page } = window;
    const shown = () => page.locator(".pact-line h3").allInnerTexts();
    await until("both pacts", async () => (await shown()).length === 2);
    for (const words of ["uy ban", "hoa binh", "HOÀ", "phuong ban"]) {
        await page.getByLabel("Tìm").fill(words);
        assert.deepEqual(await shown(), ["Giao ước hòa bình"], words);
    }
    await page.getByLabel("Tìm").fill("không có đâu");
    await sees(page, "Không có bản nào phù hợp");
    await axe(page, "nothing found");
    await page.getByLabel("Tìm").fill("");
    await page.getByLabel("Khối, cụm, cơ quan").selectOption("Khối thi đua II");
    assert.deepEqual(await shown(), [old.title]);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải bảng (CSV)" }).click()]);
    await download.saveAs(join(server.folder, "bang.csv"));
    const [head, row, end] = readFileSync(join(server.folder, "bang.csv"), "utf8").split("\r\n");
    assert(head.startsWith('\ufeff"Bản giao ước","Khối, cụm, cơ quan","Năm"'), head);
    assert(row.startsWith(`"${old.title}","Khối thi đua II","2023","Đang ký 0/7","0","7"`), row);
    assert.equal(end, "");
    await window.close();
});

test("a new pact, written, mended and adopted", async () => {
    const window = await organiser("/console", "hall");
    const { page } = window;
    await page.getByRole("button", { name: "Soạn bản mới" }).click();
    await axe(page, "templates");
    await page.getByRole("button", { name: "Tạo dự thảo" }).click();
    await page.getByLabel("Tên bản giao ước").waitFor();
    const id = idOf(page);
    await axe(page, "editor");
    await noSideways(page, "editor");
    assert(await page.getByRole("button", { name: "Thông qua…" }).isDisabled(), "it is not whole yet");
    await page.getByLabel("Tên khối, cụm hoặc cơ quan").fill("Khối thi đua mẫu");
    await page.getByLabel("Nội dung", { exact: true }).fill("Thi đua lao động giỏi.");
    for (const [i, field] of (await page.getByLabel("Tên đơn vị").all()).entries()) await field.fill(`Đơn vị mẫu 0${i + 1}`);
    await sees(page, "Dự thảo đã đủ để thông qua");
    await page.locator(".editor-preview").getByText("Thi đua lao động giỏi.").waitFor();

    // A day that is none is told at its field, and the one before stays.
    const day = page.getByLabel("Từ ngày").first();
    await day.fill("31/2/2026");
    await day.blur();
    await sees(page, "Ghi ngày/tháng/năm");
    await axe(page, "a wrong day");
    await day.fill("1/2/2026");
    await day.blur();
    await until("the day is saved", async () => (await draftOf(id)).document.period.from === "2026-02-01");

    // A third party, put first by the keyboard; then all of it undone and done again.
    await page.getByRole("button", { name: "Thêm: Bên 3" }).click();
    await page.getByLabel("Tên đơn vị").nth(2).fill("Đơn vị mẫu 03");
    await page.getByRole("button", { name: "Lên: Bên 3" }).focus();
    await page.keyboard.press("Enter");
    await until("the button went along", () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Lên: Bên 2"));
    await page.keyboard.press("Enter");
    const units = () => page.getByLabel("Tên đơn vị").evaluateAll((all) => all.map(({ value }) => value));
    assert.deepEqual(await units(), ["Đơn vị mẫu 03", "Đơn vị mẫu 01", "Đơn vị mẫu 02"]);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    assert.deepEqual(await units(), ["Đơn vị mẫu 01", "Đơn vị mẫu 02", "Đơn vị mẫu 03"]);
    await page.keyboard.press("Control+Shift+z");
    assert.deepEqual(await units(), ["Đơn vị mẫu 01", "Đơn vị mẫu 03", "Đơn vị mẫu 02"]);

    // And by the mouse.
    const [from, to] = [page.locator('[data-place="/roster/2"] > .item-head > .handle'), page.locator('[data-place="/roster/1"] > .item-head')];
    // Both within the window: nothing scrolls while the mouse is down.
    await page.setViewportSize({ width: 1920, height: 6000 });
    await drag(page, from, to);
    await page.setViewportSize({ width: 1920, height: 1080 });
    assert.deepEqual(await units(), ["Đơn vị mẫu 01", "Đơn vị mẫu 02", "Đơn vị mẫu 03"]);

    await page.getByRole("button", { name: "Thông qua…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Xem lại lần cuối").waitFor();
    await dialog.getByText("Thi đua lao động giỏi.").waitFor();
    await axe(page, "the last look");
    const { number } = (await draftOf(id)).check;
    await dialog.getByText(number).waitFor();
    await dialog.getByRole("button", { name: "Thông qua", exact: true }).click();
    await sees(page, "Đã thông qua, chờ mở");
    await axe(page, "adopted");
    assert.equal((await draftOf(id)).state, "adopted");
    await page.getByRole("button", { name: "Bỏ thông qua để sửa" }).click();
    await page.getByLabel("Tên bản giao ước").waitFor();
    assert.equal((await draftOf(id)).state, "draft");
    await window.close();
});

test("last year's pact for this year: dates move, persons are confirmed, a target changes, it is opened", async () => {
    const window = await organiser("/console");
    const { page } = window;
    await page.getByRole("button", { name: `Tạo từ bản này ${old.title}` }).click();
    await axe(page, "copy");
    await page.getByRole("dialog").getByLabel("Năm của bản mới").fill("2026");
    await page.getByRole("button", { name: "Tạo dự thảo" }).click();
    await page.getByLabel("Tên bản giao ước").waitFor();
    const id = idOf(page);
    assert.equal(await page.getByLabel("Tên bản giao ước").inputValue(), "Giao ước thi đua năm 2026");
    assert.equal(await page.getByLabel("Từ ngày").first().inputValue(), "01/01/2026");
    await sees(page, "Xác nhận lại người đại diện");
    assert(await page.getByRole("button", { name: "Thông qua…" }).isDisabled());
    const confirm = page.getByRole("button", { name: /^Vẫn đúng người này/ });
    const due = old.roster.filter(({ representative }) => representative).length;
    assert.equal(await confirm.count(), due);
    for (let left = due; left > 0; left -= 1) await confirm.first().click();
    await page.getByLabel("Nội dung", { exact: true }).first().fill("Một điều mới của năm 2026.");
    await until("it is saved", async () => JSON.stringify((await draftOf(id)).document).includes("Một điều mới của năm 2026."));
    await page.getByRole("button", { name: "Thông qua…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Thông qua", exact: true }).click();
    await page.getByRole("link", { name: "Đến bàn thư ký" }).click();
    await page.getByRole("button", { name: "Xem nội dung sẽ ký" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Tiếp tục" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Ký chốt văn bản" }).click();
    await page.getByRole("heading", { name: "Các bên ký" }).waitFor();
    const opened = await server.rest.get(`/pacts/${id}/document`);
    assert.deepEqual([opened.period, opened.title], [{ from: "2026-01-01", to: "2026-12-31" }, "Giao ước thi đua năm 2026"]);
    assert.equal("date" in opened.event, false);
    await window.close();
});

test("two people at one draft: what they change apart is merged, where they meet one chooses", async () => {
    const one = await editing(crowd(2, { title: "Dự thảo chung" }));
    const two = await organiser(`/console/d/${one.id}`);
    await two.page.getByLabel("Tên khối, cụm hoặc cơ quan").waitFor();
    two.expects(/status of 412/);
    await one.page.getByLabel("Tên bản giao ước").fill("Tên do người thứ nhất đặt");
    await until("the first is saved", async () => (await draftOf(one.id)).document.title === "Tên do người thứ nhất đặt");
    await two.page.getByLabel("Tên khối, cụm hoặc cơ quan").fill("Khối của người thứ hai");
    await sees(two.page, "Người khác cũng vừa sửa");
    assert.equal(await two.page.getByLabel("Tên bản giao ước").inputValue(), "Tên do người thứ nhất đặt");
    await until("both are saved", async () => {
        const { document } = await draftOf(one.id);
        return document.title === "Tên do người thứ nhất đặt" && document.group.name === "Khối của người thứ hai";
    });

    // The first has not seen that yet, and writes at the same place.
    one.expects(/status of 412/);
    await one.page.getByLabel("Tên khối, cụm hoặc cơ quan").fill("Khối của người thứ nhất");
    const dialog = one.page.getByRole("dialog");
    await dialog.getByText("Hai người cùng sửa một chỗ").waitFor();
    await dialog.getByText("Khối của người thứ hai").waitFor();
    await axe(one.page, "conflict");
    await dialog.getByRole("radio", { name: /Của tôi/ }).check();
    await dialog.getByRole("button", { name: "Lưu lựa chọn" }).click();
    await until("the choice is saved", async () => (await draftOf(one.id)).document.group.name === "Khối của người thứ nhất");
    await two.close();
    await one.close();
});

test("the page dies while somebody writes, and the network with it: nothing is lost", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Trước khi hỏng" }));
    window.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
    await window.context.setOffline(true);
    await page.getByLabel("Tên bản giao ước").fill("Đang viết dở");
    await sees(page, "Chưa lưu");
    await page.close();
    assert.equal((await draftOf(id)).document.title, "Trước khi hỏng");
    await window.context.setOffline(false);
    const again = await window.context.newPage();
    await again.goto(`${server.url}/console/d/${id}`);
    await sees(again, "Đã lấy lại phần chưa kịp lưu");
    await until("it is saved", async () => (await draftOf(id)).document.title === "Đang viết dở");
    await window.close();
});

test("what one device had kept meets what somebody saved meanwhile: one chooses, nothing is lost silently", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Trước khi hỏng" }));
    window.expects(/ERR_INTERNET_DISCONNECTED|Failed to load resource/);
    await window.context.setOffline(true);
    await page.getByLabel("Tên bản giao ước").fill("Viết khi mất mạng");
    await sees(page, "Chưa lưu");
    await page.close();
    const { revision, document } = await draftOf(id);
    await server.rest.put(`/pacts/${id}/draft`, { ...document, title: "Người khác viết" }, { headers: { "if-match": `"${revision}"` } });
    await window.context.setOffline(false);
    const again = await window.context.newPage();
    await again.goto(`${server.url}/console/d/${id}`);
    const dialog = again.getByRole("dialog");
    await dialog.getByText("Người khác viết").waitFor();
    await dialog.getByRole("radio", { name: /Viết khi mất mạng/ }).check();
    await dialog.getByRole("button", { name: "Lưu lựa chọn" }).click();
    await until("the choice is saved", async () => (await draftOf(id)).document.title === "Viết khi mất mạng");
    await window.close();
});

test("annexes are bound by their digests, opened with the pact, and refused where they are not what they say", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Có tài liệu kèm theo" }));
    const content = Buffer.from("# Kế hoạch\n\nThi đua.\n");
    const files = page.getByLabel("Thêm tài liệu từ máy");
    await files.setInputFiles([
        { name: "Kế hoạch 2026.md", mimeType: "text/markdown", buffer: content },
        { name: "quy-che.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ không phải PDF") },
    ]);
    await sees(page, "quy-che.pdf: không nhận loại tệp này");
    await axe(page, "annexes");
    const digest = createHash("sha256").update(content).digest("hex");
    await page.locator(".annexes-panel code").getByText(digest).waitFor();
    const { annexes } = (await draftOf(id)).document;
    assert.deepEqual(annexes, [{ title: "Kế hoạch 2026", file: "ke-hoach-2026.md", media_type: "text/markdown", size: content.length, sha256: digest }]);
    await server.rest.post(`/pacts/${id}/open`);
    const file = await fetch(`${server.url}/api/v1/pacts/${id}/annexes/ke-hoach-2026.md`);
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), content);
    await window.close();
});

test("an opened pact is amended by a new one, which is opened once the old one is withdrawn", async () => {
    const first = await open(server, crowd(2, { title: "Bản sẽ được thay thế" }));
    const window = await organiser("/console");
    const { page } = window;
    await page.getByRole("button", { name: `Tạo bản thay thế ${first.title}` }).click();
    await axe(page, "amend");
    await page.getByRole("button", { name: "Tạo dự thảo" }).click();
    await page.getByLabel("Tên bản giao ước").waitFor();
    const id = idOf(page);
    const { digest } = await server.rest.get(`/pacts/${first.id}/state`);
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.equal((await draftOf(id)).document.supersedes, digest);
    await page.getByLabel("Tên bản giao ước").fill("Bản thay thế");
    await until("it is saved", async () => (await draftOf(id)).document.title === "Bản thay thế");
    await assert.rejects(server.rest.post(`/pacts/${id}/open`), ({ status }) => status === 409);
    await server.rest.post(`/pacts/${first.id}/withdraw`, { reason: "Thay bằng bản mới" });
    await server.rest.post(`/pacts/${id}/open`);
    assert.equal((await server.rest.get(`/pacts/${id}/document`)).supersedes, digest);
    await window.close();
});

test("who signs when is set by arrows, and by a drag", async () => {
    const { window, page, id } = await editing(crowd(3), "hall");
    const stages = async () => (await draftOf(id)).document.roster.map(({ stage }) => stage);
    await page.getByRole("button", { name: "Ký muộn hơn một lượt: Đơn vị mẫu 01" }).press("Enter");
    await until("the head signs second", async () => String(await stages()) === "2,1,1");
    assert.equal(await page.evaluate(() => document.activeElement.id), "stage-0-later");
    assert.equal(await page.getByRole("button", { name: "Ký sớm hơn một lượt: Đơn vị mẫu 02" }).isDisabled(), true);
    // Both within the window: nothing scrolls while the mouse is down.
    await page.setViewportSize({ width: 1920, height: 6000 });
    await drag(page, page.locator(".stage-chip").filter({ hasText: "Đơn vị mẫu 03" }), page.locator(".stage-row").last());
    await page.setViewportSize({ width: 1920, height: 1080 });
    await until("another stage", async () => String(await stages()) === "2,1,3");
    await axe(page, "stages");
    await noSideways(page, "stages");
    await window.close();
});

test("on a phone, too", async () => {
    const { window, page } = await editing(crowd(3), "phone");
    await axe(page, "editor on a phone");
    await noSideways(page, "editor on a phone");
    await window.close();
});
