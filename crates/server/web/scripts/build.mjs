// Bundles the core and each page into dist/, which is committed. `node scripts/build.mjs --check` builds into memory and
// fails where a committed file is not the same. Prints the sizes as a browser gets them, and holds the phone's page to
// its limit. Beside the bundles: the reader of pictures as its package ships it, and the verifier as one file that opens
// from a disk, with script, style and reader inside.

import { createHash } from "node:crypto";
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

const wasm = readFileSync(join(web, "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
const built = new Map(outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
built.set("zxing_reader.wasm", wasm);
built.set("verify-offline.html", Buffer.from(single(built.get("sheet.js").toString("utf8"))));

for (const [name, bytes] of built) write(name, bytes);

/** The page of `src/sheet` with everything that it needs; nothing in it can reach a network. */
function single(script) {
    const safe = script.replaceAll("</script", "<\\/script");
    const hash = createHash("sha256").update(safe).digest("base64");
    const policy = `default-src 'none'; script-src 'sha256-${hash}' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; media-src blob:; base-uri 'none'; form-action 'none'`;
    const sheets = ["giaouoc.css", "sheet.css"].map((name) => readFileSync(join(web, "../assets", name), "utf8"));
    // Fonts stay with the server: the reader's own serve.
    const style = sheets.join("\n").replace(/@font-face\{[^}]*\}/g, "");
    const config = JSON.stringify({ page: "single", lang: "vi", demo: false, api: "", publicUrl: "", origin: "" });
    return [
        `<!doctype html>`,
        `<html lang="vi">`,
        `<head>`,
        `<meta charset="utf-8">`,
        `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
        `<meta name="viewport" content="width=device-width, initial-scale=1">`,
        `<title>Giao Ước: kiểm tra ngoại tuyến</title>`,
        `<style>${style}</style>`,
        `<script type="application/json" id="config">${config}</script>`,
        `</head>`,
        `<body class="page-sheet">`,
        `<main id="main" class="wide"><div id="app"></div></main>`,
        `<script type="text/plain" id="wasm">${wasm.toString("base64")}</script>`,
        `<script type="module">${safe}</script>`,
        `</body>`,
        `</html>`,
        ``,
    ].join("\n");
}

function write(name, built) {
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
