#!/usr/bin/env bash
# Start to first signature with 1,000 P-256 and 100 RSA-3072 keys after a clean stop; resident and secret memory.
source "$(dirname "$0")/enclave.sh"

start_enclave
"$casemate" bench keys --count 1000 --connections 1 --outstanding 1 --seconds 0.5 --rounds 1 >/dev/null
for number in $(seq 100); do
    "$casemate" key generate "rsa-$number" --purpose sign --algorithm rsa3072 >/dev/null
done
echo test >"$work/message"
for _ in $(seq 5); do
    stop_enclave
    began=$(date +%s%N)
    start_enclave
    "$casemate" key sign bench-key-500 --in "$work/message" --out "$work/signature"
    signed=$(date +%s%N)
    echo "$(((signed - began) / 1000000)) ms to the first signature, one command included;" \
        "$(processor_time) ms of processor time; $(grep VmRSS "/proc/$enclave/status" | tr -s '\t ' ' ');" \
        "secret memory at most $("$casemate" status --json | number memoryPeak) bytes"
done
