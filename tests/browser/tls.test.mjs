// A hall without internet: the self-signed certificate, and http under a name that is not localhost.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, open as openWindow, settled } from "./lib/browser.mjs";
import { crowd, open } from "./lib/pacts.mjs";
import { HALL_NAME, startServer } from "./lib/server.mjs";

let browser, server;

before(async () => {
    // Node, too, meets the certificate that nobody vouches for.
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    server = await startServer({ named: true, tls: true });
    browser = await launch();
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

test("the certificate's fingerprint is printed, and the same one is served and shown", async () => {
    const [, printed] = await server.program.says(/((?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}|\b[0-9a-f]{64}\b)/);
    const plain = printed.replaceAll(":", "").toLowerCase();
    const served = await servedFingerprint(server.port);
    assert.equal(plain, served);
    const window = await openWindow(browser, "phone", { ignoreHTTPSErrors: true });
    await window.page.goto(`${server.url}/tls`);
    await settled(window.page);
    const text = (await window.page.locator("body").innerText()).replace(/[^0-9a-f]/gi, "").toLowerCase();
    assert(text.includes(served), "the page shows it");
    await axe(window.page);
    await window.close();
});

test("the same certificate after a start anew", async () => {
    const before = await servedFingerprint(server.port);
    await server.stop();
    await server.start();
    assert.equal(await servedFingerprint(server.port), before);
});

test("a browser warns of it, and with the exception the page is a secure context", async () => {
    const pact = await open(server, crowd(2));
    const careful = await openWindow(browser, "phone", { watch: false });
    await assert.rejects(careful.page.goto(`${server.url}/m/${pact.id}`), /ERR_CERT_AUTHORITY_INVALID/);
    await careful.context.close();
    const window = await openWindow(browser, "phone", { ignoreHTTPSErrors: true });
    await window.page.goto(`${server.url}/m/${pact.id}`);
    assert.equal(new URL(window.page.url()).hostname, HALL_NAME);
    assert.equal(await window.page.evaluate(() => isSecureContext && crypto.subtle !== undefined), true);
    await window.close();
});

test("the command line trusts it by its fingerprint only", async () => {
    const health = await (await fetch(`${server.local}/api/v1/health`)).json();
    assert.equal(health.tls, true);
    assert(Math.abs(Date.parse(health.now) - Date.now()) < 60_000);
});

async function servedFingerprint(port) {
    const { connect } = await import("node:tls");
    return new Promise((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
            resolve(socket.getPeerCertificate().fingerprint256.replaceAll(":", "").toLowerCase());
            socket.end();
        });
        socket.on("error", reject);
    });
}
