// A kiosk that is left, filmed, cut off: nothing of anybody stays in its page, and nothing signed is lost.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, until } from "./lib/browser.mjs";
import { DeskCalls } from "./lib/desk.mjs";
import { openKiosk } from "./lib/kiosk.mjs";
import { inOrder, open, s3 } from "./lib/pacts.mjs";
import { DONE } from "./lib/phone.mjs";
import { startDesk, startKiosk } from "./lib/programs.mjs";
import { startServer } from "./lib/server.mjs";

let browser, server, pact, order, program, desk, stand, kiosk;

before(async () => {
    server = await startServer();
    pact = await open(server, s3());
    order = inOrder(pact);
    program = await startDesk(server);
    desk = new DeskCalls(program, pact);
    stand = await startKiosk(server);
    browser = await launch();
    await openPaired();
});

after(async () => {
    await browser?.close();
    await stand?.stop();
    await program?.stop();
    await server?.stop();
});

/** The kiosk's page under a clock that a test can put forward. */
async function openPaired() {
    kiosk = await openKiosk(browser, stand, { clock: true });
    const [pairing, welcome] = ["Ghép với bàn thư ký", "Mời ông/bà ký bản giao ước"].map((text) => kiosk.page.getByText(text).first());
    await pairing.or(welcome).waitFor();
    if (await pairing.isVisible()) await desk.pair(await kiosk.pairingCode(), "Bàn số 1");
    await welcome.waitFor();
}

/** Waits, by the page's clock. */
const pass = (seconds) => kiosk.page.clock.fastForward(seconds * 1000);

const holder = (party) => party.representative.name;
const signature = async (party) => (await server.rest.get(`/pacts/${pact.id}/state`)).parties.find((one) => one.party === party.id).signature;

/** The page's traces: its markup, its storage, its databases, how far back one can go. */
function held() {
    return kiosk.page.evaluate(async () => ({
        markup: document.documentElement.outerHTML,
        address: location.href,
        session: Object.entries(sessionStorage),
        local: Object.entries(localStorage),
        databases: (await indexedDB.databases()).map(({ name }) => name),
        caches: globalThis.caches ? await caches.keys() : [],
        cookies: document.cookie,
        history: history.length,
    }));
}

/** Nothing of a person, and nothing that was not there before. */
async function nothingLeft(before, secrets) {
    await kiosk.sees("Mời ông/bà ký bản giao ước");
    const { markup, ...now } = await held();
    const { markup: _, ...then } = before;
    assert.deepEqual(now, then);
    assert.deepEqual(now.session.map(([name]) => name), ["giaouoc-program"]);
    for (const secret of secrets) assert(!markup.includes(secret), `the page still holds ${secret}`);
}

test("after 60 seconds it asks, after 90 it has forgotten", async () => {
    const [party] = order;
    const code = await desk.release(party);
    await kiosk.page.getByRole("button", { name: holder(party) }).waitFor();
    const before = await held();
    await kiosk.handOver(holder(party));
    await kiosk.enterCode(code);
    await kiosk.page.getByText(pact.articles[0].text).waitFor();
    await pass(58);
    assert(!(await kiosk.page.getByRole("dialog").isVisible()));
    await pass(3);
    await kiosk.sees("Ông/bà còn ở đây không?");
    await axe(kiosk.page, "kiosk, idle");
    await kiosk.button("Tôi vẫn ở đây").waitFor();
    // Any sign of life does, also one that does not meet the button.
    await kiosk.page.mouse.move(20, 20);
    await kiosk.page.getByRole("dialog").waitFor({ state: "hidden" });
    await kiosk.page.getByText(pact.articles[0].text).waitFor();
    await pass(61);
    await kiosk.sees("Ông/bà còn ở đây không?");
    await pass(30);
    // Still released, so still invited by name; whatever else came with the visit is gone.
    await nothingLeft(before, [code, "gc_", pact.articles[0].text, pact.declaration]);
});

test("a code that was filmed opens nothing", async () => {
    const [party] = order;
    const code = await desk.release(party);
    await kiosk.handOver(holder(party));
    await kiosk.enterCode(code);
    await kiosk.page.getByText(pact.articles[0].text).waitFor();
    await pass(91);
    await kiosk.sees("Mời ông/bà ký bản giao ước");
    // Somebody who saw the code, at the same kiosk and elsewhere.
    kiosk.expects(/status of 4(03|09|10).*\/claims/);
    await kiosk.handOver(holder(party));
    await kiosk.enterCode(code);
    await kiosk.sees(/đã (được )?dùng/);
    await axe(kiosk.page, "kiosk, code used");
    const claim = (digits) => server.rest.post(`/pacts/${pact.id}/claims`, { party: party.id, code: digits }, { token: null });
    await assert.rejects(claim(code), { code: "code-used" });
    await kiosk.button("Dừng").click();
    // A new one holds for five tries.
    const fresh = await desk.release(party);
    const wrong = fresh === "000000" ? "000001" : "000000";
    for (let i = 0; i < 5; i += 1) await assert.rejects(claim(wrong), { code: /^code-(wrong|void)$/ });
    await assert.rejects(claim(fresh), { code: "code-void" });
});

test("what was signed when the service went away is sent by the program, after the page has forgotten it", async () => {
    const [party] = order;
    const code = await desk.release(party);
    await kiosk.page.getByRole("button", { name: holder(party) }).waitFor();
    const before = await held();
    await kiosk.handOver(holder(party));
    await kiosk.enterCode(code);
    await desk.attest(party, await kiosk.asksDesk());
    await kiosk.button("Ký bản giao ước").waitFor();
    kiosk.expects(/status of 5\d\d|ERR_CONNECTION|ERR_FAILED|status of 0/);
    await kiosk.page.route("**/outbox", async (route) => {
        await server.stop("SIGKILL");
        await route.continue();
    });
    await kiosk.signs();
    await kiosk.sees("Chữ ký chưa được ghi nhận");
    await axe(kiosk.page, "kiosk, not acknowledged");
    await kiosk.page.unroute("**/outbox");
    await pass(91);
    await kiosk.page.getByText("Không gọi được máy chủ").first().waitFor();
    // The power fails at the kiosk, too.
    await kiosk.window.close();
    await stand.stop("SIGKILL");
    await stand.start();
    await server.start();
    await until("the signature is in the ledger", () => signature(party));
    const records = await server.rest.get(`/pacts/${pact.id}/records`);
    assert.equal(records.filter(({ kind }) => kind === "signature").length, 1);
    await openPaired();
    const now = await held();
    for (const secret of [code, "gc_", holder(party)]) assert(!now.markup.includes(secret), secret);
    assert.deepEqual(now.databases, before.databases);
});

test("after a receipt the next person finds nothing of the last", async () => {
    const party = order[1];
    const before = await held();
    const code = await desk.release(party);
    await kiosk.handOver(holder(party));
    await kiosk.enterCode(code);
    const number = await kiosk.asksDesk();
    await desk.attest(party, number);
    await kiosk.signs();
    await kiosk.sees(DONE);
    await pass(46);
    await nothingLeft(before, [holder(party), number, code, "gc_"]);
    await kiosk.window.close();
});
