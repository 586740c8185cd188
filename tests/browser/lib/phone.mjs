// A person with a phone, who reads what the page says and presses what it offers.

import assert from "node:assert/strict";
import { open, sees, settled } from "./browser.mjs";

export const DONE = /Đã ghi nhận chữ ký của ông\/bà lúc \d\d:\d\d ngày \d\d\/\d\d\/\d{4}/;

/** Opens a link on a phone of one's own. */
export async function openPhone(browser, link, options) {
    const window = await open(browser, "phone", options);
    await window.page.goto(link);
    await settled(window.page);
    return new Phone(window, link);
}

export class Phone {
    constructor(window, link) {
        Object.assign(this, window, { window, link });
    }

    button(name) {
        return this.page.getByRole("button", { name, exact: true });
    }

    /** A heading or a line that tells where one is. */
    sees(text) {
        return sees(this.page, text);
    }

    /** "Ông/bà là …?" — yes. Looks whether the page names whom it should. */
    async confirm({ holder, unit }) {
        await this.button("Đúng, là tôi").waitFor();
        const text = await this.page.locator("main").innerText();
        for (const part of [holder, unit]) assert(text.includes(part), `${part} is not named in: ${text}`);
        await this.button("Đúng, là tôi").click();
    }

    /** The short code that the desk or the organiser gave. */
    async enterCode(code) {
        await this.page.getByLabel("Mã ngắn").fill(code);
        await this.button("Tiếp tục").click();
    }

    /** The text is there, with the number that hall and paper show. */
    async reads(document) {
        await this.page.getByText(document.articles[0].text.split("\n")[0]).waitFor();
    }

    /**
     * Asks the desk, with the code that it gave where there is no link, and gives the number of 24 digits to be read to
     * it.
     */
    async asksDesk(code) {
        await this.button("Xin bàn thư ký xác nhận").click();
        if (code) await this.enterCode(code);
        await this.sees("Đọc số này cho bàn thư ký");
        return this.longNumber();
    }

    async longNumber() {
        const text = await this.page.locator("main").innerText();
        const found = /\b(\d{4}(?:\s+\d{4}){5})\b/.exec(text);
        assert(found, `no number of 24 digits in: ${text}`);
        return found[1].replace(/\s+/g, " ");
    }

    async signs(word = "Ký bản giao ước") {
        await this.button(word).click();
    }

    /** Verified here, by the page's own word. */
    async isDone(said = DONE) {
        await this.page.getByText(said).first().waitFor({ timeout: 30_000 });
        const kept = await this.page.evaluate(keptParties);
        assert.deepEqual(kept, [], "the key is gone with the receipt");
    }

    close() {
        return this.window.close();
    }
}

/** Runs in the page: which parties' keys its storage still holds. */
async function keptParties() {
    const databases = await indexedDB.databases();
    const found = [];
    for (const { name } of databases) {
        const database = await new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        for (const store of database.objectStoreNames) {
            const keys = await new Promise((resolve, reject) => {
                const request = database.transaction(store).objectStore(store).getAllKeys();
                request.onsuccess = () => resolve(request.result);
                request.onerror = () => reject(request.error);
            });
            found.push(...keys.map(String));
        }
        database.close();
    }
    return [...found, ...Object.keys(localStorage), ...Object.keys(sessionStorage)];
}
