// `node:test`, as far as the core's tests use it: they are kept, and run one after another when asked to.

const tests = [];

export function test(name, run) {
    tests.push({ name, run });
    return Promise.resolve();
}

/** The results of the tests. */
export async function run() {
    const results = [];
    for (const { name, run } of tests) {
        const result = { name };
        try {
            await run({ skip: (why) => (result.skipped = why) });
        } catch (error) {
            result.failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
        }
        results.push(result);
    }
    return results;
}
