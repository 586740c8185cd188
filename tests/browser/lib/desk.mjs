// The secretary at the desk's own page, served by the desk's own program.

import assert from "node:assert/strict";
import { inVietnamese } from "./programs.mjs";
import { axe, noSideways, open, sees, until } from "./browser.mjs";

/** Opens the desk's page and takes a pact from its list. */
export async function openDesk(browser, program, pact, options) {
    const window = await open(browser, "kiosk", options);
    await window.page.goto(inVietnamese(program.address));
    await window.page.getByRole("link", { name: pact.title }).first().waitFor();
    assert(!window.page.url().includes("#t="), "the token leaves the address");
    await axe(window.page, "desk, list");
    await window.page.goto(`${program.origin}/?id=${pact.id}&lang=vi`);
    return new Desk(window, program, pact);
}

export class Desk {
    constructor(window, program, pact) {
        Object.assign(this, window, { window, program, pact });
        this.looked = new Set();
    }

    get dialog() {
        return this.page.getByRole("dialog");
    }

    button(name) {
        return this.page.getByRole("button", { name, exact: true });
    }

    /** Looks at a state of the page once for axe and for its width: what comes again looks the same. */
    async look(what) {
        if (this.looked.has(what)) return;
        this.looked.add(what);
        await axe(this.page, `desk, ${what}`);
        await noSideways(this.page, `desk, ${what}`);
    }

    /** Opens the adopted pact: the last look, the text to sign, the click. */
    async opens() {
        await this.button("Xem nội dung sẽ ký").click();
        await this.dialog.getByRole("button", { name: "Tiếp tục" }).click();
        await this.look("opening");
        await this.dialog.getByRole("button", { name: "Ký chốt văn bản" }).click();
        await this.page.getByRole("heading", { name: "Các bên ký" }).waitFor();
    }

    /**
     * Does something with a party, as soon as it can be done. Later stages are folded away, and again when something
     * moves.
     */
    async act(name, party) {
        const button = this.button(`${name}: ${party.unit}`);
        const folded = this.page.locator("details.desk-stage:not([open])", { hasText: party.unit });
        await until(`${name}: ${party.unit}`, async () => {
            if ((await this.dialog.count()) && (await this.dialog.isVisible())) return true;
            if (await folded.count()) await folded.locator("summary").click({ timeout: 1_000 });
            await button.click({ timeout: 1_000 });
            return true;
        });
        await this.dialog.waitFor();
    }

    /** This person, seen and recognised. Gives the short code. */
    async release(party, delegate) {
        await this.act("Mở vị trí", party);
        if (delegate) {
            await this.dialog.getByRole("radio", { name: "Người được ủy quyền" }).check();
            await this.dialog.getByLabel("Họ và tên").fill(delegate.holder);
            await this.dialog.getByLabel(/^Văn bản ủy quyền/).setInputFiles({ name: "uy-quyen.pdf", mimeType: "application/pdf", buffer: delegate.letter });
        }
        await this.dialog.getByLabel(/^Tôi đã nhìn thấy/).check();
        await this.look(delegate ? "release, delegate" : "release");
        await this.dialog.getByRole("button", { name: "Mở vị trí và cấp mã" }).click();
        const code = this.dialog.locator(".short-code");
        await code.waitFor();
        await this.look("code");
        const digits = (await code.innerText()).replace(/\D/g, "");
        await this.dialog.getByRole("button", { name: "Đóng" }).click();
        return digits;
    }

    /** Types what stands on the signer's screen; gives what the page says to a number that differs. */
    async compare(party, number) {
        await this.act("Đối chiếu và xác nhận", party);
        await this.dialog.getByLabel("Số trên màn hình của người ký").fill(number);
        await this.look("compare");
        await this.dialog.getByRole("button", { name: "So khớp" }).click();
    }

    /** Compares, looks at the text, signs. */
    async attest(party, number) {
        await this.compare(party, number);
        const sign = this.dialog.getByRole("button", { name: "Ký xác nhận đăng ký khóa" });
        await sign.waitFor();
        await this.look("text of an enrolment");
        await sign.click();
        await this.logged();
    }

    async refuses(party, number) {
        await this.compare(party, number);
        await this.dialog.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
        await this.look("number differs");
        assert(!(await this.dialog.getByRole("button", { name: "Ký xác nhận đăng ký khóa" }).isVisible()));
        await this.dialog.getByRole("button", { name: "Thôi" }).click();
    }

    /** The person was asked, and had mistaken the button. */
    async givesBack(party, holder) {
        await this.act(`${holder} chọn không ký`, party);
        await this.look("decline");
        await this.dialog.getByRole("button", { name: "Bấm nhầm, trả lại" }).click();
        await this.dialog.waitFor({ state: "hidden" });
    }

    async pair(code, name) {
        await this.page.getByLabel("Mã trên bàn ký").fill(code);
        await this.page.getByLabel("Tên bàn ký").fill(name);
        await this.button("Ghép").click();
        await this.page.getByText(name, { exact: true }).first().waitFor();
        await sees(this.page, "đang kết nối");
    }

    async completes() {
        await this.button("Hoàn tất").click();
        await this.dialog.getByRole("button", { name: "Tiếp tục" }).click();
        await this.look("text of the completion");
        await this.dialog.getByRole("button", { name: "Ký hoàn tất" }).click();
        await sees(this.page, "Bản giao ước đã hoàn tất");
        await this.look("complete");
    }

    async logged() {
        await this.dialog.waitFor({ state: "hidden" });
        await sees(this.page, /Đã ghi nhận: mục ghi số \d+/);
    }

    close() {
        return this.window.close();
    }
}

/** The desk's acts without its page: the calls that the page makes, where a test is about something else. */
export class DeskCalls {
    constructor(program, pact) {
        this.program = program;
        this.pact = pact;
    }

    call(method, path, body) {
        return this.program.call(method, `/pacts/${this.pact.id}${path}`, body);
    }

    /** Gives the short code. */
    async release(party) {
        return (await this.call("POST", "/releases", { party: party.id, code: true })).code;
    }

    async attest(party, number) {
        const { digest } = await this.call("POST", "/acts", { act: "enrolment", party: party.id, number });
        await this.call("POST", `/acts/${digest}/sign`, {});
    }

    pair(code, name) {
        return this.call("POST", "/kiosks", { code, name });
    }
}
