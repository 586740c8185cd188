// The kiosk's screen, served by its own program, and people at it.

import { inVietnamese } from "./programs.mjs";
import { open, sees, settled } from "./browser.mjs";

/** Opens the kiosk's page by the address that its program printed. */
export async function openKiosk(browser, program, options) {
    const window = await open(browser, "kiosk", options);
    await window.page.goto(inVietnamese(program.address));
    await settled(window.page);
    return new Kiosk(window, program);
}

export class Kiosk {
    constructor(window, program) {
        Object.assign(this, window, { window, program });
    }

    button(name) {
        return this.page.getByRole("button", { name, exact: true });
    }

    sees(text) {
        return sees(this.page, text);
    }

    /** The six digits for the desk. */
    async pairingCode() {
        const place = this.page.getByText(/^\s*\d{3}\s\d{3}\s*$/).first();
        await place.waitFor();
        return (await place.innerText()).replace(/\D/g, "");
    }

    /** The next person is named; they touch their name and begin. */
    async handOver(holder) {
        await this.page.getByRole("button", { name: holder }).click();
        await this.page.getByRole("heading", { level: 1 }).filter({ hasText: holder }).waitFor();
        await this.button("Bắt đầu").click();
    }

    async enterCode(code) {
        await this.sees("Nhập mã ngắn");
        for (const digit of code) await this.button(digit).click();
    }

    /** Up to the number for the desk. */
    async asksDesk() {
        await this.button("Xin bàn thư ký xác nhận").click();
        await this.sees("Đọc số này cho bàn thư ký");
        const text = await this.page.locator("main").innerText();
        return /\b(\d{4}(?:\s+\d{4}){5})\b/.exec(text)[1].replace(/\s+/g, " ");
    }

    async signs() {
        await this.button("Ký bản giao ước").click();
    }

    /** The receipt is read, and the kiosk is free again. */
    async leaves() {
        await this.button("Xong, trả lại bàn ký").click();
        await this.sees("Mời ông/bà ký bản giao ước");
    }

    close() {
        return this.window.close();
    }
}
