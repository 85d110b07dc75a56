# shellcheck shell=bash
# Evidence on the command line: what verify, show and policy write, a PCCS over TLS, and the documents' examples.
vectors=$root/enclave/Tests/AttestationTests/Vectors
sgx=$vectors/sgx/sim-uptodate
intel=$vectors/tdx/real-v4-uptodate-2025
snp=$vectors/snp/real-milan-v2
digest() { openssl x509 -in "$1" ${2:--inform DER} -outform DER | sha256sum | cut -d' ' -f1; }
judge() { run attest verify --json "$@"; }
simulated=(--evidence "$sgx/quote.bin" --collateral "$sgx/collateral.json" --root "$sgx/root_ca.der" --at 2026-06-15T12:00:00Z)
hardware=(--evidence "$intel/quote.bin" --collateral "$intel/collateral.json" --at 1751624191)
milan=(--evidence "$snp/report.bin" --certificate "$snp/vek.der" --certificate "$snp/ask.pem" --at 1750000000)

misused "verify without evidence" attest verify
misused "two sources of collateral" attest verify --evidence a --collateral b --pccs c
misused "two roots" attest verify --evidence a --root b --root-sha256 "$(printf '%064d' 1)"
misused "a short digest" attest verify --evidence a --root-sha256 12
misused "a time that is none" attest verify --evidence a --at yesterday
misused "report data of 65 bytes" attest verify --evidence a --report-data "$(printf '%0130d' 0)"
refuses "no such evidence" file-error attest verify --evidence "$work/none"

judge "${hardware[@]}"
same "hardware is accepted by default" "$status $(out '"\(.verdict) \(.platform) \(.status)"')" "0 accept hardware UpToDate"
fields "a verdict" . kind container platform genuine status advisories tcbDate expires debug verdict code reason \
    reportData measurements platformInfo current
same "it expires with its collateral" "$(out .expires)" 2025-07-19T10:00:35Z
judge "${hardware[@]}" --at 1752919236
same "a second later it does not count" "$status $(out '"\(.genuine) \(.code)"')" "1 false expired-collateral"
judge "${hardware[@]}" --report-data 00
same "other report data" "$status $(out '"\(.genuine) \(.code)"')" "1 true report-data"
judge "${hardware[@]}" --report-data "$(casemate attest show --evidence "$intel/quote.bin" --json | jq -r .reportData)"
same "its own report data" "$status $(out .code)" "0 accepted"
judge "${simulated[@]}"
same "software is refused by default" "$status $(out '"\(.genuine) \(.code)"')" "1 true software-evidence"
judge "${simulated[@]:0:4}" --root-sha256 "$(digest "$sgx/root_ca.der")" --at 1781524800
same "a root by its digest" "$(out '"\(.genuine) \(.platform) \(.root)"')" "true software $(digest "$sgx/root_ca.der")"
judge "${simulated[@]:0:4}" --at 1781524800
same "without the root" "$status $(out '"\(.genuine) \(.code)"')" "1 false untrusted-chain"
run attest verify "${simulated[@]}"
check "people read the reason on stderr" grep -q 'Rejected (software-evidence)' "$work/err"
judge "${milan[@]}"
same "SEV-SNP is unrated" "$status $(out '"\(.genuine) \(.status) \(.code)"')" "1 true Unrated unrated"
check "the reason says which line to add" grep -q 'minimumTcb: {Milan: {bootloader: 3, tee: 0, snp: 8, microcode: 115}}' "$work/out"
judge --evidence "$snp/report.bin" --at 1750000000
same "SEV-SNP without certificates" "$(out '"\(.genuine) \(.code) \(.kind)"')" "false missing-collateral snp"
echo "not JSON" >"$work/bad.json"
judge --evidence "$sgx/quote.bin" --collateral "$work/bad.json"
same "collateral that is none" "$status $(out '"\(.genuine) \(.code)"')" "1 false malformed-collateral"

# Policies: YAML and JSON, and reasons that name their line.
cat >"$work/policy.yaml" <<YAML
version: 1
allowSoftware: true
softwareRoots: [$(digest "$sgx/root_ca.der")]
collateral:
  minimumEvaluationNumber: 21
anyMeasurement: true
YAML
judge "${simulated[@]}" --policy "$work/policy.yaml"
same "a policy's own line" "$(out .reason | cut -d' ' -f1)" "$work/policy.yaml:5:"
sed -i 's/21/20/' "$work/policy.yaml"
judge "${simulated[@]}" --policy "$work/policy.yaml"
same "as the policy says" "$status $(out .verdict)" "0 accept"
does "policy check" attest policy check "$work/policy.yaml"
same "it tells what it allows" "$(out '"\(.allowsSoftware) \(.allowsDebug) \(.statuses | join(" "))"')" "true false UpToDate SWHardeningNeeded"
for broken in 'version: 1\nstatus: [UpToDate]\nanyMeasurement: true' '{"version": 1,\n"debug": true}' 'version: 1\nversion: 1' \
    'version: 1\nkinds: &a [sgx]\nstatuses: *a' 'version: [1' 'version: 1\nanyMeasurement: yes'; do
    printf "$broken\n" >"$work/broken"
    refuses "a policy with: ${broken//\\n/; }" invalid-policy attest policy check "$work/broken"
    check "its line is named" grep -qE "$work/broken:[12]: " "$work/out"
done
printf 'version: 1\nsnp: {minimumTcb: {Milan: {bootloader: 3, tee: 0, snp: 8, microcode: 115}}}\nanyMeasurement: true\n' >"$work/snp.yaml"
judge "${milan[@]}" --policy "$work/snp.yaml"
same "SEV-SNP at its minimum" "$status $(out '"\(.status) \(.verdict)"')" "0 UpToDate accept"
sed -i 's/115/116/' "$work/snp.yaml"
judge "${milan[@]}" --policy "$work/snp.yaml"
same "below it" "$status $(out '"\(.status) \(.code)"')" "1 OutOfDate refused-status"

judge "${simulated[@]}"
cp "$work/out" "$work/verdict.json"
run attest policy from-measurements "$work/verdict.json" --software-root "$sgx/root_ca.der"
cp "$work/out" "$work/pinned.yaml"
judge "${simulated[@]}" --policy "$work/pinned.yaml"
same "a policy from measurements accepts them" "$status $(out '"\(.verdict) \(.measurementSet)"')" "0 accept verdict.json"
other=$vectors/sgx/real-azure-2023
judge --evidence "$other/quote.bin" --collateral "$other/collateral.json" --at 2023-05-29T17:54:21Z --policy "$work/pinned.yaml"
same "and not another enclave" "$status $(out .code)" "1 unknown-measurement"
does "the same policy as JSON" attest policy from-measurements "$work/verdict.json" --software-root "$sgx/root_ca.der"
cp "$work/out" "$work/pinned.json"
judge "${simulated[@]}" --policy "$work/pinned.json"
same "accepts them too" "$status $(out .verdict)" "0 accept"
digest=$(jq -r .measurements.mrEnclave "$work/verdict.json")
jq -n --arg digest "$digest" '{binary: {name: "built"}, measurements: [{platform: "software", mrenclave: $digest}]}' >"$work/measurements.json"
casemate attest policy from-measurements "$work/measurements.json" --software-root "$sgx/root_ca.der" >"$work/built.yaml"
judge "${simulated[@]}" --policy "$work/built.yaml"
same "a build's measurements.json" "$status $(out .measurementSet)" "0 built"
refuses "no measurements in a file" no-measurements attest policy from-measurements "$snp/expect.json"

# show explains every form and verifies none.
for evidence in sgx/sim-uptodate/quote.bin tdx/sim-v5-td15ex-uptodate/quote.bin snp/sim-turin-v5/report.bin \
    snp/real-genoa-v3-azure/hcl.bin ratls/standard-only/cert.der ratls/legacy-only/cert.der; do
    does "show $evidence" attest show --evidence "$vectors/$evidence"
    check "it says what the evidence covers, and that nothing is verified" jq -e \
        '.verified == false and (.covers | length > 100) and (.measurements | length > 5) and (.meanings | length > 5)' "$work/out"
done
refuses "show nothing known" malformed-evidence attest show --evidence "$root/LICENSE"

# A PCCS over TLS: its answers as files that openssl serves as they stand.
pccs=$work/pccs
mkdir -p "$pccs/sgx/certification/v4/qe"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/tls.key" -out "$work/tls.crt" -days 2 \
    -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
member() { jq -j ".$1" "$sgx/collateral.json"; }
answer() { # PATH HEADER CHAIN-MEMBER BODY-COMMAND...
    local path=$1 header=$2 chain=$3
    shift 3
    { printf 'HTTP/1.0 200 OK\r\n%s: %s\r\n\r\n' "$header" "$(jq -r ".$chain | @uri" "$sgx/collateral.json")"; "$@"; } >"$pccs/sgx/certification/v4/$path"
}
der() { member "$1" | xxd -r -p; }
signed() { printf '{"%s":%s,"signature":"%s"}' "$1" "$(member "$2")" "$(member "$2_signature")"; }
answer 'pckcrl?ca=platform&encoding=der' SGX-PCK-CRL-Issuer-Chain pck_crl_issuer_chain der pck_crl
answer 'tcb?fmspc=53494D000001&update=standard' TCB-Info-Issuer-Chain tcb_info_issuer_chain signed tcbInfo tcb_info
answer 'qe/identity?update=standard' sgx-enclave-identity-issuer-chain qe_identity_issuer_chain signed enclaveIdentity qe_identity
answer rootcacrl Request-ID tcb_info member root_ca_crl
(cd "$pccs" && exec openssl s_server -accept 0 -cert "$work/tls.crt" -key "$work/tls.key" -HTTP -naccept 64) >"$work/pccs.log" 2>&1 &
enclave=$!
children+=("$enclave")
await grep -q ACCEPT "$work/pccs.log"
port=$(grep -oE 'ACCEPT .*:[0-9]+' "$work/pccs.log" | grep -oE '[0-9]+$')
fetched=(--evidence "$sgx/quote.bin" --root "$sgx/root_ca.der" --at 1781524800 --pccs "https://localhost:$port/sgx/certification/v4/")
judge "${fetched[@]}" --pccs-ca "$work/tls.crt"
same "collateral from a PCCS" "$(out '"\(.genuine) \(.status)"')" "true UpToDate"
judge "${fetched[@]}"
same "its certificate is checked" "$status $(out '"\(.genuine) \(.code)"')" "1 false missing-collateral"
printf 'HTTP/1.0 404 Not Found\r\n\r\nNo cache data for this platform.' >"$pccs/sgx/certification/v4/rootcacrl"
judge "${fetched[@]}" --pccs-ca "$work/tls.crt"
same "something missing there" "$status $(out '"\(.genuine) \(.code)"')" "1 false missing-collateral"
check "the reason names the address" grep -q rootcacrl "$work/out"
judge --evidence "$sgx/quote.bin" --pccs http://localhost:9 --root "$sgx/root_ca.der"
same "nobody answers" "$status $(out .code)" "1 missing-collateral"

# Evidence of our own enclave: genuine under its installation's root, accepted by a policy that names root and program.
start_enclave own --development --software-root "$work/own/root" || { fail "the enclave starts"; finish; }
nonce=$(openssl rand -hex 64)
does "evidence" attest evidence --report-data "$nonce" --out "$work/own.quote" --collateral-out "$work/own.json" --root-out "$work/own.der"
jq -n --arg digest "$(sha256sum <"$enclave_program" | cut -d' ' -f1)" '{name: "this build", measurements: {mrEnclave: $digest}}' >"$work/own.measured"
casemate attest policy from-measurements "$work/own.measured" --software-root "$work/own.der" >"$work/own.yaml"
own=(--evidence "$work/own.quote" --collateral "$work/own.json")
judge "${own[@]}" --root "$work/own.der" --policy "$work/own.yaml" --report-data "$nonce"
same "our own evidence" "$status $(out '"\(.verdict) \(.platform) \(.status) \(.measurementSet)"')" "0 accept software UpToDate this build"
judge "${own[@]}" --root "$work/own.der" --policy "$work/own.yaml" --report-data "$(openssl rand -hex 64)"
same "for another nonce" "$status $(out .code)" "1 report-data"
judge "${own[@]}" --root "$work/own.der"
same "by the default policy" "$status $(out .code)" "1 software-evidence"
judge "${own[@]}" --policy "$work/own.yaml"
same "under Intel's root" "$status $(out .code)" "1 untrusted-chain"
stop_enclave
