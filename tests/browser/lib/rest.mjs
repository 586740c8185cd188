// The REST API, called from Node.

/** A refusal by the service. */
export class Refused extends Error {
    constructor(call, status, problem) {
        super(`${call}: ${status} ${problem?.code ?? ""} ${problem?.detail ?? ""} ${problem?.technical ?? ""}`);
        this.status = status;
        this.code = problem?.code;
        this.problem = problem;
    }
}

export class Rest {
    constructor(base, token) {
        this.base = base;
        this.token = token;
    }

    /** The bare answer. `body` becomes JSON, `bytes` go as they are. */
    send(method, path, { body, bytes, token = this.token, headers = {} } = {}) {
        const all = { accept: "application/json", ...headers };
        if (body !== undefined) all["content-type"] = "application/json";
        if (token) all.authorization = `Bearer ${token}`;
        return fetch(this.base + path, { method, headers: all, body: bytes ?? (body && JSON.stringify(body)), redirect: "manual" });
    }

    /** The answer as JSON, `undefined` where there is none; throws {@link Refused}. */
    async call(method, path, options) {
        const response = await this.send(method, `/api/v1${path}`, options);
        const text = await response.text();
        const json = text && (response.headers.get("content-type") ?? "").includes("json") ? JSON.parse(text) : undefined;
        if (!response.ok) throw new Refused(`${method} ${path}`, response.status, json);
        return json ?? (text || undefined);
    }

    get(path, options) {
        return this.call("GET", path, options);
    }

    post(path, body, options) {
        return this.call("POST", path, { body, ...options });
    }

    put(path, body, options) {
        return this.call("PUT", path, { body, ...options });
    }

    delete(path, options) {
        return this.call("DELETE", path, options);
    }
}
