#!/usr/bin/env bash
# A hostile network and host between members: of the messages between relays about one in 20 is dropped, repeated,
# reordered, altered, cut, replaced by one of an earlier session, or its connection closed. Changes still get confirmed,
# nobody is refused, the audits agree; what was captured, the relays' memory and their cores hold no byte of the domain
# key or of keys with known bytes. Then the controls: the domain key in a captured file and in a process are found.
#
#   CASEMATE_HOSTILE_SECONDS (20)   CASEMATE_HOSTILE_EVERY (20)
. "$(dirname "$0")/lib/report.sh"
needs gcore
. "$here/lib/enclave.sh"
. "$here/lib/domain-members.sh"
seconds=${CASEMATE_HOSTILE_SECONDS:-20}
checker=${CASEMATE_DOMAIN_CHECK:-$casemate_binary domain check}
captured=$work/captured secrets=$work/secrets
mkdir "$captured" "$secrets"
peer_port=7100

start_proxy() {
    ip netns exec "cf$$-$1" "$tools/hostile-proxy" --listen "$(address "$1"):7100" --to "$(address "$1"):7000" \
        --capture "$captured/$1" --counts "$work/$1.counts" --seed "$RANDOM" \
        --every "${CASEMATE_HOSTILE_EVERY:-20}" 2>>"$logs/$1-proxy.log" &
}
for slot in "${slots[@]}"; do start_proxy "$slot"; done
found_domain || { fail "a domain is founded"; finish; exit 1; }
for slot in "${slots[@]:1}"; do
    admit "$slot" a || { fail "$slot joins"; cat "$work"/join.{json,err}; finish; exit 1; }
done
check "members join and find each other through that network" eventually 300 settled 0 "${slots[@]}"

# imported NAME PURPOSE FILE: where the confirmation came late, the key is there none the less.
imported() {
    at a key show "$1" >/dev/null 2>&1 ||
        administer a key import "$1" --purpose "$2" --sealed "$secrets/$3.sealed" >/dev/null 2>&1
}
shared() {
    administer a domain recovery create --threshold 1 --holder "holder=$secrets/holder.pub" \
        --out-directory "$secrets" >/dev/null 2>&1
}
# Keys whose bytes are known, and the domain key itself, of which a share of threshold one is made.
make_secrets() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$secrets/p256.pem" &&
        openssl rand 32 >"$secrets/wrap" &&
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$secrets/holder.key" &&
        openssl pkey -in "$secrets/holder.key" -pubout -out "$secrets/holder.pub" || return 1
    at a key import-key --out "$secrets/import.pub" >/dev/null &&
        at a key seal --to "$secrets/import.pub" --in "$secrets/p256.pem" --out "$secrets/p256.sealed" >/dev/null &&
        at a key seal --symmetric --to "$secrets/import.pub" --in "$secrets/wrap" --out "$secrets/wrap.sealed" >/dev/null &&
        eventually 120 imported known sign p256 && eventually 120 imported known-wrap wrap wrap &&
        eventually 120 shared &&
        at a domain recovery open-share --share "$secrets/holder.share" --key "$secrets/holder.key" \
            --out "$secrets/opened" >/dev/null || return 1
    # 32 bytes behind version, set, threshold, count, index and commitment: 1 + 16 + 3 + 32.
    tail -c +53 "$secrets/opened" | head -c 32 >"$secrets/domain"
    printf '%s\n' "known pkcs8 @$secrets/p256.pem" "wrap symmetric @$secrets/wrap" \
        "domain-key symmetric @$secrets/domain" >"$secrets/list"
}
check "keys with known bytes are imported, and confirmed" make_secrets

for slot in "${slots[@]}"; do echo "$slot $work/$slot.sock"; done >"$work/members"
"$tools/domain-client" --members "$work/members" --name c1 --log "$history/clients/c1.jsonl" --owed "$work/c1.owed" \
    --stop "$work/stop" --seed "$RANDOM" --pause 10 --administrator "$work/admin.key" run &
client=$!
count_of() { jq -s --arg outcome "$1" 'map(select(.outcome == $outcome)) | length' "$history/clients/c1.jsonl"; }
has_enough() { [ "$(count_of answered)" -gt "$seconds" ]; }
sleep "$seconds"
check "changes are confirmed" eventually 300 has_enough
touch "$work/stop"
check "a client works all the while" wait "$client"
# One starts again: the others know an older session of it, of which the network still has messages.
kill_enclave_of b
start_member b
check "all are at the same change in the end" eventually 300 settled 0 "${slots[@]}"
for slot in "${slots[@]}"; do
    say "        at $slot: $(paste -sd' ' "$work/$slot.counts")"
    collect "$slot"
    { jq -nc --arg name "$slot" --arg id "${member_id[$slot]}" '{member: {name: $name, id: $id}}' &&
        "$tools/domain-client" --socket "$work/$slot.sock" holdings "$work/c1.owed"; } >"$history/final/$slot.jsonl"
    check "$slot signs with the key it was given" eval \
        'at "$slot" key sign known --in "$work/members" --out "$work/signature" >/dev/null'
done
say "        operations: $(count_of answered) answered, $(count_of refused) refused, $(count_of unknown) open"
check "nobody refused anybody" [ "$(cat "$history"/audits/*.jsonl | grep -c '"operation":"domain-refuse')" -eq 0 ]
check "the network did everything it can" eval '
    ! cat "$work"/*.counts | awk "{sum[\$1] += \$2} END {for (act in sum) print sum[act]}" | grep -qx 0'
$checker "$history" --json >"$work/verdict.json"
check "the audits agree, and nothing acknowledged is lost" jq -e .ok "$work/verdict.json"
jq -r '.rules[] | select(.findings != []) | "        \(.rule): \(.findings[:5])"' "$work/verdict.json"

say "What the network and the relays saw"
# hits OPTION...: where secrets are found, registers apart.
hits() { "$tools/secret-scan" --secrets "$secrets/list" --names "$@" 2>&1 >/dev/null | grep '^hit' | grep -cv '^hit registers'; }
check "captured: $(du -sk "$captured" | cut -f1) KB, no key byte" [ "$(hits --directory "$captured" --directory "$logs")" -eq 0 ]
for slot in "${slots[@]}"; do
    check "the relay of $slot holds none in memory or core" [ "$(hits --pid "${relay_of[$slot]}" --stops 3 --core-every 1)" -eq 0 ]
done
{ head -c 5000 /dev/urandom; cat "$secrets/domain"; head -c 5000 /dev/urandom; } >"$captured/control"
check "control: the domain key in a captured file is found" [ "$(hits --directory "$captured")" -gt 0 ]
tail -f "$work/members" --pid $$ >/dev/null &
holder=$!
check "control: a process that holds none has none" [ "$(hits --pid "$holder" --stops 1)" -eq 0 ]
perl -e 'open F, "<", $ARGV[0]; read F, $k, 32; sleep 600' "$secrets/domain" &
holder=$!
sleep 1
check "control: the domain key in a process is found" [ "$(hits --pid "$holder" --stops 1)" -gt 0 ]
finish
