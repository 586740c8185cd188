/** Places of the vectors, and the crypto of this run. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Policy, Refusal, type Report, parseName, SigningKey, fromHex } from "../core/index.js";

/** True where `crypto.subtle` is hidden, as on a page that is no secure context. */
export const SCRIPT_ONLY = process.env["GIAOUOC_CRYPTO"] === "script";
if (SCRIPT_ONLY) Object.defineProperty(globalThis.crypto, "subtle", { value: undefined });

const ROOT = process.env["GIAOUOC_ROOT"] ?? "";

export function bytes(path: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(readFileSync(join(ROOT, path)));
}

export function read(path: string): string {
  return new TextDecoder().decode(bytes(path));
}

// The tests know their vectors; types would say nothing more.
export function json(path: string): any {
  return JSON.parse(read(path));
}

export function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).sort();
}

/** Place of others' published vectors: beside the checkout or where `GIAOUOC_VECTORS` points. */
const OTHERS = process.env["GIAOUOC_VECTORS"] ?? join(ROOT, "../shared/vectors");

/** A test over others' vectors: skipped with a message where they are missing, a failure in CI. */
export function testOthers(name: string, file: string, run: (read: Others) => void | Promise<void>): void {
  void test(name, async (t) => {
    if (!existsSync(join(OTHERS, file))) {
      assert(process.env["CI"] !== "true", `in CI the vectors must be there: ${file}`);
      t.skip(`no ${file} beside the checkout, nor in GIAOUOC_VECTORS`);
      return;
    }
    await run({
      bytes: (path) => Uint8Array.from(readFileSync(join(OTHERS, path))),
      text: (path) => new TextDecoder().decode(readFileSync(join(OTHERS, path))),
      files: (folder) => readdirSync(join(OTHERS, folder)).sort(),
    });
  });
}

export interface Others {
  bytes(path: string): Uint8Array<ArrayBuffer>;
  text(path: string): string;
  files(folder: string): string[];
}

export function policy(path: string): Promise<Policy> {
  return Policy.parse(read(path));
}

/** `valid`, `incomplete REASON`, `invalid STEP CODE`, `untrusted STEP CODE`. */
export function answer({ verdict, reason, deciding }: Report): string {
  return [verdict, reason, deciding?.step, deciding?.error?.code].filter((word) => word !== undefined).join(" ");
}

export function rows(path: string): string[][] {
  return table(read(path));
}

/** Rows of a tab-separated table below its head. */
export function table(text: string): string[][] {
  const lines = text.trimEnd().split("\n").slice(1);
  return lines.map((line) => line.split("\t"));
}

/** Tells if an error is a refusal with this code. */
export const refuses = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "taken";
}

export function keyOf(name: string, seed: string): Promise<SigningKey> {
  return SigningKey.fromSeed(parseName(name), fromHex(seed) ?? new Uint8Array());
}
