# shellcheck shell=bash
# Evidence on the command line: what is in it, what is refused, what binds a key, locked and without a software root.
start_enclave evidence --development --software-root "$work/evidence/root" || { fail "the enclave starts"; finish; }
chosen=$(openssl rand -hex 64)
quoted() { xxd -s 368 -l 64 -p -c 64 "$1"; } # the report data of an SGX quote, version 3
proof_of() { printf '%s%s' "$(printf casemate/proof/1 | xxd -p)" "$(sha384sum <"$1" | cut -d' ' -f1)"; }

does "evidence" attest evidence --report-data "$chosen" --out "$work/quote" --collateral-out "$work/collateral" \
    --root-out "$work/root.pem"
fields "evidence" . container platform measurement reportData evidence certificates manifest collateral root rootSha256
same "evidence has its shapes" "$(out '[.container, .platform, .reportData] | join(" ")')" "quote software $chosen"
same "its measurement is status's" "$(out .measurement)" "$(status_of .measurement)"
same "the quote carries the bytes" "$(quoted "$work/quote")" "$chosen"
same "the file is what JSON carries" "$(out .evidence)" "$(base64 -w0 "$work/quote")"
same "so is the collateral" "$(out .collateral | jq -S .)" "$(jq -S . "$work/collateral")"
same "the root is status's" "$(out .rootSha256)" "$(status_of .softwareRoot)"
same "and the file's" "$(out .rootSha256)" "$(openssl x509 -in "$work/root.pem" -outform DER | sha256sum | cut -d' ' -f1)"
casemate attest evidence --report-data "$chosen" --root-out "$work/root.der" >"$work/base64"
check "the root in DER" cmp "$work/root.der" <(openssl x509 -in "$work/root.pem" -outform DER)
same "without --out it is base64" "$(base64 -d "$work/base64" | head -c 432 | tail -c 64 | xxd -p -c 64)" "$chosen"
does "short report data" attest evidence --report-data 00ff
same "is followed by zeros" "$(out .reportData)" "00ff$(printf '%0124d' 0)"
# Our own verifier judges it: genuine under its root, accepted where a policy names root and program.
judge() { run attest verify --evidence "$work/quote" --collateral "$work/collateral" --root "$work/root.pem" --json "$@"; }
jq -n --arg digest "$(status_of .measurement)" \
    '{binary: {name: "built"}, measurements: [{platform: "software", mrenclave: $digest}]}' >"$work/measurements.json"
casemate attest policy from-measurements "$work/measurements.json" --software-root "$work/root.pem" >"$work/policy.yaml"
judge --report-data "$chosen"
same "without a policy it is genuine and not enough" "$status $(out '"\(.genuine) \(.status) \(.platform) \(.verdict)"')" \
    "1 true UpToDate software reject"
judge --report-data "$chosen" --policy "$work/policy.yaml"
same "with one it is accepted" "$status $(out '"\(.verdict) \(.measurementSet)"')" "0 accept built"
judge --report-data "00$chosen" --policy "$work/policy.yaml"
same "not for other report data" "$status" 2
judge --report-data "${chosen:2}00" --policy "$work/policy.yaml"
same "nor for bytes of another" "$status $(out .verdict)" "1 reject"
misused "too much report data" attest evidence --report-data "${chosen}00"
misused "report data that is no hexadecimal" attest evidence --report-data xyz
misused "no report data" attest evidence
refuses "what only the enclave says" invalid-argument attest evidence --report-data "$(printf casemate/ | xxd -p)00"

casemate key generate attested --purpose tls >/dev/null
does "key attest" key attest attested --nonce "$chosen" --out "$work/quote" --statement-out "$work/statement"
fields "key attest" . keyId name algorithm purpose origin export publicKey provenance instanceId administrators \
    threshold development time nonce statement reportData evidence container measurement root
same "it is about the key" "$(out '.publicKey + " " + .keyId')" \
    "$(casemate key show attested --json | jq -r '.publicKey + " " + .keyId')"
same "and says what was asked" "$(out .nonce)" "$chosen"
same "its report data is the statement's digest" "$(out .reportData)" "$(proof_of "$work/statement")"
same "the quote carries it" "$(quoted "$work/quote")" "$(proof_of "$work/statement")"
same "made on this program" "$(out .provenance)" "software $(status_of .measurement)"
casemate key attest attested --out "$work/key.quote" --statement-out "$work/key.statement" >/dev/null
run attest verify --evidence "$work/key.quote" --collateral "$work/collateral" --root "$work/root.pem" \
    --policy "$work/policy.yaml" --report-data "$(casemate attest statement --in "$work/key.statement" --report-data)"
same "attest verify accepts a statement's evidence" "$status" 0
does "attest statement" attest statement --in "$work/statement"
same "reads it" "$(out '.name + " " + .reportData')" "attested $(proof_of "$work/statement")"
refuses "what is no statement" invalid-statement attest statement --in "$work/quote"
misused "a nonce that is too long" key attest attested --nonce "${chosen}00"
refuses "a key that is not there" not-found key attest none
casemate key generate wrapper --purpose wrap --algorithm aes256 >/dev/null
refuses "a key without a public half" algorithm-mismatch key attest wrapper

does "attest enclave" attest enclave --statement-out "$work/statement" --out "$work/quote"
fields "attest enclave" . instanceId state sessionKey importKey checkpointKey administrators threshold development nonce
same "its session key is status's" "$(out .sessionKey)" "$(status_of .sessionKey)"
same "its administrators too" "$(out '.administrators | join(" ")')" "$(status_of '.administrators | join(" ")')"
same "its quote carries the statement" "$(quoted "$work/quote")" "$(proof_of "$work/statement")"
casemate key import-key --json >"$work/import.json"
same "its import key is key import-key's" "$(out .importKey | base64 -d | tail -c 65 | xxd -p -c 0)" \
    "$(jq -r .publicKey "$work/import.json" | base64 -d | tail -c 65 | xxd -p -c 0)"
run doctor --json
check "doctor says until when evidence verifies" eval \
    'jq -e ".items[] | select(.id == \"evidence\") | .level == \"ok\" and (.message | test(\"until 20[0-9-]+T.*expires\"))" \
        "$work/out" >/dev/null'
sleep 1.5 # uses are counted, and written once a second
casemate audit export --out "$work/audit" >/dev/null
for operation in evidence enclave-attest key-attest; do
    check "the audit has $operation" grep -q "\"operation\":\"$operation\"" "$work/audit"
done
stop_enclave

start_enclave locked --development --sealing none --software-root "$work/locked/root" && stop_enclave
start_enclave locked --development --sealing none --software-root "$work/locked/root"
same "a locked enclave" "$(status_of .state)" locked
does "gives evidence" attest evidence --report-data "$chosen" --out "$work/quote"
same "that says so in CONFIGID" "$(xxd -s 251 -l 1 -p "$work/quote")" 00
does "and of its session key" attest enclave
same "which is all it has" "$(out '[.state, .importKey, .sessionKey] | map(tostring) | join(" ")')" \
    "locked null $(status_of .sessionKey)"
refuses "but attests no key" state-locked key attest attested
stop_enclave

start_enclave usual --development
check "in development the root is beside the state" test -e "$work/usual/software-root/root.crt"
stop_enclave
start_enclave bare --development --software-root none
same "none is none" "$(status_of .softwareRoot)" null
refuses "evidence without a software root" evidence-unavailable attest evidence --report-data 00
run doctor --json
check "doctor says what to do" eval \
    'jq -e ".items[] | select(.id == \"evidence\") | .level == \"warning\" and (.remedy | test(\"--software-root\"))" \
        "$work/out" >/dev/null'
stop_enclave
check "a software root inside the state is wrong usage" eval \
    '"$enclave_program" --state "$work/x" --listen "unix:$work/x.s" --development --software-root "$work/x/root" \
        >/dev/null 2>&1; [ $? = 2 ]'
