#!/usr/bin/env bash
# The enclave under more than it has room for: idle and slow crowds, large requests all at once, sessions, a queue of
# RSA generations. It refuses, and serves everyone else. CASEMATE_BENCHMARK=1 makes the latencies' bar a test.
. "$(dirname "$0")/lib/programs.sh"
wire=$root/tests/system/wire
cc -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -I"$wire" "$suites/tools/crowd.c" "$wire"/{message,session,connection}.c \
    -lcrypto -lpthread -o "$work/crowd" || { fail "crowd builds"; finish; }
crowd() { "$work/crowd" "$1" "$work/limits/s" "${@:2}"; }
# begin_crowd WORD ARGUMENT...: one that keeps still until end_crowd; its first line is in $line.
begin_crowd() {
    mkfifo "$work/hold.$1"
    crowd "$@" <"$work/hold.$1" >"$work/crowd.$1" 2>&1 &
    crowd_process=$!
    children+=("$crowd_process")
    exec 8>"$work/hold.$1"
    for _ in $(seq 600); do [ -s "$work/crowd.$1" ] && break || sleep 0.05; done
    line=$(head -1 "$work/crowd.$1")
}
end_crowd() { exec 8>&-; wait "$crowd_process"; }
committed() { status_of .memoryCommitted; }
works() { casemate key sign k --in "$0" >/dev/null; }

start_enclave limits --development || { fail "the enclave starts"; finish; }
casemate key generate k --purpose sign >/dev/null
crowd latency k 1 >/dev/null # warm
idle=$(crowd latency k 3)
echo "latency alone:                  $idle"

if [ "$(ulimit -Hn)" -ge 10200 ]; then
    before=$(committed) # what is kept ready moves it by some 100 KiB either way, whatever the number
    begin_crowd idle 10000
    same "10,000 idle connections" "$line" "ready 10000"
    after=$(committed)
    check "they cost no secret memory ($before, then $after bytes)" test "$after" -le $((before + (256 << 10)))
    among=$(crowd latency k 3)
    echo "latency among 10,000 idle ones: $among"
    check "a good client is served among them" works
    end_crowd
    same "none was ended" "$(tail -1 "$work/crowd.idle")" "kept 10000"
else
    skip "10,000 idle connections" "the hard limit of open files is $(ulimit -Hn)"
fi

crowd slow 500 13 >"$work/slow" &
slow=$!
sleep 4
check "a good client is served among 500 slow ones" works
wait $slow
same "hellos that do not end are ended" "$(cat "$work/slow")" "opened 500 ended 500"

for count in 8 64 64; do
    crowd heavy $count k >"$work/heavy"
    read -r _ answered _ refused _ lost <"$work/heavy"
    echo "$count messages of 1 MiB at once: $(cat "$work/heavy")"
    same "each of $count got a word" "$((answered + refused)) $lost" "$count 0"
    check "some of $count were signed" test "$answered" -gt 0
    check "it works after $count large ones" works
done
check "their memory is given back" test "$(committed)" -lt $((6 << 20))
same "nothing asked the heap in vain" "$(status_of .memoryFailures)" 0

begin_crowd sessions 1024
same "1,024 sealed sessions and no more" "$line" "opened 1024 more no"
check "a good client in clear is served among them" works
refuses "one that needs a session is told so" '.*' key generate sealed --purpose sign --administrator-key "$work/limits/administrator.key"
end_crowd
sleep 0.3
does "sessions are free again" key generate sealed --purpose sign --administrator-key "$work/limits/administrator.key"

generated() { casemate key list --limit 1000 --json | jq '[.items[] | select(.algorithm == "rsa4096")] | length'; }
queue=()
for number in $(seq 50); do
    casemate key generate "rsa-$number" --purpose sign --algorithm rsa4096 >/dev/null 2>&1 &
    queue+=($!)
done
sleep 1.5
queued=$(crowd latency k 5)
ready=$(generated)
echo "latency with RSA-4096 queued:   $queued; $ready of 50 ready by then"
check "there was a queue all the time" test "$ready" -lt 50
check "signing went on" test "$(awk '{print $2}' <<<"$queued")" -gt 1000
for _ in $(seq 40); do [ "$(generated)" -gt 0 ] && break || sleep 0.5; done
check "generation goes on too, behind everything else" test "$(generated)" -gt 0
ratio=$(awk -v a="${idle##* }" -v b="${queued##* }" 'BEGIN { printf "%.2f", b / a }')
echo "p99 with 50 RSA-4096 generations queued: $ratio times that alone (bar: 2)"
if [ "${CASEMATE_BENCHMARK:-0}" = 1 ]; then check "p99 within 2x" awk -v r="$ratio" 'BEGIN { exit !(r <= 2) }'; fi
check "it works with the queue" works
check "no limit ended the process" kill -0 "$enclave"
kill "${queue[@]}" 2>/dev/null
wait "${queue[@]}" 2>/dev/null
stop_enclave
same "SIGTERM ends it well, queue or not" "$status" 0
finish
