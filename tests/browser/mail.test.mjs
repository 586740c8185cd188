// Letters: invitations whose links are made when they are sent, reminders, whose turn it is, completion with the
// evidence; a mail server that is away, a server that is killed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ORGANISER, login, setUp } from "./lib/accounts.mjs";
import { axe, launch, open as openWindow, sees, until } from "./lib/browser.mjs";
import { ROOT, temporaryFolder } from "./lib/files.mjs";
import { crowd, open } from "./lib/pacts.mjs";
import { openPhone } from "./lib/phone.mjs";
import { startServer } from "./lib/server.mjs";
import { startSink } from "./lib/sink.mjs";

let browser, server, session, sink;

before(async () => {
    sink = await startSink();
    const file = join(temporaryFolder(), "smtp");
    writeFileSync(file, `smtp://127.0.0.1:${sink.port}\n`);
    server = await startServer({ args: ["--smtp-file", file, "--mail-from", "Ban Tổ chức <thi-dua@giaouoc.example>"] });
    browser = await launch();
    await setUp(server);
    session = await login(server, ORGANISER);
});

after(async () => {
    await browser?.close();
    await server?.stop();
    await sink?.stop();
});

/** A letter, read by Python. */
function read({ raw }) {
    return JSON.parse(execFileSync("python3", [join(ROOT, "tests/browser/lib/mime.py")], { input: Buffer.from(raw, "latin1"), encoding: "utf8" }));
}

const to = (address) => sink.letters.filter((letter) => letter.to.includes(address)).map(read);
const linkIn = ({ text }) => /https?:\/\/\S+\/m\/\S+/.exec(text)?.[0];

/** Signs as the reader of a letter, by its link. */
async function signs(link) {
    const phone = await openPhone(browser, link);
    await phone.button("Đúng, là tôi").click();
    await phone.signs();
    await phone.isDone();
    await phone.close();
}

/** Two stages, so that there is a turn to be told of. */
const inTwoStages = (title) => {
    const document = crowd(2, { title });
    document.roster[0].stage = 2;
    return document;
};

test("an organiser writes addresses down, mails invitations; whoever opens the link signs; turn and completion are told", async () => {
    const pact = await open(server, inTwoStages("Giao ước gửi thư: “Đoàn kết, sáng tạo”"));
    const window = await openWindow(browser, "kiosk");
    await window.context.addCookies([session.forBrowser]);
    const { page } = window;
    await page.goto(`${server.url}/console/p/${pact.id}`);
    await sees(page, "2/2 bên chưa ký");
    await page.locator("#mail-ben-01").fill("ben01@example.org");
    await page.locator("#mail-ben-01").blur();
    await sees(page, "Đã lưu địa chỉ của Đơn vị mẫu 01.");
    await page.locator("#mail-ben-02").fill("không phải địa chỉ@");
    await page.locator("#mail-ben-02").blur();
    window.expects(/status of 422/);
    await sees(page, "Địa chỉ thư điện tử không đúng dạng.");
    await page.locator("#mail-ben-02").fill("ben02@example.org");
    await page.locator("#mail-lang-ben-02").selectOption("vi");
    await page.locator("#mail-ben-02").blur();
    await sees(page, "Đã lưu địa chỉ của Đơn vị mẫu 02.");
    await axe(page, "letters at the console");
    await page.getByRole("button", { name: "Gửi thư mời ký (2)" }).click();
    await sees(page, "Đã xếp 2 thư chờ gửi.");
    await until("both letters", () => to("ben01@example.org").length === 1 && to("ben02@example.org").length === 1);

    const [letter] = to("ben02@example.org");
    assert.equal(letter.subject, "Mời ký: Giao ước gửi thư: “Đoàn kết, sáng tạo”");
    assert.match(letter.from, /Ban Tổ chức <thi-dua@giaouoc.example>/);
    assert.equal(letter.auto, "auto-generated");
    assert.match(letter.text, /Kính gửi ông\/bà Nguyễn Văn Mẫu 02,/);
    assert.match(letter.text, /Số đối chiếu của văn bản: \d{4} \d{4} \d{4}/);

    // The link works; that of an earlier letter does not once a reminder has gone out.
    await server.rest.post(`/pacts/${pact.id}/letters`, { kind: "reminder", parties: ["ben-02"] });
    await until("the reminder", () => to("ben02@example.org").length === 2);
    const reminder = to("ben02@example.org")[1];
    assert.match(reminder.subject, /^Nhắc ký: /);
    assert.notEqual(linkIn(reminder), linkIn(letter));
    await signs(linkIn(reminder));

    // The second stage is told that its turn has come, once, with a link; the first was told nothing of the kind.
    await until("the turn", () => to("ben01@example.org").length === 2);
    const turn = to("ben01@example.org")[1];
    assert.match(turn.subject, /^Đến lượt ký: /);
    await signs(linkIn(turn));
    await server.rest.post(`/pacts/${pact.id}/complete`);
    await until("completion", () => to("ben01@example.org").length === 3 && to("ben02@example.org").length === 3);
    const done = to("ben02@example.org")[2];
    assert.match(done.subject, /^Đã hoàn tất: /);
    const evidence = Buffer.from(done.files[`${pact.id}.giaouoc.json`], "base64");
    const path = join(server.folder, "bang-chung.json");
    writeFileSync(path, evidence);
    const report = execFileSync(process.env.GIAOUOC ?? join(ROOT, "target/debug/giaouoc"), ["--lang", "en", "verify", path, "--policy", server.policy], { encoding: "utf8" });
    assert.match(report, /2\/2|2 of 2|valid/i);
    await page.reload();
    await sees(page, /Thư báo hoàn tất: đã gửi/);
    await window.close();
});

test("a mail server that is away, and a server that is killed: letters wait, and no token is on the disk", async () => {
    const pact = await open(server, crowd(1, { title: "Thư phải chờ" }));
    await server.rest.put(`/pacts/${pact.id}/contacts/ben-01`, { address: "cho@example.org", language: "en" });
    sink.refuse = () => "451 later";
    const before = sink.tries;
    await server.rest.post(`/pacts/${pact.id}/letters`, { kind: "invitation" });
    await until("a try in vain", () => sink.tries > before);
    await until("it is noted", async () => (await server.rest.get(`/pacts/${pact.id}/contacts`)).items[0].letter.error === "SMTP 451");
    await server.stop("SIGKILL");
    // What was made for the try that failed is on no disk.
    const bytes = Buffer.concat(["giaouoc.db", "giaouoc.db-wal"].map((name) => readFileSync(join(server.data, name))));
    assert.equal(bytes.includes("cho@example.org"), true, "the control: what is kept is found");
    assert.doesNotMatch(bytes.toString("latin1"), /gi_[\w-]{43}/);
    sink.refuse = undefined;
    await server.start();
    await until("the letter", () => to("cho@example.org").length === 1, 60_000);
    const [letter] = to("cho@example.org");
    assert.equal(letter.subject, "To be signed: Thư phải chờ");
    await signs(linkIn(letter));
});

test("an address that the mail server does not know is told, and not tried again", async () => {
    const pact = await open(server, crowd(1, { title: "Không có hộp thư" }));
    await server.rest.put(`/pacts/${pact.id}/contacts/ben-01`, { address: "khong-co@example.org" });
    sink.refuse = ({ to: [address] }) => (address === "khong-co@example.org" ? "550 no such box khong-co@example.org" : undefined);
    await server.rest.post(`/pacts/${pact.id}/letters`, { kind: "invitation" });
    await until("it has failed", async () => (await server.rest.get(`/pacts/${pact.id}/contacts`)).items[0].letter.state === "failed");
    const { letter } = (await server.rest.get(`/pacts/${pact.id}/contacts`)).items[0];
    assert.deepEqual([letter.kind, letter.error], ["invitation", "SMTP 550"]);
    sink.refuse = undefined;
    // Nobody's address or token stands in the log.
    assert.doesNotMatch(server.program.printed, /@example\.org|gi_[\w-]{20}/);
});

test("without a mail server nothing is promised", async () => {
    const plain = await startServer();
    const pact = await open(plain, crowd(1));
    assert.equal((await plain.rest.get(`/pacts/${pact.id}/contacts`)).enabled, false);
    await assert.rejects(plain.rest.post(`/pacts/${pact.id}/letters`, { kind: "invitation" }), /mail-off|409/);
    await plain.stop();
});
