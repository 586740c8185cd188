// Bundles src/ into dist/giaouoc.js, which is committed. `node scripts/build.mjs --check` builds into memory and fails
// where the committed file is not the same. Prints the size as a browser gets it.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = fileURLToPath(new URL("../", import.meta.url));
const path = "dist/giaouoc.js";

const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: ["src/index.ts"],
    outfile: path,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "eof",
    write: false,
});
const built = Buffer.from(outputFiles[0].contents);

if (!process.argv.includes("--check")) writeFileSync(web + path, built);
else if (!readFileSync(web + path).equals(built)) {
    console.error(`${path} is not up to date: npm run build`);
    process.exitCode = 1;
}
console.log(`${path}: ${built.length} bytes, ${gzipSync(built, { level: 9 }).length} gzipped`);
