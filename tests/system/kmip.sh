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
    name=life-$version
    kmip_as() { as plugin "$@" --kmip-version $version; }
    id=$(kmip_as create $name --json | jq -r .id)
    check "a key is made" [ -n "$id" ]
    check "PyKMIP calls it $name" [ "$(peer name "$id")" = $name ]
    check "made, it is for later" [ "$(kmip_as keys $name --json | jq -r '.items[0].use')" = later ]
    kmip_as activate "$id" >/dev/null
    check "PyKMIP says active" [ "$(peer state "$id")" = ACTIVE ]
    check "active, it encrypts" [ "$(kmip_as keys $name --json | jq -r '.items[0].use')" = encrypt ]
    check "an active key cannot be destroyed" fails kmip-refused kmip_as destroy "$id"
    check "a server without Re-key says so" fails kmip-refused kmip_as rekey "$id"
    kmip_as revoke "$id" >/dev/null
    check "PyKMIP says deactivated" [ "$(peer state "$id")" = DEACTIVATED ]
    check "deactivated, it only decrypts" [ "$(kmip_as keys $name --json | jq -r '.items[0].use')" = decrypt ]
    kmip_as destroy "$id" >/dev/null
    check "destroyed, it is gone" [ "$(kmip_as keys $name --json | jq '.items | length')" = 0 ]
    second=$(kmip_as create $name --activate --json | jq -r .id)
    kmip_as revoke "$second" --compromised >/dev/null
    check "PyKMIP says compromised" [ "$(peer state "$second")" = COMPROMISED ]
    check "PyKMIP hands its bytes out all the same" [ ${#second} -gt 0 -a "$(peer bytes "$second" | tr -d '\n' | wc -c)" = 64 ]
    check "compromised, it is not used" [ "$(kmip_as keys $name --json | jq -r '.items[0].use')" = none ]
    check "and the reason is said" eval 'kmip_as keys $name | grep -q "is compromised"'
done

say "Who may ask"
id=$(peer create mine)
check "the owner sees its key" [ "$(use mine)" = "$id:encrypt " ]
check "another client sees none" [ "$(as other keys mine --json | jq '.items | length')" = 0 ]
check "nor may it touch the key" fails kmip-refused as other revoke "$id"
check "a certificate of another authority is refused" eval \
    'as stranger keys mine --json >"$work/out"; jq -r .error.code "$work/out" | grep -qE "^kmip-(cannot-connect|connection-lost)$"'
check "a server of another authority is not told" eval '"$casemate_binary" kmip keys mine --server "$kmip_server" \
    --ca "$tls/stranger-ca.pem" --certificate "$tls/plugin.pem" --key "$tls/plugin.key" --json >"$work/out";
    [ "$(jq -r .error.code "$work/out")" = kmip-cannot-connect ]'
check "a server of another name is not told" eval '"$casemate_binary" kmip keys mine --server "localhost:$kmip_port" \
    --ca "$tls/ca.pem" --certificate "$tls/plugin.pem" --key "$tls/plugin.key" --json >"$work/out";
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

finish
