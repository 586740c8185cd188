// Two devices race for one position, 200 times: exactly one signature a position, and each device knows whether it is
// its own.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { openDevice } from "./lib/device.mjs";
import { crowd, open, verifyEvidence } from "./lib/pacts.mjs";
import { openPhone } from "./lib/phone.mjs";
import { startServer } from "./lib/server.mjs";

const POSITIONS = 50;
let browser, server, devices;

before(async () => {
    server = await startServer();
    browser = await launch();
    devices = [await openDevice(browser, server), await openDevice(browser, server)];
});

after(async () => {
    for (const device of devices ?? []) device.calm();
    await browser?.close();
    await server?.stop();
});

const invite = async (id, party) => (await server.rest.post(`/pacts/${id}/invitations`, { party })).token;
const on = (i, act, argument) => devices[i].page.evaluate(act, argument);
/** Both at once. */
const race = (first, second) => Promise.all([on(0, ...first), on(1, ...second)]);

/** One invitation, two devices, each with a key of its own: who enrols first signs. */
async function forOneInvitation(id, { id: party, representative }) {
    for (const { expects } of devices) expects(/status of 409.*\/enrolments/);
    const token = await invite(id, party);
    const all = [enrolAndSign, { id, party, holder: representative.name, token }];
    return race(all, all);
}

/** One key on two devices, two texts. */
async function ofOneKey(id, { id: party, representative }) {
    const token = await invite(id, party);
    const seed = randomBytes(32).toString("hex");
    const enrolled = await on(0, enrolWithSeed, { id, party, holder: representative.name, token, seed });
    const device = (channel) => [signWithSeed, { id, party, seed, ...enrolled, channel }];
    return race(device("phone"), device("kiosk"));
}

/** The first device signs while a newer invitation enrols the second. */
async function againstANewerInvitation(id, { id: party, representative }, round) {
    for (const { expects } of devices) expects(/status of 409.*\/(enrolments|records)/);
    const holder = representative.name;
    const enrolled = await on(0, enrolAndKeep, { id, party, holder, token: await invite(id, party) });
    assert.equal(enrolled.status, 201);
    const token = await invite(id, party);
    return race([signKept, { id, wait: (round % 10) * 5 }], [enrolAndSign, { id, party, holder, token }]);
}

/** One key, one text: sent twice at once, as after a lost answer. */
async function ofOneText(id, { id: party, representative }) {
    const token = await invite(id, party);
    const seed = randomBytes(32).toString("hex");
    const enrolled = await on(0, enrolWithSeed, { id, party, holder: representative.name, token, seed });
    const time = `${new Date().toISOString().slice(0, 19)}Z`;
    const device = [signWithSeed, { id, party, seed, ...enrolled, time }];
    const results = await race(device, device);
    assert.equal(results[0].index, results[1].index, "both hold the one receipt");
    assert(results.every(({ mine }) => mine));
    assert.deepEqual(results.map(({ status }) => status).sort(), [200, 201]);
    return [results[0], { mine: false }];
}

for (const run of [forOneInvitation, ofOneKey, againstANewerInvitation, ofOneText]) {
    test(`${run.name}: ${POSITIONS} positions, one winner each`, async (t) => {
        const document = await open(server, crowd(POSITIONS));
        const wins = [0, 0];
        for (const [round, party] of document.roster.entries()) {
            const results = await run(document.id, party, round);
            const winners = results.filter(({ mine }) => mine);
            assert.equal(winners.length, 1, `${party.id}: ${JSON.stringify(results)}`);
            wins[results.indexOf(winners[0])] += 1;
        }
        await server.rest.post(`/pacts/${document.id}/complete`);
        const { line } = verifyEvidence(server, document.id, 0);
        assert.match(line, new RegExp(`valid ${POSITIONS}/${POSITIONS}`));
        t.diagnostic(`first device ${wins[0]}, second ${wins[1]}`);
    });
}

test("20 phones of one stage sign at once", async (t) => {
    const document = await open(server, crowd(20));
    const phones = [];
    for (const { id: party, unit, representative } of document.roster) {
        const { link } = await server.rest.post(`/pacts/${document.id}/invitations`, { party });
        const phone = await openPhone(browser, link);
        await phone.confirm({ holder: representative.name, unit });
        await phone.button("Ký bản giao ước").waitFor();
        phones.push(phone);
    }
    const begun = performance.now();
    await Promise.all(phones.map((phone) => phone.signs()));
    await Promise.all(phones.map((phone) => phone.isDone()));
    t.diagnostic(`all acknowledged after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    for (const phone of phones) await phone.close();
    await server.rest.post(`/pacts/${document.id}/complete`);
    assert.match(verifyEvidence(server, document.id, 0).line, /valid 20\/20/);
});

// What runs in the pages.

async function enrolAndSign({ id, party, holder, token }) {
    const key = await device.key(id, party);
    const enrolled = await device.enrol({ id, party, holder, token, key });
    if (enrolled.status >= 300) return enrolled;
    const note = await device.signature({ id, party, key, ...enrolled });
    return device.send({ id, key, note });
}

async function enrolWithSeed({ id, party, holder, token, seed }) {
    const key = await device.key(id, party, seed);
    return device.enrol({ id, party, holder, token, key });
}

async function signWithSeed({ id, party, seed, enrolment, index, channel, time }) {
    const key = await device.key(id, party, seed);
    const note = await device.signature({ id, party, key, enrolment, index, channel, time });
    return device.send({ id, key, note });
}

async function enrolAndKeep({ id, party, holder, token }) {
    const key = await device.key(id, party);
    const enrolled = await device.enrol({ id, party, holder, token, key });
    globalThis.kept = { key, note: await device.signature({ id, party, key, ...enrolled }) };
    return { status: enrolled.status };
}

async function signKept({ id, wait }) {
    // Enrolling takes longer than sending: a head start for the other lets either win.
    await new Promise((resolve) => setTimeout(resolve, wait));
    return device.send({ id, ...globalThis.kept });
}
