// What `make run` starts: a service with sample pacts, a desk and a kiosk; all of it ends with the service, however
// that ends.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, launch, open, until } from "./lib/browser.mjs";
import { temporaryFolder } from "./lib/files.mjs";
import { Program, freePort } from "./lib/program.mjs";
import { inVietnamese } from "./lib/programs.mjs";

let browser;

before(async () => {
    browser = await launch();
});

after(() => browser?.close());

async function start(data, more = []) {
    const port = await freePort();
    const program = new Program(["serve", "--demo", "--with-desk-and-kiosk", "--data", data, "--listen", `127.0.0.1:${port}`, ...more]);
    const [, desk] = await program.says(/The desk: (http:\/\/\S+)/);
    const [, kiosk] = await program.says(/The kiosk: (http:\/\/\S+)/);
    return { program, desk, kiosk };
}

/** Nobody answers there any more. */
const isGone = (address) => until(`${new URL(address).host} is gone`, () => fetch(new URL(address).origin).then(() => false, () => true));

for (const [name, more] of [["without TLS", []], ["with a certificate of its own making", ["--tls-self-signed"]]]) {
    test(`the desk lists the sample pacts and the kiosk asks to be paired, ${name}`, async () => {
        const data = join(temporaryFolder(), "data");
        for (const signal of ["SIGKILL", "SIGTERM"]) {
            const { program, desk, kiosk } = await start(data, more);
            const window = await open(browser, "kiosk");
            await window.page.goto(inVietnamese(desk));
            await window.page.getByRole("link", { name: /^Giao ước/ }).first().waitFor();
            await window.page.goto(inVietnamese(kiosk));
            await window.page.getByText("Ghép với bàn thư ký").waitFor();
            assert.match(await window.page.locator(".pair-code").innerText(), /^\d{3} \d{3}$/);
            await window.page.locator(".sample-word", { hasText: "MẪU" }).first().waitFor();
            await axe(window.page, "kiosk of the demo");
            await window.close();
            await program.stop(signal);
            await isGone(desk);
            await isGone(kiosk);
        }
    });
}
