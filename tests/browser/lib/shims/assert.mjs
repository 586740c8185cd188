// `node:assert/strict`, as far as the core's tests use it.

function fail(message, actual, due) {
    throw new Error(`${message ?? "not as it should be"}: ${show(actual)}, due ${show(due)}`);
}

const show = (value) => (value instanceof Uint8Array ? `[${[...value]}]` : String(JSON.stringify(value))).slice(0, 400);

export default function assert(value, message) {
    if (!value) throw new Error(message ?? "not so");
}

assert.equal = (actual, due, message) => {
    if (!Object.is(actual, due)) fail(message, actual, due);
};

assert.deepEqual = (actual, due, message) => {
    if (!same(actual, due)) fail(message, actual, due);
};

assert.throws = (what, check) => {
    let error;
    try {
        what();
    } catch (caught) {
        error = caught;
    }
    if (error === undefined) throw new Error("no refusal where one is due");
    if (!check(error)) throw error;
};

assert.rejects = async (what, check) => {
    let error;
    try {
        await (typeof what === "function" ? what() : what);
    } catch (caught) {
        error = caught;
    }
    if (error === undefined) throw new Error("no refusal where one is due");
    if (!check(error)) throw error;
};

function same(a, b) {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (a instanceof Map) return same([...a], [...b]);
    const [left, right] = [Object.keys(a), Object.keys(b)];
    return left.length === right.length && left.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
