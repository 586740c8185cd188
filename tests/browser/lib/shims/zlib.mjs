// `node:zlib`: the test's own server inflates.

import { bytesOf } from "./fs.mjs";

export function gunzipSync(bytes) {
    const request = new XMLHttpRequest();
    request.open("POST", "/gunzip", false);
    request.send(bytes);
    return bytesOf(request);
}
