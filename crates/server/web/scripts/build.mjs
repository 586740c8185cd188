// Bundles the core and each page into dist/, which is committed. `node scripts/build.mjs --check` builds into memory and
// fails where a committed file is not the same. Prints the sizes as a browser gets them, and holds the phone's page to
// its limit.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = fileURLToPath(new URL("../", import.meta.url));
/** Bytes, gzipped, that a page may weigh: phones in a hall share one network. */
const LIMITS = { "phone.js": 60 * 1024 };

const pages = readdirSync(join(web, "src")).filter((name) => existsSync(join(web, "src", name, "main.ts")));
const entries = { giaouoc: "src/index.ts", ...Object.fromEntries(pages.map((page) => [page, `src/${page}/main.ts`])) };

const { outputFiles } = await build({
    absWorkingDir: web,
    entryPoints: entries,
    outdir: "dist",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "eof",
    write: false,
});

for (const file of outputFiles) {
    const built = Buffer.from(file.contents);
    const name = basename(file.path);
    const path = join(web, "dist", name);
    if (!process.argv.includes("--check")) writeFileSync(path, built);
    else if (!existsSync(path) || !readFileSync(path).equals(built)) {
        console.error(`dist/${name} is not up to date: npm run build`);
        process.exitCode = 1;
    }
    const gzipped = gzipSync(built, { level: 9 }).length;
    console.log(`dist/${name}: ${built.length} bytes, ${gzipped} gzipped`);
    if (gzipped > (LIMITS[name] ?? Infinity)) {
        console.error(`dist/${name} is larger than ${LIMITS[name]} bytes`);
        process.exitCode = 1;
    }
}
