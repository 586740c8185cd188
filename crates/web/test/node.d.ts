// As much of Node as the tests use; `src` is compiled without any of it.

declare module "node:test" {
  interface Context {
    skip(message: string): void;
  }
  export function test(name: string, run: (t: Context) => void | Promise<void>): Promise<void>;
}

declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal<T>(actual: T, expected: T, message?: string): void;
    deepEqual<T>(actual: T, expected: T, message?: string): void;
    rejects(
      run: Promise<unknown> | (() => Promise<unknown>),
      error: (error: Error) => boolean,
      message?: string,
    ): Promise<void>;
    throws(run: () => unknown, error: (error: Error) => boolean): void;
  };
  export default assert;
}

declare module "node:fs" {
  export function existsSync(path: string): boolean;
  export function readFileSync(path: string): Uint8Array<ArrayBuffer>;
  export function readdirSync(path: string): string[];
}

declare module "node:path" {
  export function join(...parts: string[]): string;
}

declare module "node:zlib" {
  export function gunzipSync(bytes: Uint8Array): Uint8Array;
  export function deflateRawSync(
    bytes: Uint8Array,
    options?: { readonly level?: number; readonly strategy?: number },
  ): Uint8Array<ArrayBuffer>;
  export function deflateSync(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

declare const process: { env: { [name: string]: string | undefined } };
