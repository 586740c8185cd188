// Verifies the fixtures with the installed package, as a stranger would: `node fixtures.mjs FIXTURES`.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Policy, verify } from "giaouoc-verify";

const [root] = process.argv.slice(2);
const policies = new Map();

async function policy(name) {
    if (!policies.has(name)) policies.set(name, await Policy.parse(readFileSync(join(root, `${name}.txt`), "utf8")));
    return policies.get(name);
}

async function judge(file, by) {
    const { verdict, deciding, reason } = await verify(
        new Uint8Array(readFileSync(join(root, file))),
        await policy(by),
    );
    return { verdict, step: String(deciding?.step ?? "-"), code: deciding?.error?.code ?? "-", reason: reason ?? "-" };
}

/** Rows of a tab-separated table, by the names in its first line. */
function rows(file) {
    const [head, ...lines] = readFileSync(join(root, file), "utf8").trimEnd().split("\n");
    const names = head.split("\t");
    return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, i) => [names[i], cell])));
}

/** Checks each file of a folder against its table, and that the table names every file. */
async function checkFolder(folder, members, count) {
    const table = rows(`${folder}/expected.tsv`);
    for (const row of table) {
        const report = await judge(`${folder}/${row.name}.giaouoc.json`, row.policy);
        for (const member of members) assert.equal(report[member], row[member], `${folder}/${row.name}: ${member}`);
    }
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".giaouoc.json"));
    assert.deepEqual([table.length, files.length], [count, count]);
}

const chains = readdirSync(root).filter((name) => existsSync(join(root, name, "6-evidence.giaouoc.json")));
assert.equal(chains.length, 5);
for (const chain of chains) {
    assert.equal((await judge(`${chain}/6-evidence.giaouoc.json`, "policy")).verdict, "valid", chain);
}
await checkFolder("accept", ["verdict", "reason"], 39);
await checkFolder("reject", ["verdict", "step", "code"], 398);
console.log("5 chains valid, 39 accepted, 398 refused");
