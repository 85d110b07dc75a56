#!/usr/bin/env bash
# A domain under faults: enclaves and relays killed and stopped, networks cut both ways and one way, clocks that jump,
# slow disks, old states put back, copies started, leads lost, members removed and joined, while clients create, rotate
# and retire keys and change policies. Everything is recorded, and `casemate domain check` decides what held.
#
#   CASEMATE_FAULT_SECONDS (60)   CASEMATE_FAULT_SEED (the time)   CASEMATE_FAULT_MEMBERS (3; up to 5)
#   CASEMATE_FAULT_PROMOTION (1 for odd seeds, else 0): members promote one of themselves by a signed policy, too; it bears
#   one member that was copied or put back, as many as a round has
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/domain-members.sh"
. "$here/lib/domain-faults.sh"
seconds=${CASEMATE_FAULT_SECONDS:-60}
seed=${CASEMATE_FAULT_SEED:-$(date +%s)}
checker=${CASEMATE_DOMAIN_CHECK:-$casemate_binary domain check}

found_domain || { fail "a domain is founded"; tail -n 3 "$logs"/*.log; finish; exit 1; }
for slot in "${slots[@]:1}"; do
    admit "$slot" a || { fail "$slot joins"; cat "$work"/join.{json,err}; finish; exit 1; }
done
check "${#slots[@]} members, seed $seed, for $seconds s" eventually 300 settled 0 "${slots[@]}"
promotion=${CASEMATE_FAULT_PROMOTION:-$((seed % 2))}
if [ "$promotion" = 1 ]; then
    check "a policy that promotes a member after 4 s" administer a domain policy set "$work/members.json" \
        --name release-1 --promote-after 4s --promote-quorum $((${#slots[@]} / 2 + 1))
    ending+=(lead_away lead_away lead_away)
fi
# Bash gives the same faults for the same seed; when they strike is up to the machine.
RANDOM=$seed

for slot in "${slots[@]}"; do echo "$slot $work/$slot.sock"; done >"$work/members"
clients=()
for client in c1 c2 c3; do
    administrator=()
    [ "$client" = c3 ] && administrator=(--administrator "$work/admin.key")
    "$tools/domain-client" --members "$work/members" --name "$client" --log "$history/clients/$client.jsonl" \
        --owed "$work/$client.owed" --stop "$work/stop" --seed "$RANDOM" --pause "${CASEMATE_FAULT_PAUSE:-100}" "${administrator[@]}" run &
    clients+=($!)
done

# Longest time for members to find together again; a machine under other load takes its time.
patience=${CASEMATE_FAULT_PATIENCE:-300}
# A round: faults that pass, one to three at once, or the end of a member; then everything heals and settles.
unsettled=0
pass_faults() {
    local count=$((1 + RANDOM % 3))
    while [ $count -gt 0 ]; do
        "${passing[RANDOM % ${#passing[@]}]}" "$(any_slot)"
        sleep "$((RANDOM % 4)).$((RANDOM % 10))"
        count=$((count - 1))
    done
    sleep $((RANDOM % 5))
}
round() {
    local ending=${ending[RANDOM % ${#ending[@]}]}
    if [ $((RANDOM % 3)) -gt 0 ]; then pass_faults
    else "$ending" "$(any_slot)" || say "        $ending did not go as it should"; fi
    heal && eventually "$patience" settled 200 "${slots[@]}" && return
    unsettled=$((unsettled + 1))
    say "        not settled after $(tail -n 1 "$history/faults.jsonl")"
    for slot in "${slots[@]}"; do at "$slot" domain status 2>&1 | sed 's/^/        /'; done
}
end=$((SECONDS + seconds)) rounds=0
while [ $SECONDS -lt $end ] && [ $unsettled -lt 3 ]; do
    round
    rounds=$((rounds + 1))
done
check "the domain heals after each of $rounds rounds ($unsettled did not)" [ $unsettled -eq 0 ]

touch "$work/stop"
for client in "${clients[@]}"; do wait "$client" || fail "a client ended with $?"; done
heal
check "all are at the same change in the end" eventually "$patience" settled 0 "${slots[@]}"
for slot in "${slots[@]}"; do
    collect "$slot" || fail "the audit of $slot"
    { jq -nc --arg name "$slot" --arg id "${member_id[$slot]}" '{member: {name: $name, id: $id}}' &&
        "$tools/domain-client" --socket "$work/$slot.sock" holdings "$work"/*.owed; } >"$history/final/$slot.jsonl" ||
        fail "what $slot holds"
done

[ "$promotion" = 1 ] && say "        promotions by the policy: $promotions asked for, $(cat "$history"/audits/*.jsonl |
    jq -r 'select(.operation == "domain-promote-by-policy") | .name' | sort -u | wc -l) terms begun"
check "no enclave ended by itself" [ "$(cat "$logs"/?.log | grep -c 'Fatal error')" -eq 0 ]
say "        faults: $(jq -r .kind "$history/faults.jsonl" | sort | uniq -c | awk '{printf "%s %d  ", $2, $1}')"
say "        operations: $(cat "$history"/clients/*.jsonl | jq -r '.operation + " " + .outcome' | sort | uniq -c |
    awk '{printf "%s %s %d  ", $2, $3, $1}')"
say "        refusals: $(cat "$history"/clients/*.jsonl | jq -r '.code // empty | select(. != "")' | sort | uniq -c |
    awk '{printf "%s %d  ", $2, $1}')"
judge() { $checker "$1" --json >"$work/verdict.json" 2>/dev/null; }
judge "$history"
jq -r '.rules[] | "        \(.rule): \(.examined) examined, \(.findings | length) found"' "$work/verdict.json"
jq -r '.rules[].findings[:10][] | "        \(.)"' "$work/verdict.json"
holds() { jq -e ".rules[$1].findings == []" "$work/verdict.json" >/dev/null; }
for rule in $(jq -r '.rules | keys[]' "$work/verdict.json"); do
    check "$(jq -r ".rules[$rule].rule" "$work/verdict.json")" holds "$rule"
done

say "Controls: the same history, with something in it changed"
# finds NAME RULE COMMAND...: the command plants an error in a copy of the history, and the rule has to find it.
finds() {
    local name=$1 rule=$2
    rm -rf "$work/planted" && cp -a "$history" "$work/planted"
    shift 2
    "$@"
    judge "$work/planted" && { fail "$name is not found"; return; }
    check "$name is found" finds_in "$rule"
}
finds_in() { jq -e --arg rule "$1" 'any(.rules[]; .rule == $rule and .findings != [])' "$work/verdict.json" >/dev/null; }
invent() {
    echo '{"client":"c1","start":1,"end":2,"member":"a","operation":"key-generate","name":"invented","outcome":"answered"}' \
        >>"$work/planted/clients/c1.jsonl"
}
# The newest change that b recorded, which the others have too.
alter() {
    local file=$work/planted/audits/$(name_of b).jsonl line
    line=$(grep -n '"change":' "$file" | tail -n 1 | cut -d: -f1)
    sed -Ei "${line}s/\"digest\":\"[0-9a-f]{8}/\"digest\":\"00000000/" "$file"
}
finds "an acknowledged change that never was" "no acknowledged change lost" invent
finds "a line taken out of an audit" "audits are intact" sed -i 3d "$work/planted/audits/$(name_of b).jsonl"
finds "a change with another value" "one value under a domain number" alter
echo "{\"time\":1,\"kind\":\"restored\",\"member\":\"a\",\"id\":\"${member_id[a]}\"}" >"$work/restored"
finds "a restored member that nobody refused" "restored and copied members refused" \
    eval 'cat "$work/restored" >>"$work/planted/faults.jsonl"'
finish
