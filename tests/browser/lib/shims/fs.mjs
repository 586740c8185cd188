// `node:fs`, read from the test's own server. The tests read at once, so these requests are synchronous; bytes travel
// as base64, since a synchronous answer is a text, and a browser would take a byte order mark for its own.

function ask(method, path) {
    const request = new XMLHttpRequest();
    request.open(method, `/files/${encodeURIComponent(path)}`, false);
    request.send();
    return request;
}

export function bytesOf({ status, responseText }) {
    if (status !== 200) throw new Error("no such file or folder");
    return Uint8Array.from(atob(responseText), (letter) => letter.charCodeAt(0));
}

export const existsSync = (path) => ask("HEAD", path).status === 200;
export const readFileSync = (path) => bytesOf(ask("GET", path));
export const readdirSync = (path) => JSON.parse(new TextDecoder().decode(readFileSync(path)));
