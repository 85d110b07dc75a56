#!/usr/bin/env bash
# What an SEV-SNP report costs to verify, on one thread, beside `openssl speed` for the same signatures. ROUNDS (1000).
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=../dev/build-flags
source dev/build-flags
swift build "${ENCLAVE[@]}" --product snp-bench >/dev/null
program=enclave/.build/release/snp-bench
for name in real-milan-v2 real-genoa-v3-azure; do
    echo "== $name"
    "$program" "enclave/Tests/AttestationTests/Vectors/snp/$name" "${ROUNDS:-1000}"
done
openssl speed -seconds 3 ecdsap384 rsa4096 2>/dev/null | tail -n 4
