#!/usr/bin/env bash
# The enclave killed and started again under the load of the KMS plugin: how long its callers go without an answer.
# BENCH_KMS_KILLS (5) times: BENCH_KMS_CALLS (60000) calls of 16 callers, 80 % Decrypt, each plaintext compared; two
# seconds after their beginning `kill -9`, and the enclave is started again BENCH_KMS_AWAY (0) seconds later.
source "$(dirname "$0")/enclave.sh"

cc -O2 -D_GNU_SOURCE -o "$work/kms-load" "$root/Benchmarks/kms-load.c" || exit 2
calls=${BENCH_KMS_CALLS:-60000}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# restart: kills the enclave and starts it; the time until it listens, in milliseconds, is in $restarted.
restart() {
    kill -KILL "$enclave" && { wait "$enclave" || true; } 2>/dev/null
    sleep "${BENCH_KMS_AWAY:-0}"
    restarted=$(milliseconds)
    start_enclave
    restarted=$(($(milliseconds) - restarted))
}

printf 'load before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
start_enclave
"$casemate" key generate kms --purpose wrap >/dev/null
"$casemate" kms --key kms --listen "unix://$work/kms/s" --decrypt-alarm 1000000000 2>"$work/kms.log" &
plugin=$!
until [ -S "$work/kms/s" ]; do kill -0 "$plugin" && sleep 0.1; done
for round in $(seq "${BENCH_KMS_KILLS:-5}"); do
    "$work/kms-load" "$work/kms/s" 16 "$calls" >"$work/load.json" &
    load=$!
    sleep 2
    restart
    wait "$load" || true
    printf 'kill %s: without an answer %d ms, of that the start of the enclave %d ms; failed calls %d, wrong bytes %d\n' \
        "$round" $(($(number longestGapMicroseconds <"$work/load.json") / 1000)) "$restarted" \
        "$(number errors <"$work/load.json")" "$(number wrong <"$work/load.json")"
done
kill "$plugin" && wait "$plugin" || true
printf 'load after: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
