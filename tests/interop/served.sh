#!/usr/bin/env bash
# Checks of a running server. Everything that depends on the exact command line stands here at the top.
#   SERVER    base URL of a running server, e.g. http://127.0.0.1:8080; without it $GIAOUOC is started as below
#   POLICY    policy file with the server's ledger and registrar keys
#   EVIDENCE  evidence files exported from that server, separated by spaces (none: that part is skipped)
#   PROOFS    records exported from it as .tlog-proof, likewise
#   PYTHON, GO_INTEROP   set by run.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
policy=${POLICY:-$here/../../fixtures/policy.txt}
tmp=$(mktemp -d)
server=${SERVER:-}
pid=
sample=$here/../../fixtures/s3-khoi-thi-dua-2/1-pact.json # the demo's complete pact
serve_args=(serve --demo --data "$tmp/data" --listen 127.0.0.1:0) # its output must name the URL that it listens on
failed=0

stop() {
  [ -n "$pid" ] && kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
  rm -rf "$tmp"
}
trap stop EXIT

if [ -z "$server" ]; then
  if [ -z "${GIAOUOC:-}" ]; then
    echo "skip - served: neither SERVER nor GIAOUOC is set"
    exit 0
  fi
  "$GIAOUOC" "${serve_args[@]}" >"$tmp/log" 2>&1 &
  pid=$!
  for _ in $(seq 150); do
    server=$(grep -oE 'http://127\.0\.0\.1:[1-9][0-9]*' "$tmp/log" | head -n 1)
    [ -n "$server" ] && break
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  if [ -z "$server" ]; then
    echo "FAIL - served: the server names no URL: $(tail -n 1 "$tmp/log")"
    exit 1
  fi
fi
server=${server%/}

# The demo's ceremonies are over when it has named its pacts; then one of them is complete, and exported.
if [ -n "$pid" ]; then
  for _ in $(seq 300); do
    grep -q "/v/" "$tmp/log" && break
    sleep 0.2
  done
  complete=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["id"])' "$sample")
  if "$GIAOUOC" evidence "$complete" --server "$server" --out "$tmp/evidence.giaouoc.json" >"$tmp/out" 2>&1; then
    EVIDENCE=$tmp/evidence.giaouoc.json
    for index in 0 2 15; do
      "$GIAOUOC" ledger proof "$EVIDENCE" --index $index >"$tmp/$index.tlog-proof" && PROOFS="${PROOFS:-} $tmp/$index.tlog-proof"
    done
  else
    echo "FAIL - served: no evidence was exported: $(cat "$tmp/out")" && failed=1
  fi
fi

# The ledger: Go rebuilds the root from the bundles and from the tiles.
"$GO_INTEROP" tree "$policy" "$server/ledger" || failed=1

if [ -n "${EVIDENCE:-}" ]; then
  for file in $EVIDENCE; do
    if "$PYTHON" "$here/verify.py" --brief --policy "$policy" "$file" >"$tmp/out"; then
      echo "ok - served: $(basename "$file") is valid to verify.py"
    else
      echo "FAIL - served: $(cat "$tmp/out")" && failed=1
    fi
    "$GO_INTEROP" evidence "$policy" "$file" || failed=1
  done
else
  echo "skip - served: exported evidence: EVIDENCE is not set"
fi

if [ -n "${PROOFS:-}" ]; then
  # shellcheck disable=SC2086
  "$PYTHON" "$here/test_tlog_proof.py" --policy "$policy" $PROOFS || failed=1
else
  echo "skip - served: exported .tlog-proof files: PROOFS is not set"
fi
exit $failed
