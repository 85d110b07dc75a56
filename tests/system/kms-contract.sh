#!/usr/bin/env bash
# The KMS plugin as a gRPC client of another make sees it (grpcio): every limit at its boundary, thousands of altered
# messages, keys rotated, replaced, retired and destroyed, the enclave stopped, killed and started again.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
. "$here/lib/kms.sh"
needs curl
base=$work/base
new_base "$base"
start_enclave "$base" || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }
casemate key generate kek --purpose wrap >/dev/null
casemate key generate signer --purpose sign >/dev/null

say "The socket"
check "the plugin starts" start_kms --key kek
check "Status is ok within 5 s" becomes 5 '^casemate-1\.' key_id
check "the socket is 0600 in a directory 0700" [ "$(stat -c %a "$kms_socket" "$work/kms" | tr '\n' ' ')" = "600 700 " ]
cases barehttp2.py
check "a second plugin on the socket is refused" eval '! "$casemate_binary" kms --key kek \
    --listen "unix://$kms_socket" 2>"$work/err" && grep -q "Another process listens" "$work/err"'
check "the first still answers" becomes 1 '^casemate-1\.' key_id
first=$(key_id)
stop_kms KILL
check "killed, it leaves its socket" [ -S "$kms_socket" ]
check "the next replaces it" start_kms --key kek
check "with the same key id" becomes 5 "^${first//./\\.}\$" key_id
stop_kms TERM
check "SIGTERM ends it with 0" [ $? -eq 0 ]
check "and the socket is gone" [ ! -e "$kms_socket" ]
echo text >"$work/kms/file"
check "a file in its place is left alone" eval '! "$casemate_binary" kms --key kek \
    --listen "unix://$work/kms/file" 2>"$work/err" && [ "$(cat "$work/kms/file")" = text ]'
mkdir -m 777 "$work/open" && chmod 777 "$work/open"
check "a directory others may write to is refused" eval '! "$casemate_binary" kms --key kek \
    --listen "unix://$work/open/s" 2>"$work/err" && grep -q "Others may write" "$work/err"'

say "Another user"
chmod 711 "$work" && mkdir -p "$work/kms" && chmod 711 "$work/kms"
start_kms --key kek && becomes 5 '^casemate-1\.' key_id
chmod 666 "$kms_socket"
as_nobody() { env -C / HOME=/ KMS_STUBS= setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
if as_nobody "$kms_python" -c 'import grpc_tools' 2>/dev/null; then
    got=$(as_nobody "$kms_python" "$here/kms/call.py" "$kms_socket" status)
    check "nobody is refused, though the mode of the socket lets it in: $got" [ "$got" = "error UNAVAILABLE" ]
    check "root still is not" becomes 1 '^casemate-1\.' key_id
    check "it is counted" eval 'http /metrics | grep -qE "casemate_kms_refused_connections_total [1-9]"'
else
    skip "another user: nobody cannot run $kms_python"
fi
chmod 700 "$work/kms" && chmod 600 "$kms_socket"

say "Limits"
cases limits.py
say "Altered messages"
call remember "$work/messages" one >/dev/null
cases tamper.py

say "Health"
check "/readyz" [ "$(http /readyz)" = "200 ok " ]
check "/healthz" [ "$(http /healthz)" = "200 ok " ]
http /metrics >/dev/null
# Those of a source are there with --provider only.
documented=$(grep -oE '^\| `casemate_kms_.*' "$here/../../docs/doors/kms.md" | cut -d'|' -f2 | grep -oE 'casemate_kms_[a-z_]+' |
    grep -vE 'source_up|lease_seconds' | sort -u)
check "its metrics are those of docs/doors/kms.md" [ "$documented" = "$(sed -n 's/^# TYPE \(casemate_kms_[a-z_]*\) .*/\1/p' "$work/http.out" | sort -u)" ]
check "latency by method and status" grep -q 'casemate_kms_operations_latency_seconds_count{method_name="/v2.KeyManagementService/Decrypt",grpc_status_code="OK"}' "$work/http.out"
check "the key id's hash, as the API server writes it" grep -q \
    "key_id_hash=\"sha256:$(printf %s "$(key_id)" | sha256sum | cut -d' ' -f1)\"" "$work/http.out"

say "Rotation"
call loop 12 "$work/ready" >"$work/loop.json" 2>&1 &
loop=$!
check "calls begin" wait_for "$work/ready"
sleep 1
casemate key rotate kek >/dev/null
check "Status names the new version within 10 s" becomes 10 "^casemate-1\\..*\\.2\\." key_id
wait $loop
check "every message sealed meanwhile opened: $(jq -c .messages "$work/loop.json")" \
    [ "$(jq '.keyIds | length' "$work/loop.json")" = 2 ]
check "older messages open" [ "$(call recall "$work/messages")" = "1 of 1" ]
call remember "$work/messages" two >/dev/null
cases tamper.py "$work/messages"

say "Another key"
casemate key generate next --purpose wrap >/dev/null
old=$(key_id)
stop_kms
sleep 1
casemate key rotate next >/dev/null
start_kms --key next --previous-key kek
check "Status names it" becomes 5 '^casemate-1\.' key_id
check "under an id of its own" [ "$(key_id)" != "$old" ]
check "messages of the old key open" [ "$(call recall "$work/messages")" = "2 of 2" ]
call remember "$work/messages" three >/dev/null
stop_kms
start_kms --key kek --previous-key next
sleep 2
check "taking the old one again is refused before it was rotated" [ "$(key_id)" = "error key-unusable" ]
check "/readyz says what to do" becomes 2 '^503 .*key rotate kek' http /readyz
sleep 1
casemate key rotate kek >/dev/null
check "then it works, under a third id" becomes 5 '^casemate-1\..*\.3\.' key_id
check "every message opens" [ "$(call recall "$work/messages")" = "3 of 3" ]
call remember "$work/messages" four >/dev/null
stop_kms
start_kms --key next
becomes 5 'error|casemate' key_id
check "without --previous-key the others do not open" [ "$(call recall "$work/messages")" = "1 of 4, unknown-key" ]
stop_kms

say "Keys that cannot seal"
start_kms --key signer
check "a key of another purpose" becomes 3 '^error key-unusable' key_id
stop_kms
start_kms --key absent
check "no such key" becomes 3 '^error unknown-key' key_id
casemate key generate absent --purpose wrap >/dev/null
check "made later, it is used" becomes 5 '^casemate-1\.' key_id
stop_kms
start_kms --key next --previous-key kek
becomes 5 '^casemate-1\.' key_id
casemate key retire next >/dev/null
check "a retired key fails Status within 10 s" becomes 10 '^error key-unusable' key_id
check "/readyz says so" becomes 2 '^503 .*retired' http /readyz
check "and opens what it sealed" [ "$(call recall "$work/messages")" = "4 of 4" ]
casemate key destroy next --administrator-key "$base/administrator.key" >/dev/null
check "a destroyed one opens nothing, the other all of its own" eval \
    'sleep 1; call recall "$work/messages" | grep -qE "^3 of 4, (key-unusable|unknown-key)"'
stop_kms

say "The enclave goes and comes"
start_kms --key kek
check "Status is ok" becomes 5 '^casemate-1\.' key_id
rm -f "$work/messages" && call remember "$work/messages" five >/dev/null
before=$(key_id)
kill_enclave KILL
check "without an enclave Decrypt says unavailable" eval 'call recall "$work/messages" | grep -q "^0 of 1, unavailable"'
check "and Status fails within 10 s" becomes 10 '^error unavailable' key_id
check "/readyz is 503, in one line" eval '[ "$(curl -s -o "$work/http.out" -w "%{http_code}" "http://$kms_http/readyz")" = 503 ] &&
    [ "$(wc -l <"$work/http.out")" = 1 ]'
check "/healthz is 200" [ "$(http /healthz)" = "200 ok " ]
check "Status never waits: $(call status-times 100)" eval '[ "$(call status-times 200 | jq ".slowestMilliseconds < 1000")" = true ]'
start_enclave "$base"
check "Status is ok within 3 s of the enclave's return" becomes 3 "^${before//./\\.}\$" key_id
check "what was sealed before opens" [ "$(call recall "$work/messages")" = "1 of 1" ]

call decrypts 12 "$work/messages" "$work/ready" >"$work/decrypts.json" &
loop=$!
check "calls begin" wait_for "$work/ready"
for time in 1 2 3; do
    sleep 2
    kill_enclave KILL
    sleep 0.3
    start_enclave "$base"
done
wait $loop
say "        $(cat "$work/decrypts.json")"
check "killed three times under load: no wrong byte" [ "$(jq '.outcomes["OTHER BYTES"] // 0' "$work/decrypts.json")" = 0 ]
check "every call is answered in 3 s" [ "$(jq '.slowestSeconds < 3' "$work/decrypts.json")" = true ]
say "        longest time without an answer over three kills: $(jq .longestGapSeconds "$work/decrypts.json") s"
check "short gaps are bridged" [ "$(jq '.outcomes.ok > 100 and (.outcomes | keys - ["ok", "unavailable"]) == []' "$work/decrypts.json")" = true ]

call decrypts 14 "$work/messages" "$work/ready" >"$work/stopped.json" &
loop=$!
check "calls begin" wait_for "$work/ready"
kill -STOP "$enclave"
check "while the enclave hangs Status answers at once" eval '[ "$(call status-times 200 | jq ".slowestMilliseconds < 1000")" = true ]'
check "and fails within 10 s" becomes 11 '^error unavailable' key_id
kill -CONT "$enclave"
check "it recovers within 5 s" becomes 5 "^${before//./\\.}\$" key_id
wait $loop
say "        $(cat "$work/stopped.json")"
check "calls end in less than 4 s meanwhile" [ "$(jq '.slowestSeconds < 4' "$work/stopped.json")" = true ]
kill -HUP "$kms"
check "SIGHUP looks the keys up again" becomes 5 reloaded cat "$kms_log"
check "and Status is ok" becomes 5 "^${before//./\\.}\$" key_id

say "The end"
call remember "$work/drained" draining >/dev/null
call recall "$work/drained" "$work/ready" >"$work/recalled" &
loop=$!
kill -STOP "$enclave"
check "a call begins" wait_for "$work/ready"
sleep 0.3
kill -TERM "$kms"
sleep 0.3
kill -CONT "$enclave"
wait $loop
check "under way at SIGTERM, it is answered" [ "$(cat "$work/recalled")" = "1 of 1" ]
stop_kms
check "and the plugin ends with 0" [ $? -eq 0 ]
start_kms --key kek --decrypt-alarm 5 --decrypt-limit 10
becomes 5 '^casemate-1\.' key_id
check "--decrypt-limit refuses the calls beyond it" [ "$(call many 15 limited)" = '{"ok": 10, "limited": 5}' ]
check "--decrypt-alarm counts the minute once" eval 'http /metrics | grep -q "casemate_kms_decrypt_alarms_total 1 "'
stop_kms

say "The example of docs/doors/kms.md"
export PATH="$(dirname "$casemate_binary"):$(dirname "$enclave_binary"):$PATH" CASEMATE_ENCLAVE_BINARY=$enclave_binary
port=${kms_http##*:}
# block NUMBER: the lines of the document's Nth fenced block, on a port of our own.
block() {
    awk -v wanted="$1" '/^```/ { inside = !inside; number += inside; next } inside && number == wanted' \
        "$here/../../docs/doors/kms.md" | sed "s/8790/$port/g"
}
mkdir "$work/door" && cd "$work/door" || exit 2
(unset CASEMATE_ENCLAVE; eval "exec $(block 1)") >"$logs/door-enclave.log" 2>&1 &
check "its enclave starts" within 10 test -S demo/run/enclave.sock
(eval "$(block 2 | sed '$s/^/exec /')") >"$logs/door.log" 2>&1 &
check "its plugin is ready" within 10 eval "$(block 3 | head -1) >/dev/null"
check "and says so in its metrics" [ "$(eval "$(block 3)" | tail -1)" = "casemate_kms_ready 1" ]
cd "$here" || exit 2
check "no plaintext is in any log" eval '! grep -rqaE "draining|limited\.\.\.|three\.\.\." "$logs"'
finish
