// Compiles the tests into a folder of their own and runs them with Node's test runner, once with WebCrypto and once
// with `crypto.subtle` hidden, as on a page that is no secure context.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = fileURLToPath(new URL("../", import.meta.url));
const root = fileURLToPath(new URL("../../", new URL("../", import.meta.url)));
const out = mkdtempSync(join(tmpdir(), "giaouoc-web-"));
const tests = readdirSync(join(web, "test")).filter((name) => name.endsWith(".test.ts"));

try {
    await build({
        absWorkingDir: web,
        entryPoints: tests.map((name) => `test/${name}`),
        outdir: out,
        outExtension: { ".js": ".mjs" },
        bundle: true,
        format: "esm",
        platform: "node",
        target: "es2020",
        sourcemap: "inline",
        logLevel: "warning",
    });
    const files = tests.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
    for (const crypto of ["webcrypto", "script"]) {
        console.log(`\n# ${crypto === "script" ? "crypto.subtle hidden" : "with WebCrypto"}`);
        const { status } = spawnSync(
            process.execPath,
            [
                "--test",
                "--test-concurrency=1",
                "--test-reporter=spec",
                "--enable-source-maps",
                "--disable-warning=ExperimentalWarning",
                ...files,
            ],
            { stdio: "inherit", env: { ...process.env, GIAOUOC_CRYPTO: crypto, GIAOUOC_ROOT: root } },
        );
        if (status !== 0) process.exitCode = 1;
    }
} finally {
    rmSync(out, { recursive: true });
}
