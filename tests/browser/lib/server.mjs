// A service of one's own for a test: fresh folder, own registrar's key, random port; never the demo.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./files.mjs";
import { Program, freePort, run } from "./program.mjs";
import { Rest } from "./rest.mjs";

const ORIGIN = "kiem-thu.example/so/2026";
const REGISTRAR = `${ORIGIN}/registrar`;
/** A name that is not localhost, so that http is no secure context there; browsers map it to this machine. */
export const HALL_NAME = "hoi-truong.test";

/** The passphrase of the registrar's key file. */
export const PASSPHRASE = "mot cau dai chi dung de thu";

/**
 * Starts `giaouoc serve`. `named` gives the address of the mapped name to people, `tls` a self-signed certificate.
 */
export async function startServer({ named = false, tls = false, demo = false, args = [] } = {}) {
    const folder = temporaryFolder();
    const port = await freePort();
    const scheme = tls ? "https" : "http";
    const local = `${scheme}://127.0.0.1:${port}`;
    const url = named ? `${scheme}://${HALL_NAME}:${port}` : local;
    const key = join(folder, "registrar.pem");
    const made = run(["keygen", "--name", REGISTRAR, "--out", key]);
    const vkey = made.stdout.match(/^\S+\+[0-9a-f]{8}\+\S+$/m)?.[0];
    if (!vkey) throw new Error(`keygen printed no vkey:\n${made.stdout}`);
    const data = join(folder, "data");
    const fixed = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--public-url", url];
    if (tls) fixed.push("--tls-self-signed");
    if (demo) fixed.push("--demo");
    else fixed.push("--origin", ORIGIN, "--registrar", vkey);
    const server = new Server({ folder, port, local, url, key, vkey, data, args: [...fixed, ...args] });
    await server.start();
    return server;
}

class Server {
    constructor(facts) {
        Object.assign(this, facts);
        this.origin = ORIGIN;
        this.registrar = REGISTRAR;
        this.policy = join(this.data, "policy.txt");
    }

    async start() {
        this.program = new Program(this.args);
        await this.program.says(/^Policy: .+$/m);
        // Shown once, at the first start of a folder.
        if (!this.token) await this.program.says(/gu_[A-Za-z0-9_-]+\n/);
        const [, token] = /(gu_[A-Za-z0-9_-]+)/.exec(this.program.printed) ?? [];
        if (!token) return;
        this.token = token;
        this.tokenFile = join(this.folder, "token");
        writeFileSync(this.tokenFile, token, { mode: 0o600 });
        this.rest = new Rest(this.local, token);
    }

    /** The link that makes the first administrator, as the terminal shows it. */
    async setupLink() {
        return (await this.program.says(/(https?:\/\/\S+\/setup#\S+)/))[1];
    }

    async stop(signal) {
        await this.program.stop(signal);
    }

    /** Address, policy, token for a command. */
    get place() {
        return ["--server", this.local, "--policy", this.policy, "--token-file", this.tokenFile];
    }

    /** The registrar's key for a command. */
    get registrarArgs() {
        return ["--key", this.key, "--name", this.registrar];
    }
}
