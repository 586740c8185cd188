// The doors of the desk's and the kiosk's own programs: who is on the same machine, or in the same browser, and has not
// the start address, gets nothing.

import assert from "node:assert/strict";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startDesk, startKiosk } from "./lib/programs.mjs";
import { run } from "./lib/program.mjs";
import { startServer } from "./lib/server.mjs";

let server, programs;

before(async () => {
    server = await startServer();
    programs = [await startDesk(server), await startKiosk(server)];
});

after(async () => {
    for (const program of programs ?? []) await program.stop();
    await server?.stop();
});

/** One call, its headers exactly as given. */
function send(port, { method = "GET", path = "/api/v1/health", headers = {} }) {
    return new Promise((resolve, reject) => {
        const call = request({ host: "127.0.0.1", port, method, path, headers, setHost: false }, (answer) => {
            answer.resume();
            answer.on("end", () => resolve(answer));
        });
        call.on("error", reject);
        call.end();
    });
}

const doors = (program) => {
    const host = `127.0.0.1:${program.port}`;
    const authorization = `Bearer ${program.rest.token}`;
    return { host, authorization, origin: `http://${host}` };
};

test("control: its own page, with the token of the start address", async () => {
    for (const program of programs) {
        const { host, authorization, origin } = doors(program);
        for (const headers of [{ host, authorization }, { host, authorization, origin }]) {
            assert.equal((await send(program.port, { headers })).statusCode, 200);
        }
        const changing = await send(program.port, { method: "POST", path: "/api/v1/nothing", headers: { host, authorization, origin } });
        assert.equal(changing.statusCode, 404, "let in, and found nothing");
        const page = await send(program.port, { path: "/", headers: { host } });
        assert.equal(page.statusCode, 200);
        assert.match(page.headers["content-security-policy"], /^default-src 'none'; script-src 'self'/);
        assert.equal(page.headers["access-control-allow-origin"], undefined);
    }
});

test("no token, half of it, another's, twice", async () => {
    for (const [i, program] of programs.entries()) {
        const { host, authorization } = doors(program);
        const other = doors(programs[1 - i]).authorization;
        for (const given of [undefined, "", "Bearer ", authorization.slice(0, -1), `${authorization}x`, other, [authorization, authorization]]) {
            const headers = given === undefined ? { host } : { host, authorization: given };
            assert.equal((await send(program.port, { headers })).statusCode, 403, String(given));
        }
    }
});

test("a name that was made to point here (DNS rebinding), or no name", async () => {
    for (const program of programs) {
        const { authorization, host } = doors(program);
        for (const named of [`xau.example:${program.port}`, `localhost:${program.port}`, "127.0.0.1", `${host}.`, `[::1]:${program.port}`]) {
            for (const path of ["/", "/assets/desk.js", "/api/v1/health"]) {
                assert.equal((await send(program.port, { path, headers: { host: named, authorization } })).statusCode, 403, `${named} ${path}`);
            }
        }
    }
});

test("a call that changes something, from a page of elsewhere or from nowhere", async () => {
    for (const program of programs) {
        const { host, authorization, origin } = doors(program);
        const foreign = [undefined, "null", "http://xau.example", `${origin}0`, `https://${host}`, server.url, `http://localhost:${program.port}`];
        for (const method of ["POST", "PUT", "DELETE"]) {
            for (const from of foreign) {
                const headers = from === undefined ? { host, authorization } : { host, authorization, origin: from };
                assert.equal((await send(program.port, { method, path: "/api/v1/marks", headers })).statusCode, 403, `${method} ${from}`);
            }
        }
        assert.equal((await send(program.port, { headers: { host, authorization, origin: "http://xau.example" } })).statusCode, 403);
    }
});

test("only this machine's own address is listened on", async () => {
    const elsewhere = Object.values(networkInterfaces()).flat().find(({ internal, family }) => !internal && family === "IPv4")?.address;
    for (const program of programs) {
        if (!elsewhere) break;
        const code = await new Promise((resolve) => {
            const socket = connect({ host: elsewhere, port: program.port });
            socket.on("error", (error) => resolve(error.code));
            socket.on("connect", () => resolve("connected") || socket.destroy());
        });
        assert.equal(code, "ECONNREFUSED");
    }
    for (const listen of ["0.0.0.0:0", "[::]:0"]) {
        const { stderr } = run(["kiosk", "--server", server.local, "--policy", server.policy, "--state", join(server.folder, "elsewhere.json"), "--listen", listen], { due: 1 });
        assert.match(stderr, /not this machine's own address/);
    }
});
