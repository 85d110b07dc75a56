#!/usr/bin/env bash
# Root on the host with every listener and the whole state directory, but no administrator's key: no CA:TRUE
# certificate, no name or lifetime outside the profile, no raw signature by an issue key, no import, no policy change,
# no share, no state of its own making. Each refusal is in the audit.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
development= # administrators are given, nothing is kept beside the state
base=$work/base
admin=$work/admin.key
openssl genpkey -algorithm ED25519 -out "$admin"
openssl pkey -in "$admin" -pubout -out "$work/admin.pub"
administer() { casemate "$@" --administrator-key "$admin"; }
start() { start_enclave "$base" --administrator "$work/admin.pub"; }

new_base "$base"
start || { fail "the enclave starts"; cat "$logs/enclave.log"; finish; exit; }

say "An honest administrator sets the scene"
check "an authority for workloads" eval 'administer ca create tests --subject "CN=System tests" --profile mesh-workload >/dev/null'
check "an authority for the rest" eval 'administer ca create other --subject "CN=Other" --profile as-requested >/dev/null'
check "a key to destroy" eval 'administer key generate victim --purpose sign >/dev/null'
check "a policy" eval 'administer policy set default --key tests --key victim --operation ca-issue --operation key-sign \
    --operation key-sign-batch --operation audit-read --operation ca-show --operation key-show --operation ca-revoke \
    --operation random --operation key-certificate-request >/dev/null'

# request NAME SUBJECT EXTENSION...: a PKCS#10.
request() {
    local name=$1 subject=$2 extensions=()
    shift 2
    for extension in "$@"; do extensions+=(-addext "$extension"); done
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$name.key" -out "$work/$name.csr" \
        -subj "$subject" "${extensions[@]}" 2>/dev/null
}
# refused CODE WHAT COMMAND...: the command must fail with this error code, and the audit must say so.
refused() {
    local code=$1 what=$2
    shift 2
    "$@" --json >"$work/out" 2>"$work/err"
    local status=$? got
    got=$(jq -r '.error.code // "none"' "$work/out" 2>/dev/null)
    if [ $status -eq 1 ] && [ "$got" = "$code" ]; then pass "$what: $got"
    else fail "$what: exit $status, code $got"; cat "$work/err"; fi
    owed_refusals+=("$got")
}
owed_refusals=()
uri='subjectAltName=URI:spiffe://cluster.local/ns/a/sa/b'

say "Issuance"
request plain / "$uri"
check "what the profile allows is issued" eval 'casemate ca issue tests --csr "$work/plain.csr" --out "$work/plain.pem" >/dev/null'
request authority / "$uri" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
casemate ca issue tests --csr "$work/authority.csr" --out "$work/authority.pem" >/dev/null
check "a request for CA:TRUE is issued as an end entity" eval 'openssl x509 -in "$work/authority.pem" -noout -text |
    grep -A1 "X509v3 Key Usage" | grep -q "Digital Signature$" &&
    ! openssl x509 -in "$work/authority.pem" -noout -text | grep -Eq "CA:TRUE|Certificate Sign|CRL Sign"'
refused policy-violation "certificate signing as a usage" \
    casemate ca issue tests --csr "$work/plain.csr" --usage "cert sign"
request mail / subjectAltName=email:root@example.org
refused lint-failure "a name outside the profile" casemate ca issue tests --csr "$work/mail.csr"
request address / subjectAltName=IP:10.0.0.1
refused lint-failure "an address outside the profile" casemate ca issue tests --csr "$work/address.csr"
refused policy-violation "another profile" casemate ca issue tests --csr "$work/plain.csr" --profile as-requested
refused not-allowed "another authority" casemate ca issue other --csr "$work/plain.csr"
casemate ca issue tests --csr "$work/plain.csr" --lifetime 36500d --out "$work/long.pem" >/dev/null
check "a lifetime beyond the profile's is clamped to its 365 days" eval '
    openssl x509 -in "$work/long.pem" -noout -checkend $((364 * 86400)) >/dev/null &&
    ! openssl x509 -in "$work/long.pem" -noout -checkend $((365 * 86400 + 60)) >/dev/null'
openssl req -in "$work/plain.csr" -outform DER -out "$work/forged.der"
printf '\x00' | dd of="$work/forged.der" bs=1 seek=$(($(stat -c %s "$work/forged.der") - 3)) conv=notrunc status=none
refused invalid-key "a request nobody signed" \
    casemate ca issue tests --csr "$work/forged.der"

say "Keys"
echo 'to be signed' >"$work/message"
refused purpose-mismatch "a raw signature by an issue key" casemate key sign tests --in "$work/message"
refused purpose-mismatch "a raw signature, digest" \
    casemate key sign tests --digest --in <(openssl dgst -sha256 -binary "$work/message")
openssl genpkey -algorithm ED25519 -out "$work/stranger.key"
openssl pkey -in "$work/plain.key" -pubout -out "$work/holder.pub"
# privileged CODE RESTORE-CODE WITH OPTION...: everything only administrators do, with these options.
privileged() {
    local code=$1 restore=$2 with=$3
    shift 3
    refused "$code" "import in clear, $with" casemate key import mine --purpose sign --clear "$work/stranger.key" "$@"
    refused "$code" "destroy, $with" casemate key destroy victim "$@"
    refused "$code" "a key, $with" casemate key generate mine --purpose sign "$@"
    refused "$code" "an authority, $with" casemate ca create mine --subject CN=Mine --profile as-requested "$@"
    refused "$code" "a wider policy, $with" casemate policy set default --operation '*' --key '*' "$@"
    refused "$code" "a template, $with" casemate template set mine --identity default --pattern '*' --purpose issue \
        --algorithm p256 "$@"
    refused "$code" "administrators, $with" casemate administrator set --administrator "$work/admin.pub" "$@"
    refused "$code" "recovery shares, $with" casemate domain recovery create --threshold 1 \
        --holder "me=$work/holder.pub" --out-directory "$work" "$@"
    refused "$code" "a backup, $with" casemate backup create "$@"
    refused "$restore" "a restore, $with" casemate restore "$@"
    refused "$code" "the clock, $with" casemate clock accept "$@"
    refused "$code" "an anchor, $with" casemate anchor accept --record 1 "$@"
}
privileged authorization-required state-not-locked "without a key"
privileged authorization-invalid authorization-invalid "with a stranger's key" --administrator-key "$work/stranger.key"

say "Misused signatures"
"$tools/enclave-hostile" --socket "$socket" --administrator "$admin" --other-instance 00112233445566778899aabbccddeeff \
    >"$work/hostile.out" 2>&1
status=$?
grep -E '^FAILED|^skipped|refused \(' "$work/hostile.out"
check "$(grep -c '^ok' "$work/hostile.out") misuses refused and audited" [ $status -eq 0 ]
casemate audit export --out "$work/audit.jsonl" >/dev/null
check "the audit verifies offline" eval 'casemate audit verify "$work/audit.jsonl" >/dev/null'
for code in $(printf '%s\n' "${owed_refusals[@]}" | sort -u); do
    want=$(printf '%s\n' "${owed_refusals[@]}" | grep -cx "$code")
    have=$(jq -s --arg code "$code" '[.[] | select(.outcome == $code) | .count // 1] | add // 0' "$work/audit.jsonl")
    check "audit: $have refusals with $code, at least $want" [ "$have" -ge "$want" ]
done

say "The state directory"
casemate ca show tests --json | jq -r .fingerprint >"$work/fingerprint"
kill_enclave TERM
cp -a "$base" "$work/saved"
# tampered EXPECTED WHAT COMMAND: on a copy of the state the command is run. EXPECTED is how the start is refused, or
# `locked` where it serves nothing.
tampered() {
    local expected=$1 what=$2 got
    rm -rf "$base" && cp -a "$work/saved" "$base"
    (cd "$base/state" && eval "$3") || { fail "$what: nothing to change"; return; }
    : >"$logs/enclave.log"
    if start; then
        got=$(casemate status --json | jq -r .state)
        [ "$(casemate ca show tests --json 2>/dev/null | jq -r .fingerprint)" = null ] || got="serving an authority"
        kill_enclave
    else
        wait "$enclave"
        got="status $?"
        [ "$got" = "status 1" ] && got=$(grep -Eo 'state-[a-z-]+' "$logs/enclave.log" | head -1)
    fi
    check "$what: $got" [ "$got" = "$expected" ]
}
flip() { printf "dd if=%s bs=1 skip=%s count=1 status=none | tr '\\\\000-\\\\377' '\\\\001-\\\\377\\\\000' | dd of=%s bs=1 seek=%s conv=notrunc status=none" "$1" "$2" "$1" "$2"; }
largest=$(cd "$work/saved/state" && ls -S journal-* | head -1)
size=$(stat -c %s "$work/saved/state/$largest")
mkdir -p "$work/twin" && new_base "$work/twin"
base=$work/twin start && casemate status >/dev/null && kill_enclave TERM
tampered state-altered "the header edited" "$(flip header 40)"
tampered state-altered "a record edited" "$(flip "$largest" $((size / 2)))"
tampered state-truncated "the journal cut short" "truncate -s $((size / 2)) $largest"
tampered state-truncated "the newest journal removed" 'rm $(ls journal-* | tail -1)'
tampered state-missing "every journal removed" 'rm journal-*'
tampered state-missing "the fence removed" 'rm fence'
tampered state-missing "the header removed" 'rm header'
tampered state-altered "another instance's journal" "cp '$work/twin/state/$largest' $largest"
tampered locked "another instance's header" "cp '$work/twin/state/header' header"
tampered locked "another instance's whole state" "rm -rf ./* && cp -a '$work/twin/state/.' ."
say "        a whole older copy starts: without a peer or an anchor nothing can tell (docs/threat-model.md)"
finish
