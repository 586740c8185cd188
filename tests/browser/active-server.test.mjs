// Whoever holds the service, or the wire to it, acts: keys, persons, texts and records are swapped or hidden while the
// desk's own program works. It must sign nothing that helps. The control: through the same hand, left still, the
// ceremony ends in `valid`.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { adopt, crowd, freshId, verifyEvidence } from "./lib/pacts.mjs";
import { startLiar } from "./lib/liar.mjs";
import { run } from "./lib/program.mjs";
import { startDesk } from "./lib/programs.mjs";
import { startServer } from "./lib/server.mjs";

let server, liar, desk, pact, files;

before(async () => {
    server = await startServer();
    liar = await startLiar(server);
    // Everything that the desk hears comes by the liar; signers call the service itself.
    const around = Object.create(server, { place: { value: ["--server", liar.url, "--policy", server.policy, "--token-file", server.tokenFile] } });
    desk = await startDesk(around);
});

after(async () => {
    await desk?.stop();
    await liar?.stop();
    await server?.stop();
});

beforeEach(async () => {
    liar.twist = undefined;
    pact = await opened(crowd(2, { identity: "in-person" }));
    files = 0;
});

/** The codes that the desk's program refuses by. */
async function refused(act, codes) {
    const [answer, error] = await act().then((answer) => [answer, undefined], (error) => [undefined, error]);
    assert(error, `was done: ${JSON.stringify(answer)?.slice(0, 300)}`);
    assert(codes.includes(error.code), `${error.code ?? ""}, not ${codes}: ${error.message}`);
}

const call = (path, body) => desk.call("POST", `/pacts/${pact.id}${path}`, body);
const release = (party) => call("/releases", { party });
const draft = (body) => call("/acts", body);
const sign = ({ digest }) => call(`/acts/${digest}/sign`);

async function opened(document) {
    await adopt(server, document);
    const drafted = await desk.call("POST", `/pacts/${document.id}/acts`, { act: "opening" });
    await desk.call("POST", `/pacts/${document.id}/acts/${drafted.digest}/sign`);
    return document;
}

function newKey(party, id = pact.id) {
    files += 1;
    const key = join(server.folder, `${id}-${party}-${files}.pem`);
    run(["keygen", "--name", `${id}/${party}`, "--out", key]);
    return key;
}

/** The signer's own device: enrols at the service and shows the long number. */
function enrol(party) {
    const key = newKey(party);
    const { stdout, stderr } = run(["enrol", "--server", server.local, "--policy", server.policy, "--pact", pact.id, "--party", party, "--key", key]);
    const [number] = /\d{4}(?: \d{4}){5}/.exec(stdout + stderr) ?? assert.fail(stdout + stderr);
    return { key, number };
}

/** An enrolment of the liar's own making; `more` says for whom. */
function forged(party, more = []) {
    const key = newKey(party);
    const evidence = join(server.folder, `${pact.id}.giaouoc.json`);
    run(["evidence", pact.id, "--server", server.local, "--out", evidence]);
    const out = `${key}.note`;
    const { stdout, stderr } = run(["enrol", "--evidence", evidence, "--policy", server.policy, "--party", party, "--key", key, "--out", out, ...more]);
    const [number] = /\d{4}(?: \d{4}){5}/.exec(stdout + stderr) ?? assert.fail(stdout + stderr);
    return { key, number, note: readFileSync(out, "utf8") };
}

/** Puts another note before the desk than the one that waits. */
const instead = (note) => async ({ path }, pass) => {
    const answer = await pass();
    if (!path.endsWith("/desk")) return answer;
    const told = JSON.parse(answer.body);
    for (const pending of told.pending) pending.note = note;
    liar.told += told.pending.length;
    return { ...answer, body: JSON.stringify(told) };
};

const signs = ({ key }, party) =>
    run(["sign", "--server", server.local, "--policy", server.policy, "--pact", pact.id, "--party", party, "--key", key, "--yes"]);

/** Nobody has signed, and no key but the signer's is enrolled. */
function nothingGained(keys = 0) {
    const { file, line } = verifyEvidence(server, pact.id, 1);
    assert.match(line, /0\/2|0 of 2|incomplete/i);
    const { records } = JSON.parse(readFileSync(file, "utf8"));
    const kinds = records.map(({ note }) => /^\S+\/(\w+)$/m.exec(note.split("\n")[0])?.[1] ?? note.split("\n")[0]);
    assert.equal(records.length, 1 + keys, kinds.join(" "));
}

test("control: the hand kept still, the desk's acts lead to a valid pact", async () => {
    for (const party of ["ben-01", "ben-02"]) {
        await release(party);
        const device = enrol(party);
        await sign(await draft({ act: "enrolment", party, number: device.number }));
        signs(device, party);
    }
    await sign(await draft({ act: "completion" }));
    verifyEvidence(server, pact.id, 0);
});

test("another key instead of the signer's: the numbers differ", async () => {
    await release("ben-01");
    const { number } = enrol("ben-01");
    liar.told = 0;
    liar.twist = instead(forged("ben-01").note);
    await refused(() => draft({ act: "enrolment", party: "ben-01", number }), ["number-differs"]);
    assert(liar.told > 0, "the other note was put before the desk");
    nothingGained();
});

test("another person, or another capacity, even where the desk believes a screen that lies", async () => {
    await release("ben-01");
    enrol("ben-01");
    const letter = join(server.folder, "uy-quyen.pdf");
    writeFileSync(letter, "Văn bản ủy quyền mẫu");
    for (const more of [["--delegate", "--holder", "Lê Văn Mẫu 99"], ["--delegate", "--authority", letter]]) {
        const { note, number } = forged("ben-01", more);
        liar.twist = instead(note);
        await refused(() => draft({ act: "enrolment", party: "ben-01", number }), ["pending-wrong"]);
    }
    nothingGained();
});

test("a position that this desk has released to nobody", async () => {
    await server.rest.post(`/pacts/${pact.id}/releases`, { party: "ben-02", method: "in-person" });
    const { number } = enrol("ben-02");
    await refused(() => draft({ act: "enrolment", party: "ben-02", number }), ["not-released-here"]);
    nothingGained();
});

test("what waits for one position, shown for another; and what is no enrolment", async () => {
    await release("ben-01");
    enrol("ben-01");
    for (const { note, number } of [forged("ben-02"), { note: "giaouoc.example/v1/signature\n\n", number: "0" }]) {
        liar.twist = instead(note);
        await refused(() => draft({ act: "enrolment", party: "ben-01", number }), ["pending-wrong"]);
    }
    nothingGained();
});

test("the evidence of another pact, or of a text with one letter changed", async () => {
    const twin = await opened({ ...pact, id: freshId(), title: "Giao ước khác" });
    const path = `/api/v1/pacts/${pact.id}/evidence`;
    liar.twist = async (asked, pass) =>
        asked.path === path ? { status: 200, body: await (await fetch(`${server.local}/api/v1/pacts/${twin.id}/evidence`)).text() } : pass();
    await refused(() => release("ben-01"), ["other-pact"]);
    liar.twist = async (asked, pass) => {
        const answer = await pass();
        return asked.path === path ? { ...answer, body: answer.body.replace("Giao ước", "Giao uớc") } : answer;
    };
    await refused(() => release("ben-01"), ["evidence-unverified", "value-form", "digest-differs", "not-nfc"]);
    liar.twist = undefined;
    nothingGained();
});

test("another text to open: its number is not the adopted one's, and what is opened is what was shown", async () => {
    const adopted = await adopt(server, crowd(2, { identity: "in-person" }));
    const path = `/api/v1/pacts/${adopted.id}/desk`;
    const ask = () => desk.call("POST", `/pacts/${adopted.id}/acts`, { act: "opening" });
    const right = await ask();
    liar.twist = async (asked, pass) => {
        const answer = await pass();
        if (asked.path !== path) return answer;
        const told = JSON.parse(answer.body);
        told.document.title = "Giao ước khác";
        return { ...answer, body: JSON.stringify(told) };
    };
    const other = await ask();
    assert.notEqual(other.facts.number, right.facts.number);
    assert.equal(other.facts.title, "Giao ước khác");
    // The text that was shown first can still be signed, and no other under its name.
    await desk.call("POST", `/pacts/${adopted.id}/acts/${right.digest}/sign`);
    const evidence = await server.rest.get(`/pacts/${adopted.id}/evidence`);
    assert.equal(evidence.pact.title, adopted.title);
});

test("a withdrawal that was signed and kept back: the desk sees that it is hidden, and completes nothing", async () => {
    for (const party of ["ben-01", "ben-02"]) {
        await release(party);
        const device = enrol(party);
        await sign(await draft({ act: "enrolment", party, number: device.number }));
        signs(device, party);
    }
    const drafted = await draft({ act: "withdrawal", reason: "Có sai sót" });
    let swallowed = 0;
    liar.twist = async (asked, pass) => {
        if (asked.method !== "POST" || !asked.path.endsWith("/records")) return pass();
        swallowed += 1;
        return { status: 503, type: "application/problem+json", body: JSON.stringify({ code: "busy", cause: "x", cure: "y", detail: "x" }) };
    };
    await refused(() => sign(drafted), ["busy", "program-failed"]);
    assert.equal(swallowed, 1);
    await refused(() => draft({ act: "completion" }), ["evidence-hides"]);
    assert(swallowed > 1, "it was sent again");
    // The hand lets go: the withdrawal goes through by itself, before anything else.
    liar.twist = undefined;
    await refused(() => draft({ act: "completion" }), ["pact-withdrawn"]);
    assert.match(verifyEvidence(server, pact.id, 1).line, /withdrawn/i);
});

test("an older ledger", async () => {
    const old = await (await fetch(`${server.local}/api/v1/pacts/${pact.id}/evidence`)).text();
    await release("ben-01");
    const { number } = enrol("ben-01");
    await sign(await draft({ act: "enrolment", party: "ben-01", number }));
    liar.twist = async (asked, pass) => (asked.path.endsWith("/evidence") ? { status: 200, body: old } : pass());
    await refused(() => draft({ act: "withdrawal" }), ["evidence-hides"]);
    liar.twist = undefined;
    nothingGained(1);
});

test("a receipt that is another record's is none", async () => {
    await release("ben-01");
    const { number } = enrol("ben-01");
    const drafted = await draft({ act: "enrolment", party: "ben-01", number });
    const { records, checkpoint } = await server.rest.get(`/pacts/${pact.id}/evidence`);
    const [{ index, nonce, note, proof }] = records;
    liar.twist = async (asked, pass) =>
        asked.method === "POST" && asked.path.endsWith("/records")
            ? { status: 201, body: JSON.stringify({ index, nonce, note, proof, checkpoint, number: "0" }) }
            : pass();
    await refused(() => sign(drafted), ["record-twice", "proof-wrong", "proof-inclusion", "other-record", "record-differs"]);
    liar.twist = undefined;
    nothingGained();
});
