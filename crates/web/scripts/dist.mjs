// What build.mjs and single.mjs share: bundling, and keeping what was built, or with --check holding it against what is
// committed.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export const web = fileURLToPath(new URL("../", import.meta.url));
const isCheck = process.argv.includes("--check");

/** Bundles of these entries, in memory. */
export async function bundles(entryPoints, more = {}) {
    const { outputFiles } = await build({
        absWorkingDir: web,
        entryPoints,
        outdir: "dist",
        bundle: true,
        minify: true,
        format: "esm",
        target: "es2020",
        legalComments: "eof",
        write: false,
        ...more,
    });
    return outputFiles;
}

/** Writes a file of dist/, or compares it. */
export function keep(name, bytes, command = "npm run build") {
    const path = join(web, "dist", name);
    if (!isCheck) writeFileSync(path, bytes);
    else if (!existsSync(path) || !readFileSync(path).equals(Buffer.from(bytes))) {
        console.error(`dist/${name} is not up to date: ${command}`);
        process.exitCode = 1;
    }
    const gzipped = gzipSync(bytes, { level: 9 }).length;
    console.log(`dist/${name}: ${bytes.length} bytes, ${gzipped} gzipped`);
    return gzipped;
}

/** The worker that reads codes: classic, because a worker from a page that is a file may be no module. */
export async function codes() {
    const options = { format: "iife", define: { "import.meta.url": '""' } };
    const [file] = await bundles({ codes: "pages/sheet/workers/codes.ts" }, options);
    return Buffer.from(file.contents);
}

/** The code reader, as its package has it. */
export const wasm = () => readFileSync(join(web, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
/** A style sheet or picture. */
export const asset = (name) => readFileSync(join(web, "styles", name));

export function sha256(...parts) {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return hash;
}
