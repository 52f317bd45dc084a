# What people and CI run; `make` alone lists it. Everything real is in scripts/ and in SwiftPM.

SWIFT ?= swift
# How many worlds `make simulate` simulates.
SEEDS ?= 100000
# Which harnesses `make fuzz` runs, and for how many seconds each; all of them when it is empty.
FUZZ ?=
FUZZ_SECONDS ?= 60
FUZZ_AT_ONCE ?= 2
# Flags of Benchmarks/endtoend, such as '--only plan,validate'.
BENCH ?=
# What `patchbay --version` says of the commit; empty without Git, as in a tarball.
PATCHBAY_COMMIT ?= $(shell git describe --always --abbrev=12 --exclude '*' --dirty=+ 2>/dev/null)
PREFIX ?= /usr/local
# Its comments say what each is for.
LINKED = $(shell grep '^[-a-z]' packaging/release-flags)
RELEASE = $(LINKED) --product patchbay --scratch-path .build-release -Xlinker -s
# The release build of tests: what is counted is what is shipped.
CHECKED = $(LINKED) --scratch-path .build-simulate
export SWIFT PATCHBAY_COMMIT FUZZ FUZZ_SECONDS FUZZ_AT_ONCE

.PHONY: help build test lint format simulate fuzz instructions sanitize yardsticks bench demo man release install clean packages test-packages

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: packages ## build the program (debug) into .build
	$(SWIFT) build --product patchbay

test: export PATCHBAY = $(CURDIR)/.build-address/debug/patchbay
test: test-packages ## what CI runs: lint, the pages, 100,000 simulated worlds, instructions, all tests, sanitizers, the fuzzer
	scripts/lint
	scripts/build-tests address
	scripts/check-pages
	scripts/test-pages
	scripts/adopt-500
	$(MAKE) simulate
	$(MAKE) instructions
	scripts/test-release
	$(SWIFT) build $(CHECKED) --product LeakProbe
	scripts/run-tests --sanitized
	$(MAKE) sanitize
	$(MAKE) fuzz FUZZ_AT_ONCE=6

lint: ## check format, layers, constructs, tracked text and pages; prove that the checks can fail
	scripts/lint

format: ## format all Swift sources in place
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks Fuzz

simulate: packages ## simulate 100,000 worlds (or SEEDS=...) of faults and people, and every mutant (release build)
	$(SWIFT) build $(CHECKED) --product patchbay-sim
	.build-simulate/release/patchbay-sim --seeds $(SEEDS) --tally --rate --complete
	.build-simulate/release/patchbay-sim --seeds 50000 --mutants

fuzz: packages ## run the fuzzer's harnesses for a minute each (FUZZ_SECONDS=...), or some (FUZZ='NAME ...'); see scripts/fuzz
	scripts/fuzz
	scripts/test-fuzz

instructions: yardsticks ## count the instructions for 10,000 connections (release build) and hold them to Benchmarks/instructions.txt
	$(SWIFT) build $(CHECKED) --product patchbay
	scripts/check-instructions
	scripts/test-instructions

sanitize: test-packages ## run most tests with ThreadSanitizer, and the program by some of its own (a build of its own)
	scripts/sanitize

yardsticks: packages
	@scripts/install-packages bench
	$(MAKE) --no-print-directory -C Benchmarks/yardsticks OUT=../../.build-bench

bench: yardsticks ## measure the release build beside yardsticks and peers, and hold it to Benchmarks/thresholds.json (BENCH=FLAGS)
	$(SWIFT) build $(RELEASE)
	$(SWIFT) run --package-path Benchmarks --scratch-path .build-bench/swift --configuration release MicroBenchmark
	python3 Benchmarks/endtoend --program "$$($(SWIFT) build $(RELEASE) --show-bin-path)/patchbay" $(BENCH)

demo: build ## plan and apply examples/demo against the sandbox, in a temporary copy
	scripts/demo

man: build ## write manual pages of all commands into .build/man; look at one with man -l
	scripts/man-pages .build/man

release: packages ## make dist/: stripped program, .tar.gz, .deb, sums and list of parts (from a tree without changes)
	scripts/release

install: packages ## build for release and install program, completions and manual pages below PREFIX (/usr/local)
	$(SWIFT) build $(RELEASE)
	install -D -m 755 "$$($(SWIFT) build $(RELEASE) --show-bin-path)/patchbay" "$(DESTDIR)$(PREFIX)/bin/patchbay"
	scripts/install --completions "$(DESTDIR)$(PREFIX)/bin/patchbay" "$(DESTDIR)$(PREFIX)"
	PATCHBAY="$(DESTDIR)$(PREFIX)/bin/patchbay" scripts/man-pages "$(DESTDIR)$(PREFIX)/share/man/man1"

clean: ## remove what the builds made
	rm -rf .build .build-* dist

packages:
	@scripts/install-packages build
	@scripts/check-toolchain

test-packages:
	@scripts/install-packages test
	@scripts/check-toolchain
