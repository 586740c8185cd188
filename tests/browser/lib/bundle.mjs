// The TypeScript core's own tests as one page: bundled with small stand-ins for what they use of Node.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { WEB } from "./files.mjs";

const shims = fileURLToPath(new URL("shims/", import.meta.url));
const names = { "node:test": "test", "node:assert/strict": "assert", "node:fs": "fs", "node:path": "path", "node:zlib": "zlib" };

/** One script; it leaves what came out in `globalThis.results`. */
export async function bundleTests() {
    const tests = readdirSync(join(WEB, "test")).filter((name) => name.endsWith(".test.ts"));
    const contents = [...tests.map((name) => `import "./${name}";`), `export { run } from "node:test";`].join("\n");
    const { outputFiles } = await build({
        stdin: { contents, resolveDir: join(WEB, "test"), loader: "ts" },
        bundle: true,
        format: "iife",
        globalName: "suite",
        target: "es2020",
        write: false,
        banner: { js: "globalThis.process ??= { env: globalThis.environment };" },
        plugins: [
            {
                name: "instead-of-node",
                setup({ onResolve }) {
                    onResolve({ filter: /^node:/ }, ({ path }) => ({ path: join(shims, `${names[path]}.mjs`) }));
                },
            },
        ],
    });
    return { script: outputFiles[0].text, files: tests.length };
}
