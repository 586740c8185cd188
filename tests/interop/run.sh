#!/usr/bin/env bash
# The interop suite: others' tools read what giaouoc writes.
#   tests/interop/run.sh [--require-binary]
#   GIAOUOC   the product's program; without it the parts that need it are skipped, with --require-binary they fail
#   SERVER, POLICY, EVIDENCE, PROOFS   see served.sh
# Needs python3 (3.10 or newer, with venv), openssl 3 and Go; installs PyPI packages into target/interop-venv, and
# Debian's Go when there is none.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
target=$root/target
require_binary=
case "${1:-}" in
"") ;;
--require-binary) require_binary=1 ;;
*) echo "usage: $0 [--require-binary]" >&2 && exit 64 ;;
esac
if [ -n "${GIAOUOC:-}" ]; then
  case $GIAOUOC in */*) GIAOUOC=$(cd "$(dirname "$GIAOUOC")" && pwd)/$(basename "$GIAOUOC") ;; esac
  export GIAOUOC
fi
log=$(mktemp)
tree=$(mktemp -d)
trap 'rm -rf "$log" "$tree"' EXIT

give_up() {
  echo "interop: $1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

# --- what is needed ---

venv=$target/interop-venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv" || give_up "no Python venv could be made; is python3-venv there?"
fi
"$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$here/requirements.txt" ||
  give_up "the PyPI packages of requirements.txt could not be installed; is this machine offline?"
export PYTHON=$venv/bin/python PYTHONDONTWRITEBYTECODE=1

gocode=/usr/share/gocode
if ! command -v go >/dev/null || [ ! -d $gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  installed=
  for _ in 1 2 3; do
    if apt-get update -q && apt-get install -y -q --no-install-recommends golang-go golang-golang-x-mod-dev; then
      installed=1
      break
    fi
    sleep 5
  done >&2
  [ -n "$installed" ] || give_up "Go and golang.org/x/mod could not be installed by apt; is this machine offline?"
fi
command -v openssl >/dev/null || give_up "there is no openssl"
for tool in pdftoppm qpdf; do
  command -v $tool >/dev/null || { apt-get install -y -q --no-install-recommends poppler-utils qpdf >&2 || give_up "poppler-utils and qpdf could not be installed"; }
done

# Debian's packages lie in a GOPATH, so no modules and no network.
export GO111MODULE=off GOFLAGS= GOPATH=$gocode GOCACHE=$target/interop-go/cache GO_INTEROP=$target/interop-go/interop
(cd "$root" && go build -o "$GO_INTEROP" ./tests/interop/go) || give_up "the Go program does not build"

# --- the parts ---

part() { # COMMAND...: print and count its lines; a part that fails without saying so counts as a failure
  local out status
  out=$(mktemp)
  "$@" >"$out"
  status=$?
  cat "$out"
  cat "$out" >>"$log"
  if [ $status -ne 0 ] && ! grep -q '^FAIL - ' "$out"; then
    echo "FAIL - $(basename "$1") ended with $status" | tee -a "$log"
  fi
  rm -f "$out"
}

formats=$root/fixtures/vectors/formats
part "$PYTHON" "$here/test_vectors.py"
part "$here/openssl.sh"

part "$GO_INTEROP" evidence "$formats/policy.txt" "$formats/6-evidence.giaouoc.json" "$formats"/accept/*.giaouoc.json
shopt -s nullglob
fixtures=("$root"/fixtures/s*/6-evidence.giaouoc.json)
if [ ${#fixtures[@]} -gt 0 ]; then
  part "$GO_INTEROP" evidence "$root/fixtures/policy.txt" "${fixtures[@]}"
else
  echo "skip - go: fixtures/s*: no evidence there yet; make fixtures generates it" | tee -a "$log"
fi
"$PYTHON" "$here/tlog.py" tree "$formats/4-entries.json" "$formats/5-checkpoint.txt" "$tree/vectors"
"$PYTHON" "$here/tlog.py" large "$formats/keys.json" 1300 "$tree/large"
part "$GO_INTEROP" tree "$formats/policy.txt" "file://$tree/vectors" "file://$tree/large"
part "$GO_INTEROP" tree-http "$formats/policy.txt" "$tree/vectors" "$tree/large"

part "$PYTHON" "$here/test_tlog_proof.py"

if [ -n "${GIAOUOC:-}" ]; then
  part "$PYTHON" "$here/agree.py" "$GIAOUOC"
else
  echo "skip - agree: GIAOUOC is not set" | tee -a "$log"
fi
part "$here/served.sh"

# Paper: the program that makes evidence of so many parties stands beside the product's.
if [ -n "${GIAOUOC:-}" ] && [ -x "$(dirname "$GIAOUOC")/sample_pacts" ]; then
  part "$PYTHON" -W ignore "$here/test_paper.py" "$GIAOUOC" "$(dirname "$GIAOUOC")/sample_pacts"
elif [ -n "$require_binary" ]; then
  echo "FAIL - paper: no program sample_pacts beside GIAOUOC" | tee -a "$log"
else
  echo "skip - paper: GIAOUOC is not set" | tee -a "$log"
fi

# --- the sum ---

passed=$(grep -c '^ok - ' "$log")
failed=$(grep -c '^FAIL - ' "$log")
skipped=$(grep -c '^skip - ' "$log")
if [ -n "$require_binary" ] && [ -z "${GIAOUOC:-}" ]; then
  echo "FAIL - --require-binary: GIAOUOC is not set"
  failed=$((failed + 1))
fi
echo
grep '^FAIL - ' "$log"
echo "skipped: $skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
