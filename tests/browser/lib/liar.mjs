// A hand on the wire between one of our programs and the service: it reads, swaps, hides and keeps back what it likes.

import { createServer, request } from "node:http";

/**
 * Starts it in front of a service. `liar.twist` may be set to `async ({ method, path, body }, pass) => { status, body
 * }`, where `pass(body)` asks the real service. Without a twist everything goes through as it is.
 */
export async function startLiar(server) {
    const liar = { twist: undefined, told: 0 };
    const proxy = createServer((incoming, outgoing) => {
        const chunks = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("end", () => {
            const call = { method: incoming.method, path: incoming.url, body: Buffer.concat(chunks).toString() };
            const pass = (body = call.body) => ask(server.local, incoming, body);
            Promise.resolve(liar.twist?.(call, pass) ?? pass()).then(
                ({ status, body, type = "application/json" }) => outgoing.writeHead(status, { "content-type": type }).end(body),
                (error) => outgoing.destroy(error),
            );
        });
    });
    await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    liar.url = `http://127.0.0.1:${proxy.address().port}`;
    liar.stop = () => {
        proxy.closeAllConnections();
        return new Promise((resolve) => proxy.close(resolve));
    };
    return liar;
}

function ask(base, { method, url, headers }, body) {
    return new Promise((resolve, reject) => {
        const length = { "content-length": Buffer.byteLength(body) };
        const { host: _, "accept-encoding": __, "transfer-encoding": ___, ...more } = headers;
        const call = request(base + url, { method, headers: { ...more, ...length } }, (answer) => {
            const chunks = [];
            answer.on("data", (chunk) => chunks.push(chunk));
            answer.on("end", () => {
                resolve({ status: answer.statusCode, type: answer.headers["content-type"], body: Buffer.concat(chunks).toString() });
            });
            answer.on("error", reject);
        });
        call.on("error", reject);
        call.end(body);
    });
}
