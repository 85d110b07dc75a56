#!/usr/bin/env bash
# Keys of the KMS plugin that are not made in the enclave: sealed offline, and wrapped by OpenSSL alone to the enclave's
# receive keys; added, revoked and gone at their source; the lease over restarts; rotation by schedule; and that a key
# made inside must be in a backup. The enclave is one in earnest: what the plugin may do is one template and one policy.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/kms.sh"
needs curl
base=$work/base
export development= # administrators are given, nothing is kept beside the state
new_base "$base"
openssl genpkey -algorithm ed25519 -out "$work/admin.key" 2>/dev/null
openssl pkey -in "$work/admin.key" -pubout -out "$work/admin.pub"
quietly() { "$@" >/dev/null 2>"$work/err"; }
administer() { CASEMATE_ADMINISTRATOR_KEY=$work/admin.key casemate "$@"; }
start() { start_enclave "$base" --administrator "$work/admin.pub"; }
start || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
allow() { # OPERATION...: what the plugin may do
    local operation arguments=()
    for operation in "$@"; do arguments+=(--operation "$operation"); done
    administer policy set default --tenant default "${arguments[@]}" --key 'cluster*' --key inbox --key shared --key direct --key made >/dev/null
}
allow encrypt decrypt key-show audit-note

# The keys themselves: random, and known to this script alone.
for number in 1 2 3 4; do openssl rand -out "$work/kek$number" 32; done
say "Keys made elsewhere"
for receiver in rsa2048 rsa3072 rsa4096; do
    administer key generate "inbox-$receiver" --purpose receive --algorithm $receiver --json >"$work/$receiver.json" ||
        fail "a receive key $receiver"
done
administer key generate inbox --purpose receive --algorithm rsa3072 --json >"$work/inbox.json"
# public NAME: a receive key's public half.
public() { jq -r .publicKey "$work/$1.json" | base64 -d | openssl pkey -pubin -inform DER >"$work/$1.pub"; }
# wrap RECEIVER KEY OUT [-pad]: RSA-OAEP of a fresh AES key, then AES-KW, or AES-KWP with -pad, of KEY under it.
wrap() {
    local aes
    public "$1"
    aes=$(openssl rand -hex 32)
    xxd -r -p <<<"$aes" >"$work/aes"
    openssl pkeyutl -encrypt -pubin -inkey "$work/$1.pub" -in "$work/aes" -pkeyopt rsa_padding_mode:oaep \
        -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256 >"$3"
    key_wrap "$aes" "$2" "${4:-}" >>"$3"
}
key_wrap() { # HEX KEY [-pad]
    local iv=A6A6A6A6A6A6A6A6
    [ "${3:-}" = -pad ] && iv=A65959A6
    openssl enc "-id-aes256-wrap${3:-}" -e -K "$1" -iv $iv -in "$2"
}
for receiver in rsa2048 rsa3072 rsa4096; do
    wrap $receiver "$work/kek4" "$work/$receiver.padded" -pad
    wrap $receiver "$work/kek4" "$work/$receiver.plain"
    check "AES-KWP to $receiver" quietly administer key receive "kwp-$receiver" --purpose wrap --symmetric --receiver "inbox-$receiver" \
        --in "$work/$receiver.padded"
    check "AES-KW to $receiver" quietly administer key receive "kw-$receiver" --purpose wrap --symmetric --receiver "inbox-$receiver" \
        --mechanism rsa-oaep-kw --in "$work/$receiver.plain"
    check "one for the other is refused" eval '! administer key receive x --purpose wrap --symmetric \
        --receiver "inbox-$receiver" --in "$work/$receiver.plain" >/dev/null 2>&1'
done
openssl rand -out "$work/shared.bin" 32
check "an AES receive key comes in" quietly administer key import shared --purpose receive --symmetric --clear "$work/shared.bin"
key_wrap "$(xxd -p -c 64 "$work/shared.bin")" "$work/kek4" >"$work/kek4.kw"
check "AES-KW directly under it, as KMIP servers wrap" quietly administer key receive direct --purpose wrap --symmetric \
    --receiver shared --mechanism kw --in "$work/kek4.kw"
check "without an administrator or a template: refused" eval '! casemate key receive cluster.x --purpose wrap --symmetric \
    --receiver shared --mechanism kw --in "$work/kek4.kw" >/dev/null 2>"$work/err" && grep -q administrator "$work/err"'
check "the origin is written" \
    eval '[ "$(casemate key show direct --json | jq -r .origin)" = imported-sealed ]'

say "A source of wrapped keys"
administer template set kms --identity default --pattern 'cluster.*' --purpose wrap --imports --algorithm aes256 >/dev/null
wrap inbox "$work/kek1" "$work/one.bin" -pad
wrap inbox "$work/kek2" "$work/two.bin"
provider() { printf '{"kind":"wrapped","receiver":"inbox","leased":%s,"keys":[%s]}' "$leased" "$1" >"$work/provider.new" && mv "$work/provider.new" "$work/provider.json"; }
key() { printf '{"reference":"%s","created":"1970-01-01T00:00:0%sZ","file":"%s","mechanism":"%s","use":"%s"}' "$@"; }
one() { key kek-1 1 "$work/one.bin" rsa-oaep-kwp "$1"; }
two() { key kek-2 2 "$work/two.bin" rsa-oaep-kw "$1"; }
leased=true
provider "$(one seal)"
from_source() { start_kms --key cluster --provider "$work/provider.json" --lease "${lease:-1h}" --lease-record "$work/lease.json" "$@"; }
check "the plugin starts" from_source
check "Status names the key as its source does" becomes 10 '^casemate-2\.1\.kek-1$' key_id
call remember "$work/messages" one >/dev/null
check "what it sealed opens" becomes 10 '^1 of 1$' call recall "$work/messages"
cases tamper.py
check "the lease is in the metrics" eval 'http /metrics | grep -qE "casemate_kms_lease_seconds 3[0-9]{3}"'
check "the record holds no key" eval '! grep -qiE "$(xxd -p -c 64 "$work/kek1")|$(base64 <"$work/kek1" | cut -c1-30)" "$work/lease.json"'
provider "$(two seal),$(one seal)"
check "a key that is added seals within 30 s" becomes 30 '^casemate-2\.2\.kek-2$' key_id
call remember "$work/messages" two >/dev/null
check "messages of both open" becomes 10 '^2 of 2$' call recall "$work/messages"

say "The source is away"
mv "$work/provider.json" "$work/away.json"
sleep 25
check "keys are used on" becomes 10 '^2 of 2$' call recall "$work/messages"
check "the metric says so" eval 'http /metrics | grep -q "casemate_kms_source_up{kind=\"wrapped\"} 0"'
stop_kms
start_away() { # starts while the list of keys, not the file itself, cannot be had
    jq -c 'del(.keys)' "$work/away.json" >"$work/provider.json"
    from_source "$@"
}
start_away
check "started without it, within the lease: keys are used" becomes 10 '^casemate-2\.2\.kek-2$' key_id
check "and open" becomes 10 '^2 of 2$' call recall "$work/messages"
stop_kms
kill_enclave TERM
start
start_away
check "also after a restart of the enclave: they lie sealed in its journal" becomes 10 '^casemate-2\.2\.kek-2$' key_id
stop_kms
jq -c '.confirmed = (now | floor) - 12' "$work/lease.json" >"$work/lease.new" && mv "$work/lease.new" "$work/lease.json"
lease=20s start_away
check "with 8 s of the lease left, they are used" becomes 5 '^casemate-2\.2\.kek-2$' key_id
check "and not beyond" becomes 12 '^error key-unusable' key_id
check "/readyz says why" becomes 2 '^503 .*lease' http /readyz
check "neither to open" eval 'call recall "$work/messages" | grep -q "^0 of 2, key-unusable"'
cp "$work/away.json" "$work/provider.json"
check "the source comes back: so does the key, within 30 s" becomes 30 '^casemate-2\.2\.kek-2$' key_id
stop_kms
rm -f "$work/lease.json"
start_away
sleep 2
check "without a record there is no lease" eval 'key_id | grep -q "^error"'
stop_kms
lease=

say "Revoked"
provider "$(one seal),$(two revoked)"
from_source
check "the newest key revoked: Status fails, an older one does not come back" becomes 10 '^error key-unusable' key_id
check "/readyz names it" becomes 2 '^503 .*kek-2.*revoked' http /readyz
check "what it sealed does not open, the other's does" becomes 10 '^1 of 2, key-unusable$' call recall "$work/messages"
stop_kms

say "Sealed keys"
leased=false
administer key import-key --out "$work/enclave.pub" >/dev/null
casemate key seal --symmetric --to "$work/enclave.pub" --in "$work/kek3" --out "$work/three.sealed" >/dev/null
printf '{"kind":"sealed","keys":[{"reference":"kek-3","created":"1970-01-01T00:00:03Z","file":"%s"}]}' "$work/three.sealed" >"$work/provider.json"
check "the plugin starts" from_source
check "Status names it" becomes 10 '^casemate-2\.3\.kek-3$' key_id
rm -f "$work/messages" && call remember "$work/messages" three >/dev/null
check "what it sealed opens" becomes 10 '^1 of 1$' call recall "$work/messages"
stop_kms

say "Another node"
kill_enclave TERM
mv "$base" "$work/first" && new_base "$base" && start
allow encrypt decrypt key-show audit-note
administer template set kms --identity default --pattern 'cluster.*' --purpose wrap --imports --algorithm aes256 >/dev/null
administer key import-key --out "$work/enclave.pub" >/dev/null
casemate key seal --symmetric --to "$work/enclave.pub" --in "$work/kek3" --out "$work/three.there" >/dev/null
sed "s|three.sealed|three.there|" "$work/provider.json" >"$work/provider.new" && mv "$work/provider.new" "$work/provider.json"
from_source
check "its enclave takes the same key, under the same id" becomes 10 '^casemate-2\.3\.kek-3$' key_id
check "and opens what the first sealed" becomes 10 '^1 of 1$' call recall "$work/messages"
stop_kms
kill_enclave TERM
rm -rf "$base" && mv "$work/first" "$base" && start

say "An altered file"
awk 'NR == 3 { first = substr($0, 1, 1); $0 = (first == "A" ? "B" : "A") substr($0, 2) } { print }' "$work/three.sealed" \
    >"$work/four.sealed"
printf '{"kind":"sealed","keys":[{"reference":"kek-4","created":"1970-01-01T00:00:04Z","file":"%s"}]}' "$work/four.sealed" >"$work/provider.json"
from_source
sleep 3
check "an altered one is not used" eval 'key_id | grep -q "^error"'
check "and the log says why" grep -q "no answer from the source" "$kms_log"
stop_kms

say "A key that is in no backup"
administer key generate made --purpose wrap >/dev/null
start_kms --key made
check "the plugin ends with 1" eval 'wait $kms; [ $? -eq 1 ]'
check "and says what to do" grep -q 'accept-loss' "$kms_log"
check "with --accept-loss it serves" start_kms --key made --accept-loss
check "Status is ok" becomes 5 '^casemate-1\.' key_id
check "the metric says so" eval 'http /metrics | grep -q "casemate_kms_key_in_backup 0"'
stop_kms
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key"
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"
administer domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work" >/dev/null
administer backup create >/dev/null
check "after a backup it needs none" start_kms --key made
check "Status is ok" becomes 5 '^casemate-1\.' key_id
check "the metric says so" eval 'http /metrics | grep -q "casemate_kms_key_in_backup 1"'
stop_kms

say "Rotation by schedule"
allow encrypt decrypt key-show key-list key-rotate audit-note
check "the plugin starts" start_kms --key made --rotate-every 5s
check "Status names version 2 within 25 s" becomes 25 '^casemate-1\..*\.2\.' key_id
check "/readyz is ok and says that it is in no backup" becomes 25 '^200 ok; backup: made: its newest version' http /readyz
check "the metric says so" eval 'http /metrics | grep -q "casemate_kms_key_in_backup 0"'
check "the log says so" grep -q 'its newest version' "$kms_log"
check "due again, it is not rotated before it is" becomes 25 'was not rotated' cat "$kms_log"
check "Status names version 2 still" becomes 2 '^casemate-1\..*\.2\.' key_id
casemate doctor --json >"$work/doctor.json"
check "doctor says what will not start" eval 'jq -e ".items[] | select(.id == \"backup\").message | test(\"does not start with .*made\")" \
    "$work/doctor.json" >/dev/null'
stop_kms TERM
start_kms --key made
check "started anew, the plugin ends with 1" eval 'wait $kms; [ $? -eq 1 ]'
check "and says why" grep -q 'newest version of the key made is younger than the newest backup' "$kms_log"
check "and what to do" eval 'grep -q "casemate backup create" "$kms_log" && grep -q -- --accept-loss "$kms_log"'
check "with --accept-loss it serves" start_kms --key made --accept-loss
check "Status is ok" becomes 5 '^casemate-1\.' key_id
stop_kms
check "a new recovery set is enough, too" eval 'sleep 1; administer domain recovery create --threshold 1 --holder "h=$work/holder.pub" \
    --out-directory "$work/later" >/dev/null && start_kms --key made && becomes 5 "^casemate-1\." key_id'
check "rotated while it serves, a backup ends the warning" eval 'sleep 1; casemate key rotate made >/dev/null &&
    becomes 25 "^200 ok; backup: made" http /readyz && administer backup create >/dev/null && becomes 25 "^200 ok $" http /readyz'
stop_kms

say "Alarms"
start_kms --key made --decrypt-alarm 3 || fail "the plugin starts"
becomes 5 '^casemate-1\.' key_id
call many 6 alarm >/dev/null
allow encrypt decrypt key-show audit-read
check "the alarm is in the enclave's audit" within 5 eval 'casemate audit show --json | grep -q kms-decrypt-alarm'
stop_kms
for number in 1 2 3 4; do
    check "key $number is in no log and no file of the state" eval \
        '! grep -rqaiE "$(xxd -p -c 64 "$work/kek$number")|$(head -c 30 "$work/kek$number" | base64)" "$logs" "$base"'
done
finish
