#!/usr/bin/env bash
# BENCH_KEYS (100000) P-256 keys beside BENCH_RSA_KEYS (2000) RSA-3072 ones under `ulimit -l 8192`: what a cold key
# costs, whether lookups stay flat. Run it as a user without CAP_IPC_LOCK; as root it becomes nobody.
source "$(dirname "$0")/enclave.sh"
count=${BENCH_KEYS:-100000}
rsa=${BENCH_RSA_KEYS:-2000}
as_user=()
if [ "$(id -u)" = 0 ]; then
    mkdir -m 700 "$work/state" "$work/run"
    chown -R nobody "$work"
    as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi

cc -O2 "$root/Benchmarks/cold-key.c" -o "$work/cold-key"
ulimit -l 8192
start_enclave "${as_user[@]}"
seq "$rsa" | xargs -P 4 -I '{}' "$casemate" key generate 'rsa-{}' --purpose sign --algorithm rsa3072 >/dev/null
for keys in 10 "$count"; do
    "$casemate" bench keys --count "$keys" --connections 1 --outstanding 1 --seconds "${BENCH_SECONDS:-5}" --rounds 3
    "$work/cold-key" "$work/run/enclave.sock" bench-key "$keys" 20000
done
echo test >"$work/message"
"$casemate" key sign "rsa-$rsa" --in "$work/message" --out "$work/signature" --scheme pss --hash sha256
"$casemate" status --json | grep -o '"keys":[0-9]*'
"$casemate" status --json | grep -o '"memory[A-Za-z]*":"[a-z0-9]*"'
