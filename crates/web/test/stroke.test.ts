/** Any drawing becomes a mark that the format takes. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { markDigest } from "../core/index.js";
import { type Stroke, markSvg } from "../shared/ui/stroke.js";

/** A small generator, so that a failure can be seen again (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function scribble(next: () => number, strokes: number, points: number): Stroke[] {
  return Array.from({ length: strokes }, () => {
    let [x, y] = [next() * 300, next() * 150];
    return Array.from({ length: 1 + Math.floor(next() * points) }, () => {
      x += next() * 20 - 10;
      y += next() * 20 - 10;
      return { x, y };
    });
  });
}

void test("every drawing becomes a mark", async () => {
  for (let seed = 0; seed < 120; seed += 1) {
    const next = random(seed);
    const svg = markSvg(scribble(next, 1 + Math.floor(next() * 12), 1 + Math.floor(next() * 400)));
    assert(svg !== undefined);
    assert.equal((await markDigest(svg)).length, 64);
    assert(svg.includes("<path"));
  }
});

void test("a mark far too long for its size keeps its form", async () => {
  const svg = markSvg(scribble(random(1), 900, 900));
  assert(svg !== undefined);
  await markDigest(svg);
});

void test("nothing is no mark, and a dot is one", async () => {
  assert.equal(markSvg([]), undefined);
  assert.equal(markSvg([[]]), undefined);
  const dot = markSvg([[{ x: 5.4, y: 7.7 }]]);
  assert.equal(
    dot,
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M20 20L21 20" fill="none" stroke="#000" stroke-width="9"/></svg>',
  );
  await markDigest(dot ?? "");
});

void test("a straight line needs its two ends only", () => {
  const line = Array.from({ length: 200 }, (_, i) => ({ x: i, y: 2 * i }));
  assert((markSvg([line]) ?? "").includes('d="M20 20L500 980"'));
});
