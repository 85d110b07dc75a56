#!/usr/bin/env bash
# P-256 signing beside SoftHSM2 (Debian: softhsm2), in alternating runs: 4 threads of one process against 4 connections.
source "$(dirname "$0")/enclave.sh"
module=${SOFTHSM_MODULE:-/usr/lib/softhsm/libsofthsm2.so}
[ -e "$module" ] || { echo "no $module; install softhsm2"; exit 0; }

mkdir -p "$work/tokens"
export SOFTHSM2_CONF=$work/softhsm2.conf
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$SOFTHSM2_CONF"
softhsm2-util --init-token --free --label bench --pin 1234 --so-pin 1234 >/dev/null
cc -O2 -pthread "$root/Benchmarks/pkcs11-sign.c" -o "$work/pkcs11-sign" -ldl
start_enclave
for _ in $(seq "${BENCH_ROUNDS:-3}"); do
    echo "SoftHSM2: $("$work/pkcs11-sign" "$module" 1234 4 "${BENCH_SECONDS:-3}")"
    report=$("$casemate" bench sign --seconds "${BENCH_SECONDS:-3}" --rounds 1 --json)
    echo "Casemate: $(number rate <<<"$report") signatures/s"
done
