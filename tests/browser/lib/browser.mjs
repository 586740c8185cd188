// Chromium, its windows, and what no page may do in any test: err, break its own policy, miss a file, fail axe.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { HALL_NAME } from "./server.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The three sizes at which every page is looked at. */
export const SIZES = {
    phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
    kiosk: { viewport: { width: 1280, height: 800 }, hasTouch: true },
    hall: { viewport: { width: 1920, height: 1080 } },
};

/** A browser that resolves the hall's name to this machine. */
export function launch({ args = [] } = {}) {
    const root = process.getuid?.() === 0;
    return chromium.launch({
        executablePath: EXECUTABLE,
        args: [
            `--host-resolver-rules=MAP ${HALL_NAME} 127.0.0.1`,
            // Chromium's sandbox needs a user that is not root.
            ...(root ? ["--no-sandbox"] : []),
            "--disable-dev-shm-usage",
            "--disable-gpu",
            ...args,
        ],
    });
}

/**
 * A window with storage of its own, and a collector of what goes wrong in it.
 *
 * `window.expects(pattern)` names a complaint that the test provokes; `window.calm()` fails on any other.
 */
export async function open(browser, size, { watch = true, clock = false, ...options } = {}) {
    const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", ...SIZES[size], ...options });
    context.setDefaultTimeout(20_000);
    const complaints = [];
    const expected = [];
    if (watch) {
        await context.exposeBinding("__complain", ({ page }, what) => complaints.push(`${page.url()}: ${what}`));
        await context.addInitScript(() => {
            addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
                globalThis.__complain(`CSP ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`);
            });
        });
        context.on("page", (page) => listen(page, complaints));
    }
    // Flows as the real one does, until a test puts it forward.
    if (clock) await context.clock.install();
    const page = await context.newPage();
    return {
        context,
        page,
        complaints,
        expects: (pattern) => expected.push(pattern),
        calm() {
            const left = complaints.filter((line) => !expected.some((pattern) => pattern.test(line)));
            complaints.length = 0;
            assert(left.length === 0, `not calm:\n${left.join("\n")}`);
        },
        async close() {
            this.calm();
            await context.close();
        },
    };
}

function listen(page, complaints) {
    page.on("console", (message) => {
        if (["error", "warning", "assert"].includes(message.type())) {
            complaints.push(`${page.url()}: console ${message.type()}: ${message.text()} ${message.location().url}`);
        }
    });
    page.on("pageerror", (error) => complaints.push(`${page.url()}: error: ${error.message}`));
    page.on("dialog", (dialog) => {
        complaints.push(`${page.url()}: dialog: ${dialog.message()}`);
        void dialog.dismiss().catch(() => {});
    });
    page.on("crash", () => complaints.push(`${page.url()}: crash`));
    page.on("response", (response) => {
        if (response.status() >= 400 && new URL(response.url()).pathname.startsWith("/assets/")) {
            complaints.push(`${page.url()}: ${response.status()} ${response.url()}`);
        }
    });
    page.on("requestfailed", (request) => {
        const left = request.failure()?.errorText === "net::ERR_ABORTED";
        if (!left && new URL(request.url()).pathname.startsWith("/assets/")) {
            complaints.push(`${page.url()}: ${request.failure()?.errorText} ${request.url()}`);
        }
    });
}

/**
 * Fails on any finding of axe. Runs in a world of its own, so that the page's CSP and Trusted Types stay as they are.
 */
export async function axe(page, what = page.url()) {
    // What fades in is looked at once it is there.
    const still = "Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished.catch(() => {})))";
    const findings = await inWorld(page, `${AXE};${still}.then(() => axe.run(document, ${JSON.stringify({ runOnly: TAGS, resultTypes: ["violations"] })}))
        .then(({ violations }) => JSON.stringify(violations.map(({ id, help, nodes }) =>
            id + ": " + help + " — " + nodes.slice(0, 4).map(({ target, any, all, none }) =>
                target.join(" ") + " (" + [...any, ...all, ...none].map(({ message }) => message).join("; ") + ")").join(" · "))))`);
    const left = JSON.parse(findings);
    assert(left.length === 0, `axe: ${what}\n${left.join("\n")}`);
}

/** Runs a script in an isolated world of the page's main frame: it shares the DOM and nothing else. */
async function inWorld(page, expression) {
    const session = await page.context().newCDPSession(page);
    try {
        const { frameTree } = await session.send("Page.getFrameTree");
        const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "axe" });
        const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
            expression,
            contextId: executionContextId,
            awaitPromise: true,
            returnByValue: true,
        });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
    } finally {
        await session.detach();
    }
}

/** Fails where a page is wider than its window. */
export async function noSideways(page, what = page.url()) {
    const [wide, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert(wide <= visible, `${what}: ${wide} px wide in a window of ${visible}`);
}

/** Waits until a text stands on a page; where it does not come, the failure tells what stands there instead. */
export async function sees(page, text) {
    try {
        await page.getByText(text).first().waitFor();
    } catch (error) {
        const shown = await page.locator("body").innerText().catch(() => "nothing");
        throw new Error(`${text} did not come; ${page.url()} shows:\n${shown.slice(-1_500)}`, { cause: error });
    }
}

/** Waits until a page is shown whole: its fonts are there, and its script has put a heading into it. */
export async function settled(page) {
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await page.getByRole("heading", { level: 1 }).first().waitFor({ timeout: 5_000 }).catch(() => {});
}

/** Drags one thing onto another, and lets go once the page has said that it would take it there. */
export async function drag(page, from, to) {
    await from.hover();
    await page.mouse.down();
    await until("the page takes it there", async () => {
        // Each move asks the page anew; the first one only begins the drag.
        await to.hover();
        return to.evaluate((element) => element.closest(".is-target") !== null);
    });
    await page.mouse.up();
}

/** Asks again until a condition holds; for what no event tells. */
export async function until(what, condition, patience = 20_000) {
    const end = Date.now() + patience;
    let last;
    while (Date.now() < end) {
        try {
            const found = await condition();
            if (found) return found;
        } catch (error) {
            last = error;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain: ${what}${last ? ` (${last.message})` : ""}`);
}
