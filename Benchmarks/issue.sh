#!/usr/bin/env bash
# Certificates with the enclave on one core (BENCH_CORE, 3) and 256 requests outstanding, with processor time each.
source "$(dirname "$0")/enclave.sh"
core=${BENCH_CORE:-3}
seconds=${BENCH_SECONDS:-5}

start_enclave taskset -c "$core"
for _ in $(seq "${BENCH_ROUNDS:-3}"); do
    before=$(processor_time)
    report=$("$casemate" bench issue --connections 1 --outstanding 256 --seconds "$seconds" --rounds 1 --json)
    after=$(processor_time)
    awk -v rate="$(number rate <<<"$report")" -v spent="$(echo "$after $before" | awk '{ print $1 - $2 }')" \
        -v seconds="$seconds" -v ratio="$(number ratio <<<"$report")" 'BEGIN {
            printf "%d certificates/s, %.3f of 1/(raw sign + raw verify), %.1f us of processor time each\n",
                rate, ratio, spent * 1000 / (rate * seconds) }'
done
echo "one outstanding:"
"$casemate" bench issue --connections 1 --outstanding 1 --seconds "$seconds" --rounds 1 --disk "$work"
