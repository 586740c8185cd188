#!/usr/bin/env bash
# The crate tlog_tiles names tiles as Go's checksum database does, not as C2SP tlog-tiles.
#
# Expected: "An implementation of c2sp.org/tlog-tiles" gives the paths of that page: tile/0/x001/x234/067 for a tile
#           of hashes, tile/entries/005 for a bundle of entries.
# Happens:  `Tile::path` of tlog_tiles 0.2.0 gives tile/8/0/x001/x234/067 and tile/8/data/005, with the tile's height
#           as golang.org/x/mod/sumdb/tlog has it, and `Tile::from_path` refuses the paths of the page. Checkpoints
#           and hashes are C2SP's. Seen on 2026-12-01.
# Matters:  a monitor written with it gets 404 for every tile of every tlog-tiles log, and a log served with it is
#           read by no client; the Merkle arithmetic can be used if paths are written by oneself.
# Source:   seen here, when oracles for tests were chosen; the module's documentation says that it is a port of Go's.
# Needs:    cargo (its dependencies are built, some minutes on two cores).
set -euo pipefail
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
cannot() { echo "cannot be run here: $1" >&2 && exit 2; }

mkdir "$tmp/src"
cat >"$tmp/Cargo.toml" <<'END'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"
[dependencies]
tlog_tiles = "=0.2.0"
END
cat >"$tmp/src/main.rs" <<'END'
use tlog_tiles::{Checkpoint, Tile};
fn main() {
    println!("hashes:  {}", Tile::new(8, 0, 1_234_067, 256, false).path());
    println!("partial: {}", Tile::new(8, 1, 5, 7, false).path());
    println!("entries: {}", Tile::new(8, 0, 5, 256, true).path());
    for path in ["tile/0/x001/x234/067", "tile/1/005.p/7", "tile/entries/005"] {
        println!("{path} is {}", if Tile::from_path(path).is_ok() { "read" } else { "refused" });
    }
    let checkpoint = "log.example\n1\nqZKSo/6XqgxGYOgZgVzDOGkZxbJwUPWLnGZNCl2w0Sc=\n";
    let taken = Checkpoint::from_bytes(checkpoint.as_bytes()).is_ok();
    println!("a checkpoint is {}", if taken { "read" } else { "refused" });
}
END
export CARGO_TARGET_DIR="$tmp/target"
(cd "$tmp" && cargo build -q) || cannot "it does not build"
got=$("$tmp/target/debug/finding")
want='hashes:  tile/8/0/x001/x234/067
partial: tile/8/1/005.p/7
entries: tile/8/data/005
tile/0/x001/x234/067 is refused
tile/1/005.p/7 is refused
tile/entries/005 is refused
a checkpoint is read'
diff <(echo "$want") <(echo "$got") || { echo "changed" && exit 1; }
echo "$got"
