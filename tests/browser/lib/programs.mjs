// The desk's and the kiosk's own programs, each on a port of this machine, with the address that they print.

import { join } from "node:path";
import { Program, freePort } from "./program.mjs";
import { Rest } from "./rest.mjs";

const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+\/#t=\S+)/;

/** The start address with the language of the first screen: the programs were started in English. */
export const inVietnamese = (address) => address.replace("/#", "/?lang=vi#");

class LocalProgram {
    constructor(args, port) {
        this.args = args;
        this.port = port;
    }

    async start() {
        this.program = new Program(this.args);
        [, this.address] = await this.program.says(ADDRESS);
        const { origin, hash } = new URL(this.address);
        this.origin = origin;
        this.rest = new Rest(origin, hash.slice("#t=".length));
        return this;
    }

    /** A call as the program's own page makes it. */
    call(method, path, body) {
        return this.rest.call(method, path, { body, headers: { origin: this.origin } });
    }

    stop(signal) {
        return this.program.stop(signal);
    }
}

/** `giaouoc desk` with the registrar's key. */
export async function startDesk(server, { args = [] } = {}) {
    const port = await freePort();
    const listen = `127.0.0.1:${port}`;
    return new LocalProgram(["desk", ...server.place, ...server.registrarArgs, "--public-url", server.url, "--listen", listen, ...args], port).start();
}

/** `giaouoc kiosk`, not paired yet. */
export async function startKiosk(server, { name = "kiosk", args = [] } = {}) {
    const port = await freePort();
    const state = join(server.folder, `${name}.json`);
    const place = ["--server", server.local, "--policy", server.policy, "--public-url", server.url];
    return new LocalProgram(["kiosk", ...place, "--listen", `127.0.0.1:${port}`, "--state", state, ...args], port).start();
}
