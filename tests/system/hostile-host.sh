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
    if [ $status -eq 1 ] && [[ $got =~ ^($code)$ ]]; then pass "$what: $got"
    else fail "$what: exit $status, code $got"; cat "$work/err"; fi
    owed_refusals+=("$got")
}
owed_refusals=()
uri='subjectAltName=URI:spiffe://cluster.local/ns/a/sa/b'

say "Issuance"
request plain / "$uri"
check "what the profile allows is issued" eval 'casemate ca issue tests --csr "$work/plain.csr" --out "$work/plain.pem" >/dev/null'
request authority / "$uri" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign
casemate ca issue tests --csr "$work/authority.csr" --out "$work/authority.pem" >/dev/null 2>&1
if [ -s "$work/authority.pem" ] && openssl x509 -in "$work/authority.pem" -noout -text | grep -Eq 'CA:TRUE|Certificate Sign'; then
    fail "a request for CA:TRUE got an authority"
else
    pass "a request for CA:TRUE gets no authority"
fi
refused 'policy-violation|lint-failure|invalid-argument|not-allowed' "certificate signing as a usage" \
    casemate ca issue tests --csr "$work/plain.csr" --usage "cert sign"
request mail / subjectAltName=email:root@example.org
refused 'policy-violation|lint-failure' "a name outside the profile" casemate ca issue tests --csr "$work/mail.csr"
request address / subjectAltName=IP:10.0.0.1
refused 'policy-violation|lint-failure' "an address outside the profile" casemate ca issue tests --csr "$work/address.csr"
refused 'policy-violation' "another profile" casemate ca issue tests --csr "$work/plain.csr" --profile as-requested
refused 'not-allowed|not-found' "another authority" casemate ca issue other --csr "$work/plain.csr"
casemate ca issue tests --csr "$work/plain.csr" --lifetime 36500d --out "$work/long.pem" >/dev/null 2>&1
if [ -s "$work/long.pem" ] && openssl x509 -in "$work/long.pem" -noout -checkend $((366 * 86400)) >/dev/null; then
    fail "a lifetime beyond the profile's"
else
    pass "a lifetime beyond the profile's is clamped or refused"
fi
openssl req -in "$work/plain.csr" -outform DER -out "$work/forged.der"
printf '\x00' | dd of="$work/forged.der" bs=1 seek=$(($(stat -c %s "$work/forged.der") - 3)) conv=notrunc status=none
refused 'invalid-argument|invalid-key|policy-violation|lint-failure|malformed-request' "a request nobody signed" \
    casemate ca issue tests --csr "$work/forged.der"

say "Keys"
echo 'to be signed' >"$work/message"
refused 'purpose-mismatch|not-found|not-allowed' "a raw signature by an issue key" casemate key sign tests --in "$work/message"
refused 'purpose-mismatch|not-found|not-allowed' "a raw signature, digest" \
    casemate key sign tests --digest --in <(openssl dgst -sha256 -binary "$work/message")
openssl genpkey -algorithm ED25519 -out "$work/stranger.key"
for extra in "" "--administrator-key $work/stranger.key"; do
    with="without a key"
    [ -n "$extra" ] && with="with a stranger's key"
    # shellcheck disable=SC2086
    {
        refused 'authorization-.*' "import in clear, $with" casemate key import mine --purpose sign --clear "$work/stranger.key" $extra
        refused 'authorization-.*' "destroy, $with" casemate key destroy victim $extra
        refused 'authorization-.*|not-allowed' "a key, $with" casemate key generate mine --purpose sign $extra
        refused 'authorization-.*|not-allowed' "an authority, $with" casemate ca create mine --subject CN=Mine --profile as-requested $extra
        refused 'authorization-.*' "a wider policy, $with" casemate policy set default --operation '*' --key '*' $extra
        refused 'authorization-.*' "a template, $with" casemate template set mine --identity default --pattern '*' --purpose issue --algorithm p256 $extra
        refused 'authorization-.*' "administrators, $with" casemate administrator set --administrator "$work/admin.pub" $extra
        openssl pkey -in "$work/plain.key" -pubout -out "$work/holder.pub"
        refused 'authorization-.*' "recovery shares, $with" casemate domain recovery create --threshold 1 --holder "me=$work/holder.pub" --out-directory "$work" $extra
        refused 'authorization-.*|unknown-operation' "a backup, $with" casemate backup create $extra
        refused 'authorization-.*|state-not-locked' "a restore, $with" casemate restore $extra
        refused 'authorization-.*' "the clock, $with" casemate clock accept $extra
    }
done

say "Misused signatures"
"$tools/enclave-hostile" --socket "$socket" --administrator "$admin" --other-instance 00112233445566778899aabbccddeeff \
    >"$work/hostile.out" 2>&1
status=$?
grep -E '^FAILED|^skipped|refused \(' "$work/hostile.out"
check "$(grep -c '^ok' "$work/hostile.out") misuses refused and audited" [ $status -eq 0 ]
casemate audit export --out "$work/audit.jsonl" >/dev/null
check "the audit verifies offline" eval 'casemate audit verify "$work/audit.jsonl" >/dev/null'
for code in $(printf '%s\n' "${owed_refusals[@]}" | sort -u); do
    [ "$code" = unknown-operation ] && continue
    want=$(printf '%s\n' "${owed_refusals[@]}" | grep -cx "$code")
    have=$(jq -s --arg code "$code" '[.[] | select(.outcome == $code) | .count // 1] | add // 0' "$work/audit.jsonl")
    check "audit: $have refusals with $code, at least $want" [ "$have" -ge "$want" ]
done

say "The state directory"
casemate ca show tests --json | jq -r .fingerprint >"$work/fingerprint"
kill_enclave TERM
cp -a "$base" "$work/saved"
# tampered WHAT COMMAND: on a copy of the state the command is run; the start is refused with a reason, or serves the
# same authority.
tampered() {
    local what=$1 found status
    rm -rf "$base" && cp -a "$work/saved" "$base"
    (cd "$base/state" && eval "$2") || { skip "$what: nothing to change"; return; }
    : >"$logs/enclave.log"
    if start; then
        found=$(casemate ca show tests --json 2>/dev/null | jq -r .fingerprint)
        if [ "$(casemate status --json | jq -r .state)" = locked ]; then
            check "$what: locked, serves nothing" [ "$found" = null ]
        else
            check "$what: starts, with the same authority" [ "$found" = "$(cat "$work/fingerprint")" ]
        fi
        kill_enclave
    else
        wait "$enclave"
        status=$?
        check "$what: refused: $(tail -1 "$logs/enclave.log" | cut -c 25-130)" [ $status -eq 1 ]
    fi
}
refused_start() {
    tampered "$@" | sed 's/: starts, with the same authority/: STARTED/' >"$work/line"
    cat "$work/line"
    if grep -q STARTED "$work/line"; then failed=$((failed + 1)); elif grep -q '^ok' "$work/line"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}
flip() { printf "dd if=%s bs=1 skip=%s count=1 status=none | tr '\\\\000-\\\\377' '\\\\001-\\\\377\\\\000' | dd of=%s bs=1 seek=%s conv=notrunc status=none" "$1" "$2" "$1" "$2"; }
first=$(cd "$work/saved/state" && ls journal-* | head -1)
size=$(stat -c %s "$work/saved/state/$first")
refused_start "the header edited" "$(flip header 40)"
refused_start "a record edited" "$(flip "$first" $((size / 2)))"
refused_start "the journal cut short" "truncate -s $((size / 2)) $first"
refused_start "the newest journal removed" 'rm $(ls journal-* | tail -1)'
refused_start "every journal removed" 'rm journal-*'
refused_start "the fence removed" 'rm fence'
refused_start "the header removed" 'rm header'
mkdir -p "$work/twin" && new_base "$work/twin"
base=$work/twin start && casemate status >/dev/null && kill_enclave TERM
refused_start "another instance's journal" "cp '$work/twin/state/$first' $first"
refused_start "another instance's header" "cp '$work/twin/state/header' header"
tampered "another instance's whole state" "cp -a '$work/twin/state/.' ." | sed 's/^ok/note/; s/^FAILED/note/'
say "        a whole older copy starts: without a peer nothing can tell (docs/threat-model.md)"
finish
