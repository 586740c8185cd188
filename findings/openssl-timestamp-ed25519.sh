#!/usr/bin/env bash
# openssl ts answers with a refusal in the name of an Ed25519 time-stamp authority, and ends with 0.
#
# Expected: a tool that cannot sign with this kind of key ends with an error and writes no answer; or it signs.
# Happens:  `openssl ts -reply` of OpenSSL 3.0 (Debian 12: 3.0.22) with an Ed25519 key prints "Response has been
#           generated.", writes a time-stamp response (RFC 3161) and ends with 0. The response says "Rejected", reason
#           "Error during signature generation", and holds no time stamp. Only the error queue on standard error
#           tells: "PKCS7_SIGNER_INFO_set:signing not supported for this key type". With P-256 it is "Granted". Seen
#           on 2026-12-01.
# Matters:  a script that checks exit codes serves refusals, and its clients find out when a stamp is needed. A
#           time-stamp authority on OpenSSL needs a P-256 or RSA key, though certificates with Ed25519 are made by the
#           same program.
# Source:   seen here, when a time-stamp authority with the keys of a transparency log was tried.
# Needs:    Debian 12 with apt.
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

(cd "$tmp" && apt-get download -q 'openssl=3.0.*' 'libssl3=3.0.*' >apt.log 2>&1 &&
  for deb in *.deb; do dpkg -x "$deb" root; done) || cannot "no OpenSSL 3.0"
export PATH="$tmp/root/usr/bin:$PATH" LD_LIBRARY_PATH="$tmp/root/usr/lib/$(uname -m)-linux-gnu"

cat >"$tmp/tsa.cnf" <<END
[tsa]
default_tsa = authority
[authority]
serial = $tmp/serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
[req]
distinguished_name = name
x509_extensions = use
prompt = no
[name]
CN = authority
[use]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
END
openssl ts -query -data "$tmp/tsa.cnf" -sha256 -cert -out "$tmp/question" 2>"$tmp/log"

for kind in ED25519 P-256; do
  case $kind in ED25519) how=(ED25519) ;; *) how=(EC -pkeyopt "ec_paramgen_curve:$kind") ;; esac
  openssl genpkey -algorithm "${how[@]}" -out "$tmp/key.pem"
  openssl req -x509 -new -key "$tmp/key.pem" -config "$tmp/tsa.cnf" -days 2 -out "$tmp/certificate.pem"
  code=0
  openssl ts -reply -config "$tmp/tsa.cnf" -queryfile "$tmp/question" -out "$tmp/answer" \
    -signer "$tmp/certificate.pem" -inkey "$tmp/key.pem" 2>"$tmp/log" || code=$?
  said=$(openssl ts -reply -in "$tmp/answer" -text -config "$tmp/tsa.cnf" 2>>"$tmp/log" |
    sed -n 's/^Status: //p; s/^Status description: //p' | xargs)
  echo "$kind: exit code $code, $said; $(grep -c 'Response has been generated' "$tmp/log") time said: generated"
done >"$tmp/got"
want="ED25519: exit code 0, Rejected. Error during signature generation.; 1 time said: generated
P-256: exit code 0, Granted. unspecified; 1 time said: generated"
openssl version && cat "$tmp/got"
diff <(echo "$want") "$tmp/got" || { echo "changed" && exit 1; }
