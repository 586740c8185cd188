// Where things are, and folders that go when the process ends.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const WEB = join(ROOT, "crates/web");

/** The program under test: `GIAOUOC`, or the debug build of this checkout. */
export const BINARY = process.env.GIAOUOC ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/giaouoc");

/** Others' published vectors: beside the checkout or where `GIAOUOC_VECTORS` points. */
export const VECTORS = process.env.GIAOUOC_VECTORS ?? join(ROOT, "../shared/vectors");

/** True if such a file is there; where it is not, a test is skipped, but in CI that is a failure. */
export function hasVectors(file) {
    if (existsSync(join(VECTORS, file))) return true;
    if (process.env.CI === "true") throw new Error(`in CI the vectors must be there: ${file}`);
    return false;
}

const folders = [];
process.on("exit", () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder() {
    const folder = mkdtempSync(join(tmpdir(), "giaouoc-browser-"));
    folders.push(folder);
    return folder;
}
