#!/usr/bin/env bash
# Domains of 1, 2, 3 and 5 software enclaves on this machine, relays between them in network namespaces: shared changes a
# second and how long one takes, joining, a new domain key, catching up after BENCH_KEYS (100000) records, signing beside
# replication, and the time without a lead when one is promoted by command, and by a policy after 3 s (BENCH_FAILOVERS, 5
# times). Needs root.
here=$(cd "$(dirname "$0")/../tests/system" && pwd)
export CASEMATE_BINARY=${CASEMATE:-} CASEMATE_ENCLAVE_BINARY=${CASEMATE_PROGRAM:-} CASEMATE_FAULT_MEMBERS=5
. "$here/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/domain-members.sh"
keys=${BENCH_KEYS:-100000}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
changes() { "$tools/domain-changes" --socket "$work/$1.sock" --prefix "$2" --count "$3" --connections "$4"; }
figure() { printf '%-58s %s\n' "$1" "$2"; }
position() { view "$1" | jq -r .position; }
caught_up() { [ "$(view "$1" | jq -r 'select(.catchingUp | not) | .position')" = "$(position "$2")" ]; }

found_domain || { say "no domain could be founded"; tail -n 3 "$logs"/*.log; exit 1; }
say "Shared changes (P-256 keys made), 1 and 16 connections"
for count in 1 2 3 5; do
    while [ "${joined:-1}" -lt "$count" ]; do
        slot=${slots[${joined:-1}]}
        before=$(milliseconds)
        admit "$slot" a || { cat "$work/join.err"; exit 1; }
        admitted=$(milliseconds)
        until caught_up "$slot" a; do sleep 0.02; done
        figure "member $((${joined:-1} + 1)) joins" "$((admitted - before)) ms with its start, $(($(milliseconds) - admitted)) ms to be up to date"
        joined=$((${joined:-1} + 1))
    done
    figure "$count members, 1 connection" "$(changes a "one-$count" 500 1)"
    figure "$count members, 16 connections" "$(changes a "many-$count" 3000 16)"
done

say "Signing at b, P-256"
at a bench sign --seconds 0.1 --rounds 1 >/dev/null # makes the key
until caught_up b a; do sleep 0.02; done
sign() {
    at b bench sign --seconds "${BENCH_SECONDS:-10}" --rounds 1 --connections 2 --outstanding 32 --json |
        jq -r '"\(.rate | floor)/s, p50 \(.p50Microseconds) us, p99 \(.p99Microseconds) us"'
}
figure "with nothing to replicate" "$(sign)"
"$tools/domain-changes" --socket "$work/a.sock" --prefix beside --count 1000000 --connections 4 >"$work/beside" 2>&1 &
load=$!
figure "while a makes keys as fast as it can" "$(sign)"
end_process "$load"

# rekey KEYS: changes the domain key five times; the last figure is of the last change, from the command on.
one_key() { ! grep -aq previous "$(place "$1")/state/header"; }
microseconds() { at "$1" status --json | jq -r .domainKeyDowntime; }
rekey() {
    local round lead=() other=() before
    for round in 1 2 3 4 5; do
        before=$(milliseconds)
        lead+=("$(administer a domain rekey --json | jq .downtimeMicroseconds)")
        until caught_up b a; do sleep 0.02; done
        other+=("$(microseconds b)")
        until one_key a; do sleep 0.02; done
    done
    figure "a new domain key, $1 keys: everything waits" "at a ${lead[*]} us, at b ${other[*]} us"
    figure "until nothing of a is under the key before" "$(($(milliseconds) - before)) ms"
}
say "A new domain key"
rekey "$(at a status --json | jq -r .keys)"

say "Catching up"
kill_enclave_of c
figure "$keys keys made while c is away" "$(changes a "away" "$keys" 64)"
before=$(milliseconds)
start_member c
until caught_up c a; do sleep 0.2; done
figure "c is up to date again" "$(($(milliseconds) - before)) ms with its start"
rekey "$(at a status --json | jq -r .keys)"

say "A lost lead"
before=$(milliseconds)
kill_enclave_of a
kill_relay_of a
until administer b domain promote --give-up founder >/dev/null 2>&1; do sleep 0.05; done
promoted=$(milliseconds)
until changes b after 1 1 >/dev/null 2>&1; do sleep 0.02; done
figure "promoted by command" "$((promoted - before)) ms; the first change $(($(milliseconds) - before)) ms after the lead was killed"

# The founder is given up: b, c, d and e are left. The policy asks three of them, three seconds after they lost their lead.
administer b domain policy set "$work/members.json" --name release-1 --promote-after 3s --promote-quorum 3 \
    --promote-copies 0 >/dev/null || { say "the policy is refused"; exit 1; }
rest=(b c d e)
all_follow() {
    local slot
    for slot in "${rest[@]}"; do
        view "$slot" | jq -e --arg lead "${member_id[$lead]}" '.lead == $lead and (.catchingUp | not) and all(.members[]; .lag == 0)' \
            >/dev/null || return 1
    done
}
leading() {
    for lead in "${rest[@]}"; do
        [ "$lead" != "$1" ] && [ "$(view "$lead" | jq -r .isLead)" = true ] && return
    done
    return 1
}
lead=b
until all_follow; do sleep 0.1; done
times=()
for turn in $(seq "${BENCH_FAILOVERS:-5}"); do
    killed=$lead before=$(milliseconds)
    kill_enclave_of "$killed"
    kill_relay_of "$killed"
    until leading "$killed" && changes "$lead" "policy-$turn" 1 1 >/dev/null 2>&1; do sleep 0.02; done
    times+=($(($(milliseconds) - before)))
    start_member "$killed" && start_relay "$killed"
    until all_follow; do sleep 0.1; done
done
figure "promoted by the policy after 3 s, first change, each time" "$(printf '%s ms  ' "${times[@]}")"
stop_children
