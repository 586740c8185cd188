#!/usr/bin/env bash
# Packages giaouoc-tlog and giaouoc-core as for a registry, and builds a small program outside the workspace on them.
#   tests/package/run.sh
# Needs the crates of Cargo.lock fetched, and no network. Everything is built below target/.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo=${CARGO:-cargo}
target=$($cargo metadata --format-version 1 --no-deps --offline |
  python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
crates=(giaouoc-tlog giaouoc-core)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

fail() {
  echo "package: $1" >&2
  exit 1
}

# The program is the verification: it compiles what was unpacked. A warning of cargo (a field that is missing) fails.
log=$(mktemp)
trap 'rm -rf "$log" "${folder:-}"' EXIT
$cargo package --offline --allow-dirty --no-verify --quiet "${crates[@]/#/--package=}" 2>"$log" || { cat "$log"; exit 1; }
! grep -v '^ *\(Packag\|Updating\)' "$log" || fail "cargo package warns"

folder=$target/package-user
rm -rf "$folder"
mkdir -p "$folder"
cp -r tests/package/Cargo.toml tests/package/src "$folder"
cp Cargo.lock "$folder"
patches=()
for crate in "${crates[@]}"; do
  tar -xzf "$target/package/$crate-$version.crate" -C "$folder"
  for file in LICENSE README.md; do
    [ -s "$folder/$crate-$version/$file" ] || fail "$crate has no $file"
  done
  cmp -s LICENSE "$folder/$crate-$version/LICENSE" || fail "the licence of $crate is another"
  patches+=(--config "patch.crates-io.$crate.path='$crate-$version'")
done

cd "$folder"
$cargo build --offline --quiet "${patches[@]}" --target-dir "$target"
program=$target/debug/package-user

expect() {
  local expected=$1 status=0 said
  shift
  said=$("$program" "$@") || status=$?
  [[ "$status $said" == $expected ]] || fail "$* gave '$status $said' in place of '$expected'"
}
core=giaouoc-core-$version
expect '0 valid
root *=' $core/example/policy.txt $core/example/evidence.giaouoc.json
sed 's/Công đoàn/Công đoản/' $core/example/evidence.giaouoc.json >altered.giaouoc.json
expect '2 invalid*' $core/example/policy.txt altered.giaouoc.json
echo "package: ${crates[*]} $version: packaged, built upon, 2 verdicts as expected"
