// A draft at the table: shared by link, commented on, answered, changed, agreed with, opened.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, noSideways, open as openWindow, sees, settled, until } from "./lib/browser.mjs";
import { crowd, freshId } from "./lib/pacts.mjs";
import { startServer } from "./lib/server.mjs";

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

/** A draft in the organiser's editor. */
async function editing(document, size = "hall") {
    const { id } = await server.rest.post("/pacts", { ...document, id: freshId() });
    const window = await openWindow(browser, size);
    await window.context.addCookies([session.forBrowser]);
    await window.page.goto(`${server.url}/console/d/${id}`);
    await window.page.getByLabel("Tên bản giao ước").waitFor();
    return { ...window, window, id };
}

/** Opens a link in a browser of its own. */
async function guest(link, size = "phone") {
    const window = await openWindow(browser, size);
    await window.page.goto(link);
    await settled(window.page);
    return window;
}

/** Makes a link at the editor, as an organiser does, and gives it. */
async function share(page, { party, label, may }) {
    await page.getByRole("tab", { name: "Chia sẻ" }).click();
    if (party) await page.getByLabel("Thay mặt đơn vị").selectOption(party);
    if (label) await page.getByLabel("Gửi cho ai").fill(label);
    if (may) await page.getByLabel("Được làm gì").selectOption(may);
    const made = page.waitForResponse((answer) => answer.url().endsWith("/shares") && answer.request().method() === "POST");
    await page.getByRole("button", { name: "Tạo liên kết" }).click();
    const { link } = await (await made).json();
    await until("the link is shown", async () => (await page.locator("#share-link").inputValue()) === link);
    return link;
}

const discussionOf = (id) => server.rest.get(`/pacts/${id}/discussion`);

test("a unit comments by link, the organiser answers, changes and resolves, the unit agrees", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Giao ước thảo luận", articles: [{ heading: "Điều 1", text: "Xây 2 căn nhà tình nghĩa." }, { text: "Đoàn kết." }] }));
    const link = await share(page, { party: "ben-01" });
    assert.match(link, new RegExp(`/d/${id}#gd_[\\w-]{43}$`));
    await axe(page, "sharing");

    const unit = await guest(link);
    await sees(unit.page, "Giao ước thảo luận");
    await sees(unit.page, "Đang soạn thảo, còn có thể thay đổi. Đây chưa phải văn bản để ký.");
    await axe(unit.page, "a draft by link, on a phone");
    await noSideways(unit.page, "a draft by link, on a phone");
    // The words that are chosen come along.
    await unit.page.evaluate(() => {
        const text = document.querySelector('[data-place="/articles/0"] .prose').firstChild;
        getSelection().setBaseAndExtent(text, 4, text, 12);
    });
    await unit.page.getByRole("button", { name: /Góp ý đoạn này: .*Xây 2 căn nhà/ }).click();
    const saying = unit.page.getByRole("dialog");
    await saying.getByText("“2 căn nh”").waitFor();
    await saying.getByLabel("Nội dung góp ý").fill("Nên xây 3 căn.\nĐơn vị góp thêm một căn.");
    await saying.getByLabel("Họ tên người góp ý").fill("Nguyễn Văn Mẫu 01");
    await axe(unit.page, "commenting");
    await saying.getByRole("button", { name: "Gửi góp ý" }).click();
    await unit.page.getByText("Đơn vị góp thêm một căn.").waitFor();
    const [said] = (await discussionOf(id)).comments;
    assert.deepEqual([said.place, said.quote, said.author], ["/articles/0", "2 căn nh", "Nguyễn Văn Mẫu 01"]);

    // The organiser finds it beside the form, answers, and changes the text.
    await page.reload();
    await page.getByRole("tab", { name: "Góp ý (1)" }).click();
    await page.getByText("Nên xây 3 căn.").waitFor();
    await page.getByRole("button", { name: "Đến đoạn đó" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.value), "Xây 2 căn nhà tình nghĩa.");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("Xây 3 căn nhà tình nghĩa.");
    await page.getByRole("button", { name: "Trả lời" }).click();
    await page.getByRole("dialog").getByLabel("Trả lời").fill("Đã sửa thành 3 căn.");
    await page.getByRole("dialog").getByRole("button", { name: "Gửi góp ý" }).click();
    await page.getByText("Đã sửa thành 3 căn.").waitFor();
    await axe(page, "comments beside the form");
    await page.getByRole("button", { name: "Đã giải quyết" }).click();
    await page.getByText("Đã giải quyết (1)").waitFor();
    await until("the change is saved", async () => (await server.rest.get(`/pacts/${id}/draft`)).document.articles[0].text.includes("3 căn"));

    // The unit sees both, and agrees with what it sees.
    await unit.page.reload();
    await unit.page.getByText("Xây 3 căn nhà tình nghĩa.").waitFor();
    await unit.page.getByRole("tab", { name: "Phiên bản" }).click();
    await unit.page.getByRole("button", { name: "So với lần trước" }).click();
    await unit.page.locator(".differences").waitFor();
    assert.deepEqual(await unit.page.locator(".differences del, .differences ins").allInnerTexts(), ["2", "3"]);
    await axe(unit.page, "differences");
    await unit.page.getByRole("dialog").getByRole("button", { name: "Đóng" }).click();
    await unit.page.getByRole("tab", { name: "Thông qua" }).click();
    // For its own unit only.
    assert.equal(await unit.page.getByRole("button", { name: "Đơn vị thông qua văn bản này" }).count(), 1);
    await unit.page.getByRole("button", { name: "Đơn vị thông qua văn bản này" }).click();
    await unit.page.getByRole("dialog").getByRole("button", { name: "Ghi nhận" }).click();
    await sees(unit.page, "1/2 đơn vị thông qua văn bản hiện tại");
    await axe(unit.page, "agreement");
    const { agreements, digest } = await discussionOf(id);
    assert.deepEqual([agreements[0].party, agreements[0].digest, agreements[0].author, agreements[0].from], ["ben-01", digest, "Nguyễn Văn Mẫu 01", "Đơn vị mẫu 01"]);

    // A later change leaves the word with the text that it was given for.
    await page.getByLabel("Tên bản giao ước").fill("Giao ước thảo luận, sửa lại");
    await until("it is saved", async () => (await discussionOf(id)).agreements[0].current === false);
    await unit.page.reload();
    await unit.page.getByRole("tab", { name: "Thông qua" }).click();
    await sees(unit.page, "Đã thông qua bản trước");

    // Opened: the link leads to what is signed now.
    unit.expects(/status of 409/);
    await server.rest.post(`/pacts/${id}/open`);
    await unit.page.reload();
    await sees(unit.page, "Bản giao ước đã được mở để ký");
    assert.equal(await unit.page.getByRole("link", { name: "Xem bản giao ước" }).getAttribute("href"), `/v/${id}`);
    await unit.close();
    await window.close();
});

test("a link for reading says nothing, a revoked one opens nothing", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Chỉ đọc" }));
    const link = await share(page, { label: "Cơ quan cấp trên", may: "read" });
    const reader = await guest(link, "kiosk");
    await sees(reader.page, "Dự thảo gửi Cơ quan cấp trên");
    assert.equal(await reader.page.locator(".say-here").count(), 0);
    assert.equal(await reader.page.getByRole("button", { name: "Góp ý chung" }).count(), 0);
    await axe(reader.page, "a draft to read");
    await page.getByRole("button", { name: "Thu hồi: Cơ quan cấp trên" }).click();
    await until("it is revoked", async () => (await discussionOf(id)).shares[0].state === "revoked");
    reader.expects(/status of 410/);
    await reader.page.reload();
    await sees(reader.page, "Liên kết góp ý đã hết hạn hoặc bị thu hồi.");
    await reader.page.goto("about:blank");
    await reader.page.goto(link.replace(/#.*/, ""));
    await sees(reader.page, "Liên kết thiếu phần sau dấu #");
    await reader.close();
    await window.close();
});

test("a version is named, compared and taken back", async () => {
    const { window, page, id } = await editing(crowd(2, { title: "Bản đầu" }));
    await page.getByRole("tab", { name: "Phiên bản" }).click();
    await page.getByRole("button", { name: "Đặt tên… Lần lưu 1" }).click();
    await page.getByRole("dialog").getByLabel("Tên phiên bản").fill("Bản trình");
    await page.getByRole("dialog").getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Bản trình", { exact: true }).waitFor();
    await page.getByLabel("Tên bản giao ước").fill("Bản sửa");
    await page.getByText("Lần lưu 2").waitFor();
    await axe(page, "versions");
    await page.getByRole("button", { name: "So với hiện tại" }).click();
    await page.locator(".differences").waitFor();
    assert.deepEqual(await page.locator(".differences del, .differences ins").allInnerTexts(), ["đầu", "sửa"]);
    await page.getByRole("dialog").getByRole("button", { name: "Đóng" }).click();
    await page.getByRole("button", { name: "Lấy lại bản này… Bản trình" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lấy lại bản này" }).click();
    await until("it is back", async () => (await server.rest.get(`/pacts/${id}/draft`)).document.title === "Bản đầu");
    assert.equal(await page.getByLabel("Tên bản giao ước").inputValue(), "Bản đầu");
    const kept = (await server.rest.get(`/pacts/${id}/versions`)).items.map(({ name, author }) => [name, author]);
    assert.deepEqual(kept.at(-1), ["Bản trình", kept.at(-1)[1]]);
    assert.equal(kept[0][1], ORGANISER.name);
    await window.close();
});

test("tabs go by arrows, and hostile words stay words", async () => {
    const hostile = '<img src=x onerror="document.title=1">\u202Eabc';
    const { id } = await server.rest.post("/pacts", { ...crowd(2, { title: "Chữ lạ" }), id: freshId() });
    const { token } = await server.rest.post(`/pacts/${id}/shares`, { label: "Đơn vị <b>Mẫu</b> 01" });
    const answer = await fetch(`${server.url}/api/v1/pacts/${id}/comments`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ body: hostile, name: "<script>1</script>", place: "/nowhere/7" }),
    });
    assert.equal(answer.status, 201);
    const window = await guest(`${server.url}/d/${id}#${token}`);
    const { page } = window;
    await page.getByText('<img src=x onerror="document.title=1">abc').waitFor();
    await page.getByRole("tab", { name: /Góp ý/ }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Thông qua");
    await page.keyboard.press("End");
    await page.getByText("Mỗi lần soạn được giữ lại").waitFor();
    assert.equal(await page.title(), "Chữ lạ");
    await window.close();
});
