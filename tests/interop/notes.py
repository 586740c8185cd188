"""Takes notes apart and puts them together, for openssl.sh.

    python notes.py split RECORDS.json POLICY DIR      one folder a signature line: text, signature, public.der, who
    python notes.py vkey NAME PUBLIC.der               the vkey of a public key
    python notes.py evidence DIR LEDGER REGISTRAR PACT  an opening and the checkpoint over it; the two are vkeys

The last is called three times. First it writes opening.txt. When opening.sig is there it assembles the record and writes
checkpoint.txt. When checkpoint.sig is there too it writes evidence.giaouoc.json and policy.txt. So every signature is
made outside, and one key acts as registrar and another as ledger.
"""

import json
import os
import sys

import rfc8785

import tlog
import verify

SPKI = bytes.fromhex("302a300506032b6570032100")


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def write(data, *path):
    os.makedirs(os.path.dirname(os.path.join(*path)), exist_ok=True)
    with open(os.path.join(*path), "wb") as file:
        file.write(data)


def split(records, policy, directory):
    keys = verify.parse_policy(read(policy))
    keys = [key for key, _ in keys.registrars]
    for record in json.loads(read(records)):
        note = verify.parse_note(record["note"])
        text = note.text.decode()
        keys += [verify.parse_vkey(line[4:]) for line in text.split("\n") if line.startswith("key ")]
        for i, line in enumerate(note.lines):
            key = next(key for key in keys if key.wrote(line))
            folder = os.path.join(directory, f"{record['index']:02}-{record['kind']}-{i}")
            write(note.text, folder, "text")
            write(line.signature, folder, "signature")
            write(SPKI + key.public, folder, "public.der")


def vkey(name, public):
    der = read(public)
    verify.need(der.startswith(SPKI) and len(der) == 44, "not an Ed25519 public key")
    print(verify.Key(name, verify.NOTE_KEY, der[12:]).vkey())


def assemble(text, vkey, signature):
    key = verify.parse_vkey(vkey)
    return text.decode() + f"\n\u2014 {key.name} {tlog.b64(key.id() + signature)}\n"


def evidence(directory, ledger, registrar, pact):
    origin, document = verify.parse_vkey(ledger).name, json.loads(read(pact))
    digest = verify.sha256(rfc8785.dumps(document)).hex()
    opening = f"giaouoc/opening/v1\nledger {origin}\npact {digest}\ntime 2023-02-17T01:31:05Z\n".encode()
    write(opening, directory, "opening.txt")
    if not os.path.exists(os.path.join(directory, "opening.sig")):
        return
    note, nonce = assemble(opening, registrar, read(directory, "opening.sig")), bytes(range(32))
    leaf = verify.leaf_hash(verify.ledger_entry("opening", nonce, note.encode()))
    checkpoint = f"{origin}\n1\n{tlog.b64(leaf)}\n".encode()
    write(checkpoint, directory, "checkpoint.txt")
    if not os.path.exists(os.path.join(directory, "checkpoint.sig")):
        return
    file = {
        "format": "giaouoc/evidence/v1",
        "pact": document,
        "records": [{"index": 0, "nonce": tlog.b64(nonce), "note": note, "proof": []}],
        "checkpoint": assemble(checkpoint, ledger, read(directory, "checkpoint.sig")),
    }
    write(json.dumps(file, ensure_ascii=False).encode(), directory, "evidence.giaouoc.json")
    write(f"log {ledger}\nregistrar {registrar}\nquorum none\n".encode(), directory, "policy.txt")


if __name__ == "__main__":
    {"split": split, "vkey": vkey, "evidence": evidence}[sys.argv[1]](*sys.argv[2:])
