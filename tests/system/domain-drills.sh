#!/usr/bin/env bash
# The drills of docs/doors/domain.md, "When something is lost": a platform whose sealing key changed, a node made anew, a
# disk of before that comes back, and every node lost but for a backup and a recovery share. After each the domain is
# whole and its keys are used at every member. A new measurement is a drill of domain-demo.sh.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/domain-members.sh"

quietly() { "$@" >>"$logs/commands.log" 2>&1; }
code() { "$@" --json 2>/dev/null | jq -r .error.code; }
whole() { eventually 60 settled 0 "${slots[@]}"; }
make_key() { quietly administer "$(lead_slot)" key generate "$1" --purpose sign; }
sign_everywhere() {
    local slot
    for slot in "${slots[@]}"; do signs "$slot" "$1" || return 1; done
}
state_of() { at "$1" status --json 2>/dev/null | jq -r .state; }
recovery_set() {
    mkdir -p "$work/$1"
    quietly administer a domain recovery create --threshold 1 --holder "holder=$work/holder.pub" --out-directory "$work/$1"
}
give_share() { quietly at "$1" domain recovery submit --share "$work/$2/holder.share" --key "$work/holder.key"; }

found_domain && admit b a && admit c a || { fail "three members"; tail -n 3 "$logs"/*.log; finish; exit; }
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key" 2>/dev/null
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
make_key first
check "a recovery set of the domain" recovery_set shares
check "three members" whole

say "The platform of b changes: a microcode update, another sealing key"
kill_enclave_of b
openssl rand 32 >"$(place b)/sealing.key"
make_key meanwhile
start_member b
check "b is locked" [ "$(state_of b)" = locked ]
check "a share opens it" eval 'give_share b shares && [ "$(state_of b)" = open ]'
check "it takes over what it missed" whole
check "and uses it" sign_everywhere meanwhile
kill_enclave_of b
start_member b
check "it opens by itself from now on" [ "$(state_of b)" = open ]

say "The node of c is made anew"
kill_relay_of c
kill_enclave_of c
cp -a "$(place c)" "$work/disk-of-c"
rm -rf "$(place c)"
check "the lead removes it" quietly administer a domain remove c
generation[c]=2
check "it joins with an empty state, under another name" admit c a
make_key renewed
check "three members again" whole
check "all use what was made since" sign_everywhere renewed

say "The disk of before comes back"
kill_relay_of c
kill_enclave_of c
start_enclave_at c "$work/disk-of-c"
start_relay c
refused() { ip netns exec "cf$$-c" curl -sf http://127.0.0.1:9000/metrics | grep -q '^casemate_relay_refused_total{code="member-refused"} [1-9]'; }
check "the others refuse it" eventually 30 refused
check "it has no key made since" [ "$(code at c key show renewed)" = not-found ]
kill_relay_of c
kill_enclave_of c
start_member c
start_relay c
check "the member in its place goes on" whole

say "Every node is lost; there are a backup and a share"
check "a recovery set for what is now" recovery_set shares.new
check "a backup" quietly administer a backup create
cp "$(ls -t "$(place a)"/state/backup-*.casemate | head -1)" "$work/carried.casemate"
make_key too-late
for slot in "${slots[@]}"; do kill_relay_of "$slot"; kill_enclave_of "$slot"; done
mv "$(place b)" "$work/disk-of-b"
rm -rf "$(place a)" "$(place c)"
check "an enclave takes the backup" eval 'start_member a --restore "$work/carried.casemate" && [ "$(state_of a)" = locked ]'
check "a share and an administrator open it" eval 'give_share a shares.new && quietly administer a restore && [ "$(state_of a)" = open ]'
start_relay a
check "it has the keys, and is a domain of its own" eval 'quietly administer a key generate alone --purpose sign &&
    member_id[a]=$(view a | jq -r .memberId) && [ "$(view a | jq ".members | length")" = 1 ]'
check "who may be a member is signed anew" quietly administer a domain policy set "$work/members.json" --name release-1
generation[b]=2 generation[c]=3
check "new members join" eval 'admit b a && admit c a && whole'
check "all use the keys of the backup" eval 'sign_everywhere renewed && sign_everywhere first'
check "what came after it is lost, as the backup's age said" [ "$(code at a key show too-late)" = not-found ]
make_key last
check "and go on from there" eval 'whole && sign_everywhere last'
finish
