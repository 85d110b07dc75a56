#!/usr/bin/env bash
# Quotes inside requests on a real control plane: software quotes of a real enclave for the requests' own keys, in Intel's
# form and in that of RA-TLS, with collateral from a file and from a PCCS; and everything that must not be signed.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
vectors=$here/../../enclave/Tests/AttestationTests/Vectors
root=$work/software-root
oid=1.3.6.1.4.1.54392.5

le64() { printf '%016x' "$1" | fold -w2 | tac | tr -d '\n' | xxd -r -p; }
text() { printf 'ASN1:UTF8String:%s' "$(base64 -w0 <"$1")"; }
# new_key NAME: an RSA key, what Intel's toolkit exports of it, a nonce, and the report data for both
new_key() {
    local file=$work/$1
    openssl genrsa -out "$file.key" 2048 2>/dev/null
    openssl rsa -in "$file.key" -noout -modulus | cut -d= -f2 | xxd -r -p >"$file.modulus"
    { le64 3; le64 256; printf '\1\0\1'; cat "$file.modulus"; } >"$file.exported"
    openssl rand 32 >"$file.nonce"
    { printf '\1\0\1'; cat "$file.modulus" "$file.nonce"; } | openssl dgst -sha256 -binary >"$file.binding"
}
quote_for() { # NAME: NAME.quote commits to NAME.binding
    casemate attest evidence --report-data "$(xxd -p -c 64 "$work/$1.binding")" --out "$work/$1.quote" \
        --collateral-out "$work/collateral.new" --root-out "$work/root.der" >/dev/null &&
        mv "$work/collateral.new" "$work/collateral.json"
}
# quoted NAME KEY [QUOTE [EXPORTED [NONCE]]]: NAME.csr of a key with Intel's three extensions; files, by default the key's
quoted() {
    openssl req -new -key "$work/$2.key" -subj "/CN=$1" -out "$work/$1.csr" \
        -addext "$oid.1283=$(text "${3:-$work/$2.quote}")" -addext "$oid.1284=$(text "${4:-$work/$2.exported}")" \
        -addext "$oid.1547=$(text "${5:-$work/$2.nonce}")"
}
# ask NAME [ISSUER]: asks for a certificate of NAME.csr, approved
ask() {
    apply <(csr_manifest "$1" "$signer/${2:-ca}" "$work/$1.csr")
    approve "$1"
}
refused() { # NAME REASON PATTERN
    awaits 20 has_failed "$1" && failure "$1" | grep -q "^$2: .*$3" && ! has_certificate "$1"
}
never() { # WHAT NAME REASON PATTERN [ISSUER]
    ask "$2" "${5:-}"
    check "$1" refused "$2" "$3" "$4" || failure "$2" | sed 's/^/        /'
}
marked() { openssl x509 -in "$1" -noout -text | grep -A1 "$oid.1283" | grep -q 'SGX Quote has been verified'; }
policy() { # FILE LINE...: one for this software root
    local file=$1
    shift
    { printf 'version: 1\nallowSoftware: true\nsoftwareRoots: [%s]\n' "$(sha256sum <"$work/root.der" | cut -d' ' -f1)"
        printf '%s\n' "$@"; } >"$file"
}
measured() { sha256sum <"$enclave_binary" | cut -d' ' -f1; }

accepted() {
    quoted good one
    ask good
    check "a request whose key the enclave's quote names is signed" signed good "$work/good.crt"
    check "for that key, by the CA" eval 'openssl verify -CAfile "$work/ca.crt" "$work/good.crt" >/dev/null &&
        [ "$(openssl x509 -in "$work/good.crt" -noout -pubkey)" = "$(openssl pkey -in "$work/one.key" -pubout)" ]'
    check "the certificate says so, as Intel's did" marked "$work/good.crt"
    check "an event says what was measured" awaits 10 eval 'kubectl get events -n default -o json |
        jq -e --arg digest "$(measured)" ".items[] | select(.reason == \"QuoteVerified\" and .involvedObject.name == \"good\") |
            .message | contains(\$digest) and contains(\"measured as ours\")" >/dev/null'
    check "the audit says who said so" eval 'casemate audit export | jq -se "any(.operation == \"ca-issue-attested\")" >/dev/null'
    check "it is counted" [ "$(metric casemate_issuer_quotes_verified_total)" -ge 1 ]
    apply <(jq -n --arg request "$(base64 -w0 <"$work/good.csr")" '{apiVersion: "cert-manager.io/v1", kind: "CertificateRequest",
        metadata: {name: "good", namespace: "mesh"}, spec: {request: $request,
            issuerRef: {group: "tcs.intel.com", kind: "TCSClusterIssuer", name: "ca"}}}')
    kubectl patch certificaterequest good -n mesh --subresource=status --type merge \
        -p '{"status":{"conditions":[{"type":"Approved","status":"True","reason":"test","message":""}]}}' >>"$logs/kubectl.log"
    check "so is cert-manager's request" eval 'awaits 30 eval "kubectl get certificaterequest good -n mesh -o json |
        jq -er .status.certificate >\"$work/cm.b64\"" && base64 -d <"$work/cm.b64" >"$work/cm.crt" && marked "$work/cm.crt"'
    key_and_request "$work/plain" -subj /CN=plain
    ask plain
    check "a request without a quote is signed as ever, and says nothing" eval 'signed plain "$work/plain.crt" && ! marked "$work/plain.crt"'
}

# CBOR: tag 60000 over [quote, claims]; claims {"pubkey-hash": << [1, SHA-256 of the key] >>}
ra_tls() {
    local file=$work/curve digest size
    openssl ecparam -name prime256v1 -genkey -noout -out "$file.key"
    digest=$(openssl pkey -in "$file.key" -pubout -outform DER | sha256sum | cut -d' ' -f1)
    printf 'a16b%s58248201 5820%s' "$(printf pubkey-hash | xxd -p)" "$digest" | tr -d ' ' | xxd -r -p >"$file.claims"
    openssl dgst -sha256 -binary "$file.claims" >"$file.binding"
    quote_for curve
    size=$(printf '%04x' "$(stat -c %s "$file.quote")")
    { printf 'd9ea608259%s' "$size" | xxd -r -p; cat "$file.quote"; printf '58%02x' "$(stat -c %s "$file.claims")" | xxd -r -p
        cat "$file.claims"; } >"$file.tagged"
    openssl req -new -key "$file.key" -subj /CN=curve -out "$file.csr" -addext "2.23.133.5.4.9=DER:$(xxd -p -c 0 "$file.tagged")"
    ask curve
    check "the form of RA-TLS, with a P-256 key, is signed" eval 'signed curve "$work/curve.crt" && marked "$work/curve.crt"'
    openssl req -new -key "$work/plain.key" -subj /CN=borrowed -out "$work/borrowed.csr" \
        -addext "2.23.133.5.4.9=DER:$(xxd -p -c 0 "$file.tagged")"
    never "with another's evidence it is not" borrowed AttestationFailed "(mismatch)"
    openssl req -new -key "$work/one.key" -subj /CN=both -out "$work/both.csr" -addext "$oid.1283=$(text "$work/one.quote")" \
        -addext "$oid.1284=$(text "$work/one.exported")" -addext "$oid.1547=$(text "$work/one.nonce")" \
        -addext "2.23.133.5.4.9=DER:$(xxd -p -c 0 "$file.tagged")"
    never "two quotes" both AttestationFailed "two quotes"
}

binding() {
    new_key two
    quoted stolen two "$work/one.quote" "$work/one.exported" "$work/one.nonce"
    never "a stranger's quote with its key" stolen AttestationFailed "another key"
    quoted lying two "$work/one.quote" "$work/two.exported" "$work/one.nonce"
    never "a stranger's quote with one's own key" lying AttestationFailed "(mismatch)"
    quoted renonced one "$work/one.quote" "$work/one.exported" "$work/two.nonce"
    never "another nonce" renonced AttestationFailed "(mismatch)"
    openssl req -new -key "$work/plain.key" -subj /CN=curved -out "$work/curved.csr" -addext "$oid.1283=$(text "$work/one.quote")" \
        -addext "$oid.1284=$(text "$work/one.exported")" -addext "$oid.1547=$(text "$work/one.nonce")"
    never "an RSA key's quote in a P-256 key's request" curved AttestationFailed "RSA"
    local vector
    for vector in sgx/real-azure-2023 sgx/real-processor-ca-2025 sgx/real-occlum-debug tdx/real-v4-uptodate-2025; do
        quoted "real-$(basename "$vector")" one "$vectors/$vector/quote.bin"
        never "a real quote of someone else: $vector" "real-$(basename "$vector")" AttestationFailed "(mismatch)"
    done
}

malformed() {
    printf '\xff\xff\xff\xff\xff\xff\xff\xff' | cat - <(tail -c +9 "$work/one.exported") >"$work/huge.exported"
    quoted huge one "" "$work/huge.exported"
    never "a length beyond all memory" huge AttestationFailed malformed-evidence
    head -c 16 "$work/one.nonce" >"$work/short.nonce"
    quoted short one "" "" "$work/short.nonce"
    never "half a nonce" short AttestationFailed malformed-evidence
    openssl rand 4000 >"$work/garbage.quote"
    quoted garbage one "$work/garbage.quote"
    never "garbage for a quote" garbage AttestationFailed "evidence"
    head -c 1000 "$work/one.quote" >"$work/cut.quote"
    quoted cut one "$work/cut.quote"
    never "half a quote" cut AttestationFailed malformed-evidence
    openssl req -new -key "$work/one.key" -subj /CN=alone -out "$work/alone.csr" -addext "$oid.1283=$(text "$work/one.quote")"
    never "a quote without key and nonce" alone AttestationFailed malformed-evidence
    openssl req -new -key "$work/one.key" -subj /CN=octets -out "$work/octets.csr" -addext "$oid.1284=$(text "$work/one.exported")" \
        -addext "$oid.1283=DER:0403616263" -addext "$oid.1547=$(text "$work/one.nonce")"
    never "another type than a string" octets AttestationFailed malformed-evidence
    { cat "$work/one.quote"; head -c 60000 /dev/zero; } >"$work/large.quote"
    quoted large one "$work/large.quote"
    never "a request beyond 64 KiB" large SigningError "longer than the limit"
}

not_genuine() {
    local name offset
    for offset in 112 380 500 700 1100 2000; do
        name=changed-$offset
        cp "$work/one.quote" "$work/$name.quote"
        printf "\\x$(printf '%02x' $((0x$(xxd -p -s $offset -l 1 "$work/one.quote") ^ 1)))" |
            dd of="$work/$name.quote" bs=1 seek=$offset conv=notrunc status=none
        quoted "$name" one "$work/$name.quote"
        never "a quote with byte $offset changed" "$name" AttestationFailed .
    done
    python3 "$here/issuer/quotes.py" debug "$work/one.quote" "$root/pck.key" "$work/debug.quote"
    quoted debug one "$work/debug.quote"
    never "a debug enclave's quote, signed throughout" debug AttestationFailed "(debug)"
}

policies() {
    for name in pinned hardware nowhere; do quoted "$name" one; done
    never "another measurement than the policy's" pinned AttestationFailed "(unknown-measurement)" pinning
    never "a software root that the policy does not name" hardware AttestationFailed "(untrusted-chain)" hardware-only
    never "a policy that nobody configured" nowhere AttestationNotConfigured "mesh=FILE" elsewhere
    cp "$work/plain.csr" "$work/bare.csr"
    never "no quote where the issuer requires one" bare AttestationRequired "Required" requiring
    quoted required one
    ask required requiring
    check "a quote where the issuer requires one" eval 'signed required "$work/required.crt" && marked "$work/required.crt"'
    policy "$work/policy.yaml" "measurements: [{name: another, mrEnclave: $(openssl rand -hex 32)}]"
    quoted edited one
    never "an edited policy counts at once" edited AttestationFailed "(unknown-measurement)"
    echo nonsense >"$work/policy.yaml"
    quoted waits one
    ask waits
    sleep 2
    check "a policy that cannot be read signs nothing" eval '! has_certificate waits && ! has_failed waits'
    policy "$work/policy.yaml" "measurements: [{name: ours, mrEnclave: $(measured)}]"
    check "until it can be" signed waits "$work/waits.crt"
}

collateral() {
    python3 "$here/issuer/quotes.py" expire "$work/collateral.json" "$root/tcb-signing.key" "$work/expired.json"
    cp "$work/collateral.json" "$work/collateral.good"
    mv "$work/expired.json" "$work/collateral.json"
    quoted expired one
    never "expired collateral" expired AttestationFailed "(expired-collateral)"
    rm "$work/collateral.json"
    quoted missing one
    ask missing
    sleep 3
    check "missing collateral is waited for" eval '! has_failed missing && ! has_certificate missing'
    check "and is a failure with a reason after a minute" awaits 90 refused missing AttestationUnavailable "collateral.json"
    cp "$work/collateral.good" "$work/collateral.json"
}

from_a_pccs() {
    end_issuer
    python3 "$here/issuer/quotes.py" pccs "$work/collateral.json" "$work/port" &
    local pccs=$!
    awaits 60 test -s "$work/port"
    start_issuer pccs --quote-policy "$work/policy.yaml" --quote-pccs "http://127.0.0.1:$(cat "$work/port")/sgx/certification/v4/"
    quoted fetched one
    ask fetched
    check "with collateral of a PCCS it is signed" eval 'signed fetched "$work/fetched.crt" && marked "$work/fetched.crt"'
    { kill "$pccs" && wait "$pccs"; } 2>/dev/null
    quoted orphan one
    ask orphan
    cp "$work/plain.csr" "$work/beside.csr"
    ask beside
    check "while the PCCS is away others are signed" signed beside "$work/beside.crt"
    check "and a quoted request waits" eval '! has_failed orphan && ! has_certificate orphan'
}

unconfigured() {
    end_issuer
    start_issuer unconfigured
    quoted unconfigured one
    never "without a policy it fails and says what to configure" unconfigured AttestationNotConfigured "--quote-policy FILE.*--quote-pccs URL"
    check "the extension of RA-TLS is then one of those that nobody reads" eval 'cp "$work/borrowed.csr" "$work/ignored.csr" && ask ignored &&
        signed ignored "$work/ignored.crt" && ! marked "$work/ignored.crt"'
    check "a policy without collateral is wrong usage" eval '! casemate issuer --kubeconfig "$KUBECONFIG" --quote-policy "$work/policy.yaml" 2>"$work/usage" &&
        grep -q "need each other" "$work/usage"'
    check "a broken policy is refused at the start" eval 'echo nonsense >"$work/broken.yaml" &&
        ! casemate issuer --kubeconfig "$KUBECONFIG" --quote-policy "$work/broken.yaml" --quote-collateral "$work/collateral.json" 2>"$work/usage" &&
        grep -q "broken.yaml" "$work/usage"'
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base" --software-root "$root"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
apply "$here/issuer/certificaterequests.yaml"
check "the issuer's account has the rights of the manifests and no others" make_account
apply <(kubectl create namespace mesh --dry-run=client -o yaml)
new_key one
check "a quote for a request's key" quote_for one
policy "$work/policy.yaml" "measurements: [{name: ours, mrEnclave: $(measured)}]"
policy "$work/pinning.yaml" "measurements: [{name: another, mrEnclave: $(openssl rand -hex 32)}]"
printf 'version: 1\nanyMeasurement: true\n' >"$work/hardware.yaml"
check "the issuer starts" start_issuer first --quote-policy "$work/policy.yaml" --quote-policy "pinning=$work/pinning.yaml" \
    --quote-policy "hardware=$work/hardware.yaml" --quote-collateral "$work/collateral.json"
apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert"}')
apply <(issuer_manifest TCSClusterIssuer pinning '{"quotePolicy":"pinning"}')
apply <(issuer_manifest TCSClusterIssuer hardware-only '{"quotePolicy":"hardware"}')
apply <(issuer_manifest TCSClusterIssuer elsewhere '{"quotePolicy":"mesh"}')
apply <(issuer_manifest TCSClusterIssuer requiring '{"quotes":"Required"}')
check "its CAs are ready" eval '(for one in ca pinning hardware-only elsewhere requiring; do awaits 30 ready tcsclusterissuer $one True || exit 1; done)'
check "the schema knows no third word" eval '! apply <(issuer_manifest TCSClusterIssuer odd "{\"quotes\":\"Maybe\"}")'
secret_field ca-cert casemate-system tls.crt >"$work/ca.crt"
for chapter in accepted ra_tls binding malformed not_genuine policies collateral from_a_pccs unconfigured; do
    say "        -- ${chapter//_/ }"
    $chapter
done
stop_servers
finish
