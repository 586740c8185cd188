#!/usr/bin/env bash
# A kiosk: the program `giaouoc kiosk`, and Chromium in kiosk mode on the page that it serves.
#
#   giaouoc-kiosk.sh https://may-chu.example /etc/giaouoc/policy.txt [SHA-256 of the service's own certificate]
#
# Run it as a user of its own who may do nothing else, from that user's autostart. docs/CEREMONY.md, "A kiosk".
set -euo pipefail

server=${1:?address of the service}
policy=${2:?policy file}
fingerprint=${3:-}
giaouoc=${GIAOUOC:-giaouoc}
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
state=${XDG_STATE_HOME:-$HOME/.local/state}/giaouoc
mkdir -p "$state"

# What the browser keeps lies in memory where there is such a place, and is gone with this script in any case.
profile=$(mktemp -d -p "${XDG_RUNTIME_DIR:-/tmp}")
program=
trap 'kill "$program" 2>/dev/null || true; rm -rf "$profile"' EXIT

while true; do
  exec 3< <(exec "$giaouoc" kiosk --server "$server" --policy "$policy" --state "$state/kiosk.json" \
    ${fingerprint:+--server-fingerprint "$fingerprint"})
  program=$!
  # The start address holds the token of this run; it goes to the browser and nowhere else.
  if read -r line <&3; then
    rm -rf "${profile:?}"/*
    # No crash bubble, no translation, no back by swipe, no pinch, no first run.
    "$browser" --kiosk --user-data-dir="$profile" --no-first-run --noerrdialogs --disable-session-crashed-bubble \
      --disable-translate --disable-pinch --overscroll-history-navigation=0 --disable-features=Translate,MediaRouter \
      --disable-extensions --disable-sync --lang=vi "http${line#*http}" || true
  fi
  # The browser was closed or has crashed: both begin anew.
  kill "$program" 2>/dev/null || true
  exec 3<&-
  sleep 2
done
