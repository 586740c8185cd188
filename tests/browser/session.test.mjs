// Accounts: the set-up link, logging in, roles, cookies, and requests from elsewhere.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADMIN, COOKIE, DESK, ORGANISER, cookieOf, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, open as openWindow, settled } from "./lib/browser.mjs";
import { OWN } from "./lib/hostile.mjs";
import { open, s3 } from "./lib/pacts.mjs";
import { HALL_NAME, startServer } from "./lib/server.mjs";

let browser, server;

before(async () => {
    server = await startServer();
    browser = await launch();
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

const NAME = /^Tên/;
const PASSWORD = /^Mật khẩu/;

test("the link of the terminal makes the first administrator, once", async () => {
    const link = await server.setupLink();
    assert(!new URL(link).search && new URL(link).hash.length > 40, "the token stands behind # only");
    const window = await openWindow(browser, "kiosk");
    const { page } = window;
    await page.goto(link);
    await settled(page);
    await axe(page);
    await page.getByLabel(NAME).first().fill(ADMIN.name);
    for (const field of await page.getByLabel(/mật khẩu/i).all()) await field.fill(ADMIN.password);
    await page.getByRole("button", { name: /Tạo|Thiết lập|Hoàn tất/ }).click();
    await page.waitForURL(/\/console/);
    const [cookie] = (await window.context.cookies()).filter(({ name }) => name === COOKIE);
    assert(cookie, "a session has begun");
    const { httpOnly, secure, sameSite, path, domain } = cookie;
    assert.deepEqual({ httpOnly, secure, sameSite, path }, { httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
    assert(!domain.startsWith("."));
    await window.close();

    const token = link.split("#")[1];
    const again = await server.rest.send("POST", "/api/v1/setup", { body: { token, name: "ke-khac", password: ADMIN.password }, token: null });
    assert(again.status >= 400, `${again.status}`);
    assert(!cookieOf(again));
    assert(!server.program.logged.includes(token), "the token is in no log line");
});

test("the administrator makes accounts by the page", async () => {
    const admin = await login(server, ADMIN);
    const window = await openWindow(browser, "kiosk");
    const { page } = window;
    await logInByPage(page, ADMIN, "/console/accounts");
    await settled(page);
    await axe(page);
    await page.getByRole("heading", { level: 1 }).waitFor();
    window.calm();
    for (const account of [ORGANISER, DESK]) await admin.call("POST", "/accounts", account);
    await page.reload();
    for (const { name } of [ADMIN, ORGANISER, DESK]) await page.getByText(name, { exact: true }).first().waitFor();
    await window.close();
});

test("a wrong password and an unknown name get the same answer", async () => {
    const ask = async (name, password) => {
        const response = await server.rest.send("POST", "/api/v1/session", { body: { name, password }, token: null, headers: { origin: server.url } });
        const { instance, ...problem } = await response.json();
        assert(instance && !cookieOf(response));
        return { status: response.status, problem };
    };
    const wrong = await ask(ORGANISER.name, "sai");
    assert.equal(wrong.status, 401);
    assert.deepEqual(await ask("khong-co-ai", "sai"), wrong);

    const window = await openWindow(browser, "phone");
    window.expects(/status of 401/);
    const { page } = window;
    await page.goto(`${server.url}/login`);
    await page.getByLabel(NAME).first().fill(ORGANISER.name);
    await page.getByLabel(PASSWORD).fill("sai hoan toan");
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByRole("alert").filter({ hasText: /không đúng|sai/i }).waitFor();
    assert.match(page.url(), /\/login/);
    await axe(page, "login refused");
    await window.close();
});

test("a page of another site can do nothing with a session", async () => {
    const session = await login(server, ORGANISER);
    const document = s3();
    for (const [why, headers] of [
        ["another origin", { origin: "http://ke-xau.example", "sec-fetch-site": "cross-site" }],
        ["the same machine under another name", { origin: server.url.replace("127.0.0.1", HALL_NAME), "sec-fetch-site": "cross-site" }],
        ["no origin", { origin: undefined, "sec-fetch-site": undefined }],
        ["a hidden origin", { origin: "null" }],
        ["a same-site page", { "sec-fetch-site": "same-site" }],
    ]) {
        const response = await session.send("POST", "/pacts", document, headers);
        assert.equal(response.status, 403, why);
    }
    // The same by a browser: a page of another site that has the user's browser send what it likes.
    const window = await openWindow(browser, "kiosk");
    window.expects(/CORS|Failed to fetch|ERR_FAILED|status of 4\d\d/);
    const { page } = window;
    await logInByPage(page, ORGANISER, "/console");
    await window.context.route("http://ke-xau.test/", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>x</title>" }));
    const evil = await window.context.newPage();
    await evil.goto("http://ke-xau.test/");
    await evil.evaluate(async ([url, body]) => {
        for (const type of ["text/plain", "application/json"]) {
            await fetch(url, { method: "POST", mode: "no-cors", credentials: "include", headers: { "content-type": type }, body }).catch(() => {});
        }
    }, [`${server.url}/api/v1/pacts`, JSON.stringify(document)]);
    const answer = await server.rest.send("GET", `/api/v1/pacts/${document.id}/draft`);
    assert.equal(answer.status, 404, "nothing was made");
    await window.close();
});

test("each role may do what is its own, and no more", async () => {
    const [admin, organiser, desk] = [await login(server, ADMIN), await login(server, ORGANISER), await login(server, DESK)];
    const pact = await open(server, s3());
    for (const [who, method, path, status] of [
        [admin, "GET", "/accounts", 200],
        [organiser, "GET", "/accounts", 403],
        [desk, "GET", "/accounts", 403],
        [organiser, "GET", `/pacts/${pact.id}/invitations`, 200],
        [organiser, "GET", `/pacts/${pact.id}/desk`, 200],
        [desk, "GET", `/pacts/${pact.id}/desk`, 200],
        [desk, "GET", "/pacts", 403],
        [desk, "GET", "/desk/pacts", 200],
    ]) {
        assert.equal((await who.send(method, path)).status, status, `${method} ${path}`);
    }
    assert.equal((await desk.send("POST", "/pacts", s3())).status, 403);
    assert.equal((await organiser.send("POST", "/accounts", { ...DESK, name: "ai-do" })).status, 403);
});

test("logging out ends the session on the server too", async () => {
    const session = await login(server, DESK);
    assert.deepEqual(await session.call("GET", "/session"), { name: DESK.name, role: "desk" });
    assert.equal((await session.send("DELETE", "/session")).status, 204);
    assert.equal((await session.send("GET", "/session")).status, 401);
});

test("no console without a session", async () => {
    const window = await openWindow(browser, "phone");
    for (const path of ["/console", "/console/accounts"]) {
        await window.page.goto(server.url + path);
        assert.match(window.page.url(), /\/login\?next=/);
    }
    // Where one is sent after logging in is a page of this service, whatever the address says.
    await window.page.goto(`${server.url}/login?next=${encodeURIComponent("//ke-xau.example/")}`);
    await submitLogin(window.page, DESK);
    await window.page.waitForURL((url) => url.pathname !== "/login");
    assert.equal(new URL(window.page.url()).origin, server.url);
    await window.close();
});

test("hostile names of accounts are refused, or shown as text", async () => {
    const admin = await login(server, ADMIN);
    const taken = [];
    for (const name of OWN) {
        const response = await admin.send("POST", "/accounts", { name, role: "desk", password: ADMIN.password });
        if (response.ok) taken.push(name);
        else assert(response.status < 500, name);
    }
    const window = await openWindow(browser, "kiosk");
    await window.context.addInitScript(() => {
        Object.defineProperty(globalThis, "__hit", { set: () => globalThis.__complain("a string ran") });
    });
    await logInByPage(window.page, ADMIN, "/console/accounts");
    await settled(window.page);
    for (const name of taken) await window.page.getByText(name, { exact: true }).first().waitFor();
    await window.close();
});

async function logInByPage(page, account, next) {
    await page.goto(`${server.url}/login?next=${encodeURIComponent(next)}`);
    await submitLogin(page, account);
    await page.waitForURL(server.url + next);
}

async function submitLogin(page, { name, password }) {
    await page.getByLabel(NAME).first().fill(name);
    await page.getByLabel(PASSWORD).fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
}
