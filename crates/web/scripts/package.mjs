// Builds what the npm package giaouoc-verify holds, into core/: one module, the types of each file, the licence. Called
// by `npm pack`.

import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { web } from "./dist.mjs";

const core = join(web, "core");

rmSync(join(core, "dist"), { recursive: true, force: true });
await build({
    absWorkingDir: core,
    entryPoints: ["index.ts"],
    outdir: "dist",
    bundle: true,
    format: "esm",
    target: "es2020",
    legalComments: "eof",
});
const compiler = join(web, "node_modules/typescript-native/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-p", core], { stdio: "inherit" });
if (status !== 0) throw new Error("the types of the core do not hold without a page");
copyFileSync(join(web, "../../LICENSE"), join(core, "LICENSE"));
