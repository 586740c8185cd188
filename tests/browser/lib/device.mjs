// A signer's device without a page around it: the built module in an empty page of the service, driven call by call.

import { readFileSync } from "node:fs";
import { open } from "./browser.mjs";
import { bundleDevice } from "./bundle.mjs";

const EMPTY = "/kiem-thu/";

/**
 * A window whose `globalThis.device` signs as a phone does. Never hides that it is a stand-in: its address is its own.
 */
export async function openDevice(browser, server) {
    const window = await open(browser, "phone");
    const html = { contentType: "text/html", body: "<!doctype html><title>thiết bị</title>" };
    const script = { contentType: "text/javascript", body: await bundleDevice() };
    await window.context.route(server.url + EMPTY, (route) => route.fulfill(html));
    await window.context.route(`${server.url}${EMPTY}giaouoc.js`, (route) => route.fulfill(script));
    await window.page.goto(server.url + EMPTY);
    await window.page.evaluate(makeDevice, { module: `${EMPTY}giaouoc.js`, policy: readFileSync(server.policy, "utf8") });
    return window;
}

/** Runs in the page. */
async function makeDevice({ module, policy }) {
    const core = await import(module);
    const trusted = await core.Policy.parse(policy);
    const evidences = new Map();

    async function post(path, body, token) {
        const headers = { "content-type": "application/json" };
        if (token) headers.authorization = `Bearer ${token}`;
        const response = await fetch(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
        return { status: response.status, answer: await response.json() };
    }

    /** The verified state right after the opening; fetched once, verified each time. */
    async function opened(id) {
        if (!evidences.has(id)) {
            const response = await fetch(`/api/v1/pacts/${id}/evidence`);
            evidences.set(id, new Uint8Array(await response.arrayBuffer()));
        }
        const { progress } = await core.verifiedProgress(evidences.get(id), trusted);
        return progress;
    }

    const now = () => core.parseTime(`${new Date().toISOString().slice(0, 19)}Z`);

    globalThis.device = {
        /** Makes a key, or takes one from a seed. */
        key(id, party, seed) {
            const name = core.parseName(`${id}/${party}`);
            return seed ? core.SigningKey.fromSeed(name, core.fromHex(seed)) : core.SigningKey.generate(name);
        },

        /** Sends an enrolment by an invitation. Gives `{status, code}` or, where it was taken, the logged note too. */
        async enrol({ id, party, holder, token, key }) {
            const progress = await opened(id);
            const person = { name: holder, capacity: "representative", authority: undefined };
            const drafted = core.draftEnrolment(progress, party, key.key, person, "invite", now());
            const note = await core.signStatement(drafted, key);
            const { status, answer } = await post(`/pacts/${id}/enrolments`, { note: note.toString() }, token);
            if (status >= 300) return { status, code: answer.code };
            await core.checkReceipt(answer, note.text, key.key, trusted);
            return { status, enrolment: answer.note, index: answer.index };
        },

        /** Builds and signs the signature on top of an enrolment. */
        async signature({ id, party, key, enrolment, index, channel = "phone", time }) {
            const progress = await opened(id);
            const record = await core.Record.parse(enrolment);
            progress.take(index, await progress.authenticate(record, trusted));
            const signing = { mark: undefined, channel, time: time ? core.parseTime(time) : now() };
            return core.signStatement(await core.draftSignature(progress, party, key.key, signing), key);
        },

        /** Sends it. Gives what the service said, and whether the receipt is one for this very text. */
        async send({ id, key, note }) {
            const { status, answer } = await post(`/pacts/${id}/records`, { note: note.toString() });
            if (status >= 300) return { status, code: answer.code };
            try {
                await core.checkReceipt(answer, note.text, key.key, trusted);
                return { status, index: answer.index, mine: true };
            } catch (error) {
                return { status, index: answer.index, mine: false, code: error.code };
            }
        },
    };
}
