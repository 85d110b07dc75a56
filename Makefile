# Everything here is a script of dev/ that runs alone too; `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help build image quickstart demo-domain test check measure peers bench fuzz clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' Makefile

build: ## .build/release/casemate, casemate-enclave-software and casemate-enclave, optimised, static Swift runtime
	@dev/build

quickstart: build ## Builds, then a CA and a certificate on the software enclave, in ./casemate-quickstart
	@.build/release/casemate quickstart

demo-domain: build ## Three enclaves, one set of keys: join, lose, promote, upgrade, recover; a transcript (needs root)
	@tests/system/domain-demo.sh

image: build ## .build/casemate.oci.tar: the programs as a container image, made without a container engine
	@dev/image

test: peers ## Every test there is; the last line sums them
	@dev/test

check: build ## Format, imports, docs, trusted closure: what needs no test
	@dev/check

measure: ## The enclave programs built twice in other directories: the same files? Writes measurements.json
	@dev/measure

peers: ## Installs what the tests measure against, or lists what is missing
	@dev/peers

bench: build ## The figures of docs/performance.md, on this machine
	@dev/bench

fuzz: ## Fuzzes each reader for FUZZ_SECONDS (60); FUZZ_TARGETS="frame request" for some
	@dev/fuzz

clean: ## Removes what was built; .peers stays
	rm -rf .build enclave/.build fuzz/.build
