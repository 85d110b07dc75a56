#!/usr/bin/env bash
# `selfSign: false` on a real control plane: the key server's part is played with OpenSSL, by the bytes that Intel's
# client (TAC) writes. Then the delivered key, which is known here, is looked for everywhere. The enclave is governed: the
# issuer has no more than docs/doors/issuer.md gives it.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
development= # an administrator is given
# shellcheck source=lib/key-server.sh
. "$here/lib/key-server.sh"

offer() {
    request provisioned
    check "an attestation is asked for" offered provisioned
    check "with Intel's fields" eval '$qa provisioned | jq -e ".spec.quoteVersion == \"ECDSA Quote 3\" and .spec.serviceId == \"\" and
        .spec.secretName == \"provisioned\" and .spec.signerName == \"$signer/provisioned\"" >/dev/null'
    attestation provisioned quote | base64 -d | base64 -d >"$work/quote"
    attestation provisioned nonce | base64 -d | base64 -d >"$work/nonce"
    attestation provisioned publicKey | base64 -d | openssl rsa -pubin -noout -modulus | cut -d= -f2 | xxd -r -p >"$work/modulus"
    { printf '\1\0\1'; cat "$work/modulus" "$work/nonce"; } | openssl dgst -sha256 -binary >"$work/binding"
    head -c 32 /dev/zero >>"$work/binding"
    check "the quote binds the key and the nonce" eval 'tail -c +369 "$work/quote" | head -c 64 | cmp -s - "$work/binding"'
    check "the issuer waits" eval 'awaits 10 eval "message tcsclusterissuer provisioned | grep -q \"key provisioning\"" && ready tcsclusterissuer provisioned False'
    answer provisioned Unknown "First seen"
    answer provisioned true
    sleep 1
    check "only the very word True ends the wait" ready tcsclusterissuer provisioned False
}

restart() {
    local before
    before=$(attestation provisioned publicKey)
    end_issuer KILL
    start_issuer second
    sleep 3
    check "a restart while it waits changes nothing" [ "$(attestation provisioned publicKey)" = "$before" ]
}

delivery() {
    make_ca "$work/ca"
    wrap provisioned "$work/ca"
    deliver provisioned "$work/ca.wrapped" "$work/ca.crt"
    answer provisioned True
    check "the issuer becomes ready" awaits 20 ready tcsclusterissuer provisioned True
    check "it shows the delivered certificate" eval 'secret_field provisioned-cert casemate-system tls.crt >"$work/shown.crt" &&
        [ "$(openssl x509 -in "$work/shown.crt" -noout -fingerprint)" = "$(openssl x509 -in "$work/ca.crt" -noout -fingerprint)" ]'
    check "what was delivered is deleted" awaits 5 eval '! kubectl get secret provisioned -n casemate-system'
    check "the attestation too" awaits 5 eval '! kubectl get quoteattestation provisioned -n casemate-system'
    key_and_request "$work/leaf" -subj /CN=leaf.example
    apply <(csr_manifest delivered "$signer/provisioned" "$work/leaf.csr")
    check "it signs" eval 'approve delivered && signed delivered "$work/delivered.crt" && openssl verify -CAfile "$work/ca.crt" "$work/delivered.crt" >/dev/null'
    check "the receive key opens nothing more" eval '[ "$(casemate key show "$signer/provisioned/receive-1" --json | jq -r .state)" = retired ]'
}

# fails NAME PATTERN: the issuer is not ready and says why.
fails() { awaits 40 eval "message tcsclusterissuer $1 | grep -q '$2'" || { message tcsclusterissuer "$1"; false; }; }
negatives() {
    make_ca "$work/other"
    request none && offered none && answer none True
    check "nothing was delivered" fails none 'not found'
    request refused && offered refused && answer refused False "Provided quote was invalid."
    check "the quote was refused" fails refused 'False: Provided quote was invalid.'
    request mismatch && offered mismatch && wrap mismatch "$work/other" && deliver mismatch "$work/other.wrapped" "$work/ca.crt" && answer mismatch True
    check "certificate and key do not match" fails mismatch 'not for the key'
    request altered && offered altered && wrap altered "$work/other"
    base64 -d "$work/other.wrapped" | { head -c 400; printf x; head -c 1 >/dev/null; cat; } | base64 -w0 >"$work/altered"
    deliver altered "$work/altered" "$work/other.crt" && answer altered True
    check "an altered wrap" fails altered 'failed to provision key'
    request short && offered short && base64 -w0 <(head -c 384 /dev/zero) >"$work/short" && deliver short "$work/short" "$work/other.crt" && answer short True
    check "a short wrap" fails short 'invalid wrapped key length'
    request garbage && offered garbage && printf '%%%%' >"$work/garbage" && deliver garbage "$work/garbage" "$work/other.crt" && answer garbage True
    check "no base64" fails garbage 'corrupted key data'
    jq -n '{apiVersion: "tcs.intel.com/v1alpha2", kind: "QuoteAttestation", metadata: {name: "stranger", namespace: "casemate-system"},
        spec: {type: "KeyProvisioning", quote: "YQ==", serviceId: "", publicKey: "YQ==", signerName: "x"}}' | apply
    request stranger
    check "somebody else's attestation is left alone" eval 'fails stranger "belongs to something else" && [ "$(attestation stranger signerName)" = x ]'
}

self_signed() {
    apply <(issuer_manifest TCSClusterIssuer own '{}')
    check "a CA of its own within the template" awaits 20 ready tcsclusterissuer own True
    apply <(issuer_manifest TCSClusterIssuer beyond '{"algorithm":"p384"}')
    check "it says that administrators hold their own keys" eval '[ "$(metric casemate_issuer_enclave_development)" = 0 ] &&
        kubectl wait tcsclusterissuer own --for=condition=Development=False --timeout=5s >/dev/null'
    check "and none beyond it" fails beyond 'needs an administrator'
}

gcm() {
    end_issuer
    start_issuer gcm --key-wrap-mechanism=aes_gcm
    request by-gcm && offered by-gcm && wrap by-gcm "$work/other" gcm && deliver by-gcm "$work/other.wrapped" "$work/other.crt" && answer by-gcm True
    check "a key wrapped by AES-GCM" awaits 20 ready tcsclusterissuer by-gcm True
}

secrecy() {
    local kind
    mkdir "$work/cluster-objects"
    for kind in secrets configmaps events csr tcsclusterissuers quoteattestations leases; do
        kubectl get "$kind" -A -o json >"$work/cluster-objects/$kind"
        jq -r '.. | strings' "$work/cluster-objects/$kind" >"$work/cluster-objects/$kind.text"
    done
    for name in ca other; do echo "$name pkcs8 @$work/$name.key"; done >"$work/secrets"
    check "no delivered key in any object, log or file of the cluster, nor in the issuer" eval \
        '"$tools/secret-scan" --secrets "$work/secrets" --pid "$issuer" --stops 10 --pause 50 --seed 1 --names \
            --directory "$work/cluster-objects" --directory "$logs" --directory "$cluster" >"$work/scan" 2>"$work/hits" ||
            { head "$work/hits"; false; }'
    check "the scan finds it where it is" eval 'mkdir "$work/control" && cp "$work/ca.p8" "$work/control" &&
        ! "$tools/secret-scan" --secrets "$work/secrets" --directory "$work/control" >/dev/null 2>&1'
}

check "the control plane starts" "$plane" start "$cluster"
new_base "$work/base"
openssl genpkey -algorithm ED25519 -out "$work/admin.key"
openssl pkey -in "$work/admin.key" -pubout -out "$work/admin.pub"
check "the enclave starts" start_enclave "$work/base" --administrator "$work/admin.pub" --software-root "$work/root"
administer() { casemate "$@" --administrator-key "$work/admin.key" >>"$logs/administrator.log"; }
check "an administrator lets the issuer make and receive CAs" eval \
    'administer template set issuer --identity default --pattern "tcs*" --purpose issue --purpose receive --imports \
        --algorithm p256 --algorithm rsa3072 --profile kubernetes &&
    administer policy set default --key "tcs*" --operation ca-show --operation ca-issue --operation key-show \
        --operation key-retire --operation key-quote --operation random'
apply "$deploy/crds"
check "the issuer's account has the rights of the manifests and no others" make_account
check "the issuer starts" start_issuer first
for chapter in offer restart delivery negatives self_signed gcm secrecy; do
    say "        -- $chapter"
    $chapter
done
stop_servers
finish
