// The whole ceremony of the bloc of seven units, in person, with what goes wrong in a hall.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, launch, noSideways, open as openWindow, settled, until } from "./lib/browser.mjs";
import { openDesk } from "./lib/desk.mjs";
import { adopt, inOrder, s3, verifyEvidence } from "./lib/pacts.mjs";
import { openKiosk } from "./lib/kiosk.mjs";
import { DONE, openPhone } from "./lib/phone.mjs";
import { startDesk, startKiosk } from "./lib/programs.mjs";
import { startServer } from "./lib/server.mjs";

const DELEGATE = "Nguyễn Thị Mẫu 15";

let browser, server, pact, order, program, desk, hall, stand, kiosk;

before(async () => {
    server = await startServer({ named: true });
    pact = await adopt(server, s3());
    order = inOrder(pact);
    program = await startDesk(server);
    stand = await startKiosk(server);
    browser = await launch();
    desk = await openDesk(browser, program, pact);
});

after(async () => {
    await browser?.close();
    await stand?.stop();
    await program?.stop();
    await server?.stop();
});

const holderOf = (party) => party.representative.name;
const bare = () => `${server.url}/m/${pact.id}`;
const invited = async (party) => (await server.rest.post(`/pacts/${pact.id}/invitations`, { party: party.id })).link;
const stateOf = async (party) => (await server.rest.get(`/pacts/${pact.id}/state`)).parties.find((one) => one.party === party.id);

/** The hall follows by itself: nobody reloads it. */
async function hallShows(count) {
    await hall.page.getByRole("progressbar", { name: `Đã ký ${count} trên 7` }).waitFor();
    assert.equal(await hall.page.getByRole("listitem").filter({ hasText: /Đã ký \d\d:\d\d/ }).count(), count, "tiles that are lit");
    hall.calm();
}

/** A phone without a link: the unit is chosen on it, the desk releases the position and gives a code. */
async function arrive(party) {
    const phone = await openPhone(browser, bare());
    phone.expects(/status of 404.*\/releases\//);
    phone.expects(/status of 401.*\/pending/);
    await phone.page.getByRole("button", { name: party.unit }).click();
    await phone.sees("Mời ông/bà đến bàn thư ký");
    const code = await desk.release(party);
    await phone.confirm({ holder: holderOf(party), unit: party.unit });
    await phone.reads(pact);
    return { phone, number: await phone.asksDesk(code) };
}

test("the desk opens the adopted pact, and the hall shows who is due", async () => {
    await desk.opens();
    await desk.look("signing");
    hall = await openWindow(browser, "hall");
    await hall.page.goto(`${server.url}/p/${pact.id}/live`);
    await settled(hall.page);
    await hallShows(0);
    await axe(hall.page, "hall");
    await noSideways(hall.page, "hall");
    await hall.page.getByRole("status").filter({ hasText: order[0].unit }).waitFor();
});

let second;

test("out of turn: the second unit is recognised at the desk, and has to wait", async () => {
    const { phone, number } = await arrive(order[1]);
    second = phone;
    await axe(second.page, "number for the desk");
    await noSideways(second.page, "number for the desk");
    await desk.attest(order[1], number);
    await second.sees(`Chưa đến lượt ký. Đang chờ đại diện ${order[0].unit}.`);
    await axe(second.page, "not one's turn");
    assert(await second.button("Ký bản giao ước").isDisabled());
});

test("the first unit signs by its link, and the desk refuses a number that differs", async () => {
    const phone = await openPhone(browser, await invited(order[0]));
    await phone.confirm({ holder: holderOf(order[0]), unit: order[0].unit });
    await phone.reads(pact);
    await phone.button("Xin bàn thư ký xác nhận").click();
    phone.expects(/status of 404.*\/pending/);
    // The link alone enrols nobody: the desk has not released the position yet.
    await phone.sees("Mời ông/bà đến bàn thư ký");
    await desk.release(order[0]);
    await phone.sees("Đọc số này cho bàn thư ký");
    const number = await phone.longNumber();
    const other = number.replace(/\d/g, (digit) => (Number(digit) + 1) % 10);
    desk.expects(/status of 409.*\/acts/);
    await desk.refuses(order[0], other);
    await desk.attest(order[0], number);
    await phone.button("Ký bản giao ước").waitFor();
    await phone.signs();
    await phone.isDone();
    await axe(phone.page, "receipt");
    await phone.close();
    await hallShows(1);
});

test("the network is cut between signing and receipt, and the page reloaded: one signature all the same", async () => {
    const { page } = second;
    second.expects(/ERR_FAILED|Failed to load resource|ERR_INTERNET_DISCONNECTED/);
    // The phone of the second unit has noticed by itself that it is due.
    await page.getByRole("button", { name: "Ký bản giao ước", disabled: false }).waitFor();
    await second.sees("Đã đến lượt ông/bà ký.");
    let reached = 0;
    await page.route("**/records", async (route) => {
        // The service takes it; the answer gets lost.
        if (reached === 0) await route.fetch({ url: route.request().url().replace(server.url, server.local) });
        reached += 1;
        await route.abort();
    });
    await second.signs();
    await second.sees("Mất kết nối. Chữ ký chưa được ghi nhận.");
    await axe(page, "not acknowledged");
    await hallShows(2);
    await page.reload();
    await second.sees("Chữ ký chưa được ghi nhận");
    await until("the phone tries again", () => reached >= 2);
    await page.unroute("**/records");
    await second.isDone();
    await second.close();
    const records = await server.rest.get(`/pacts/${pact.id}/records`);
    assert.equal(records.filter(({ kind }) => kind === "signature").length, 2);
});

test("declined by mistake, and given back by the desk; reloaded in the middle", async () => {
    const party = order[2];
    const { phone, number } = await arrive(party);
    await phone.page.reload();
    await phone.sees("Đọc số này cho bàn thư ký");
    assert.equal(await phone.longNumber(), number, "the same key, the same text");
    await desk.attest(party, number);
    await phone.button("Ký bản giao ước").waitFor();
    await phone.button("Tôi không ký").click();
    const dialog = phone.page.getByRole("dialog");
    await axe(phone.page, "decline?");
    await dialog.getByRole("button", { name: "Tôi không ký" }).click();
    await phone.sees("Đang chờ bàn thư ký");
    assert.equal((await stateOf(party)).declining, true);
    await desk.givesBack(party, holderOf(party));
    await phone.sees("Bàn thư ký đã trả lại: ông/bà ký tiếp được.");
    await phone.signs();
    await phone.isDone();
    await phone.close();
    await hallShows(3);
});

test("the kiosk is paired by the code on its screen", async () => {
    kiosk = await openKiosk(browser, stand);
    await axe(kiosk.page, "kiosk, not paired");
    await desk.pair(await kiosk.pairingCode(), "Bàn số 1");
    await kiosk.sees("Chưa có ai được mời ký tại đây");
    await axe(kiosk.page, "kiosk, nobody is invited");
});

/** At the kiosk: released with a code, named, handed over, recognised, ready to sign. */
async function atTheKiosk(party, delegate) {
    const code = await desk.release(party, delegate);
    const holder = delegate?.holder ?? holderOf(party);
    await kiosk.handOver(holder);
    await kiosk.enterCode(code);
    await kiosk.page.getByText(pact.articles[0].text).waitFor();
    await axe(kiosk.page, "kiosk, reading");
    await noSideways(kiosk.page, "kiosk, reading");
    await desk.attest(party, await kiosk.asksDesk());
    await kiosk.button("Ký bản giao ước").waitFor();
    return holder;
}

/** The receipt is shown, and then nothing of the person. */
async function leaves(holder) {
    await kiosk.sees(DONE);
    await axe(kiosk.page, "kiosk, receipt");
    await kiosk.leaves();
    assert(!(await kiosk.page.content()).includes(holder));
}

test("a delegate with a letter of authority, at the kiosk", async () => {
    const holder = await atTheKiosk(order[3], { holder: DELEGATE, letter: randomBytes(2_000) });
    await kiosk.signs();
    await leaves(holder);
    await hallShows(4);
});

test("the others sign at the kiosk, one with a mark drawn there, one with a mark drawn on an own phone", async () => {
    for (const [i, party] of order.slice(4).entries()) {
        const holder = await atTheKiosk(party);
        if (i === 1) {
            await kiosk.page.getByText("Nét ký tay (không bắt buộc)").click();
            await stroke(kiosk.page, 3);
        }
        if (i === 2) await markByPhone();
        await kiosk.signs();
        await leaves(holder);
        await hallShows(5 + i);
    }
    await kiosk.close();
});

/** The kiosk shows a QR code; whoever scans it draws on an own phone. */
async function markByPhone() {
    await kiosk.page.getByText("Nét ký tay (không bắt buộc)").click();
    const [answer] = await Promise.all([
        kiosk.page.waitForResponse((response) => response.url().endsWith("/marks") && response.request().method() === "POST"),
        kiosk.page.getByRole("button", { name: /điện thoại/ }).click(),
    ]);
    const { link } = await answer.json();
    await axe(kiosk.page, "kiosk, QR for a mark");
    const phone = await openWindow(browser, "phone");
    await phone.page.goto(link);
    await settled(phone.page);
    assert(!phone.page.url().includes("gm_"), "the token leaves the address");
    await axe(phone.page, "mark");
    await stroke(phone.page, 4);
    await phone.page.getByRole("button", { name: "Gửi sang bàn ký điện tử" }).click();
    await phone.page.getByText("Đã gửi nét ký").waitFor();
    await phone.close();
    await kiosk.page.getByRole("img", { name: /nét ký/i }).waitFor();
}

test("the desk completes, and a stranger verifies: valid 7/7", async () => {
    await desk.completes();
    await hallShows(7);
    await hall.page.getByRole("heading", { name: "Đủ 7/7 chữ ký" }).waitFor();
    await axe(hall.page, "hall, complete");
    const { line, file } = verifyEvidence(server, pact.id, 0);
    assert.match(line, /valid 7\/7/);
    const evidence = JSON.parse(readFileSync(file, "utf8"));
    assert(evidence.records.some(({ note }) => note.includes(`holder ${DELEGATE}\n`)));
    const marked = evidence.records.filter(({ note }) => /\nmark [0-9a-f]{64}\n/.test(note)).map(({ note }) => /\nparty (.*)\n/.exec(note)[1]);
    assert.deepEqual(marked, [order[5].id, order[6].id]);
    assert.equal(Object.keys(evidence.marks).length, 2);
    await hall.close();
    await desk.close();
});

test("who comes late finds calm words", async () => {
    const phone = await openPhone(browser, bare());
    await phone.sees("Bản giao ước đã hoàn tất");
    await axe(phone.page, "too late");
    await phone.close();
});

/** Draws a stroke with the mouse, where a finger would. */
async function stroke(page, teeth) {
    const canvas = page.locator(".mark-field");
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + 30, box.y + 30);
    await page.mouse.down();
    for (let i = 0; i < 12; i += 1) await page.mouse.move(box.x + 30 + i * 15, box.y + 30 + (i % teeth) * 20);
    await page.mouse.up();
}
