// The secretary at the desk's own program: what the page does, by the calls that it makes.

export class Desk {
    constructor(program, pact) {
        this.program = program;
        this.pact = pact;
    }

    call(method, path, body) {
        return this.program.call(method, `/pacts/${this.pact.id}${path}`, body);
    }

    view() {
        return this.call("GET", "/desk");
    }

    release(party, more = {}) {
        return this.call("POST", "/releases", { party, ...more });
    }

    /** Compares the number of the signer's screen, looks at the text, signs. */
    async attest(party, number) {
        const { digest } = await this.call("POST", "/acts", { act: "enrolment", party, number });
        return this.call("POST", `/acts/${digest}/sign`, {});
    }

    giveBack(party) {
        return this.call("DELETE", `/declines/${party}`);
    }

    async complete() {
        const { digest, facts } = await this.call("POST", "/acts", { act: "completion" });
        await this.call("POST", `/acts/${digest}/sign`, {});
        return facts;
    }

    pair(code, name) {
        return this.call("POST", "/kiosks", { code, name });
    }
}
