// Bundles of the TypeScript for tests: what a signer's device needs, and the core's own tests as one page with small
// stand-ins for what they use of Node.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { WEB } from "./files.mjs";

const shims = fileURLToPath(new URL("shims/", import.meta.url));
const names = { "node:test": "test", "node:assert/strict": "assert", "node:fs": "fs", "node:path": "path", "node:zlib": "zlib" };

/** A signer's device as one module: the formats and the session. */
export async function bundleDevice() {
    const entry = join(WEB, "shared/device.ts");
    const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", target: "es2020", write: false });
    return outputFiles[0].text;
}

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
