// Builds the page for printed copies as one file, dist/verify-offline.html, that a browser opens from a disk: script,
// style and code reader inside, nothing fetched, and no policy, which whoever uses it brings along. The same sources
// give the same bytes; their SHA-256 is printed and stands in dist/verify-offline.html.sha256. `--check` compares
// instead.

import { asset, bundles, codes, keep, sha256, wasm } from "./dist.mjs";

const NAME = "verify-offline.html";
const COMMAND = "node scripts/single.mjs";

const [bundle] = await bundles({ sheet: "pages/sheet/main.ts" }, { format: "iife" });
const script = bundle.text;
const reader = (await codes()).toString();
// Fonts would have to be fetched; the system's own serve as well.
const style = `${asset("giaouoc.css")}${asset("sheet.css")}`.replace(/@font-face\s*\{[^}]*\}\s*/g, "");
if (/<\/script|<!--/i.test(script + reader) || /<\/style|url\((?!["']?data:)/i.test(style))
    throw new Error("something would end its block, or be fetched");

const config = { page: "sheet", lang: "vi", demo: false, api: "", publicUrl: "", origin: "", single: true };
const source = (text) => `'sha256-${sha256(text).digest("base64")}'`;
// Nothing can be fetched from anywhere, and so nothing can be sent: the browser sees to it.
const csp = [
    "default-src 'none'",
    `script-src ${source(script)} 'wasm-unsafe-eval'`,
    // The code reader's, whose script stands in the page; it is under this policy, too.
    "worker-src blob:",
    `style-src ${source(style)}`,
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types giaouoc-worker",
].join("; ");

const html = `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<title>Kiểm tra bản in · Giao Ước</title>
<link rel="icon" href="data:,">
<!-- Holds zxing-wasm (MIT) around ZXing-C++ (Apache-2.0), @noble/ed25519, @noble/hashes and pako (MIT and Zlib). -->
<style>${style}</style>
<script type="application/json" id="config">${JSON.stringify(config)}</script>
</head>
<body class="page-sheet">
<main id="main" class="wide" data-page="sheet"><div id="app"><h1>Kiểm tra bản in</h1><noscript><p>Trình duyệt này không chạy được mã lệnh nên không kiểm tra được tại đây. Hãy dùng dòng lệnh giaouoc verify.</p></noscript></div></main>
<script type="text/plain" id="codes">${reader}</script>
<script type="application/octet-stream" id="wasm">${wasm().toString("base64")}</script>
<script>${script}</script>
</body>
</html>
`;

const digest = sha256(html).digest("hex");
keep(NAME, Buffer.from(html), COMMAND);
keep(`${NAME}.sha256`, Buffer.from(`${digest}  ${NAME}\n`), COMMAND);
console.log(`${digest}  ${NAME}`);
