#!/usr/bin/env bash
# Keys and signatures by the OpenSSL 3 command line, in both directions.
#   PYTHON   the python of the suite's venv (run.sh sets it)
#   GIAOUOC  the product's program; without it the parts that need it are skipped
set -u
here=$(cd "$(dirname "$0")" && pwd)
formats=$here/../../fixtures/vectors/formats
python=${PYTHON:-python3}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

check() { # NAME COMMAND...: the command must succeed
  local name=$1
  shift
  if "$@" >"$tmp/out" 2>&1; then
    echo "ok - openssl: $name"
  else
    echo "FAIL - openssl: $name: $(tail -n 1 "$tmp/out")"
    failed=1
  fi
}

not() { ! "$@"; }

flip() { # FILE OFFSET: a copy with one bit changed, in $tmp/flipped
  cp "$1" "$tmp/flipped"
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$tmp/flipped" bs=1 seek="$2" conv=notrunc status=none
}

verifies() { # PUBLIC.der TEXT SIGNATURE
  openssl pkeyutl -verify -pubin -inkey "$1" -keyform DER -rawin -in "$2" -sigfile "$3" | grep -q 'Verified Successfully'
}

sign() { # KEY.pem TEXT SIGNATURE
  openssl pkeyutl -sign -inkey "$1" -rawin -in "$2" -out "$3"
}

case $(openssl version) in
"OpenSSL 3."*) ;;
*) echo "FAIL - openssl: OpenSSL 3 is needed, this is $(openssl version)" && exit 1 ;;
esac

# (a) Keys. Page 2: PKCS#8 in PEM, 16 fixed bytes and the seed.
for who in ledger registrar; do
  openssl genpkey -algorithm ed25519 -out "$tmp/$who.pem"
  openssl pkey -in "$tmp/$who.pem" -pubout -outform DER -out "$tmp/$who.der"
done
fixed_bytes() { [ "$(openssl pkey -in "$1" -outform DER | head -c 16 | od -An -tx1 | tr -d ' \n')" = 302e020100300506032b657004220420 ]; }
check "genpkey writes the PKCS#8 of page 2" fixed_bytes "$tmp/ledger.pem"
ledger=$("$python" "$here/notes.py" vkey interop.example/so/1 "$tmp/ledger.der")
registrar=$("$python" "$here/notes.py" vkey interop.example/so/1/registrar "$tmp/registrar.der")
check "a vkey of the public key" test -n "$ledger" -a -n "$registrar"

# The key ID once more, with nothing but openssl.
id=$({ printf 'interop.example/so/1\n\001'; tail -c 32 "$tmp/ledger.der"; } | openssl dgst -sha256 -binary | head -c 4 | od -An -tx1 | tr -d ' \n')
check "its key ID" test "${ledger%%+*}+$id" = "${ledger%+"${ledger#*+*+}"}"

if [ -n "${GIAOUOC:-}" ]; then
  shows() { "$GIAOUOC" key show "$1" --name interop.example/so/1 | grep -qF -- "$ledger"; }
  check "the product reads the key" shows "$tmp/ledger.pem"
  openssl pkey -in "$tmp/ledger.pem" -outform DER -out "$tmp/private.der"
  flip "$tmp/private.der" 40
  openssl pkey -inform DER -in "$tmp/flipped" -out "$tmp/changed.pem"
  check "with a changed bit it is another key" not shows "$tmp/changed.pem"
else
  echo "skip - openssl: the product reads the key: GIAOUOC is not set"
fi

# (b) Every signature line of the vectors' records.
check "notes taken apart" "$python" "$here/notes.py" split "$formats/3-records.json" "$formats/policy.txt" "$tmp/lines"
for line in "$tmp"/lines/*; do
  name=$(basename "$line")
  check "$name verifies" verifies "$line/public.der" "$line/text" "$line/signature"
  flip "$line/text" 30
  check "$name: changed text refused" not verifies "$line/public.der" "$tmp/flipped" "$line/signature"
  flip "$line/signature" 33
  check "$name: changed signature refused" not verifies "$line/public.der" "$line/text" "$tmp/flipped"
done

# (c) An opening and a checkpoint, both signed by openssl, put together to an evidence file.
e=$tmp/evidence
assemble() { "$python" "$here/notes.py" evidence "$e" "$ledger" "$registrar" "$formats/1-pact.json"; }
verdict() { "$python" "$here/verify.py" --brief --policy "$e/policy.txt" "$e/evidence.giaouoc.json" | grep -qx ".*: $1"; }
build() { # SIGNATURES: files made from the two signatures, given as a function
  rm -f "$e"/*.sig
  assemble && sign "$tmp/registrar.pem" "$e/opening.txt" "$e/opening.sig" && $1 opening &&
    assemble && sign "$tmp/ledger.pem" "$e/checkpoint.txt" "$e/checkpoint.sig" && $1 checkpoint && assemble
}
spoil_opening() { if [ "$1" = opening ]; then flip "$e/opening.sig" 7 && mv "$tmp/flipped" "$e/opening.sig"; fi; }
spoil_checkpoint() { if [ "$1" = checkpoint ]; then flip "$e/checkpoint.sig" 7 && mv "$tmp/flipped" "$e/checkpoint.sig"; fi; }
build true
check "an opening and a checkpoint signed by openssl: verify.py says incomplete k-of-n" verdict "incomplete k-of-n"
if [ -n "${GIAOUOC:-}" ]; then
  "$GIAOUOC" verify --policy "$e/policy.txt" "$e/evidence.giaouoc.json" >"$tmp/out" 2>&1
  check "and so does the product" test $? = 1
else
  echo "skip - openssl: the product verifies what openssl signed: GIAOUOC is not set"
fi
build spoil_opening
check "the opening's signature with a changed bit: invalid 5" verdict "invalid 5"
build spoil_checkpoint
check "the checkpoint's signature with a changed bit: invalid 3" verdict "invalid 3"
exit $failed
