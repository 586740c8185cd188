// Strings that want to be more than text, and pacts that are full of them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VECTORS, hasVectors } from "./files.mjs";
import { s3 } from "./pacts.mjs";

/** Each sets `window.__hit` where it runs, in one of the ways in which text becomes script. */
export const OWN = [
    "<script>window.__hit=1</script>",
    "</script><script>window.__hit=1</script>",
    "</ScRiPt ><sCrIpT>window.__hit=1</sCrIpT>",
    "<!--<script>window.__hit=1//--><!]]>",
    '"><img src=x onerror=window.__hit=1>',
    "'><svg onload=window.__hit=1>",
    "</title></textarea></style><img src=x onerror=window.__hit=1>",
    '" autofocus onfocus="window.__hit=1',
    "javascript:window.__hit=1",
    "<a href=javascript:window.__hit=1>bấm vào đây</a>",
    "<iframe srcdoc='<script>parent.__hit=1</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=javascript:window.__hit=1'>",
    "{{constructor.constructor('window.__hit=1')()}} ${window.__hit=1} <%= window.__hit=1 %>",
    "\\u003cscript\\u003ewindow.__hit=1\\u003c/script\\u003e &lt;script&gt;window.__hit=1&lt;/script&gt;",
    "__proto__ constructor toString {name} {n} %s %(name)s $& $1",
];

/** Our own, and the Big List of Naughty Strings where it is at hand. */
export function hostileStrings() {
    const file = "strings/blns/blns.json";
    const others = hasVectors(file) ? JSON.parse(readFileSync(join(VECTORS, file), "utf8")) : [];
    return [...OWN, ...others.filter((text) => text !== "")];
}

const PARTIES = 60;

/**
 * Splits strings by whether the text rule takes them, by the service's own word: it lists every text that breaks it.
 */
export async function sorted(server, strings) {
    const refused = new Set();
    for (let from = 0; from < strings.length; from += PARTIES) {
        const articles = strings.slice(from, from + PARTIES).map((text) => ({ text }));
        const { problems } = await server.rest.post("/pacts/check", s3({ articles }));
        for (const { place } of problems) {
            const [, i] = /^\/articles\/(\d+)\/text/.exec(place) ?? [];
            if (i === undefined) throw new Error(`a problem elsewhere: ${place}`);
            refused.add(strings[from + Number(i)]);
        }
    }
    return { taken: strings.filter((text) => !refused.has(text)), refused: [...refused] };
}

/** Pacts in whose every field for text each of the strings stands once at least, and what of them each pact holds. */
export function hostilePacts(strings, identity = "invite") {
    const pacts = [];
    for (let from = 0; from < strings.length; from += PARTIES) {
        const some = strings.slice(from, from + PARTIES);
        pacts.push({ document: hostilePact(some, identity), strings: some });
    }
    return pacts;
}

function hostilePact(strings, identity) {
    const first = strings[0];
    const date = "2026-03-02";
    // A name that goes into records obeys the rule for values: trimmed, one line, at most 200 letters.
    const value = (text) => [...text.replace(/\n/g, " ")].slice(0, 200).join("").trim() || "Nguyễn Văn Mẫu 01";
    const line = (text) => text.replace(/\n/g, " ");
    return s3({
        identity,
        title: line(first),
        group: { kind: "khoi", name: line(first), parent: line(strings.at(-1)) },
        event: { name: line(first), place: line(first), date, part: "sang" },
        header: { organisation: strings.slice(0, 20).map(line), number: line(first) },
        grounds: strings.map(line),
        preamble: strings.join("\n"),
        articles: strings.map((text) => ({ heading: line(text), text, targets: [{ name: line(text), value: line(text), unit: line(text) }] })),
        phases: strings.map((text) => ({ name: line(text), from: date, to: date, theme: line(text), commemorations: [{ name: line(text), date }] })),
        period: { from: date, to: date },
        annexes: strings.map((text, i) => ({ title: line(text), file: `tep-${i}.txt`, media_type: "text/plain", size: 1, sha256: "0".repeat(64) })),
        declaration: first,
        roster: strings.map((text, i) => ({
            id: `ben-${i}`,
            unit: line(text),
            role: "member",
            stage: 1,
            signs: true,
            representative: { name: value(text), titles: [line(text)] },
        })),
    });
}
