#!/usr/bin/env python3
"""A reader by others, PyPI's `proofbundle`, checks records exported as C2SP .tlog-proof.

    python test_tlog_proof.py                              records of the vectors and fixtures
    python test_tlog_proof.py --policy POLICY FILE...      exported files

The proof, the tree and the checkpoint are proofbundle's to judge. Ours is only the entry (docs/spec/4-leaf.md),
rebuilt from the `extra` line.
"""

import argparse
import base64
import glob
import os

from proofbundle.tlogproof import parse_tlog_proof, verify_tlog_proof

import tlog
import verify
from report import Report

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
report = Report()


def accepted(text, log, origin):
    """Whether proofbundle takes the proof for the entry that `extra` rebuilds."""
    try:
        extra = parse_tlog_proof(text)["extra"]
        note = extra[32:].decode()
        kind = note.split("\n")[0].removeprefix("giaouoc/").removesuffix("/v1")
        entry = verify.ledger_entry(kind, extra[:32], extra[32:])
    except Exception:  # whatever proofbundle raises: it did not take the proof
        return False
    return verify_tlog_proof(text, entry, log, expected_origin=origin)["ok"]


def changed_bits(text):
    """The proof with a bit changed in its every part."""
    parsed, lines = parse_tlog_proof(text), text.split("\n")
    head = 3 + len(parsed["proof"])

    def in_b64(line, at, bit=1):
        words = lines[line].split(" ")
        raw = bytearray(base64.b64decode(words[-1]))
        raw[at] ^= bit
        words[-1] = tlog.b64(raw)
        return "\n".join(lines[:line] + [" ".join(words)] + lines[line + 1 :])

    yield "nonce", in_b64(1, 5)
    yield "note", in_b64(1, 32 + 40)
    yield "note's signature", in_b64(1, -9)
    yield "index", text.replace(f"index {parsed['index']}\n", f"index {parsed['index'] ^ 1}\n")
    for i in range(3, head):
        yield f"hash {i - 3}", in_b64(i, i)
    size = int(lines[head + 2])
    yield "origin", text.replace(lines[head + 1] + "\n" + lines[head + 2], lines[head + 1][:-1] + "~\n" + lines[head + 2])
    yield "tree size", text.replace(f"\n{size}\n", f"\n{size ^ 1}\n")
    yield "root", in_b64(head + 3, 17)
    yield "ledger's key ID", in_b64(head + 5, 2)
    yield "ledger's R", in_b64(head + 5, 20)
    yield "ledger's S", in_b64(head + 5, 60)
    yield "first line", text.replace("@v1", "@v0", 1)


def check(name, text, log, origin):
    good = accepted(text, log, origin)
    report.check(f"tlog-proof: {name} taken by proofbundle", good)
    if good:
        bad = [what for what, changed in changed_bits(text) if changed == text or accepted(changed, log, origin)]
        report.check(f"tlog-proof: {name} with changed bits refused", not bad, ", ".join(bad))


def log_of(policy):
    with open(policy, "rb") as file:
        key = verify.parse_policy(file.read()).logs[0]
    return key.vkey(), key.name


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--policy", help="take the ledger's key from this policy")
    parser.add_argument("files", nargs="*", metavar="FILE")
    args = parser.parse_args()
    for path in args.files:
        with open(path, encoding="utf-8", newline="") as file:
            check(os.path.basename(path), file.read(), *log_of(args.policy))
    if not args.files:
        vectors = os.path.join(ROOT, "fixtures", "vectors", "formats")
        files = {os.path.join(vectors, "6-evidence.giaouoc.json"): os.path.join(vectors, "policy.txt")}
        for path in sorted(glob.glob(os.path.join(ROOT, "fixtures", "s*", "6-evidence.giaouoc.json"))):
            files[path] = os.path.join(ROOT, "fixtures", "policy.txt")
        for path, policy in files.items():
            evidence = tlog.load(path)
            for item in evidence["records"]:
                name = f"{os.path.basename(os.path.dirname(path))} record {item['index']}"
                check(name, tlog.tlog_proof(evidence, item["index"]), *log_of(policy))
    report.exit()
