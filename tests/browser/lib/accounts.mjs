// Accounts of a service: the first by the set-up link, others by it; cookies as a browser keeps them.

import { Refused } from "./rest.mjs";

export const ADMIN = { name: "quan-tri", password: "mot mat khau kha dai 01" };
export const ORGANISER = { name: "ban-to-chuc", password: "mot mat khau kha dai 02", role: "organiser" };
export const DESK = { name: "ban-thu-ky", password: "mot mat khau kha dai 03", role: "desk" };

export const COOKIE = "__Host-giaouoc";

/** A logged-in account: calls with the session's cookie, as the service's own pages make them. */
export class Session {
    constructor(server, cookie) {
        this.server = server;
        this.cookie = cookie;
    }

    /** A bare call; `headers` may say another origin, or none (`origin: undefined`). */
    send(method, path, body, headers = {}) {
        const own = { origin: this.server.url, "sec-fetch-site": "same-origin", cookie: `${COOKIE}=${this.cookie}`, ...headers };
        const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
        return this.server.rest.send(method, `/api/v1${path}`, { body, token: null, headers: said });
    }

    async call(method, path, body) {
        const response = await this.send(method, path, body);
        const json = response.status === 204 ? undefined : await response.json();
        if (!response.ok) throw new Refused(`${method} ${path}`, response.status, json);
        return json;
    }

    /** For a browser's context. */
    get forBrowser() {
        return { name: COOKIE, value: this.cookie, url: this.server.url.replace("http:", "https:"), httpOnly: true, secure: true, sameSite: "Strict" };
    }
}

/** The one cookie that an answer sets, or none. */
export function cookieOf(response) {
    const [line] = response.headers.getSetCookie().filter((one) => one.startsWith(`${COOKIE}=`));
    return line?.slice(COOKIE.length + 1).split(";")[0] || undefined;
}

/** The first administrator, by the link of the terminal; then one of each role. */
export async function setUp(server) {
    const token = (await server.setupLink()).split("#")[1];
    const made = await server.rest.send("POST", "/api/v1/setup", { body: { token, ...ADMIN }, token: null, headers: { origin: server.url } });
    if (made.status !== 204) throw new Error(`set-up: ${made.status} ${await made.text()}`);
    const admin = new Session(server, cookieOf(made));
    for (const account of [ORGANISER, DESK]) await admin.call("POST", "/accounts", account);
    return admin;
}

/** Logs in by REST. */
export async function login(server, { name, password }) {
    const response = await server.rest.send("POST", "/api/v1/session", { body: { name, password }, token: null, headers: { origin: server.url } });
    if (response.status !== 200) throw new Error(`login: ${response.status} ${await response.text()}`);
    return new Session(server, cookieOf(response));
}
