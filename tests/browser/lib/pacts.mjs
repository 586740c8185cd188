// Pacts to work with.

import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./files.mjs";
import { run } from "./program.mjs";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** A fresh pact id: base32 of 128 random bits. */
export function freshId() {
    let bits = BigInt(`0x${randomBytes(16).toString("hex")}`) << 2n;
    let id = "";
    for (let i = 0; i < 26; i += 1, bits >>= 5n) id = LETTERS[Number(bits & 31n)] + id;
    return id;
}

/** The document of a fixture, under a fresh id. */
export function fixture(folder, changes = {}) {
    const document = JSON.parse(readFileSync(join(ROOT, "fixtures", folder, "1-pact.json"), "utf8"));
    return { ...document, id: freshId(), ...changes };
}

/** The bloc of seven units, in strict sequence. */
export const s3 = (changes) => fixture("s3-khoi-thi-dua-2", changes);

/** A pact of `count` units that sign in one stage. */
export function crowd(count, changes = {}) {
    const number = (i) => String(i + 1).padStart(2, "0");
    const roster = Array.from({ length: count }, (_, i) => ({
        id: `ben-${number(i)}`,
        unit: `Đơn vị mẫu ${number(i)}`,
        role: i === 0 ? "head" : "member",
        stage: 1,
        signs: true,
        representative: { name: `Nguyễn Văn Mẫu ${number(i)}`, titles: ["Đại diện lãnh đạo cơ quan"] },
    }));
    return s3({ roster, identity: "invite", ...changes });
}

/** Hands a document in and adopts it: "chờ mở". */
export async function adopt(server, document) {
    await server.rest.post("/pacts", document);
    await server.rest.post(`/pacts/${document.id}/adopt`);
    return document;
}

/** Opens it: by the server's registrar, or by the one at the desk, as `identity` demands. */
export async function open(server, document) {
    if (document.identity === "invite") {
        await server.rest.post("/pacts", document);
        await server.rest.post(`/pacts/${document.id}/open`);
    } else {
        const file = join(server.folder, `${document.id}.json`);
        writeFileSync(file, JSON.stringify(document));
        run(["pact", "open", file, ...server.place, ...server.registrarArgs]);
    }
    return document;
}

/** The signers in the order of their stages. */
export function inOrder(document) {
    return document.roster.filter(({ signs }) => signs).sort((a, b) => a.stage - b.stage);
}

/** Fetches the evidence and lets the command line verify it. Gives exit code and verdict line. */
export function verifyEvidence(server, id, due) {
    const file = join(server.folder, `${id}.giaouoc.json`);
    run(["evidence", id, "--server", server.local, "--out", file]);
    const { status, stdout } = run(["verify", "-q", "--policy", server.policy, file], { due });
    return { status, line: stdout.trim(), file };
}
