#!/usr/bin/env bash
# No private key file of Ed25519 is read by both OpenSSL 3.0 and ring.
#
# Expected: PKCS#8 is one format: a key that `openssl genpkey` wrote is read by Rust's ring, and one that Rust's
#           ed25519-dalek wrote by OpenSSL.
# Happens:  RFC 8410 leaves open whether the public key stands beside the private one. OpenSSL 3.0 (Debian 12: 3.0.22)
#           writes it without (48 bytes, version 0), and refuses a file that has it: "unsupported". ed25519-dalek
#           3.0.0 writes it with (83 bytes, version 1). `Ed25519KeyPair::from_pkcs8` of ring 0.17.14 reads that and
#           refuses OpenSSL's: "VersionNotSupported". cryptography 50.0.2 (Python) refuses dalek's: "extra data".
#           dalek reads both, and ring has `from_pkcs8_maybe_unchecked`, which does. Seen on 2026-12-01.
# Matters:  a key made by one tool of a service fails at the start of another, or years later, when it is needed for a
#           check with OpenSSL. Write the form without the public key (in dalek: `KeypairBytes` with `public_key:
#           None`), and read both.
# Source:   seen here, when the format of key files was fixed; dalek-cryptography/curve25519-dalek, issue 627, and
#           openssl/openssl, issue 10468. OpenSSL 3.5 is said to read both (openssl/openssl, issue 30828).
# Needs:    Debian 12 with apt, cargo and a C compiler (a build of some minutes on two cores), python3 with venv.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

(cd "$tmp" && apt-get download -q 'openssl=3.0.*' 'libssl3=3.0.*' >apt.log 2>&1 &&
  for deb in *.deb; do dpkg -x "$deb" root; done) || cannot "no OpenSSL 3.0"
{ python3 -m venv "$tmp/venv" && "$tmp/venv/bin/pip" -q install cryptography==50.0.2; } || cannot "no cryptography"
openssl3() { PATH="$tmp/root/usr/bin:$PATH" LD_LIBRARY_PATH="$tmp/root/usr/lib/$(uname -m)-linux-gnu" openssl "$@"; }

mkdir "$tmp/src"
cat >"$tmp/Cargo.toml" <<'END'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"
[dependencies]
ed25519-dalek = { version = "=3.0.0", features = ["pem", "pkcs8"] }
ring = "=0.17.14"
END
cat >"$tmp/src/main.rs" <<'END'
use ed25519_dalek::{SigningKey, pkcs8::{DecodePrivateKey, EncodePrivateKey, spki::der::pem::LineEnding}};
use ring::signature::Ed25519KeyPair;
fn main() {
    let key = SigningKey::from_bytes(&[1; 32]);
    std::fs::write("dalek.pem", key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
    let theirs = std::fs::read("openssl.der").unwrap();
    for (from, der) in [("dalek's", key.to_pkcs8_der().unwrap().as_bytes()), ("OpenSSL's", &theirs)] {
        let said = |ok: bool| if ok { "reads" } else { "refuses" };
        println!("dalek {} {from}, {} bytes", said(SigningKey::from_pkcs8_der(der).is_ok()), der.len());
        println!("ring {} {from}", said(Ed25519KeyPair::from_pkcs8(der).is_ok()));
        println!("ring, unchecked, {} {from}", said(Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).is_ok()));
    }
}
END
openssl3 genpkey -algorithm ed25519 -out "$tmp/openssl.pem"
openssl3 pkey -in "$tmp/openssl.pem" -outform DER -out "$tmp/openssl.der"
export CARGO_TARGET_DIR="$tmp/target"
(cd "$tmp" && cargo build -q) || cannot "it does not build"
load='import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
load_pem_private_key(open(sys.argv[1], "rb").read(), None)'

got=$(cd "$tmp" && target/debug/finding
  for from in dalek openssl; do
    openssl3 pkey -in "$tmp/$from.pem" -noout 2>"$tmp/log" && echo "OpenSSL reads $from.pem" ||
      echo "OpenSSL refuses $from.pem"
    "$tmp/venv/bin/python" -c "$load" "$tmp/$from.pem" 2>"$tmp/log" && echo "cryptography reads $from.pem" ||
      echo "cryptography refuses $from.pem"
  done)
want="dalek reads dalek's, 83 bytes
ring reads dalek's
ring, unchecked, reads dalek's
dalek reads OpenSSL's, 48 bytes
ring refuses OpenSSL's
ring, unchecked, reads OpenSSL's
OpenSSL refuses dalek.pem
cryptography refuses dalek.pem
OpenSSL reads openssl.pem
cryptography reads openssl.pem"
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
openssl3 version && echo "$got"
