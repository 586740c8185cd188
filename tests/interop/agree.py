#!/usr/bin/env python3
"""The product's verifier and verify.py must give the same exit code, file by file.

    python agree.py GIAOUOC      the program; it is called as GIAOUOC verify --policy POLICY FILE

Files: all vectors, changed bits, and evidence from which records are dropped or erased at random. The last needs no
key, since the other records stay in the tree; it tries the rules on what an erasure leaves unchecked.
"""

import copy
import json
import os
import random
import subprocess
import sys
import tempfile

import test_vectors as t
import verify
from report import Report

report = Report()
POLICY = os.path.join(t.FORMATS, "policy.txt")


def thinned(evidence, rng):
    """Drop some records, erase some. Marks that only those name go with them, mostly."""
    evidence = copy.deepcopy(evidence)
    drop, erase = rng.random() * 0.4, rng.random() * 0.6
    kept = []
    for i, item in enumerate(evidence["records"]):
        if "erased" in item or (i == 0 and rng.random() < 0.9):
            kept.append(item)
        elif rng.random() < drop:
            continue
        elif rng.random() < erase:
            digest = verify.sha256(verify.parse_note(item["note"]).text).hex()
            kept.append({"index": item["index"], "erased": digest})
        else:
            kept.append(item)
    evidence["records"] = kept
    notes = "".join(item.get("note", "") for item in kept)
    if rng.random() < 0.9 and "marks" in evidence:
        evidence["marks"] = {name: mark for name, mark in evidence["marks"].items() if f"mark {name}" in notes}
    return evidence


def cases():
    vectors = {name: t.read(t.FORMATS, name) for name in t.load(t.FORMATS, "expected.json")}
    yield from vectors.items()
    whole = json.loads(vectors["6-evidence.giaouoc.json"])
    rng, paths = random.Random("giaouoc agree"), list(t.strings(whole))
    for i in range(60):
        path = rng.choice(paths)
        yield f"changed bit {i} in {path}", t.with_flipped_bit(whole, path, rng.randrange(1 << 20), rng.randrange(8))
    for name, data in vectors.items():
        if name.startswith(("accept/", "6-")):
            for i in range(20):
                yield f"{name} thinned {i}", json.dumps(thinned(json.loads(data), rng), ensure_ascii=False).encode()


def main(program):
    counts, bad = {}, []
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "case.giaouoc.json")
        for name, data in cases():
            with open(path, "wb") as file:
                file.write(data)
            ours = verify.verify(data, t.POLICY)
            call = subprocess.run([program, "verify", "--policy", POLICY, path], capture_output=True)
            counts[ours.verdict] = counts.get(ours.verdict, 0) + 1
            if call.returncode != verify.EXIT[ours.verdict]:
                bad.append(f"{name}: verify.py says {ours.line()}, the product's exit code is {call.returncode}")
    for verdict, count in counts.items():
        report.check(f"agree: {count} files that are {verdict} to verify.py", not any(f"says {verdict}" in b for b in bad))
    for line in bad[:20]:
        report.check(f"agree: {line}", False)
    report.exit()


if __name__ == "__main__":
    main(*sys.argv[1:])
