#!/usr/bin/env python3
"""A second reader of proof codes, after docs/spec/7-codes.md and nothing else of the product.

    python codes.py --policy policy.txt CODES.txt      codes, one a line
    exit code: 0 valid, 1 seal only, 2 invalid, 3 untrusted

CBOR, DEFLATE and Ed25519 are others' (cbor2, zlib, cryptography by way of verify.py).
"""

import argparse
import base64
import datetime
import hashlib
import json
import sys
import zlib

import cbor2
import rfc8785
import verify as v
from verify import Distrusted, Refused, need

CAPACITY = ["representative", "delegate"]
METHOD = ["in-person", "invite", "pinned"]
CHANNEL = ["phone", "kiosk", "cli", "api"]
WIDTH = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7}


def digits_to_bytes(digits):
    need(digits.isascii() and digits.isdigit(), "not digits")
    out = b""
    for at in range(0, len(digits), 17):
        chunk = digits[at : at + 17]
        need(len(chunk) in WIDTH, "a wrong number of digits")
        size = WIDTH[len(chunk)]
        need(int(chunk) < 256**size, "a chunk is too large")
        out += int(chunk).to_bytes(size, "little")
    return out


def payload(text):
    _, mark, digits = text.strip().partition("#1.")
    need(mark, "no proof code")
    raw = digits_to_bytes(digits)
    items = cbor2.loads(raw)
    need(cbor2.dumps(items, canonical=True) == raw, "not deterministic CBOR")
    need(items[0] == 1, "another version")
    return items


def time(seconds):
    epoch = datetime.datetime(1970, 1, 1)
    return (epoch + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def inflate(stream):
    engine = zlib.decompressobj(-15)
    out = engine.decompress(stream, 320 * 1024)
    need(engine.eof, "no DEFLATE stream of at most 320 KiB")
    need(not any(engine.unused_data), "something stands after the stream")
    return out


def join(slices):
    need(len({(s[2], s[4], len(s[5])) for s in slices}) == 1, "slices of two sheets")
    held = {s[3]: s[5] for s in slices}
    need(all(held[s[3]] == s[5] for s in slices), "two slices for one place")
    count = slices[0][4]
    if len(held) < count:
        return None
    sum_ = bytearray(len(slices[0][5]))
    for data in held.values():
        for i, byte in enumerate(data):
            sum_[i] ^= byte
    if len(held) == count + 1:
        need(not any(sum_), "the parity does not fit")
    return inflate(b"".join(held.get(k, bytes(sum_)) for k in range(count)))


def record_digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def note(text, name, identifier, signature):
    return f"{text}\n— {name} {base64.b64encode(identifier + signature).decode()}\n"


def root_of(index, size, leaf, path):
    """RFC 9162 §2.1.3.2, the root that a path leads to."""
    need(index < size, "the index is outside of the tree")
    f, s, node = index, size - 1, leaf
    for sibling in path:
        need(s > 0, "the path is too long")
        if f & 1 or f == s:
            node = v.node_hash(sibling, node)
            while not f & 1 and f:
                f, s = f >> 1, s >> 1
        else:
            node = v.node_hash(node, sibling)
        f, s = f >> 1, s >> 1
    need(s == 0, "the path is too short")
    return node


def check_seal(seal, policy):
    """The registrar that signed the completion; the checkpoint is by a pinned ledger."""
    _, _, pact, origin, n, signatures, at, signature, index, nonce, path, size, signed, cosigned = seal
    text = (
        f"giaouoc/completion/v1\nledger {origin}\npact {pact.hex()}\nsignatures {signatures.hex()}\n"
        f"count {n}/{n}\ntime {time(at)}\n"
    )
    for key, invite in policy.registrars:
        if v.ed25519_verifies(key.public, signature, text.encode()):
            break
    else:
        raise Distrusted("no pinned registrar signed the completion")
    whole = note(text, key.name, key.id(), signature)
    leaf = v.leaf_hash(v.ledger_entry("completion", nonce, whole.encode()))
    root = root_of(index, size, leaf, path)
    checkpoint = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    logs = [log for log in policy.logs if log.name == origin]
    if not logs:
        raise Distrusted("no pinned ledger of this origin")
    good = any(v.ed25519_verifies(log.public, signed, checkpoint.encode()) for log in logs)
    need(good, "the checkpoint's signature")
    seen = set()
    for identifier, at, by in cosigned:
        for name, witness in policy.witnesses.items():
            line = v.Line(witness.name, identifier, at.to_bytes(8, "big") + by)
            if witness.wrote(line):
                need(witness.verifies(line, checkpoint.encode()), "a cosignature")
                seen.add(name)
    if not policy.reached(policy.quorum, seen):
        raise Distrusted("the quorum is missing")
    return invite


def check_text(compact, seal):
    """Every text rebuilt, every signature verified; gives what they add up to."""
    canonical, opened, signers = cbor2.loads(compact)
    need(cbor2.dumps([canonical, opened, signers], canonical=True) == compact, "not deterministic CBOR")
    pact = json.loads(canonical)
    need(rfc8785.dumps(pact) == canonical, "the pact is not canonical")
    digest = hashlib.sha256(canonical).hexdigest()
    need(digest == seal[2].hex(), "the seal is of another text")
    origin = seal[3]
    opening = record_digest(f"giaouoc/opening/v1\nledger {origin}\npact {digest}\ntime {time(opened)}\n")
    due = [i for i, party in enumerate(pact["roster"]) if party["signs"]]
    need([s[0] for s in signers] == due, "not the signers of the roster")
    done = {}
    for signer in sorted(signers, key=lambda s: pact["roster"][s[0]]["stage"]):
        place, public, name, holder, capacity, authority, method, enrolled, mark, channel, at, signature = signer
        party = pact["roster"][place]
        name = name or f"{pact['id']}/{party['id']}"
        holder = holder or party["representative"]["name"]
        key_id = v.key_id(name, 1, public)
        vkey = f"{name}+{key_id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"
        enrolment = record_digest(
            f"giaouoc/enrolment/v1\nledger {origin}\npact {digest}\nparty {party['id']}\nkey {vkey}\n"
            f"holder {holder}\ncapacity {CAPACITY[capacity]}\nauthority {authority.hex() if authority else '-'}\n"
            f"method {METHOD[method]}\ntime {time(enrolled)}\n"
        )
        before = [i for i in due if pact["roster"][i]["stage"] < party["stage"]]
        need(all(i in done for i in before), "an earlier stage has not signed")
        joined = b"".join(bytes.fromhex(done[i]) for i in before)
        after = hashlib.sha256(joined).hexdigest() if before else opening
        intent = "witness" if party["role"] == "witness" else "sign"
        text = (
            f"giaouoc/signature/v1\nledger {origin}\npact {digest}\nparty {party['id']}\n"
            f"position {due.index(place) + 1}/{len(due)}\nintent {intent}\nenrolment {enrolment}\nafter {after}\n"
            f"mark {mark.hex() if mark else '-'}\nchannel {CHANNEL[channel]}\ntime {time(at)}\n"
        )
        need(v.ed25519_verifies(public, signature, text.encode()), f"the signature of {party['id']}")
        done[place] = record_digest(text)
    all_ = hashlib.sha256(b"".join(bytes.fromhex(done[i]) for i in due)).hexdigest()
    need(len(due) == seal[4], "the seal counts others")
    need(all_ == seal[5].hex(), "the seal is of other signatures")
    return pact, len(due)


def judge(texts, policy):
    """`valid n`, `seal n`, `untrusted WHY`, `invalid WHY`."""
    try:
        items = [payload(text) for text in texts if "#1." in text]
        seals = [i for i in items if i[1] == 1]
        slices = [i for i in items if i[1] == 2]
        need(seals or slices, "no proof code")
        compact = join(slices) if slices else None
        if not seals:
            raise Distrusted("no seal")
        need(all(s == seals[0] for s in seals), "two seals")
        need(all(s[2] == seals[0][2][:8] for s in slices), "slices of another pact")
        invite = check_seal(seals[0], policy)
        if compact is None:
            return f"seal {seals[0][4]}"
        pact, count = check_text(compact, seals[0])
        if invite and pact["identity"] != "invite":
            raise Distrusted("the registrar counts for invitations only")
        return f"valid {count}"
    except Distrusted as why:
        return f"untrusted {why}"
    except (Refused, cbor2.CBORDecodeError, zlib.error, ValueError, KeyError, TypeError, IndexError) as why:
        return f"invalid {why}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--policy", required=True)
    parser.add_argument("codes")
    args = parser.parse_args()
    with open(args.policy, "rb") as file:
        policy = v.parse_policy(file.read())
    with open(args.codes, encoding="utf-8") as file:
        line = judge(file.read().split("\n"), policy)
    print(line)
    sys.exit({"valid": 0, "seal": 1, "invalid": 2, "untrusted": 3}[line.split()[0]])


if __name__ == "__main__":
    main()
