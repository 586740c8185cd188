// Every page and state at the three sizes, into target/screenshots: to be looked at by people.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SIZES, launch, open as openWindow, sees, settled } from "./lib/browser.mjs";
import { openDesk } from "./lib/desk.mjs";
import { ROOT } from "./lib/files.mjs";
import { openKiosk } from "./lib/kiosk.mjs";
import { adopt, crowd, fixture, freshId, inOrder, open, s3, verifyEvidence } from "./lib/pacts.mjs";
import { DONE, openPhone } from "./lib/phone.mjs";
import { run } from "./lib/program.mjs";
import { startDesk, startKiosk } from "./lib/programs.mjs";
import { startServer } from "./lib/server.mjs";

const FOLDER = join(ROOT, "target/screenshots");
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });

const server = await startServer();
const browser = await launch();
let taken = 0;
const failed = [];

/** One state at three sizes. A page that scrolls is shown whole, unless it has a bar that stays. */
async function shot(page, name, { whole = true } = {}) {
    for (const [size, { viewport }] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await page.evaluate(() => document.fonts.ready.then(() => scrollTo(0, 0)));
        await page.screenshot({ path: join(FOLDER, `${name}-${size}.png`), fullPage: whole, animations: "disabled" });
        taken += 1;
    }
}

/** A part that does not run is told, and does not keep the others from being made. */
async function part(name, make) {
    try {
        await make();
    } catch (error) {
        failed.push(`${name}: ${error.message}`);
    }
}

/** The page for printed copies: empty, with the seal alone, with a whole copy, and as a file from a disk. */
async function paper(id) {
    const get = async (path) => Buffer.from(await (await fetch(`${server.url}/api/v1/pacts/${id}/${path}`)).arrayBuffer());
    const [copy, evidence] = ["copy.pdf", "evidence.giaouoc.json"].map((file) => join(FOLDER, file));
    writeFileSync(copy, await get("paper/copy.pdf"));
    writeFileSync(evidence, await get("evidence"));
    const trusted = server.policy;
    const [seal] = run(["print", "codes", evidence, "--policy", trusted, "--url", server.url]).stdout.split("\n");
    await visit("sheet-empty", "/verify");
    await visit("sheet-seal-alone", `/v${seal.slice(seal.indexOf("#"))}`);
    const offline = await (await fetch(`${server.url}/assets/verify-offline.html`)).text();
    writeFileSync(join(FOLDER, "verify-offline.html"), offline);
    for (const [name, address] of [["sheet-copy", `${server.url}/verify`], ["sheet-offline", pathToFileURL(join(FOLDER, "verify-offline.html")).href]]) {
        const { page, context } = await openWindow(browser, "phone", { watch: false });
        await page.goto(address);
        await page.setInputFiles("#sheet-files", copy);
        await page.locator("[data-verdict]").first().waitFor();
        await shot(page, name);
        await context.close();
    }
}

async function visit(name, path, options) {
    const window = await openWindow(browser, "phone", { watch: false });
    await window.page.goto(server.url + path);
    await settled(window.page);
    await shot(window.page, name, options);
    await window.context.close();
}

async function phoneShot(name, link, { go = async () => {}, whole = false } = {}) {
    const phone = await openPhone(browser, link, { watch: false });
    await go(phone);
    await shot(phone.page, name, { whole });
    await phone.context.close();
}

const invited = await open(server, crowd(6));
const inviting = (party, more) => server.rest.post(`/pacts/${invited.id}/invitations`, { party, ...more });

await part("pages", async () => {
    await visit("index", "/");
    await visit("index-en", "/?lang=en");
    await visit("login", "/login");
    await visit("setup", "/setup");
    await visit("tls", "/tls");
    await visit("trouble-404", "/khong-co-trang-nay");
    await visit("trouble-id", "/find?id=khong-phai-ma");
    await visit("api", "/api/v1");
    await visit("verify-none", `/v/${freshId()}`);
    await visit("verify-just-opened", `/v/${invited.id}`);
    await visit("mark-no-slot", "/mark");
});

await part("phone, by link", async () => {
    const link = async (party, more) => (await inviting(party, more)).link;
    const first = await link("ben-01");
    await phoneShot("phone-1-who", first);
    await phoneShot("phone-2-reading", first, { go: (phone) => phone.button("Đúng, là tôi").click() });
    await phoneShot("phone-2-reading-whole", first, { go: (phone) => phone.button("Đúng, là tôi").click(), whole: true });
    await phoneShot("phone-2-reading-large", first, {
        go: async (phone) => {
            await phone.button("Đúng, là tôi").click();
            for (let i = 0; i < 3; i += 1) await phone.page.getByRole("button", { name: /lớn hơn/ }).click();
        },
    });
    await phoneShot("phone-3-mark", first, {
        go: async (phone) => {
            await phone.button("Đúng, là tôi").click();
            await phone.page.getByText("Nét ký tay (không bắt buộc)").click();
            await phone.page.locator(".mark-field").scrollIntoViewIfNeeded();
        },
        whole: true,
    });
    await phoneShot("phone-not-me", first, { go: (phone) => phone.button("Không phải tôi").click() });
    await phoneShot("phone-4-receipt", first, {
        go: async (phone) => {
            await phone.button("Đúng, là tôi").click();
            await phone.signs();
            await phone.sees(DONE);
        },
        whole: true,
    });
    await phoneShot("phone-used", first);
    const second = await link("ben-02");
    await phoneShot("phone-not-sent", second, {
        go: async (phone) => {
            await phone.button("Đúng, là tôi").click();
            await phone.page.route("**/records", (route) => route.abort());
            await phone.signs();
            await phone.sees("Mất kết nối. Chữ ký chưa được ghi nhận.");
        },
    });
    const coded = await link("ben-03", { code: true });
    await phoneShot("phone-code-by-link", coded, { go: (phone) => phone.button("Đúng, là tôi").click(), whole: true });
    await phoneShot("phone-no-token", first.split("#")[0]);
    await phoneShot("phone-cut-short", first.slice(0, -4));
    await phoneShot("phone-unknown-pact", `${server.url}/m/${freshId()}#gi_x`);
    const inApp = await openWindow(browser, "phone", { watch: false, userAgent: "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Zalo android/23" });
    await inApp.page.goto(await link("ben-04"));
    await settled(inApp.page);
    await shot(inApp.page, "phone-in-app");
    await inApp.context.close();
});

await part("ceremony", async () => {
    const pact = await adopt(server, s3());
    const order = inOrder(pact);
    const program = await startDesk(server);
    const stand = await startKiosk(server);
    const desk = await openDesk(browser, program, pact, { watch: false });
    desk.look = (what) => shot(desk.page, `desk-${what.replace(/\W+/g, "-")}`, { whole: !what.match(/release|code|compare|text|differs|decline/) });
    await desk.page.goto(`${program.origin}/?lang=vi`);
    await desk.page.getByRole("link", { name: pact.title }).first().waitFor();
    await shot(desk.page, "desk-list");
    await desk.page.goto(`${program.origin}/?id=${pact.id}&lang=vi`);
    await desk.button("Xem nội dung sẽ ký").waitFor();
    await shot(desk.page, "desk-to-open");
    await desk.opens();
    await shot(desk.page, "desk-signing");

    const hall = await openWindow(browser, "hall", { watch: false });
    const hallAt = async (count, name) => {
        await hall.page.getByRole("progressbar", { name: `Đã ký ${count} trên 7` }).waitFor();
        await shot(hall.page, name, { whole: false });
    };
    await hall.page.goto(`${server.url}/p/${pact.id}/live`);
    await hallAt(0, "hall-empty");

    await phoneShot("phone-choose-unit", `${server.url}/m/${pact.id}`, { whole: true });
    const phone = await openPhone(browser, `${server.url}/m/${pact.id}`, { watch: false });
    await phone.page.getByRole("button", { name: order[1].unit }).click();
    await phone.sees("Mời ông/bà đến bàn thư ký");
    await shot(phone.page, "phone-go-to-the-desk");
    const code = await desk.release(order[1]);
    await phone.button("Đúng, là tôi").click();
    await phone.button("Xin bàn thư ký xác nhận").click();
    await phone.page.getByLabel("Mã ngắn").waitFor();
    await shot(phone.page, "phone-code");
    await phone.enterCode(code);
    await phone.sees("Đọc số này cho bàn thư ký");
    await shot(phone.page, "phone-number-for-the-desk");
    await desk.attest(order[1], await phone.longNumber());
    await phone.sees("Chưa đến lượt ký");
    await shot(phone.page, "phone-not-ones-turn", { whole: false });

    const kiosk = await openKiosk(browser, stand, { watch: false });
    const pairing = await kiosk.pairingCode();
    await shot(kiosk.page, "kiosk-1-pairing");
    await desk.pair(pairing, "Bàn số 1");
    await kiosk.sees("Chưa có ai được mời ký tại đây");
    await shot(kiosk.page, "kiosk-2-nobody");
    for (const [i, party] of order.entries()) {
        if (i === 1) {
            await phone.page.getByRole("button", { name: "Ký bản giao ước", disabled: false }).click();
            await phone.sees(DONE);
            continue;
        }
        const delegate = i === 3 ? { holder: "Nguyễn Thị Mẫu 15", letter: randomBytes(500) } : undefined;
        const holder = delegate?.holder ?? party.representative.name;
        const digits = await desk.release(party, delegate);
        const button = kiosk.page.getByRole("button", { name: holder });
        await button.waitFor();
        if (i === 0) await shot(kiosk.page, "kiosk-3-welcome");
        await button.click();
        if (i === 0) await shot(kiosk.page, "kiosk-4-hand-over");
        await kiosk.button("Bắt đầu").click();
        await kiosk.sees("Nhập mã ngắn");
        if (i === 0) {
            await kiosk.button("1").click();
            await shot(kiosk.page, "kiosk-5-code");
            await kiosk.button("Xóa một số").click();
        }
        await kiosk.enterCode(digits);
        await kiosk.page.getByText(pact.articles[0].text).waitFor();
        if (i === 0) await shot(kiosk.page, "kiosk-6-reading", { whole: false });
        const number = await kiosk.asksDesk();
        if (i === 0) {
            await shot(kiosk.page, "kiosk-7-number");
            await desk.refuses(party, "1111 2222 3333 4444 5555 6666");
        }
        await desk.attest(party, number);
        await kiosk.button("Ký bản giao ước").waitFor();
        if (i === 2) {
            await kiosk.page.getByText("Nét ký tay (không bắt buộc)").click();
            await shot(kiosk.page, "kiosk-8-mark");
            await kiosk.page.getByRole("button", { name: /điện thoại/ }).click();
            await kiosk.page.getByRole("img", { name: /điện thoại/ }).waitFor();
            await shot(kiosk.page, "kiosk-8-mark-by-phone");
        }
        await kiosk.signs();
        await kiosk.sees(DONE);
        if (i === 0) await shot(kiosk.page, "kiosk-9-receipt");
        await kiosk.leaves();
        if (i === 3) {
            await hallAt(4, "hall-half");
            await shot(desk.page, "desk-half");
        }
    }
    await desk.button("Hoàn tất").waitFor();
    await shot(desk.page, "desk-all-signed");
    await hallAt(7, "hall-all-signed");
    await desk.completes();
    await hall.page.getByRole("heading", { name: "Đủ 7/7 chữ ký" }).waitFor();
    await shot(hall.page, "hall-complete", { whole: false });
    await kiosk.sees("Bản giao ước đã hoàn tất");
    await shot(kiosk.page, "kiosk-10-complete");
    await visit("verify-complete", `/v/${pact.id}`);
    await phoneShot("phone-too-late", `${server.url}/m/${pact.id}`);
    verifyEvidence(server, pact.id, 0);
    await paper(pact.id);
    await stand.stop();
    await program.stop();
});

await part("halls", async () => {
    for (const count of [20, 64]) {
        const pact = await open(server, crowd(count));
        await visit(`hall-${count}-tiles`, `/p/${pact.id}/live`, { whole: false });
    }
    const long = await open(server, { ...fixture("s4-cum-thi-dua-3"), annexes: [] });
    await visit("hall-long-names", `/p/${long.id}/live`, { whole: false });
});

await part("console", async () => {
    const { ORGANISER, login, setUp } = await import("./lib/accounts.mjs");
    const admin = await setUp(server);
    const window = await openWindow(browser, "kiosk", { watch: false });
    const as = async (session, name, path) => {
        await window.context.clearCookies();
        await window.context.addCookies([session.forBrowser]);
        await window.page.goto(server.url + path);
        await settled(window.page);
        await shot(window.page, name);
    };
    await as(admin, "accounts", "/console/accounts");
    await as(await login(server, ORGANISER), "console", "/console");
    const draft = await server.rest.post("/pacts", s3());
    await as(await login(server, ORGANISER), "editor", `/console/d/${draft.id}`);
    const bare = await server.rest.post("/pacts", { title: "Giao ước thi đua năm 2027", roster: [], articles: [{ text: "" }] });
    await as(await login(server, ORGANISER), "editor-to-mend", `/console/d/${bare.id}`);
    const { token } = await server.rest.post(`/pacts/${draft.id}/shares`, { label: "Công đoàn cơ quan mẫu", party: s3().roster[1].id });
    await server.rest.post(`/pacts/${draft.id}/comments`, { body: "Nên nêu rõ số lượng.", place: "/articles/0/text", quote: "thi đua" });
    for (const tab of ["Góp ý (1)", "Phiên bản", "Thông qua", "Chia sẻ"]) {
        await as(await login(server, ORGANISER), "editor", `/console/d/${draft.id}`);
        await window.page.getByRole("tab", { name: tab }).click();
        await shot(window.page, `editor-${tab.replace(/ .*/, "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()}`);
    }
    await window.page.goto(`${server.url}/d/${draft.id}#${token}`);
    await window.page.getByRole("tab", { name: "Góp ý (1)" }).waitFor();
    await shot(window.page, "draft-by-link");
    await as(await login(server, ORGANISER), "console", "/console");
    await window.page.locator("#import").setInputFiles(join(ROOT, "crates/drafting/tests/files/python-docx-cum-3.docx"));
    await window.page.getByRole("dialog").waitFor();
    await shot(window.page, "import-review");
    const withAnnexes = await open(server, { ...fixture("s4-cum-thi-dua-3"), id: freshId(), identity: "invite" });
    await visit("annexes", `/v/${withAnnexes.id}/annexes`);
    await as(await login(server, ORGANISER), "invitations", `/console/p/${invited.id}`);
    await window.page.getByRole("button", { name: /^Tạo \d+ liên kết/ }).click();
    await window.page.getByRole("button", { name: /^In \d+ thẻ mời/ }).waitFor();
    await shot(window.page, "invitations-made");
    writeFileSync(join(FOLDER, "cards.pdf"), await window.page.pdf({ format: "A4" }));
    await window.page.emulateMedia({ media: "print" });
    await shot(window.page, "cards");
});

await browser.close();
await server.stop();
console.log(`${taken} pictures in ${FOLDER}`);
for (const line of failed) console.error(`FAILED ${line}`);
process.exit(failed.length > 0 ? 1 : 0);
