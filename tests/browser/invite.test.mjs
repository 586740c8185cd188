// A pact that is signed by links: from the invitation to the completion, and what happens to links that do not hold.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, noSideways, open as openWindow, settled, until } from "./lib/browser.mjs";
import { crowd, open, verifyEvidence } from "./lib/pacts.mjs";
import { DONE, openPhone } from "./lib/phone.mjs";
import { startServer } from "./lib/server.mjs";

let browser, server, pact;

before(async () => {
    server = await startServer();
    browser = await launch();
    pact = await open(server, crowd(6));
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

const invite = (party, more) => server.rest.post(`/pacts/${pact.id}/invitations`, { party, ...more });
const person = (i) => ({ holder: pact.roster[i].representative.name, unit: pact.roster[i].unit });
const look = (token) => server.rest.post(`/pacts/${pact.id}/invitation`, {}, { token });

test("three taps beyond reading, and the receipt is verified on the phone", async () => {
    const { link } = await invite("ben-01");
    assert.match(link, new RegExp(`^${server.url}/m/${pact.id}#`));
    const phone = await openPhone(browser, link);
    await axe(phone.page, "who");
    await phone.confirm(person(0));
    await phone.reads(pact);
    await axe(phone.page, "reading");
    await noSideways(phone.page, "reading");
    await phone.signs();
    await phone.isDone();
    await axe(phone.page, "receipt");
    await noSideways(phone.page, "receipt");
    const [download] = await Promise.all([
        phone.page.waitForEvent("download"),
        phone.page.getByRole("button", { name: "Lưu biên nhận" }).or(phone.page.getByRole("link", { name: "Lưu biên nhận" })).click(),
    ]);
    const file = join(server.folder, "bien-nhan");
    await download.saveAs(file);
    assert(statSync(file).size > 200);
    const onPaper = await phone.page.getByRole("link", { name: "Biên nhận để in" }).getAttribute("href");
    const page = await phone.page.request.get(server.url + onPaper);
    assert.equal(page.status(), 200);
    assert.equal((await page.body()).subarray(0, 5).toString(), "%PDF-");
    await phone.close();

    // The same link once more, on another device: used.
    const other = await openPhone(browser, link);
    await other.sees("Liên kết này đã được sử dụng");
    await axe(other.page, "used");
    await other.close();
});

test("a hundred prefetches use nothing up", async () => {
    const { link, token } = await invite("ben-02");
    const address = link.split("#")[0];
    for (let i = 0; i < 100; i += 1) {
        const headers = i % 2 ? { purpose: "prefetch", "sec-purpose": "prefetch" } : {};
        const response = await fetch(address, { method: i % 3 ? "GET" : "HEAD", headers });
        assert.equal(response.status, 200);
    }
    assert.equal((await look(token)).state, "open");
    const phone = await openPhone(browser, link);
    // Previews and reloads by the person, too.
    for (let i = 0; i < 3; i += 1) await phone.page.reload();
    assert.equal((await look(token)).state, "open");
    await phone.confirm(person(1));
    await phone.signs();
    await phone.isDone();
    await phone.close();
});

test("an expired link says so, calmly", async () => {
    const expires = `${new Date(Date.now() + 2_000).toISOString().slice(0, 19)}Z`;
    const { link, token } = await invite("ben-03", { expires });
    await until("the invitation has expired", async () => (await look(token)).state === "expired");
    const phone = await openPhone(browser, link);
    phone.expects(/status of 410/);
    await phone.sees("Liên kết mời ký đã hết hạn");
    await axe(phone.page, "expired");
    await phone.close();
});

test("a revoked link, one that a newer one replaced, and one cut short", async () => {
    const first = await invite("ben-03");
    const second = await invite("ben-03");
    await server.rest.delete(`/pacts/${pact.id}/invitations/ben-03`);
    for (const [link, said] of [
        [first.link, /đã được thay bằng liên kết khác hoặc bị thu hồi/],
        [second.link, /đã được thay bằng liên kết khác hoặc bị thu hồi/],
        [second.link.slice(0, -5), /Không có lời mời ký này|Liên kết thiếu mã mời ký/],
        [second.link.split("#")[0], /Liên kết thiếu mã mời ký/],
    ]) {
        const phone = await openPhone(browser, link);
        phone.expects(/status of 4\d\d/);
        await phone.sees(said);
        await axe(phone.page, link);
        await phone.close();
    }
});

test("not me", async () => {
    const { link, token } = await invite("ben-03");
    const phone = await openPhone(browser, link);
    await phone.button("Không phải tôi").click();
    await phone.sees("Liên kết này dành cho người khác");
    await axe(phone.page, "not me");
    assert.equal((await look(token)).state, "open");
    await phone.close();
});

test("a link that asks for a code: wrong ones are counted, the right one signs", async () => {
    const { link } = await invite("ben-03", { code: true });
    const { code } = await server.rest.post(`/pacts/${pact.id}/invitations/ben-03/code`);
    const phone = await openPhone(browser, link);
    phone.expects(/status of 4\d\d/);
    await phone.confirm(person(2));
    const field = phone.page.getByLabel("Mã ngắn");
    await field.waitFor();
    await axe(phone.page, "code");
    await field.fill(code === "000000" ? "000001" : "000000");
    await phone.signs();
    await phone.sees("Mã không đúng");
    await axe(phone.page, "wrong code");
    // Told where it was typed; nothing else of the page has gone.
    await phone.reads(pact);
    await field.fill(code);
    await phone.signs();
    await phone.isDone();
    await phone.close();
});

test("the organiser makes links and cards at the console, and prints the cards", async () => {
    await setUp(server);
    const session = await login(server, ORGANISER);
    const window = await openWindow(browser, "kiosk");
    await window.context.addCookies([session.forBrowser]);
    const { page } = window;
    await page.goto(`${server.url}/console`);
    await settled(page);
    await axe(page, "console");
    await page.getByRole("link", { name: pact.title }).first().waitFor();
    await page.goto(`${server.url}/console/p/${pact.id}`);
    await settled(page);
    await axe(page, "desk of the console");
    await page.getByRole("button", { name: /thẻ/i }).first().click();
    const pdf = join(server.folder, "the.pdf");
    await page.pdf({ path: pdf, format: "A4" });
    assert(statSync(pdf).size > 5_000);
    await window.close();
});

test("the rest sign, the desk completes, and a stranger verifies", async () => {
    const { parties } = await server.rest.get(`/pacts/${pact.id}/state`);
    const left = parties.filter(({ state }) => state !== "signed").map(({ party }) => party);
    await Promise.all(
        left.map(async (party) => {
            const { link } = await invite(party);
            const phone = await openPhone(browser, link);
            await phone.confirm(person(pact.roster.findIndex(({ id }) => id === party)));
            await phone.signs();
            await phone.isDone();
            await phone.close();
        }),
    );
    await server.rest.post(`/pacts/${pact.id}/complete`);
    const { line } = verifyEvidence(server, pact.id, 0);
    assert.match(line, /valid 6\/6/);
});
