# Bare `make` lists what there is. Everything a fresh machine needs beside Rust is fetched by the targets themselves.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
CARGO ?= cargo
# Where `make run` keeps its ledger, and where it listens.
DATA ?= data
LISTEN ?= 127.0.0.1:8080
FUZZ_SECONDS ?= 60

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: run
run: ## build, start the service with sample pacts, a desk and a kiosk, print their addresses
	$(CARGO) run --release -p giaouoc -- serve --demo --with-desk-and-kiosk --data $(DATA) --listen $(LISTEN)

.PHONY: demo
demo: ## seven units sign in the terminal; the evidence is verified, tampered with, refused
	$(CARGO) run --release -p giaouoc -- demo --out demo

.PHONY: test
test: format unit doc generated packages web interop browser-test ## everything that must hold: rules, lints, generated files, all tests

.PHONY: check
check: test docs sizes release ## what a release must keep: make test, links of all docs, the table of sizes, the optimised program run as the README runs it

.PHONY: sizes
sizes: ## lines of files and functions by crate, and doc comments, beside their limits
	$(CARGO) test --locked -q -p giaouoc-tests --test architecture -- --nocapture --test-threads 1 small_enough whole_sentences

.PHONY: release
release: ## the program as it is given out, its size, and the README's transcript by it
	$(CARGO) build --release --locked -p giaouoc
	ls -l "$(TARGET)/release/giaouoc"
	GIAOUOC="$(TARGET)/release/giaouoc" $(CARGO) test --locked -q -p giaouoc-tests --test architecture transcript

.PHONY: format
format:
	$(CARGO) fmt --all --check

.PHONY: clippy
clippy: ## the lints alone, as an editor asks for them
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

# The packages that others may build on; the docs of the others are for us, and `make check` follows their links.
.PHONY: doc
doc:
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc -p giaouoc-tlog -p giaouoc-core --no-deps --locked

.PHONY: docs
docs: ## the docs of all crates, without a broken link
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

# Everything that the tests run is built once, by one command: with other packages or targets named, cargo would choose
# other features of what they share, and build our crates and some forty others a second time. Lints run in that same
# build (docs/adr/0022-a-short-build.md): clippy's compiler is rustc, and builds our crates as it reads them.
LINTED = RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS="-Dwarnings__CLIPPY_HACKERY__"
.PHONY: built
built:
	$(LINTED) $(CARGO) test --workspace --all-targets --locked --no-run

.PHONY: generated
generated: built ## are fixtures and generated pages up to date?
	"$(TARGET)/debug/fixtures" --check
	"$(TARGET)/debug/pages" --check

.PHONY: unit
unit: built ## all tests of the workspace, the whole-system ones too
	$(LINTED) $(WITH_PROGRAM) $(CARGO) test --workspace --locked

.PHONY: packages
packages: ## tlog and core as a registry would get them, and a small program outside the workspace built on them
	CARGO="$(CARGO)" tests/package/run.sh

.PHONY: web
web: ## the browser's part: its tests in Node 20, and its committed files up to date
	cd crates/web && npm ci --no-audit --no-fund --silent && npm test && npm run check

# Where cargo puts what it builds.
TARGET = $$($(CARGO) metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
WITH_PROGRAM = GIAOUOC="$(TARGET)/debug/giaouoc"

.PHONY: interop
interop: built ## tools that are not ours verify our work: OpenSSL, Python, Go, readers of QR codes and PDF
	$(WITH_PROGRAM) tests/interop/run.sh --require-binary

BROWSER_READY = cd crates/web && npm ci --no-audit --no-fund --silent && cd ../../tests/browser && npm ci --no-audit --no-fund --silent

.PHONY: browser-test
browser-test: built ## the pages in Debian's Chromium: ceremonies, races, axe, hostile strings
	$(BROWSER_READY) && $(WITH_PROGRAM) npm test

.PHONY: screenshots
screenshots: built ## every page and state at three sizes, into target/screenshots
	$(BROWSER_READY) && $(WITH_PROGRAM) npm run --silent screenshots

.PHONY: lighthouse
lighthouse: built ## Lighthouse on the phone's page; fetches it from npm
	$(BROWSER_READY) && cd lighthouse && npm ci --no-audit --no-fund --silent && $(WITH_PROGRAM) node run.mjs

.PHONY: fixtures
fixtures: ## generate fixtures and pages anew
	$(CARGO) run -q -p giaouoc-tests --bin fixtures
	$(CARGO) run -q -p giaouoc-tests --bin pages

.PHONY: bench
bench: ## figures as ratios within one run: verification beside raw crypto, appends beside raw SQLite
	$(CARGO) bench -p giaouoc-tests

.PHONY: fuzz
fuzz: ## each fuzz target for a minute, from its seeds (needs a C++ compiler; findings: tests/fuzz/artifacts)
	command -v cargo-fuzz >/dev/null || $(CARGO) install cargo-fuzz --locked
	cd tests/fuzz && corpus=$$(mktemp -d) && trap 'rm -rf "$$corpus"' EXIT && for target in $$($(CARGO) fuzz list); do \
		mkdir "$$corpus/$$target"; \
		$(CARGO) fuzz run -s none $$target "$$corpus/$$target" seeds/$$target -- -dict=dictionaries/$$target.dict \
			-max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1; \
	done

.PHONY: clean
clean: ## remove what was built, and the demo's folders
	$(CARGO) clean
	rm -rf demo
