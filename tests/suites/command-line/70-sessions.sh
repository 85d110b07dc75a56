# shellcheck shell=bash
# TCP with a sealed session, pins, listeners and their modes.
port=$((20000 + RANDOM % 20000))
start_enclave sessions --development --listen "tcp:127.0.0.1:$port" --listen "unix:$work/sessions/strict,session=required" \
    --listen "unix:$work/sessions/other-user,uid=65533" || { fail "the enclave starts"; finish; }
pin=$(status_of .sessionKey)
check "the session key is a SHA-256" grep -qE '^[0-9a-f]{64}$' <<<"$pin"
tcp=tcp:127.0.0.1:$port
does "over TCP with the pin" status --enclave "$tcp" --enclave-key "$pin"
does "a key over TCP" key generate over-tcp --purpose sign --enclave "$tcp" --enclave-key "$pin"
check "the pin from the environment" env CASEMATE_ENCLAVE="$tcp" CASEMATE_ENCLAVE_KEY="$pin" "$casemate_program" key sign over-tcp --in "$suites/command-line.sh"
refuses "over TCP without a pin" 'enclave-key-required' status --enclave "$tcp"
refuses "with another pin" 'enclave-key-mismatch' status --enclave "$tcp" --enclave-key "$(printf '%064d' 7)"
does "a pin on a Unix socket" status --enclave-key "$pin"
refuses "another pin on a Unix socket" 'enclave-key-mismatch' status --enclave-key "$(printf '%064d' 7)"
does "a listener that wants a session" status --enclave "unix:$work/sessions/strict" --enclave-key "$pin"
run status --enclave "unix:$work/sessions/other-user" --json
same "another user's listener" "$status" 1
same "sockets are their owner's" "$(stat -c %a "$work/sessions/s" "$work/sessions/strict" | sort -u)" 600
# The same without a pin: the enclave proves itself to a policy.
does "evidence of the enclave" attest enclave --enclave "unix:$work/sessions/s" --out "$work/own.quote" --root-out "$work/own.pem"
does "its measurements" attest show --evidence "$work/own.quote" --json
cp "$work/out" "$work/measured.json"
does "a policy that trusts it" attest policy from-measurements "$work/measured.json" --software-root "$work/own.pem"
cp "$work/out" "$work/trusted.json"
does "over TCP with a policy" status --enclave "$tcp" --enclave-policy "$work/trusted.json"
does "and a pin" status --enclave "$tcp" --enclave-policy "$work/trusted.json" --enclave-key "$pin"
does "a policy on a Unix socket" key show over-tcp --enclave-policy "$work/trusted.json"
does "a listener that wants a session, with a policy" status --enclave "unix:$work/sessions/strict" --enclave-policy "$work/trusted.json"
refuses "a pin that is another's, with a policy" 'enclave-key-mismatch' status --enclave "$tcp" --enclave-policy "$work/trusted.json" --enclave-key "$(printf '%064d' 7)"
jq '.measurements[0].mrEnclave |= sub("^.{8}"; "00000000")' "$work/trusted.json" >"$work/other.json"
refuses "an enclave of other code" 'untrusted-enclave' status --enclave "$tcp" --enclave-policy "$work/other.json"
jq 'del(.allowSoftware, .softwareRoots)' "$work/trusted.json" >"$work/hardware.json"
refuses "a root that the policy does not name" 'untrusted-enclave' status --enclave "$tcp" --enclave-policy "$work/hardware.json"
misused "a PCCS without a policy" status --enclave-pccs https://pccs.example
# A clear request over TCP: hello, then status, by hand.
exec 9<>"/dev/tcp/127.0.0.1/$port"
printf '\x00\x00\x00\x16\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x01\x00\x04test\x00\x00\x00\x0c\x02\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02' >&9
answer=$(timeout 1 cat <&9 | tr -d "\0")
exec 9<&-
check "a clear request over TCP is refused" grep -aqi "sealed session" <<<"$answer"
stop_enclave
