#!/usr/bin/env bash
# Keys from a KMIP server (PyKMIP): our client beside PyKMIP's own in both families of the protocol, certificates that
# are refused, a server that lies, and a plugin whose key-encryption keys come from there.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/kmip.sh"

# fails CODE COMMAND...: the command exits 1 with that code in its JSON.
fails() {
    local code=$1
    shift
    "$@" --json >"$work/out" 2>"$work/err"
    [ $? -eq 1 ] && [ "$(jq -r .error.code "$work/out")" = "$code" ] && [ -n "$(jq -r .error.remedy "$work/out")" ]
}
# use NAME: what each key of that name may be used for, newest first.
use() { as plugin keys "$1" --json | jq -r '.items[] | "\(.id):\(.use)"' | tr '\n' ' '; }

check "PyKMIP starts" start_kmip || { tail -n 5 "$work/kmip/server.out"; finish; exit; }

say "The server"
as plugin server --json >"$work/server.json"
check "speaks $(jq -r .version "$work/server.json")" [ "$(jq -r .version "$work/server.json")" = 2.0 ]
check "has no Re-key: $(jq -c .missing "$work/server.json")" [ "$(jq -c .missing "$work/server.json")" = '["Re-key"]' ]

for version in 1.2 1.3 1.4 2.0; do
    say "A key's life in KMIP $version"
    life=life-$version
    kmip_as() { as plugin "$@" --kmip-version $version; }
    id=$(kmip_as create $life --json | jq -r .id)
    check "a key is made" [ -n "$id" ]
    check "PyKMIP calls it $life" [ "$(peer name "$id")" = $life ]
    check "made, it is for later" [ "$(kmip_as keys $life --json | jq -r '.items[0].use')" = later ]
    kmip_as activate "$id" >/dev/null
    check "PyKMIP says active" [ "$(peer state "$id")" = ACTIVE ]
    check "active, it encrypts" [ "$(kmip_as keys $life --json | jq -r '.items[0].use')" = encrypt ]
    check "an active key cannot be destroyed" fails kmip-refused kmip_as destroy "$id"
    check "a server without Re-key says so" fails kmip-refused kmip_as rekey "$id"
    kmip_as revoke "$id" >/dev/null
    check "PyKMIP says deactivated" [ "$(peer state "$id")" = DEACTIVATED ]
    check "deactivated, it only decrypts" [ "$(kmip_as keys $life --json | jq -r '.items[0].use')" = decrypt ]
    kmip_as destroy "$id" >/dev/null
    check "destroyed, it is gone" [ "$(kmip_as keys $life --json | jq '.items | length')" = 0 ]
    second=$(kmip_as create $life --activate --json | jq -r .id)
    kmip_as revoke "$second" --compromised >/dev/null
    check "PyKMIP says compromised" [ "$(peer state "$second")" = COMPROMISED ]
    bytes=$(peer bytes "$second")
    check "PyKMIP hands its bytes out all the same" [ ${#bytes} = 64 ]
    check "compromised, it is not used" [ "$(kmip_as keys $life --json | jq -r '.items[0].use')" = none ]
    check "and the reason is said" eval 'kmip_as keys $life | grep -q "is compromised"'
done

say "Who may ask"
id=$(peer create mine)
check "the owner sees its key" [ "$(use mine)" = "$id:encrypt " ]
check "another client sees none" [ "$(as other keys mine --json | jq '.items | length')" = 0 ]
check "nor may it touch the key" fails kmip-refused as other revoke "$id"
check "a certificate of another authority is refused" eval \
    'fails kmip-cannot-connect as stranger keys mine || fails kmip-connection-lost as stranger keys mine'
check "a server of another authority is not told" eval '"$casemate_binary" kmip keys mine --server "$kmip_server" \
    --ca "$tls/stranger-ca.pem" --certificate "$tls/plugin.pem" --key "$tls/plugin.key" --json >"$work/out";
    [ "$(jq -r .error.code "$work/out")" = kmip-cannot-connect ]'
check "a key file that is none" eval '"$casemate_binary" kmip keys mine --server "$kmip_server" --ca "$tls/ca.pem" \
    --certificate "$tls/plugin.pem" --key "$tls/plugin.pem" --json >"$work/out";
    [ "$(jq -r .error.code "$work/out")" = kmip-invalid-configuration ]'
stop_kmip
check "without a server the error says where none answers" eval \
    'fails kmip-cannot-connect as plugin keys mine; grep -q "$kmip_server" "$work/out"'
check "started again it has its keys" eval 'start_kmip && [ "$(use mine)" = "$id:encrypt " ]'

say "A server that lies"
kmip_port_true=$kmip_server
kmip_server=127.0.0.1:$((kmip_port + 1))
"$kmip_python" "$here/kmip/hostile.py" "$tls" $((kmip_port + 1)) >"$work/cases" 2>"$work/hostile.err" &
hostile=$!
for try in $(seq 100); do grep -q '^listening' "$work/cases" && break; sleep 0.1; done
wrong=0
grep -v '^listening' "$work/cases" >"$work/names"
while read -r name; do
    as plugin server --timeout 2s --json >"$work/out" 2>&1
    status=$?
    code=$(jq -r .error.code "$work/out" 2>/dev/null)
    case $status:$code in
        1:kmip-connection-lost | 1:kmip-malformed-answer | 1:kmip-unexpected-answer | 1:kmip-timed-out) ;;
        *) wrong=$((wrong + 1)); say "        $name: exit $status, $code" ;;
    esac
done <"$work/names"
check "$(wc -l <"$work/names") lies are an error each" [ $wrong = 0 -a "$(wc -l <"$work/names")" -gt 30 ]
kill -9 $hostile 2>/dev/null; wait $hostile 2>/dev/null
kmip_server=$kmip_port_true

say "The plugin on keys from the server"
. "$here/lib/kms.sh"
base=$work/base
new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
sign=(--administrator-key "$base/administrator.key")
casemate template set kek --identity default --pattern 'cluster.*' --purpose wrap --imports --algorithm aes256 "${sign[@]}" >/dev/null

# provider NAME [MEMBERS]: the provider file for the keys of that name.
provider() {
    printf '{"kind":"kmip","server":"%s","ca":"%s","certificate":"%s","key":"%s","name":"%s","timeout":3%s}\n' \
        "$kmip_server" "$tls/ca.pem" "$tls/plugin.pem" "$tls/plugin.key" "$1" "${2:-}" >"$work/provider.json"
}
# serve OPTION...: the plugin with keys from there.
serve() {
    start_kms --key cluster --provider "$work/provider.json" --lease-record "$work/lease.json" "$@"
}
origin() { casemate key show "cluster.$1" --json | jq -r .origin; }
# key_of: the server's identifier in the key id that the plugin names.
key_of() { key_id | sed -n 's/^casemate-2\.[0-9]*\.//p'; }
# names ID SECONDS: Status names the key of that identifier within that time.
names() { becomes "$2" "^casemate-2\\.[0-9]+\\.$1\$" key_id; }

provider nothing
serve --lease 1h
check "without keys Status is refused and says why" becomes 10 '^error ' key_id
first=$(peer create cluster)
stop_kms
provider cluster
serve --lease 1h
check "a key made by PyKMIP's client is used" names "$first" 15
check "the enclave says that a host had it in clear" [ "$(origin "$first")" = imported-clear ]
call remember "$work/messages" one >/dev/null
check "what it seals opens" [ "$(call recall "$work/messages")" = "1 of 1" ]
echo "kek symmetric $(peer bytes "$first")" >"$work/kek.list"
"$tools/secret-scan" --secrets "$work/kek.list" --pid "$kms" --stops 1 --names >"$work/scan" 2>"$work/hits"
scanned=$?
check "the key that came in clear is nowhere in the plugin's memory" eval \
    '[ $scanned -lt 2 ] && [ "$(grep "^hit" "$work/hits" | grep -cv "^hit registers")" = 0 ]'
grep '^hit' "$work/hits" | head -8

say "Rotated"
sleep 1.1
second=$(as plugin create cluster --json | jq -r .id)
sleep 25
check "a key that is not active is not used" [ "$(key_of)" = "$first" ]
as plugin activate "$second" >/dev/null
check "active, it is the next key id" names "$second" 30
call remember "$work/messages" two >/dev/null
check "messages of both open" [ "$(call recall "$work/messages")" = "2 of 2" ]
as plugin revoke "$first" >/dev/null
sleep 25
check "the older deactivated, both open" [ "$(call recall "$work/messages")" = "2 of 2" ]
before=$(key_id)
stop_kms
serve --lease 1h
check "started again, it has the same key id" becomes 15 "^${before//./\\.}\$" key_id

say "Deactivated"
as plugin revoke "$second" >/dev/null
check "without an active key Status is refused" becomes 30 '^error ' key_id
check "messages open" [ "$(call recall "$work/messages")" = "2 of 2" ]
sleep 1.1
third=$(as plugin create cluster --activate --json | jq -r .id)
check "a new key is used" names "$third" 30
call remember "$work/messages" three >/dev/null

say "Destroyed"
as plugin destroy "$first" >/dev/null
check "what a destroyed key sealed opens no more" becomes 30 '^[12] of 3, ' call recall "$work/messages"
check "the newest is used" [ "$(key_of)" = "$third" ]

say "Compromised"
as plugin revoke "$third" --compromised >/dev/null
check "Status is refused" becomes 30 '^error ' key_id
check "/readyz says why" becomes 5 '^503 .*compromised' http /readyz
check "nothing is sealed" eval '! call remember "$work/other" four >/dev/null 2>&1'
check "what it sealed does not open" becomes 5 '^1 of 3, ' call recall "$work/messages"
sleep 1.1
fourth=$(peer create cluster)
check "a new key ends it" names "$fourth" 30
stop_kms

say "Wrapped for the enclave"
head -c 32 /dev/urandom >"$work/transport"
wrapper=$(peer register transport "$(xxd -p -c 32 "$work/transport")")
casemate key import-key --out "$work/import.pub" >/dev/null
casemate key seal --symmetric --to "$work/import.pub" --in "$work/transport" --out "$work/transport.sealed" >/dev/null
casemate key import transport --purpose receive --sealed "$work/transport.sealed" "${sign[@]}" >/dev/null
sleep 1.1
fifth=$(peer create cluster)
provider cluster ",\"receiver\":\"transport\",\"wrappingKey\":\"$wrapper\""
serve --lease 1h
# Keys that an earlier start was told of are used until the source has answered.
check "the key is used" names "$fifth" 40
check "and no host had it in clear" [ "$(origin "$fifth")" = imported-sealed ]
rm -f "$work/messages" && call remember "$work/messages" five >/dev/null
check "what it seals opens" [ "$(call recall "$work/messages")" = "1 of 1" ]
stop_kms

say "The server hangs"
serve --lease 90s
check "Status names the key" names "$fifth" 15
kill -STOP "$kmip"
sleep 25
# Had Status waited for it, it would have taken the provider's timeout of 3 s.
check "asked by the plugin, it does not answer; Status does: $(call status-times 200 | tee "$work/times")" eval \
    '[ "$(jq -c "[.outcomes, .slowestMilliseconds < 2500]" "$work/times")" = "[{\"ok\":200},true]" ]'
check "messages open" [ "$(call recall "$work/messages")" = "1 of 1" ]
kill -CONT "$kmip"
stop_kms

say "The server disappears"
# Longer than the 20 s between two questions and what follows.
serve --lease 90s
check "Status names the key" names "$fifth" 15
stop_kmip
sleep 12
check "within the lease nothing changes" [ "$(key_of)" = "$fifth" ]
check "messages open" [ "$(call recall "$work/messages")" = "1 of 1" ]
check "the metric says that the source is gone" within 20 eval \
    'http /metrics >/dev/null; grep -q "^casemate_kms_source_up.* 0" "$work/http.out"'
stop_kms
serve --lease 1h
check "a restart without the server works within the lease" names "$fifth" 10
stop_kms
sleep 20
serve --lease 30s
check "the lease over, Status is refused" becomes 40 '^error ' key_id
check "/readyz says that it is the lease" becomes 5 '^503 .*lease' http /readyz
check "the server back, it is used again" eval 'start_kmip && names "$fifth" 60'
check "no log has the key" eval '! grep -qi "$(peer bytes "$fifth")" "$work/kmip/server.log" "$kms_log" "$logs/enclave.log"'
stop_kms

finish
