// The product's program as processes of its own: started, listened to, ended.

import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { BINARY, ROOT } from "./files.mjs";

const START_PATIENCE = 20_000;
const running = new Set();
process.on("exit", () => {
    for (const child of running) child.kill("SIGKILL");
});

/** An environment in which only what a test says reaches the program. */
function environment(extra = {}) {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIAOUOC_"));
    return { ...Object.fromEntries(own), RUST_LOG: process.env.RUST_LOG ?? "warn", ...extra };
}

/** A port that was free a moment ago. */
export function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

/** Runs a command to its end. Gives exit code and output; throws where the code is not the one that is due. */
export function run(args, { due = 0, input, env } = {}) {
    const { status, stdout, stderr } = spawnSync(BINARY, ["--lang", "en", ...args], {
        cwd: ROOT,
        encoding: "utf8",
        input,
        env: environment(env),
        timeout: 60_000,
    });
    if (due !== undefined && status !== due) {
        throw new Error(`giaouoc ${args.join(" ")}: exit ${status}, not ${due}\n${stdout}\n${stderr}`);
    }
    return { status, stdout, stderr };
}

/** A program that keeps running, and what it has printed so far. */
export class Program {
    constructor(args, { env, input } = {}) {
        this.name = args[0];
        this.printed = "";
        this.logged = "";
        this.child = spawn(BINARY, ["--lang", "en", ...args], { cwd: ROOT, env: environment(env) });
        running.add(this.child);
        this.waiting = new Set();
        this.child.stdout.on("data", (chunk) => this.hear("printed", chunk));
        this.child.stderr.on("data", (chunk) => this.hear("logged", chunk));
        this.child.stdin.on("error", () => {});
        if (input !== undefined) this.child.stdin.end(input);
        this.ended = new Promise((resolve) => {
            this.child.on("exit", (code, signal) => {
                running.delete(this.child);
                this.code = code ?? signal;
                for (const look of this.waiting) look();
                resolve(this.code);
            });
        });
    }

    hear(where, chunk) {
        this[where] += chunk;
        for (const look of this.waiting) look();
    }

    /** Waits until what was printed matches, and gives the match. */
    says(pattern) {
        return new Promise((resolve, reject) => {
            const done = (act) => {
                clearTimeout(timer);
                this.waiting.delete(look);
                act();
            };
            const fail = (why) => done(() => reject(new Error(`${this.name} ${why} ${pattern}:\n${this.printed}\n${this.logged}`)));
            const look = () => {
                const match = pattern.exec(this.printed) ?? pattern.exec(this.logged);
                if (match) done(() => resolve(match));
                else if (this.code !== undefined) fail(`ended with ${this.code} before it said`);
            };
            const timer = setTimeout(() => fail("did not say"), START_PATIENCE);
            this.waiting.add(look);
            look();
        });
    }

    async stop(signal = "SIGTERM") {
        this.child.kill(signal);
        return this.ended;
    }
}
