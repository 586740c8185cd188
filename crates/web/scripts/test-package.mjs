// Packs giaouoc-verify as npm would publish it, installs it into an empty folder without a network, and there runs the
// README's example, verifies every fixture and type-checks a program that uses the package.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { web } from "./dist.mjs";

const core = join(web, "core");
const fixtures = join(web, "../../fixtures");
const folder = mkdtempSync(join(tmpdir(), "giaouoc-verify-"));

try {
    checkContents(pack());
    install();
    runExample();
    console.log(run(process.execPath, ["fixtures.mjs", fixtures]).trim());
    compile();
} finally {
    rmSync(folder, { recursive: true });
    for (const built of ["dist", "LICENSE"]) rmSync(join(core, built), { recursive: true, force: true });
}

/** Runs a program in the folder and gives what it printed. */
function run(program, args, { cwd = folder, due = 0 } = {}) {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
    assert.equal(status, due, `${program} ${args.join(" ")}: ${error ?? ""}\n${stdout}\n${stderr}`);
    return stdout;
}

/** Packs the package; gives what npm tells of it. */
function pack() {
    // A lifecycle script may print; the list begins at the first bracket of its own line.
    const printed = run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: core });
    const [packed] = JSON.parse(printed.slice(printed.indexOf("[\n")));
    return packed;
}

/** One module, its types, readme, licence and manifest: no source, no test, no dependency. */
function checkContents({ files, size }) {
    const paths = files.map(({ path }) => path);
    const types = paths.filter((path) => /^dist\/(paper\/)?[a-z0-9-]+\.d\.ts$/.test(path));
    const rest = paths.filter((path) => !types.includes(path)).sort();
    assert.deepEqual(rest, ["LICENSE", "README.md", "dist/index.js", "package.json"]);
    assert(types.length > 40, `types of ${types.length} files`);
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(core, "package.json"), "utf8"));
    assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
    console.log(`giaouoc-verify: ${paths.length} files, ${size} bytes packed`);
}

function install() {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const { version } = JSON.parse(readFileSync(join(core, "package.json"), "utf8"));
    const archive = `./giaouoc-verify-${version}.tgz`;
    run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", archive]);
    cpSync(join(web, "test/package"), folder, { recursive: true });
}

/** The example in the README, on an evidence file that holds and on one that does not. */
function runExample() {
    const [, example] = /```js\n(.*?)```/s.exec(readFileSync(join(core, "README.md"), "utf8"));
    writeFileSync(join(folder, "example.mjs"), example);
    const args = (evidence) => ["example.mjs", join(fixtures, evidence), join(fixtures, "policy.txt")];
    const sample = "s1-cong-doan-phuong-cau-dien/6-evidence.giaouoc.json";
    assert.match(run(process.execPath, args(sample)), /^valid \d+\/\d+\n/);
    const refused = run(process.execPath, args("reject/after-in-reverse.giaouoc.json"), { due: 1 });
    assert.match(refused, /^invalid after-wrong\n/);
}

/** The declarations are whole: a strict program sees them without skipping any check. */
function compile() {
    const compiler = join(web, "node_modules/typescript-native/bin/tsc");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
    run(process.execPath, [compiler, ...options, "--types", "", "program.ts"]);
}
