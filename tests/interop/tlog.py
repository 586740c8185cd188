"""Trees, proofs, tiles and exported proofs (docs/spec/5-ledger.md), for the tests only.

    python tlog.py tree ENTRIES.json CHECKPOINT DIR     lay out the served files of that tree
    python tlog.py large KEYS.json SIZE DIR             the same for a made-up tree, signed by keys.json's ledger
    python tlog.py proof EVIDENCE INDEX                 print one record as a .tlog-proof
"""

import base64
import json
import os
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import verify
from verify import leaf_hash, node_hash, sha256


def b64(data):
    return base64.b64encode(data).decode()


def split(n):
    """The greatest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    k = split(len(leaves))
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def inclusion(leaves, index):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return inclusion(leaves[:k], index) + [root(leaves[k:])]
    return inclusion(leaves[k:], index - k) + [root(leaves[:k])]


def consistency(leaves, m, whole=True):
    n = len(leaves)
    if m == n:
        return [] if whole else [root(leaves)]
    k = split(n)
    if m <= k:
        return consistency(leaves[:k], m, whole) + [root(leaves[k:])]
    return consistency(leaves[k:], m - k, False) + [root(leaves[:k])]


def tile_path(level, index, width):
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/" + "/".join(groups) + (f".p/{width}" if width < 256 else "")


def tiles(entries):
    """Path and bytes of every tile and bundle of the tree. Partial tiles: only the last of each level."""
    hashes = [leaf_hash(entry) for entry in entries]
    for start in range(0, len(entries), 256):
        some = entries[start : start + 256]
        yield tile_path("entries", start // 256, len(some)), b"".join(len(e).to_bytes(2, "big") + e for e in some)
    level = 0
    while hashes:
        for start in range(0, len(hashes), 256):
            some = hashes[start : start + 256]
            yield tile_path(level, start // 256, len(some)), b"".join(some)
        full = len(hashes) // 256
        hashes = [root(hashes[256 * i : 256 * i + 256]) for i in range(full)]
        level += 1


def signature_line(name, seed, text):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = verify.Key(name, verify.NOTE_KEY, private.public_key().public_bytes_raw())
    return f"\u2014 {name} {b64(key.id() + private.sign(text.encode()))}\n"


def lay_out(entries, checkpoint, directory):
    for path, data in [("checkpoint", checkpoint.encode()), *tiles(entries)]:
        path = os.path.join(directory, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def tlog_proof(evidence, index):
    """One record of a parsed evidence file as a C2SP .tlog-proof."""
    item = next(r for r in evidence["records"] if r["index"] == index)
    extra = base64.b64decode(item["nonce"]) + item["note"].encode()
    lines = ["c2sp.org/tlog-proof@v1", f"extra {b64(extra)}", f"index {index}", *item["proof"], "", ""]
    return "\n".join(lines) + evidence["checkpoint"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(command, *args):
    if command == "tree":
        with open(args[1], encoding="utf-8") as file:
            lay_out([base64.b64decode(e) for e in load(args[0])], file.read(), args[2])
    elif command == "large":
        ledger = load(args[0])["ledger"]
        origin = ledger["vkey"].split("+")[0]
        entries = [bytes([1, 1 + i % 7]) + sha256(b"entry %d" % i) for i in range(int(args[1]))]
        text = f"{origin}\n{len(entries)}\n{b64(root([leaf_hash(e) for e in entries]))}\n"
        lay_out(entries, text + "\n" + signature_line(origin, bytes.fromhex(ledger["seed_hex"]), text), args[2])
    elif command == "proof":
        sys.stdout.write(tlog_proof(load(args[0]), int(args[1])))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
