#!/usr/bin/env bash
# Signing and verifying P-256 with all cores shared, 4 connections of 48 outstanding, beside openssl and the raw library.
source "$(dirname "$0")/enclave.sh"

start_enclave
for subject in sign verify; do "$casemate" bench "$subject" --seconds "${BENCH_SECONDS:-10}"; done
