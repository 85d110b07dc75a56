#!/usr/bin/env bash
# The KMS plugin on two nodes of a domain, each at the enclave of its own node, neither of them the lead: one key, so that
# what one encrypts the other decrypts; a rotation at the lead reaches both; both go on when the lead is lost, and the
# next key comes from the member that was promoted.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/kms.sh"
. "$here/lib/domain-members.sh"

# on SLOT COMMAND...: with that node's plugin.
on() {
    local kms_socket=$work/kms-$1/kms.sock kms_log=$logs/kms-$1.log kms_http=127.0.0.1:0
    CASEMATE_ENCLAVE=unix:$work/$1.sock "${@:2}"
}
quietly() { "$@" >>"$logs/commands.log"; }
newest() { at "$1" key show cluster --json | jq -r '.versions | last.number'; }
same_key() { [ "$(on b call status)" = "$1" ] && [ "$(on c call status)" = "$1" ]; }
# recalls SLOT FILE COUNT: every message of the file comes back there.
recalls() { [ "$(on "$1" call recall "$2")" = "$3 of $3" ]; }
recovery_set() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key" 2>/dev/null
    openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
    administer a domain recovery create --threshold 1 --holder "holder=$work/holder.pub" --out-directory "$work/shares" >/dev/null
}

say "One key on two nodes"
found_domain && admit b a && admit c a || { fail "three members"; tail -n 3 "$logs"/*.log; finish; exit; }
check "the lead makes the key" quietly administer a key generate cluster --purpose wrap
check "all have it" eventually 60 settled 0 "${slots[@]}"
check "no plugin starts with a key that is in no backup and no recovery set" eval \
    'on b start_kms --key cluster; wait "$kms"; [ $? -eq 1 ] && grep -q accept-loss "$logs/kms-b.log"'
check "a recovery set, made at the lead" recovery_set
eventually 60 settled 0 "${slots[@]}"
for slot in b c; do check "the plugin of $slot starts with it" on "$slot" start_kms --key cluster; done
names_it() { first=$(on b call status) && [[ $first != error* ]] && same_key "$first"; }
check "both name the same key" eventually 60 names_it
on b call remember "$work/of-b" "sealed at b" >/dev/null
on c call remember "$work/of-c" "sealed at c" >/dev/null
check "what b encrypted c decrypts" recalls c "$work/of-b" 1
check "what c encrypted b decrypts" recalls b "$work/of-c" 1

say "A rotation"
check "no member but the lead rotates" [ "$(administer b key rotate cluster --json 2>/dev/null | jq -r .error.code)" = not-lead ]
check "the lead does" quietly administer a key rotate cluster
recovery_set
second=$(newest a)
check "both plugins name version $second" eventually 60 eval 'on b call status | grep -q "\.$second\." && same_key "$(on b call status)"'
check "and decrypt what was encrypted before" recalls b "$work/of-c" 1
on b call remember "$work/of-b" "sealed at b after the rotation" >/dev/null
check "and after it" recalls c "$work/of-b" 2

say "The lead is lost"
kill_relay_of a
kill_enclave_of a
on c call remember "$work/of-c" "sealed without a lead" >/dev/null
check "both go on: c encrypts, b decrypts" recalls b "$work/of-c" 2
check "nobody rotates" [ "$(administer b key rotate cluster --json 2>/dev/null | jq -r .error.code)" = not-lead ]
check "b is promoted" quietly administer b domain promote --give-up founder
check "b rotates" quietly administer b key rotate cluster
third=$(newest b)
check "both plugins name version $third" eventually 60 eval 'on c call status | grep -q "\.$third\." && same_key "$(on c call status)"'
on c call remember "$work/of-c" "sealed under the new lead's key" >/dev/null
check "what c encrypts under it b decrypts, with all that was before" recalls b "$work/of-c" 3

say "A node is lost with its enclave"
kill_relay_of c
kill_enclave_of c
check "its plugin says so" eventually 30 eval '[[ "$(on c call status)" == error* ]]'
check "b goes on" recalls b "$work/of-c" 3
start_member c
start_relay c
check "c is back, and so is its plugin, without being started again" eventually 60 recalls c "$work/of-b" 2
finish
