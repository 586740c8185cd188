#!/usr/bin/env python3
"""A second verifier for giaouoc evidence files.

It follows docs/spec and shares no code with the product. "§3" in the comments
means docs/spec/3-records.md. It favours plainness over speed.

    python verify.py --policy policy.txt [--annex FILE]... [--brief] FILE...

Exit code: 0 valid, 1 incomplete, 2 invalid, 3 untrusted, 64 wrong call. With
several files it is the greatest of theirs.
"""

import argparse
import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import sys
from dataclasses import dataclass, field

import rfc8785
import unicodedata2  # the Unicode 15.0 tables, whatever Python ships
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

assert unicodedata2.unidata_version == "15.0.0", "the text rule needs Unicode 15.0"


class Refused(Exception):
    """Something is not as the specification says."""


class Distrusted(Exception):
    """Nothing is wrong, but nobody whom the policy names vouches for it."""


class NotChecked(Exception):
    """What the step needs has failed."""


def need(condition, cause):
    if not condition:
        raise Refused(cause)


# --- README, conventions -----------------------------------------------------


def sha256(data):
    return hashlib.sha256(data).digest()


def b64decode(text, length=None):
    """Standard base64 with padding, canonical: it must encode to the same letters."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("not base64")
    need(base64.b64encode(raw).decode() == text, "base64 is not canonical")
    need(length is None or len(raw) == length, f"base64 of {len(raw)} bytes, not {length}")
    return raw


def full(pattern, text):
    """Match all of the text. Unlike $, this lets no line feed slip in at the end."""
    return re.fullmatch(pattern, text, re.ASCII) is not None


def is_digest(text):
    return full("[0-9a-f]{64}", text)


def is_date(text):
    if not full(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        datetime.date.fromisoformat(text)  # years 0001 to 9999
    except ValueError:
        return False
    return True


def is_time(text):
    return full(r".{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ", text) and is_date(text[:10])


def is_decimal(text):
    return full("0|[1-9][0-9]*", text)


# --- §1 the text rule --------------------------------------------------------

BAD_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
# Default-ignorable characters that the categories do not catch.
BAD_RANGES = [
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
]  # fmt: skip


def check_text(text, where, line_feeds=False):
    for c in text:
        if c == " " or (c == "\n" and line_feeds):
            continue
        bad = unicodedata2.category(c) in BAD_CATEGORIES or any(a <= ord(c) <= b for a, b in BAD_RANGES)
        need(not bad, f"{where}: U+{ord(c):04X} is not allowed")
    need(unicodedata2.normalize("NFC", text) == text, f"{where}: not in NFC")


def check_value(text, where):
    """§3: the value of a line in a record."""
    check_text(text, where)
    need(text != "", f"{where}: empty")
    need(text[0] != " " and text[-1] != " ", f"{where}: space at an end")
    need(len(text) <= 200, f"{where}: more than 200 code points")


# --- §2 strict Ed25519 -------------------------------------------------------

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
SMALL_ORDER = {
    bytes.fromhex(h)
    for h in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
}


def good_point(raw):
    """The four rules for A and R: canonical, on the curve, good sign, not of small order."""
    if len(raw) != 32:
        return False
    number = int.from_bytes(raw, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return False
    # -x² + y² = 1 + d·x²·y², so x² = (y² - 1) / (d·y² + 1). The divisor is never 0.
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    if xx != 0 and pow(xx, (P - 1) // 2, P) != 1:
        return False
    if xx == 0 and sign == 1:
        return False
    return raw not in SMALL_ORDER


def ed25519_verifies(public, signature, message):
    """OpenSSL refuses S >= L and compares R byte for byte, so without cofactor."""
    if len(signature) != 64 or not good_point(public) or not good_point(signature[:32]):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


# --- §2 keys and signed notes ------------------------------------------------

NOTE_KEY, COSIGNATURE_KEY = 0x01, 0x04
WHITE_SPACE = set(map(chr, [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)]))
WHITE_SPACE |= set("\u2028\u2029\u202f\u205f\u3000")


def is_key_name(name):
    printable = not WHITE_SPACE & set(name) and all(unicodedata2.category(c) != "Cc" for c in name)
    return name != "" and "+" not in name and printable and len(name.encode()) <= 255


def key_id(name, kind, public):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]


@dataclass(frozen=True)
class Key:
    name: str
    kind: int
    public: bytes

    def id(self):
        return key_id(self.name, self.kind, self.public)

    def vkey(self):
        return f"{self.name}+{self.id().hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def wrote(self, line):
        """Whether the line claims to be by this key."""
        return line.name == self.name and line.key_id == self.id()

    def verifies(self, line, text):
        if self.kind == NOTE_KEY:
            return ed25519_verifies(self.public, line.signature, text)
        # §5: a cosignature carries the time before the 64 bytes.
        if len(line.signature) != 72:
            return False
        time = int.from_bytes(line.signature[:8], "big")
        message = b"cosignature/v1\ntime %d\n" % time + text
        return time < 2**63 and ed25519_verifies(self.public, line.signature[8:], message)


def parse_vkey(text, kind=NOTE_KEY):
    parts = text.split("+", 2)  # the base64 may hold more of them
    need(len(parts) == 3, "vkey: not three parts")
    need(is_key_name(parts[0]), "vkey: bad name")
    need(full("[0-9a-f]{8}", parts[1]), "vkey: bad key ID")
    raw = b64decode(parts[2], 33)
    need(raw[0] == kind, f"vkey: type {raw[0]:#04x}, not {kind:#04x}")
    need(good_point(raw[1:]), "vkey: weak or non-canonical public key")
    key = Key(parts[0], kind, raw[1:])
    need(key.id().hex() == parts[1], "vkey: the key ID is another key's")
    return key


@dataclass
class Line:
    name: str
    key_id: bytes
    signature: bytes


@dataclass
class Note:
    text: bytes  # what is signed, with its last line feed
    lines: list


def parse_note(note):
    need(len(note.encode()) <= 2**20, "note: more than 1 MiB")
    need(all(c >= " " or c == "\n" for c in note), "note: control character")
    text, gap, below = note.rpartition("\n\n")
    need(gap and below.endswith("\n"), "note: no signature lines")
    lines = []
    for line in below[:-1].split("\n"):
        parts = line.split(" ")
        need(len(parts) == 3 and parts[0] == "\u2014" and is_key_name(parts[1]), "note: bad signature line")
        raw = b64decode(parts[2])
        need(len(raw) > 4, "note: signature line without a signature")
        lines.append(Line(parts[1], raw[:4], raw[4:]))
    need(len(lines) <= 100, "note: more than 100 signature lines")
    return Note((text + "\n").encode(), lines)


# --- §2 policy ---------------------------------------------------------------


@dataclass
class Policy:
    logs: list = field(default_factory=list)
    witnesses: dict = field(default_factory=dict)  # name -> key
    groups: dict = field(default_factory=dict)  # name -> (k, names)
    quorum: str = "none"
    registrars: list = field(default_factory=list)  # (key, marked invite)

    def publics(self):
        keys = self.logs + list(self.witnesses.values()) + [k for k, _ in self.registrars]
        return [k.public for k in keys]

    def reached(self, name, cosigned):
        """Whether the named witness or group is among those that cosigned."""
        if name in self.groups:
            k, names = self.groups[name]
            return sum(self.reached(n, cosigned) for n in names) >= k
        return name == "none" or name in cosigned


def parse_policy(data):
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Refused("policy: not UTF-8")
    need(len(data) <= 2**20, "policy: more than 1 MiB")
    need(all((c >= " " and c != "\x7f") or c in "\t\n" for c in text), "policy: control character")
    policy, quorums, grouped = Policy(), [], set()
    for number, line in enumerate(text.split("\n"), 1):
        words = [w for w in re.split("[ \t]+", line) if w]
        where = f"policy line {number}"
        if not words or words[0].startswith("#"):
            continue
        try:
            match words:
                case ["log", vkey] | ["log", vkey, _]:
                    policy.logs.append(parse_vkey(vkey))
                case ["witness", name, vkey] | ["witness", name, vkey, _]:
                    need(name != "none" and name not in policy.witnesses | policy.groups, "name is taken")
                    policy.witnesses[name] = parse_vkey(vkey, COSIGNATURE_KEY)
                case ["group", name, k, *names]:
                    need(name != "none" and name not in policy.witnesses | policy.groups, "name is taken")
                    need(names and len(set(names)) == len(names), "no member, or one twice")
                    need(all(n in policy.witnesses | policy.groups for n in names), "unknown member")
                    need(not grouped & set(names), "a member is in another group")
                    grouped |= set(names)
                    k = {"any": "1", "all": str(len(names))}.get(k, k)
                    need(is_decimal(k) and len(k) < 9 and 1 <= int(k) <= len(names), "bad number of members")
                    policy.groups[name] = (int(k), names)
                case ["quorum", name]:
                    need(name == "none" or name in policy.witnesses | policy.groups, "unknown name")
                    quorums.append(name)
                case ["registrar", vkey]:
                    policy.registrars.append((parse_vkey(vkey), False))
                case ["registrar", vkey, "invite"]:
                    policy.registrars.append((parse_vkey(vkey), True))
                case _:
                    raise Refused("unknown kind of line")
        except Refused as cause:
            raise Refused(f"{where}: {cause}")
    need(len(quorums) == 1, "policy: not exactly one quorum line")
    policy.quorum = quorums[0]
    need(len(set(policy.publics())) == len(policy.publics()), "policy: a public key stands twice")
    for keys in policy.logs, list(policy.witnesses.values()):
        need(len({(key.name, key.id()) for key in keys}) == len(keys), "policy: two keys share name and key ID")
    counts = len(policy.logs), len(policy.witnesses), len(policy.groups)
    need(max(counts) <= 256, "policy: more than 256 of a kind")
    return policy


# --- §1 strict JSON ----------------------------------------------------------


def strict_json(data):
    def pairs(items):
        need(len(dict(items)) == len(items), "a member stands twice")
        return dict(items)

    def integer(text):
        need(full("0|-?[1-9][0-9]*", text) and len(text) <= 17 and abs(int(text)) < 2**53, f"number {text[:20]}")
        return int(text)

    def no_number(text):
        raise Refused(f"number {text[:20]}")

    def walk(value, depth):
        if isinstance(value, (dict, list)):
            need(depth < 16, "nested too deep")
            for item in value.values() if isinstance(value, dict) else value:
                walk(item, depth + 1)
        names = value if isinstance(value, dict) else [value] if isinstance(value, str) else []
        need(not any(0xD800 <= ord(c) < 0xE000 for name in names for c in name), "lone surrogate")
        need(value is not None, "null")

    try:
        text = data.decode()
        need(not text.startswith("\ufeff"), "byte order mark")
        value = json.loads(
            text, object_pairs_hook=pairs, parse_int=integer, parse_float=no_number, parse_constant=no_number
        )
    except (ValueError, RecursionError) as cause:
        raise Refused(f"not JSON in UTF-8: {cause}")
    walk(value, 0)
    need(isinstance(value, dict), "not an object")
    return value


# Checkers: functions of a value and its place, that refuse what is wrong.


def members(**fields):
    """An object. A name that ends in _ may be missing."""
    every = {name.rstrip("-"): check for name, check in fields.items()}

    def check(value, where):
        need(type(value) is dict, f"{where}: not an object")
        for name in value:
            need(name in every, f"{where}: unknown member {name!r}")
        for name, check_member in every.items():
            need(name in value or name + "-" in fields, f"{where}: {name} is missing")
            if name in value:
                check_member(value[name], f"{where}/{name}")

    return check


def optional(**fields):
    return {name + "-": check for name, check in fields.items()}


def array(check_item):
    def check(value, where):
        need(type(value) is list, f"{where}: not an array")
        for i, item in enumerate(value):
            check_item(item, f"{where}/{i}")

    return check


def string(rule=lambda text: True, line_feeds=False):
    def check(value, where):
        need(type(value) is str, f"{where}: not a string")
        need(value != "", f"{where}: empty")
        check_text(value, where, line_feeds)
        need(rule(value), f"{where}: not of the right form")

    return check


def one_of(*words):
    return string(lambda text: text in words)


def integer(at_least):
    def check(value, where):
        need(type(value) is int and value >= at_least, f"{where}: not an integer from {at_least}")

    return check


def boolean(value, where):
    need(type(value) is bool, f"{where}: not a boolean")


def repeated_in_records(value, where):
    string()(value, where)
    check_value(value, where)
    need(value != "-", f"{where}: only a hyphen")


def raw_string(value, where):
    need(type(value) is str, f"{where}: not a string")


# --- §1 the document ---------------------------------------------------------

text, prose, date, time = string(), string(line_feeds=True), string(is_date), string(is_time)

ARTICLE = members(
    text=prose,
    **optional(heading=text, targets=array(members(name=text, value=text, **optional(unit=text)))),
)
PHASE = members(
    **{"name": text, "from": date, "to": date},
    **optional(theme=text, commemorations=array(members(name=text, **optional(date=date)))),
)
ANNEX = members(
    title=text,
    file=string(lambda t: full("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", t)),
    media_type=text,
    size=integer(0),
    sha256=string(is_digest),
)
PARTY = members(
    id=string(lambda t: full("[a-z0-9][a-z0-9-]{0,31}", t)),
    unit=text,
    role=one_of("head", "deputy", "member", "witness"),
    stage=integer(1),
    signs=boolean,
    **optional(representative=members(name=repeated_in_records, titles=array(text)), key=repeated_in_records),
)
PACT = members(
    format=one_of("giaouoc/pact/v1"),
    id=string(lambda t: full("[a-z2-7]{25}[aeimquy4]", t)),
    language=one_of("vi"),
    title=text,
    period=members(**{"from": date, "to": date}),
    group=members(kind=one_of("khoi", "cum", "co-quan", "khac"), name=text, **optional(parent=text)),
    header=members(organisation=array(text), **optional(number=text)),
    grounds=array(text),
    articles=array(ARTICLE),
    phases=array(PHASE),
    annexes=array(ANNEX),
    declaration=prose,
    roster=array(PARTY),
    identity=one_of("in-person", "invite"),
    created=time,
    **optional(
        supersedes=string(is_digest),
        event=members(**optional(name=text, place=text, date=date, part=one_of("sang", "chieu", "toi"))),
        preamble=prose,
        closes=time,
    ),
)


def check_pact(pact):
    PACT(pact, "pact")
    for span in [pact["period"], *pact["phases"]]:
        need(span["from"] <= span["to"], "pact: a period ends before it begins")
    files = [annex["file"] for annex in pact["annexes"]]
    need(len(set(files)) == len(files), "pact: two annexes with one file name")
    roster = pact["roster"]
    need(1 <= len(roster) <= 64, "pact: the roster has not 1 to 64 parties")
    need(len({party["id"] for party in roster}) == len(roster), "pact: two parties with one id")
    need(any(p["signs"] and p["role"] != "witness" for p in roster), "pact: nobody commits")
    taken = set()
    for party in roster:
        need(party["signs"] or party["role"] == "witness", f"pact: {party['id']} must sign")
        if "key" in party:
            need(party["signs"], f"pact: {party['id']} has a key and does not sign")
            public = parse_vkey(party["key"]).public
            need(public not in taken, f"pact: the key of {party['id']} is another's")
            taken.add(public)
    need(len(rfc8785.dumps(pact)) <= 256 * 1024, "pact: canonical bytes of more than 256 KiB")


# --- §4 leaf, §5 tree --------------------------------------------------------

KINDS = ["opening", "enrolment", "signature", "decline", "revocation", "withdrawal", "completion"]


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def ledger_entry(kind, nonce, note):
    mac = hmac.digest(nonce, b"giaouoc/leaf/v1\n" + note, "sha256")
    return bytes([1, KINDS.index(kind) + 1]) + mac


def included(index, size, leaf, proof, root):
    if index >= size:
        return False
    f, s, r = index, size - 1, leaf
    for h in proof:
        if s == 0:
            return False
        if f % 2 == 1 or f == s:
            r = node_hash(h, r)
            while f % 2 == 0 and f != 0:
                f, s = f // 2, s // 2
        else:
            r = node_hash(r, h)
        f, s = f // 2, s // 2
    return s == 0 and r == root


# --- §8 numbers for people ---------------------------------------------------


def short_number(digest):
    digits = f"{int.from_bytes(digest[:8], 'big') % 10**12:012}"
    return " ".join(digits[i : i + 4] for i in range(0, 12, 4))


# --- §3 records --------------------------------------------------------------

LINES = {
    "opening": "ledger pact time",
    "enrolment": "ledger pact party key holder capacity authority method time",
    "signature": "ledger pact party position intent enrolment after mark channel time",
    "decline": "ledger pact party enrolment reason time",
    "revocation": "ledger pact party key reason time",
    "withdrawal": "ledger pact reason time",
    "completion": "ledger pact signatures count time",
}
MAY_BE_ABSENT = {"reason", "authority", "mark"}
FORMS = {
    "pact": is_digest,
    "enrolment": is_digest,
    "after": is_digest,
    "signatures": is_digest,
    "authority": is_digest,
    "mark": is_digest,
    "time": is_time,
    "capacity": lambda v: v in ("representative", "delegate"),
    "method": lambda v: v in ("in-person", "invite", "pinned"),
    "intent": lambda v: v in ("witness", "sign"),
    "channel": lambda v: v in ("phone", "kiosk", "cli", "api"),
}
MARK = re.compile(
    rb'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 [1-9][0-9]{0,4} [1-9][0-9]{0,4}">'
    rb'(<path d="[MLQCZ0-9 .-]{1,16000}" fill="none" stroke="#000" stroke-width="[0-9]{1,3}(\.[0-9]{1,2})?"/>)*'
    rb"</svg>"
)


@dataclass
class Record:
    index: int
    kind: str
    note: Note

    def digest(self):
        return sha256(self.note.text).hex()

    def __str__(self):
        return f"record {self.index} ({self.kind})"


def parse_fields(record):
    """The lines of a record, each by its name, each of its own form; and as many signature lines as are due."""
    due = 2 if record.kind == "enrolment" else 1
    need(len(record.note.lines) == due, f"{record}: {len(record.note.lines)} signature lines, not {due}")
    lines = record.note.text.decode().split("\n")[1:-1]
    names = LINES[record.kind].split()
    need(len(lines) == len(names), f"{record}: {len(lines)} lines, not {len(names)}")
    fields = {}
    for name, line in zip(names, lines):
        where = f"{record}, {name}"
        need(line.startswith(name + " "), f"{where}: another line stands there")
        value = line[len(name) + 1 :]
        check_value(value, where)
        if value == "-":
            need(name in MAY_BE_ABSENT, f"{where}: may not be absent")
        else:
            need(FORMS.get(name, lambda v: True)(value), f"{where}: not of the right form")
        fields[name] = value
    if "key" in fields:
        parse_vkey(fields["key"])
    return fields


# --- §6 the ten steps --------------------------------------------------------

TITLES = [
    "parse", "digest", "checkpoint", "leaves", "opening", "enrolments", "signatures",
    "declines, revocations, withdrawal", "marks and annexes", "completion",
]  # fmt: skip
RECORD = members(index=integer(0), nonce=raw_string, note=raw_string, proof=array(raw_string))
ERASED = members(index=integer(0), erased=raw_string)


def check_marks(value, where):
    need(type(value) is dict, f"{where}: not an object")
    for mark in value.values():
        raw_string(mark, where)


EVIDENCE = members(
    format=one_of("giaouoc/evidence/v1"),
    pact=lambda value, where: None,  # check_pact does it
    records=array(lambda v, where: (ERASED if type(v) is dict and "erased" in v else RECORD)(v, where)),
    checkpoint=raw_string,
    **optional(marks=check_marks),
)


@dataclass
class Outcome:
    """What the replay found for one step: the first refusal, and what it could not check."""

    refused: Refused = None
    remarks: list = field(default_factory=list)


def signer_of(record):
    """Whose signature this is, whether or not it holds; None for what is no well-formed signature."""
    try:
        return parse_fields(record)["party"] if record.kind == "signature" else None
    except Refused:
        return None


class Verification:
    """One file under one policy. run() fills steps, verdict, reason and step_number."""

    def __init__(self, data, policy=None, annexes=None):
        self.data = data
        self.policy = policy or Policy()
        self.annexes = annexes or {}  # file name -> bytes
        self.steps = {}  # number -> (state, remarks)
        self.verdict = self.reason = self.step_number = None

    def run(self):
        self.replayed = {number: Outcome() for number in (5, 6, 7, 8, 10)}
        steps = [
            self.parse, self.digest, self.checkpoint, self.leaves, self.opening, self.step(6),
            self.step(7), self.step(8), self.marks_and_annexes, self.step(10),
        ]  # fmt: skip
        for number, step in enumerate(steps, 1):
            self.remarks = []
            try:
                step()
                self.steps[number] = ("holds", self.remarks)
            except NotChecked:
                self.steps[number] = ("not checked", [])
            except (Refused, Distrusted) as cause:
                self.steps[number] = ("failed", [str(cause)])
                trust = isinstance(cause, Distrusted)
                if self.verdict is None:  # the first that fails decides
                    self.verdict, self.step_number = ("untrusted" if trust else "invalid"), number
                if number <= 4 and not trust:  # all later steps need it
                    self.steps |= {later: ("not checked", []) for later in range(number + 1, 11)}
                    break
        if self.verdict is None:
            self.reason = self.missing()
            self.verdict = "incomplete" if self.reason else "valid"
        return self

    def step(self, number):
        """Steps 6, 7, 8 and 10 tell what the replay found."""

        def tell():
            outcome = self.replayed[number]
            self.remarks += outcome.remarks
            if outcome.refused:
                raise outcome.refused
            rests_on = {6: [5], 7: [5, 6], 8: [5, 6], 10: [5, 6, 7, 8]}[number]
            if any(self.steps[earlier][0] != "holds" for earlier in rests_on):
                raise NotChecked

        return tell

    def line(self):
        rest = self.reason or self.step_number
        return f"{self.verdict} {rest}" if rest else self.verdict

    def not_checked(self, remark):
        self.remarks.append("not checked: " + remark)

    # 1
    def parse(self):
        need(len(self.data) <= 4 * 1024 * 1024, "more than 4 MiB")
        self.file = strict_json(self.data)
        EVIDENCE(self.file, "file")
        self.pact = self.file["pact"]
        check_pact(self.pact)
        self.roster = {party["id"]: party for party in self.pact["roster"]}
        self.signers = [party for party in self.pact["roster"] if party["signs"]]

    # 2
    def digest(self):
        self.pact_digest = sha256(rfc8785.dumps(self.pact))
        self.remarks.append(f"{self.pact_digest.hex()}, số đối chiếu {short_number(self.pact_digest)}")

    # 3
    def checkpoint(self):
        note = parse_note(self.file["checkpoint"])
        lines = note.text.decode().split("\n")
        need(len(lines) == 4, "the checkpoint has not three lines")
        self.origin = lines[0]
        need(is_key_name(self.origin), "the checkpoint's origin is no key name")
        need(is_decimal(lines[1]) and len(lines[1]) < 20 and int(lines[1]) <= 2**62, "checkpoint: bad size")
        self.size, self.root = int(lines[1]), b64decode(lines[2], 32)
        need(self.size > 0 or self.root == sha256(b""), "checkpoint: no leaves, and not the empty root")
        signed, cosigned = False, set()
        for line in note.lines:
            for key in self.policy.logs:
                if key.wrote(line):
                    need(key.verifies(line, note.text), "the ledger's signature does not verify")
                    # A ledger key speaks for the origin that is its name, for no other (§5, choices).
                    signed = signed or key.name == self.origin
            for name, key in self.policy.witnesses.items():
                if key.wrote(line):
                    need(key.verifies(line, note.text), f"the cosignature of {name} does not verify")
                    cosigned.add(name)
        if not signed:
            raise Distrusted("no signature by a pinned ledger key")
        if not self.policy.reached(self.policy.quorum, cosigned):
            raise Distrusted("no quorum of witness servers")

    # 4
    def leaves(self):
        self.records, self.erased, last = [], [], -1
        for item in self.file["records"]:
            index = item["index"]
            where = f"record {index}"
            need(index > last, f"{where}: not in the ledger's order")
            need(index < self.size, f"{where}: not in the tree")
            last = index
            if "erased" in item:
                need(is_digest(item["erased"]), f"{where}: not a digest")
                self.erased.append((index, item["erased"]))
                continue
            nonce, note = b64decode(item["nonce"], 32), item["note"].encode()
            need(len(note) <= 4096, f"{where}: more than 4 KiB")
            parsed = parse_note(item["note"])
            first = parsed.text.decode().split("\n")[0]
            kind = next((k for k in KINDS if first == f"giaouoc/{k}/v1"), None)
            need(kind, f"{where}: unknown first line")
            need(len(item["proof"]) <= 63, f"{where}: proof of more than 63 hashes")
            proof = [b64decode(h, 32) for h in item["proof"]]
            leaf = leaf_hash(ledger_entry(kind, nonce, note))
            need(included(index, self.size, leaf, proof, self.root), f"{where}: not included")
            self.records.append(Record(index, kind, parsed))

    # 5
    def opening(self):
        items = self.file["records"]
        openings = [r for r in self.records if r.kind == "opening"]
        need(items, "there is no record")
        if "erased" in items[0]:
            need(not openings, "the opening is not the first record")
            raise Distrusted("the opening is erased")
        need(self.records[0].kind == "opening", "the first record is no opening")
        self.opening_record = record = self.records[0]
        self.form(record)
        line = record.note.lines[0]
        claimed = [key for key, _ in self.policy.registrars if key.wrote(line)]
        good = [key for key in claimed if key.verifies(line, record.note.text)]
        need(good or not claimed, f"{record}: the registrar's line does not verify")
        good = [key for key in good if key in self.registrars()]
        if not good:
            raise Distrusted("opened by no registrar that is pinned for this identity mode")
        self.opener = good[0]
        self.replay()
        if self.replayed[5].refused:
            raise self.replayed[5].refused

    def replay(self):
        """All records after the opening, in ledger order. Only those that pass are taken and count for later ones."""
        self.taken = []  # (record, its lines)
        self.gone = []  # (index, record digest) of what is erased so far
        self.signers_at_hand = set(map(signer_of, self.records)) - {None}
        rules = {
            "enrolment": (6, self.enrolment), "signature": (7, self.signature), "decline": (8, self.decline),
            "revocation": (8, self.revocation), "withdrawal": (8, self.withdrawal),
            "completion": (10, self.completion), "opening": (5, self.second_opening),
        }  # fmt: skip
        erased = sorted(self.erased)
        for record in self.records[1:]:
            self.gone = [(index, digest) for index, digest in erased if index < record.index]
            number, rule = rules[record.kind]
            self.remarks, before = self.replayed[number].remarks, len(self.replayed[number].remarks)
            try:
                fields = self.form(record)
                need(all(r.digest() != record.digest() for r, _ in self.taken), f"{record}: the same text again")
                rule(record, fields)
                self.taken.append((record, fields))
            except Refused as cause:
                del self.remarks[before:]
                self.replayed[number].refused = self.replayed[number].refused or cause
        self.remarks = []

    # What the rules ask. All of it is about records that were taken, and so stand before the one that is judged.

    def known(self, kind, **wanted):
        """Records of a kind with the given values."""
        return [(r, f) for r, f in self.taken if r.kind == kind and all(f[k] == v for k, v in wanted.items())]

    def excused(self, missing):
        """§6, erasure: whether enough is erased to explain that these have not signed, and none of it is at hand."""
        enough = len(missing) <= len({digest for _, digest in self.gone})
        return enough and not any(party["id"] in self.signers_at_hand for party in missing)

    def form(self, record):
        """What every record must show: its lines, this ledger, this pact, a party that signs."""
        f = parse_fields(record)
        need(f["ledger"] == self.origin, f"{record}: of another ledger")
        need(f["pact"] == self.pact_digest.hex(), f"{record}: of another pact")
        if "party" in f:
            party = self.roster.get(f["party"])
            need(party and party["signs"], f"{record}: no party that signs")
        return f

    def not_after(self, record, *kinds, **wanted):
        for kind in kinds:
            for earlier, _ in self.known(kind, **wanted):
                raise Refused(f"{record}: after {earlier}")

    def signed_by(self, record, key, line=0):
        line = record.note.lines[line]
        need(key.wrote(line), f"{record}: signed by {line.name}, not by {key.name}")
        need(key.verifies(line, record.note.text), f"{record}: the signature does not verify")

    def by_registrar(self, record):
        """By the registrar that opened, or a spare: another pinned one of the same name."""
        keys = [key for key in self.registrars() if key.name == self.opener.name]
        line = record.note.lines[0]
        claimed = [key for key in keys if key.wrote(line)]
        need(claimed, f"{record}: not by the registrar")
        need(any(k.verifies(line, record.note.text) for k in claimed), f"{record}: the registrar's line does not verify")

    def registrars(self):
        in_person = self.pact["identity"] == "in-person"
        return [key for key, invite in self.policy.registrars if not (in_person and invite)]

    def second_opening(self, record, f):
        raise Refused(f"{record}: a second opening")

    # 6
    def enrolment(self, record, f):
        party, key = self.roster[f["party"]], parse_vkey(f["key"])
        self.by_registrar(record)
        self.signed_by(record, key, line=1)  # possession
        need((f["method"] == "pinned") == ("key" in party), f"{record}: method {f['method']}")
        if "key" in party:
            need(f["key"] == party["key"], f"{record}: not the pinned key")
        else:
            need(key.name == f"{self.pact['id']}/{party['id']}", f"{record}: the key has another's name")
        admitted = f["method"] != "invite" or self.pact["identity"] == "invite"
        need(admitted, f"{record}: method invite in an in-person pact")
        if f["capacity"] == "representative" and "representative" in party:
            need(f["holder"] == party["representative"]["name"], f"{record}: another representative")
        others = set(self.policy.publics())
        others |= {parse_vkey(p["key"]).public for p in self.signers if "key" in p and p is not party}
        others |= {parse_vkey(g["key"]).public for _, g in self.known("enrolment") if g["party"] != party["id"]}
        need(key.public not in others, f"{record}: the key is another's")
        need(len(self.known("enrolment", party=party["id"])) < 8, f"{record}: the ninth")
        self.not_after(record, "signature", "decline", party=party["id"])
        self.not_after(record, "withdrawal", "completion")

    def by_party(self, record, f):
        """Signatures and declines: the newest enrolment, its key, not revoked."""
        party = self.roster[f["party"]]
        enrolments = self.known("enrolment", party=party["id"])
        erased = [index for index, digest in self.gone if digest == f["enrolment"]]
        if any(r.digest() == f["enrolment"] for r, _ in enrolments):
            need(enrolments[-1][0].digest() == f["enrolment"], f"{record}: not the newest enrolment")
            vkey = enrolments[-1][1]["key"]
        else:
            need(erased, f"{record}: {party['id']} was not enrolled so")
            # Its text is gone, but where it stood is known.
            need(all(r.index < erased[-1] for r, _ in enrolments), f"{record}: there is a newer enrolment")
            vkey = party.get("key")
        if vkey is None:
            return self.not_checked(f"{record}: its enrolment is erased")
        self.signed_by(record, parse_vkey(vkey))
        revoked = {parse_vkey(g["key"]).public for _, g in self.known("revocation", party=party["id"])}
        need(parse_vkey(vkey).public not in revoked, f"{record}: the key is revoked")

    def signatures_of(self, parties):
        """The digests of the parties' signatures, joined in roster order; and the parties whose are missing."""
        found = {p["id"]: r for p in parties for r, _ in self.known("signature", party=p["id"])}
        missing = [p for p in parties if p["id"] not in found]
        return b"".join(bytes.fromhex(r.digest()) for r in found.values()), missing

    # 7
    def signature(self, record, f):
        party = self.roster[f["party"]]
        position = f"{self.signers.index(party) + 1}/{len(self.signers)}"
        need(f["position"] == position, f"{record}: the position is {position}")
        intent = "witness" if party["role"] == "witness" else "sign"
        need(f["intent"] == intent, f"{record}: the intent is {intent}")
        self.by_party(record, f)
        self.not_after(record, "signature", "decline", party=party["id"])
        self.not_after(record, "withdrawal", "completion")
        smaller = [p for p in self.signers if p["stage"] < party["stage"]]
        digests, missing = self.signatures_of(smaller)
        if missing:
            need(self.excused(missing), f"{record}: the stage is not open")
            self.not_checked(f"{record}: after, since signatures are erased")
        elif smaller:
            need(f["after"] == sha256(digests).hex(), f"{record}: after is wrong")
        else:
            need(f["after"] == self.opening_record.digest(), f"{record}: after is not the opening")

    # 8
    def decline(self, record, f):
        self.by_party(record, f)
        self.not_after(record, "signature", "decline", party=f["party"])
        self.not_after(record, "withdrawal", "completion")

    def revocation(self, record, f):
        self.by_registrar(record)
        if not self.known("enrolment", party=f["party"], key=f["key"]):
            need(self.gone, f"{record}: the key was never enrolled")
            self.not_checked(f"{record}: the key, since a record is erased")
        self.not_after(record, "withdrawal")

    def withdrawal(self, record, f):
        self.by_registrar(record)
        self.not_after(record, "withdrawal", "completion")

    # 9
    def marks_and_annexes(self):
        named = set()  # by any well-formed signature: whether it holds is another step's matter
        for record in self.records:
            if record.kind == "signature":
                try:
                    named.add(parse_fields(record)["mark"])
                except Refused:
                    pass
        named -= {"-"}
        marks = self.file.get("marks", {})
        for name, mark in marks.items():
            raw = mark.encode()
            need(is_digest(name), "a mark's name is not a digest")
            need(len(raw) <= 16 * 1024, f"mark {name}: more than 16 KiB")
            need(MARK.fullmatch(raw), f"mark {name}: not of the right form")
            need(sha256(raw).hex() == name, f"mark {name}: another digest")
            need(name in named, f"mark {name}: nobody names it")
        for name in sorted(named - set(marks)):
            self.not_checked(f"mark {name} is not at hand")
        wanted = {annex["file"]: annex["sha256"] for annex in self.pact["annexes"]}
        for file, data in self.annexes.items():
            need(wanted.get(file) == sha256(data).hex(), f"annex {file}: not one of the pact")
        for file in sorted(set(wanted) - set(self.annexes)):
            self.not_checked(f"annex {file} is not at hand")

    # 10
    def completion(self, record, f):
        self.by_registrar(record)
        n = len(self.signers)
        need(f["count"] == f"{n}/{n}", f"{record}: the count is {n}/{n}")
        self.not_after(record, "withdrawal", "decline", "completion")
        digests, missing = self.signatures_of(self.signers)
        if missing:
            need(self.excused(missing), f"{record}: not all have signed")
            self.not_checked(f"{record}: signatures, since some are erased")
        else:
            need(f["signatures"] == sha256(digests).hex(), f"{record}: signatures is wrong")

    def missing(self):
        """The reason of incomplete: the first that is true. None if nothing is missing."""
        reasons = {
            "erased": self.erased,
            "withdrawn": self.known("withdrawal"),
            "declined": self.known("decline"),
            "k-of-n": len(self.known("signature")) < len(self.signers),
            "no-completion": not self.known("completion"),
        }
        return next((reason for reason, true in reasons.items() if true), None)


def verify(data, policy=None, annexes=None):
    return Verification(data, policy, annexes).run()


# --- command line ------------------------------------------------------------

EXIT = {"valid": 0, "incomplete": 1, "invalid": 2, "untrusted": 3}


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, f"{self.prog}: {message}\n")


def main():
    parser = Parser(description="Verify giaouoc evidence files.")
    parser.add_argument("--policy", metavar="FILE", help="whom you trust; without it nothing is trusted")
    parser.add_argument("--annex", metavar="FILE", action="append", default=[], help="an annex, by its file name")
    parser.add_argument("--brief", action="store_true", help="print the verdicts only")
    parser.add_argument("files", metavar="FILE", nargs="+")
    args = parser.parse_args()

    def read(path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as cause:
            parser.error(str(cause))

    try:
        policy = parse_policy(read(args.policy)) if args.policy else None
    except Refused as cause:
        parser.error(str(cause))
    annexes = {os.path.basename(path): read(path) for path in args.annex}
    worst = 0
    for path in args.files:
        result = verify(read(path), policy, annexes)
        mode = f" ({result.pact['identity']})" if result.verdict == "valid" else ""
        print(f"{path}: {result.line()}{mode}")
        for number, (state, remarks) in result.steps.items():
            if not args.brief:
                print(f"  {number:2} {TITLES[number - 1]}: {state}", *remarks, sep="\n       ")
        worst = max(worst, EXIT[result.verdict])
    return worst


if __name__ == "__main__":
    sys.exit(main())
