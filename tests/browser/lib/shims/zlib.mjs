// `node:zlib`: the test's own server does it.

import { bytesOf } from "./fs.mjs";

const asked = (name) => (bytes, options = {}) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/zlib/${name}/${encodeURIComponent(JSON.stringify(options))}`, false);
    request.send(bytes);
    return bytesOf(request);
};

export const gunzipSync = asked("gunzipSync");
export const deflateSync = asked("deflateSync");
export const deflateRawSync = asked("deflateRawSync");
