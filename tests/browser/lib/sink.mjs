// A mail server for tests: takes letters, or does not, and keeps them as they came.

import { createServer } from "node:net";

/** Starts one; `refuse` gives an answer to the end of a letter instead of taking it. */
export async function startSink({ port = 0 } = {}) {
    const sink = { letters: [], tries: 0, refuse: undefined, sockets: new Set() };
    sink.server = createServer((socket) => {
        sink.sockets.add(socket);
        socket.on("close", () => sink.sockets.delete(socket));
        socket.on("error", () => undefined);
        let [pending, letter, inData] = ["", { to: [] }, false];
        const say = (line) => socket.write(`${line}\r\n`);
        say("220 sink ESMTP");
        socket.on("data", (chunk) => {
            pending += chunk.toString("latin1");
            for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
                const line = pending.slice(0, end);
                pending = pending.slice(end + 2);
                if (inData) {
                    if (line !== ".") {
                        letter.raw += `${line.replace(/^\./, "")}\r\n`;
                        continue;
                    }
                    inData = false;
                    sink.tries += 1;
                    const refusal = sink.refuse?.(letter);
                    if (refusal === undefined) sink.letters.push(letter);
                    say(refusal ?? "250 taken");
                    letter = { to: [] };
                } else if (/^EHLO/i.test(line)) say("250-sink\r\n250 8BITMIME");
                else if (/^MAIL FROM:<(.*?)>/i.test(line)) say("250 ok");
                else if (/^RCPT TO:<(.*?)>/i.test(line)) {
                    letter.to.push(/<(.*?)>/.exec(line)[1]);
                    say("250 ok");
                } else if (/^DATA/i.test(line)) {
                    letter.raw = "";
                    inData = true;
                    say("354 go on");
                } else if (/^QUIT/i.test(line)) {
                    say("221 bye");
                    socket.end();
                } else say("250 ok");
            }
        });
    });
    await new Promise((resolve) => sink.server.listen(port, "127.0.0.1", resolve));
    sink.port = sink.server.address().port;
    sink.stop = () => {
        for (const socket of sink.sockets) socket.destroy();
        return new Promise((resolve) => sink.server.close(resolve));
    };
    return sink;
}
