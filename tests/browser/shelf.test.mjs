// What stands around a pact: annexes that anybody checks, what an amendment changes, templates of one's own, the
// archive, a year's evidence, erasing a person.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, noSideways, open as openWindow, sees, settled, until } from "./lib/browser.mjs";
import { ROOT } from "./lib/files.mjs";
import { adopt, crowd, fixture, freshId, open } from "./lib/pacts.mjs";
import { openPhone } from "./lib/phone.mjs";
import { startServer } from "./lib/server.mjs";

let browser, server, organiser, admin;

before(async () => {
    server = await startServer();
    browser = await launch();
    admin = await setUp(server);
    organiser = await login(server, ORGANISER);
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

async function window(path, size = "kiosk", session = organiser) {
    const made = await openWindow(browser, size);
    if (session) await made.context.addCookies([session.forBrowser]);
    await made.page.goto(server.url + path);
    await settled(made.page);
    return made;
}

test("whoever comes first is told the way from a draft to the end", async () => {
    const console_ = await window("/console");
    await sees(console_.page, "Chưa có bản giao ước nào");
    assert.equal(await console_.page.locator(".guide ol li").count(), 5);
    await axe(console_.page, "first-run guide");
    await console_.close();
});

test("the console prints drafts and copies", async () => {
    const document = await adopt(server, crowd(2, { identity: "invite" }));
    const printed = async (what) => {
        const console_ = await window("/console");
        const { page } = console_;
        const link = page.locator(`#paper-${document.id}`);
        assert.match(await link.textContent(), what);
        const answer = await page.request.get(server.url + (await link.getAttribute("href")));
        assert.equal(answer.status(), 200);
        assert.equal((await answer.body()).subarray(0, 5).toString(), "%PDF-");
        await console_.close();
    };
    await printed(/Dự thảo/);
    await server.rest.post(`/pacts/${document.id}/open`);
    await printed(/Bản in tại lễ/);
});

test("annexes are seen, kept and held against the pact, by anybody", async () => {
    const folder = join(ROOT, "fixtures/s4-cum-thi-dua-3/annexes");
    const document = { ...fixture("s4-cum-thi-dua-3"), id: freshId(), identity: "invite" };
    const pdf = Buffer.from("%PDF-1.4\n%%EOF\n");
    const { createHash } = await import("node:crypto");
    document.annexes.push({ title: "Phụ lục PDF", file: "phu-luc.pdf", media_type: "application/pdf", size: pdf.length, sha256: createHash("sha256").update(pdf).digest("hex") });
    await server.rest.post("/pacts", document);
    for (const { file } of document.annexes) {
        const bytes = file === "phu-luc.pdf" ? pdf : readFileSync(join(folder, file));
        await server.rest.put(`/pacts/${document.id}/annexes/${file}`, undefined, { bytes });
    }
    await server.rest.post(`/pacts/${document.id}/open`);
    const stranger = await window(`/v/${document.id}`, "phone", null);
    const { page } = stranger;
    await page.getByRole("link", { name: "Xem và kiểm tra tài liệu" }).click();
    await page.getByRole("heading", { name: "Tài liệu kèm theo" }).waitFor();
    await axe(page, "annexes");
    await noSideways(page, "annexes");
    await page.getByRole("button", { name: "Xem: Quy chế hoạt động của Cụm thi đua Công đoàn số 3" }).click();
    await page.getByRole("dialog").getByText("Đúng mã SHA-256 trong bản giao ước.").waitFor();
    const shown = await page.locator(".annex-text").innerText();
    assert.equal(shown.trim().slice(0, 40), readFileSync(join(folder, "quy-che.md"), "utf8").trim().slice(0, 40));
    await axe(page, "a text annex");
    await page.getByRole("dialog").getByRole("button", { name: "Đóng" }).click();
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("button", { name: "Xem: Phụ lục PDF" }).click()]);
    await tab.close();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải về: Biểu chấm điểm thi đua 2021" }).click()]);
    assert.equal(download.suggestedFilename(), "bieu-cham-diem.csv");
    // Files in hand: one that is right, whatever its name, and one with a letter more.
    const right = readFileSync(join(folder, "ke-hoach.md"));
    await page.getByLabel("Chọn tệp").setInputFiles([
        { name: "dat-ten-khac.md", mimeType: "text/markdown", buffer: right },
        { name: "da-sua.md", mimeType: "text/markdown", buffer: Buffer.concat([right, Buffer.from("x")]) },
    ]);
    await sees(page, "dat-ten-khac.md: đúng là “Kế hoạch triển khai công tác thi đua năm 2021”.");
    await sees(page, "da-sua.md: KHÔNG phải tài liệu nào của bản giao ước này.");
    await stranger.close();
});

test("whoever signs an amendment sees what it changes", async () => {
    const old = await open(server, crowd(1, { title: "Giao ước gốc", articles: [{ heading: "Điều 1", text: "Xây 2 căn nhà." }] }));
    const { digest } = await server.rest.get(`/pacts/${old.id}/state`);
    await server.rest.post(`/pacts/${old.id}/withdraw`, { reason: "sửa đổi" });
    const next = await open(server, crowd(1, { title: "Giao ước gốc", supersedes: digest, articles: [{ heading: "Điều 1", text: "Xây 3 căn nhà." }] }));
    const { link } = await server.rest.post(`/pacts/${next.id}/invitations`, { party: "ben-01" });
    const phone = await openPhone(browser, link);
    await phone.button("Đúng, là tôi").click();
    await phone.sees("Văn bản này thay cho một bản giao ước đã mở trước đó.");
    await axe(phone.page, "reading an amendment");
    const [changes] = await Promise.all([phone.context.waitForEvent("page"), phone.page.getByRole("link", { name: "Xem những chỗ khác nhau" }).click()]);
    await changes.locator(".differences").waitFor();
    assert.deepEqual(await changes.locator(".differences del, .differences ins").allInnerTexts(), ["2", "3"]);
    await axe(changes, "what an amendment changes");
    await noSideways(changes, "what an amendment changes");
    await phone.close();
    // The verify page leads there, too; a pact that supersedes none says so.
    const verify = await window(`/v/${next.id}`, "kiosk", null);
    await verify.page.getByRole("link", { name: "Xem chỗ khác nhau" }).click();
    await verify.page.locator(".differences").waitFor();
    await verify.page.goto(`${server.url}/p/${old.id}/changes`);
    await sees(verify.page, "Bản giao ước này không thay cho bản nào.");
    await verify.close();
});

test("a lying server does not pass another text off as the one before", async () => {
    const old = await open(server, crowd(1, { title: "Bản thật" }));
    const other = await open(server, crowd(1, { title: "Bản giả" }));
    const { digest } = await server.rest.get(`/pacts/${old.id}/state`);
    await server.rest.post(`/pacts/${old.id}/withdraw`, { reason: "sửa đổi" });
    const next = await open(server, crowd(1, { title: "Bản mới", supersedes: digest }));
    const made = await openWindow(browser, "kiosk");
    await made.page.route(`**/api/v1/pacts/${old.id}/document`, async (route) => route.fulfill({ response: await route.fetch({ url: `${server.url}/api/v1/pacts/${other.id}/document` }) }));
    await made.page.goto(`${server.url}/p/${next.id}/changes`);
    await sees(made.page, "Đừng tin trang này.");
    await made.close();
});

test("a template of one's own begins a draft, and is removed", async () => {
    const { id } = await server.rest.post("/pacts", { ...crowd(3, { title: "Giao ước thi đua năm 2023" }), id: freshId() });
    const editor = await window(`/console/d/${id}`, "hall");
    const { page } = editor;
    await page.getByLabel("Tên bản giao ước").waitFor();
    await page.getByText("Tải về", { exact: true }).click();
    await page.getByRole("button", { name: "Lưu thành mẫu" }).click();
    await page.getByRole("dialog").getByLabel("Tên mẫu").fill("Mẫu của Khối");
    await page.getByRole("dialog").getByRole("button", { name: "Lưu thành mẫu" }).click();
    await sees(page, "Đã lưu mẫu “Mẫu của Khối”.");
    await page.goto(`${server.url}/console`);
    await page.getByRole("button", { name: "Soạn bản mới" }).click();
    await axe(page, "templates");
    await page.getByRole("radio", { name: "Mẫu của Khối" }).check();
    await page.getByRole("dialog").getByLabel("Năm của bản mới").fill("2027");
    await page.getByRole("dialog").getByRole("button", { name: "Tạo dự thảo" }).click();
    await page.getByLabel("Tên bản giao ước").waitFor();
    assert.equal(await page.getByLabel("Tên bản giao ước").inputValue(), "Giao ước thi đua năm 2027");
    await page.goto(`${server.url}/console`);
    await page.getByRole("button", { name: "Soạn bản mới" }).click();
    await page.getByRole("button", { name: "Xóa mẫu: Mẫu của Khối" }).click();
    await until("it is gone", async () => (await server.rest.get("/templates")).length === 0);
    await editor.close();
});

test("pacts are put away and brought back, and a year's evidence is one file that others open", async () => {
    const pact = await open(server, crowd(1, { title: "Sẽ được lưu trữ" }));
    const list = await window("/console", "hall");
    const { page } = list;
    await page.locator(`#archive-${pact.id}`).click();
    await page.getByText("Đã lưu trữ (1)").click();
    await page.getByRole("heading", { name: "Sẽ được lưu trữ" }).waitFor();
    await axe(page, "archive");
    await page.locator(`#archive-${pact.id}`).click();
    await page.getByText("Đã lưu trữ (1)").waitFor({ state: "detached" });
    const year = pact.period.from.slice(0, 4);
    await page.getByLabel("Năm", { exact: true }).selectOption(year);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Tải bằng chứng cả năm (ZIP)" }).click()]);
    assert.equal(download.suggestedFilename(), `giao-uoc-${year}.zip`);
    const path = join(server.folder, "nam.zip");
    await download.saveAs(path);
    const listed = execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist(), sep='\\n')", path], { encoding: "utf8" });
    for (const name of [`${pact.id}.giaouoc.json`, "policy.txt", "danh-sach.csv"]) assert.ok(listed.split("\n").includes(name), `${name} in ${listed}`);
    await list.close();
});

test("an administrator erases a person, and is told what that means", async () => {
    const pact = await open(server, crowd(1, { title: "Có người xin xóa" }));
    const { link } = await server.rest.post(`/pacts/${pact.id}/invitations`, { party: "ben-01" });
    const phone = await openPhone(browser, link);
    await phone.button("Đúng, là tôi").click();
    await phone.signs();
    await phone.isDone();
    await phone.close();
    const page_ = await window(`/console/p/${pact.id}`, "kiosk", admin);
    const { page } = page_;
    await page.getByText("Xóa dữ liệu của một người").click();
    await page.getByLabel("Của bên nào").selectOption("ben-01");
    await axe(page, "erasure");
    await page.locator("#erasure").getByRole("button", { name: "Xóa" }).click();
    await page.getByRole("dialog").getByText(/không bao giờ “hợp lệ về kỹ thuật” nữa/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Xóa" }).click();
    await sees(page, "Đã xóa 2 mục ghi của");
    const state = await server.rest.get(`/pacts/${pact.id}/state`);
    assert.equal(state.erased, true);
    assert.deepEqual(await server.rest.get(`/pacts/${pact.id}/invitations`), []);
    await page_.close();
    // The organiser is not offered it.
    const other = await window(`/console/p/${pact.id}`, "kiosk", organiser);
    await other.page.getByRole("heading", { name: "Ai chưa ký, nhắc ký" }).waitFor();
    assert.equal(await other.page.locator("#erasure").count(), 0);
    await other.close();
});
