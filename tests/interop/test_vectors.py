#!/usr/bin/env python3
"""verify.py against the vectors, the pages and the fixtures; and against changed bits."""

import base64
import glob
import json
import os
import random
import re

import rfc8785

import tlog
import verify
from report import Report

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
VECTORS = os.path.join(ROOT, "fixtures", "vectors")
FORMATS = os.path.join(VECTORS, "formats")
report = Report()


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def load(*path):
    return json.loads(read(*path))


POLICY = verify.parse_policy(read(FORMATS, "policy.txt"))


def refuses(function, *args):
    try:
        function(*args)
    except verify.Refused:
        return True
    return False


# --- changed bits ------------------------------------------------------------


def strings(value, path=()):
    """Every string below a JSON value, by its path."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from strings(item, path + (key,))


def with_flipped_bit(evidence, path, at, bit):
    """The file with one bit of one string changed, as bytes; the result need not be UTF-8."""
    copy = json.loads(json.dumps(evidence))
    holder = copy
    for key in path[:-1]:
        holder = holder[key]
    raw = bytearray(holder[path[-1]].encode())
    raw[at % len(raw)] ^= 1 << bit
    holder[path[-1]] = raw.decode("utf-8", "surrogateescape")
    return json.dumps(copy, ensure_ascii=False).encode("utf-8", "surrogateescape")


def flips(name, data, policy, count=40):
    """Change a bit in so many places: notes, proofs, nonces, checkpoint and pact in turn."""
    evidence, rng = json.loads(data), random.Random("giaouoc " + name)
    places = {"note": [], "proof": [], "nonce": [], "checkpoint": [], "pact": []}
    for path in strings(evidence):
        place = path[2] if path[0] == "records" else path[0]
        if place in places:
            places[place].append(path)
    bad = []
    for i in range(count):
        path = rng.choice(places[list(places)[i % len(places)]])
        at, bit = rng.randrange(1 << 20), rng.randrange(8)
        if path == ("checkpoint",) and not policy.witnesses:
            # Whoever trusts no witness server ignores their lines: leave them alone.
            at %= len("\n".join(evidence["checkpoint"].split("\n")[:5]).encode())
        line = verify.verify(with_flipped_bit(evidence, path, at, bit), policy).line()
        if line.split()[0] not in ("invalid", "untrusted"):
            bad.append(f"{path} byte {at} bit {bit}: {line}")
    report.check(f"{name}: {count} changed bits refused", not bad, "; ".join(bad))


# --- vectors -----------------------------------------------------------------


def expected_verdicts():
    page = read(ROOT, "docs", "spec", "6-evidence.md").decode()
    block = re.search(r"<!-- example: verdicts -->\n```text\n(.*?)```", page, re.DOTALL).group(1)
    lines = dict(line.split(" ", 1) for line in block.splitlines())
    expected = load(FORMATS, "expected.json")
    report.check("page 6 lists the files of expected.json, in order", list(lines) == list(expected))
    for name, want in expected.items():
        got = verify.verify(read(FORMATS, name), POLICY)
        good = got.verdict == want["verdict"]
        good = good and got.reason == want.get("reason") and got.step_number == want.get("step", got.step_number)
        report.check(f"{name} as expected.json says", good, f"{got.line()} {got.steps}")
        report.check(f"{name} as page 6 says", got.line() == lines.get(name), got.line())


def fixtures():
    policy_path = os.path.join(ROOT, "fixtures", "policy.txt")
    files = sorted(glob.glob(os.path.join(ROOT, "fixtures", "s*", "6-evidence.giaouoc.json")))
    if not files or not os.path.exists(policy_path):
        return report.skip("fixtures/s*", "no evidence or policy there yet; `make fixtures` generates them")
    policy = verify.parse_policy(read(policy_path))
    witnessed_path = os.path.join(ROOT, "fixtures", "policy-witness.txt")
    witnessed = verify.parse_policy(read(witnessed_path)) if os.path.exists(witnessed_path) else policy
    for path in files:
        name = os.path.relpath(path, ROOT).replace(os.sep, "/")
        folder, data = os.path.dirname(path), read(path)
        annexes = {os.path.basename(p): read(p) for p in glob.glob(os.path.join(folder, "annexes", "*"))}
        got = verify.verify(data, policy, annexes)
        report.check(f"{name} is valid", got.line() == "valid", f"{got.line()} {got.steps}")
        if got.verdict != "valid":
            continue
        flips(name, data, policy)
        if witnessed is not policy:
            line = verify.verify(data, witnessed).line()
            report.check(f"{name} is valid with its witness server", line == "valid", line)
            flips(name + " with its witness server", data, witnessed)
        for annex in sorted(annexes):
            changed = dict(annexes, **{annex: annexes[annex][:-1] + bytes([annexes[annex][-1] ^ 1])})
            line = verify.verify(data, policy, changed).line()
            report.check(f"{name}: {annex} with a changed bit refused", line == "invalid 9", line)
        for bad in sorted(glob.glob(os.path.join(folder, "reject", "*.giaouoc.json"))):
            line = verify.verify(read(bad), policy).line()
            report.check(f"{name}: {os.path.basename(bad)} refused", line.split()[0] in ("invalid", "untrusted"), line)


def formats():
    pact = load(FORMATS, "1-pact.json")
    canonical = rfc8785.dumps(pact)
    report.check("canonical bytes", canonical == read(FORMATS, "2-canonical.json"))
    report.check("pact digest", verify.sha256(canonical).hex() == read(FORMATS, "2-digest.hex").decode().strip())
    keys = load(FORMATS, "keys.json")
    for role, key in keys.items():
        if "+" in key.get("vkey", ""):
            kind = base64.b64decode(key["vkey"].split("+", 2)[2])[0]
            report.check(f"vkey of {role}", verify.parse_vkey(key["vkey"], kind).vkey() == key["vkey"])
    entries = [base64.b64decode(e) for e in load(FORMATS, "4-entries.json")]
    leaves = [verify.leaf_hash(e) for e in entries]
    checkpoint = verify.parse_note(read(FORMATS, "5-checkpoint.txt").decode()).text.decode().split("\n")
    report.check("root of the entries", tlog.b64(tlog.root(leaves)) == checkpoint[2])
    for record in load(FORMATS, "3-records.json"):
        index, note = record["index"], record["note"]
        entry = verify.ledger_entry(record["kind"], base64.b64decode(record["nonce"]), note.encode())
        good = tlog.b64(entry) == record["entry"] and entry == entries[index]
        good = good and tlog.b64(verify.leaf_hash(entry)) == record["leaf_hash"]
        good = good and verify.sha256(verify.parse_note(note).text).hex() == record["record_digest"]
        report.check(f"entry, leaf hash and digest of record {index}", good)
    for index in range(len(leaves)):
        proof = tlog.inclusion(leaves, index)
        good = verify.included(index, len(leaves), leaves[index], proof, tlog.root(leaves))
        bad = [bytes([h[0] ^ 1]) + h[1:] for h in proof]
        refused = not any(
            verify.included(index, len(leaves), leaves[index], proof[:i] + [bad[i]] + proof[i + 1 :], tlog.root(leaves))
            for i in range(len(proof))
        )
        report.check(f"inclusion of leaf {index}, and no changed proof", good and refused)


def examples():
    """The examples of all pages that verify.py and tlog.py can compute."""
    records = {str(r["index"]): r for r in load(FORMATS, "3-records.json")}
    entries = [base64.b64decode(e) for e in load(FORMATS, "4-entries.json")]
    leaves = [verify.leaf_hash(e) for e in entries]
    keys, evidence = load(FORMATS, "keys.json"), load(FORMATS, "6-evidence.giaouoc.json")
    served = dict(tlog.tiles(entries))

    def record_digest(index):
        return verify.sha256(verify.parse_note(records[index]["note"]).text)

    def after(index):
        f = verify.parse_fields(verify.Record(0, "signature", verify.parse_note(records[index]["note"])))
        stage = {p["id"]: p["stage"] for p in evidence["pact"]["roster"]}
        smaller = signatures(lambda p: p["stage"] < stage[f["party"]])
        return verify.sha256(b"".join(smaller)).hex() if smaller else record_digest("3").hex()

    def signatures(wanted):
        by_party = {}
        for index, r in records.items():
            if r["kind"] == "signature":
                f = verify.parse_fields(verify.Record(0, "signature", verify.parse_note(r["note"])))
                by_party[f["party"]] = record_digest(index)
        return [by_party[p["id"]] for p in evidence["pact"]["roster"] if p["signs"] and wanted(p)]

    def key_id(vkey):
        name, _, raw = vkey.split("+", 2)
        raw = base64.b64decode(raw)
        return verify.key_id(name, raw[0], raw[1:]).hex()

    def pem(role):
        der = bytes.fromhex("302e020100300506032b657004220420" + keys[role]["seed_hex"])
        return f"-----BEGIN PRIVATE KEY-----\n{tlog.b64(der)}\n-----END PRIVATE KEY-----"

    def vkey(role):
        name, seed = keys[role]["vkey"].split("+")[0], bytes.fromhex(keys[role]["seed_hex"])
        public = tlog.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        return verify.Key(name, verify.NOTE_KEY, public).vkey()

    def number(digest, size, digits):
        text = f"{int.from_bytes(bytes.fromhex(digest)[:size], 'big') % 10**digits:0{digits}}"
        return " ".join(re.findall("....", text))

    def hashes(proof):
        return "\n".join(map(tlog.b64, proof))

    how = {
        "file": lambda path: read(FORMATS, path).decode(),
        "canonical": lambda path: rfc8785.dumps(load(FORMATS, path)).decode(),
        "digest": lambda path: verify.sha256(rfc8785.dumps(load(FORMATS, path))).hex(),
        "sha256": lambda path: verify.sha256(read(FORMATS, path)).hex(),
        "vkey": vkey,
        "key-id": key_id,
        "pem": pem,
        "record": lambda i: records[i]["note"],
        "record-digest": lambda i: record_digest(i).hex(),
        "after": after,
        "signatures": lambda i: verify.sha256(b"".join(signatures(lambda p: True))).hex(),
        "mark": lambda digest: evidence["marks"][digest],
        "nonce": lambda i: records[i]["nonce"],
        "entry": lambda i: tlog.b64(
            verify.ledger_entry(records[i]["kind"], base64.b64decode(records[i]["nonce"]), records[i]["note"].encode())
        ),
        "leaf-hash": lambda i: tlog.b64(leaves[int(i)]),
        "root": lambda: tlog.b64(tlog.root(leaves)),
        "inclusion": lambda i: hashes(tlog.inclusion(leaves, int(i))),
        "consistency": lambda m, n: hashes(tlog.consistency(leaves[: int(n)], int(m))),
        "tile-path": lambda level, i, w: tlog.tile_path(level, int(i), int(w)),
        "bundle-path": lambda i, w: tlog.tile_path("entries", int(i), int(w)),
        "tile-sha256": lambda level, i, w: verify.sha256(served[tlog.tile_path(level, int(i), int(w))]).hex(),
        "bundle-sha256": lambda i, w: verify.sha256(served[tlog.tile_path("entries", int(i), int(w))]).hex(),
        "tlog-proof": lambda i: tlog.tlog_proof(evidence, int(i)),
        "verdict": lambda path: verify.verify(read(FORMATS, path), POLICY).line(),
        "short": lambda digest: number(digest, 8, 12),
        "long": lambda digest: number(digest, 16, 24),
    }
    for page in sorted(os.listdir(os.path.join(ROOT, "docs", "spec"))):
        blocks = re.findall(r"<!-- example: (.*?) -->\n```\w*\n(.*?)```", read(ROOT, "docs", "spec", page).decode(), re.S)
        for name, block in blocks:
            word, *args = name.split(" ")
            if word == "json":
                value = load(FORMATS, args[0])
                for step in args[1].split("/")[1:]:
                    value = value[int(step) if isinstance(value, list) else step]
                report.check(f"{page}: {name}", json.loads(block) == value)
            elif word in how:
                report.check(f"{page}: {name[:60]}", how[word](*args).rstrip("\n") == block.rstrip("\n"))
            elif word not in ("verdicts", "code", "code-bytes"):
                report.check(f"{page}: {name}", False, "no such kind of example")


def keys_and_text():
    bad = []
    for line in read(VECTORS, "ed25519", "key_enrolment.tsv").decode().splitlines()[1:]:
        columns = line.split("\t")
        # "policy" marks points with a component of small order; page 2, choices: they are taken.
        if verify.good_point(bytes.fromhex(columns[0])) != (columns[5] in ("accept", "policy")):
            bad.append(columns[0])
    report.check("ed25519/key_enrolment.tsv", not bad, " ".join(bad))
    bad = []
    for line in read(VECTORS, "merkle", "tile_paths.tsv").decode().splitlines()[1:]:
        level, index, width, path = line.split("\t")
        if tlog.tile_path(level, int(index), int(width)) != path:
            bad.append(path)
    report.check("merkle/tile_paths.tsv", not bad, " ".join(bad))
    bad = []
    for letter in load(VECTORS, "unicode", "vi_alphabet.json"):
        for form in ("nfc", "nfd", "half"):
            if refuses(verify.check_text, letter[form], "letter") != (letter[form] != letter["nfc"]):
                bad.append(letter["nfc"])
    report.check("unicode/vi_alphabet.json", not bad, " ".join(bad))
    for number in ("-0", "1.0", "1e3", "01", "9007199254740992"):
        report.check(f"number {number} refused", refuses(verify.strict_json, b'{"a":%s}' % number.encode()))
    for what, data in {
        "byte order mark": b"\xef\xbb\xbf{}",
        "lone surrogate": rb'{"a":"\ud800"}',
        "member twice after unescaping": rb'{"a":1,"\u0061":1}',
        "null": b'{"a":null}',
        "depth 17": b'{"a":' + b"[" * 16 + b"]" * 16 + b"}",
        "text after the value": b"{} x",
    }.items():
        report.check(f"JSON with {what} refused", refuses(verify.strict_json, data))
    report.check("an empty string in a pact refused", refuses(verify.text, "", "title"))
    report.check("JSON of depth 16 taken", not refuses(verify.strict_json, b'{"a":' + b"[" * 15 + b"]" * 15 + b"}"))


def policies():
    """Quorums over a checkpoint that two of three witness servers cosigned."""
    evidence, base = load(FORMATS, "6-evidence.giaouoc.json"), read(FORMATS, "policy.txt").decode()
    text = verify.parse_note(evidence["checkpoint"]).text
    witnesses = {}
    for name in ("w1", "w2", "w3"):
        private = tlog.Ed25519PrivateKey.from_private_bytes(verify.sha256(name.encode()))
        witnesses[name] = private, verify.Key(f"{name}.example", 4, private.public_key().public_bytes_raw())
    for name in ("w1", "w2"):
        private, key = witnesses[name]
        signature = private.sign(b"cosignature/v1\ntime 1700000000\n" + text)
        raw = key.id() + (1700000000).to_bytes(8, "big") + signature
        evidence["checkpoint"] += f"\u2014 {key.name} {tlog.b64(raw)}\n"
    lines = "".join(f"witness {name} {key.vkey()}\n" for name, (_, key) in witnesses.items())
    data = json.dumps(evidence).encode()
    for group, want in {
        "group g any w3 w2": "valid",
        "group g 2 w1 w2 w3": "valid",
        "group g all w1 w2 w3": "untrusted 3",
        "group h any w1 w3\ngroup g all h w2": "valid",
        "group h all w1 w3\ngroup g all h w2": "untrusted 3",
    }.items():
        policy = base.replace("quorum none", lines + group + "\nquorum g")
        line = verify.verify(data, verify.parse_policy(policy.encode())).line()
        report.check(f"quorum of {group!r}", line == want, line)
    changed = with_flipped_bit(evidence, ("checkpoint",), len(evidence["checkpoint"].encode()) - 20, 0)
    policy = verify.parse_policy(base.replace("quorum none", lines + "quorum w1").encode())
    line = verify.verify(changed, policy).line()
    report.check("a pinned witness server's cosignature with a changed bit", line == "invalid 3", line)
    for what, bad in {
        "no quorum": "",
        "two quorums": "quorum none\nquorum none",
        "unknown quorum": "quorum nobody",
        "a later group": "quorum g\ngroup g any w1",
        "k of 0": "group g 0 w1\nquorum g",
        "a member in two groups": "group g any w1\ngroup h any w1\nquorum g",
        "an unknown line": "quorum none\nfriend x",
        "a key twice": "quorum none\n" + lines.splitlines()[0].replace("w1 ", "w9 ", 1),
        "a carriage return": "quorum none\r",
    }.items():
        policy = base.replace("quorum none", lines + bad)
        report.check(f"policy with {what} refused", refuses(verify.parse_policy, policy.encode()))
    line = verify.verify(read(FORMATS, "6-evidence.giaouoc.json")).line()
    report.check("nothing is trusted without a policy", line == "untrusted 3", line)


if __name__ == "__main__":
    expected_verdicts()
    formats()
    examples()
    keys_and_text()
    policies()
    flips("6-evidence.giaouoc.json", read(FORMATS, "6-evidence.giaouoc.json"), POLICY)
    fixtures()
    report.exit()
