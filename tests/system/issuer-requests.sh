#!/usr/bin/env bash
# `casemate issuer` and cert-manager's CertificateRequests, whose resource comes after the issuer did; the right to refer
# to a namespace's issuer; full chains; rotation; the flags of Intel's manifests.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"

# request_manifest NAME ISSUER KIND SPEC_JSON
request_manifest() {
    jq -n --arg name "$1" --arg issuer "$2" --arg kind "$3" --argjson more "${4:-{\}}" --arg request "$(base64 -w0 <"$work/leaf.csr")" \
        '{apiVersion: "cert-manager.io/v1", kind: "CertificateRequest", metadata: {name: $name, namespace: "mesh"},
          spec: ({issuerRef: {group: "tcs.intel.com", kind: $kind, name: $issuer}, request: $request} + $more)}'
}
decide() { # NAME TYPE
    kubectl patch certificaterequest "$1" -n mesh --subresource=status --type merge \
        -p "{\"status\":{\"conditions\":[{\"type\":\"$2\",\"status\":\"True\",\"reason\":\"test\",\"message\":\"\"}]}}" >>"$logs/kubectl.log"
}
reason() { [ "$(kubectl get certificaterequest "$1" -n mesh -o json | jq -r '.status.conditions[]? | select(.type == "Ready") | .reason')" = "$2" ]; }
field() { kubectl get certificaterequest "$1" -n mesh -o json | jq -r ".status.$2 // \"\""; }

late_resource() {
    check "without cert-manager's resource it is ready" eval 'curl -sf "http://127.0.0.1:$issuer_port/readyz" >/dev/null'
    apply "$here/issuer/certificaterequests.yaml"
    awaits 20 kubectl get certificaterequests -A
    apply <(request_manifest first ca TCSIssuer '{"usages":["server auth"],"duration":"2h0m0s"}')
    decide first Approved
    check "when it comes, requests are signed" awaits 60 reason first Issued
    field first certificate | base64 -d >"$work/first.crt"
    field first ca | base64 -d >"$work/first-ca.crt"
    check "certificate and ca belong together" eval 'openssl verify -CAfile "$work/first-ca.crt" "$work/first.crt" >/dev/null'
    check "for the requester's key, as long as asked" eval \
        '[ "$(openssl x509 -in "$work/first.crt" -noout -pubkey)" = "$(openssl pkey -in "$work/leaf.key" -pubout)" ] &&
            ! openssl x509 -in "$work/first.crt" -noout -checkend 7300 >/dev/null && openssl x509 -in "$work/first.crt" -noout -checkend 7000 >/dev/null'
    check "the approval stays beside" eval 'kubectl get certificaterequest first -n mesh -o json | jq -r ".status.conditions[].type" | grep -qx Approved'
}

verdicts() {
    local one
    apply <(request_manifest cluster cluster-ca TCSClusterIssuer)
    apply <(request_manifest early not-yet TCSIssuer)
    apply <(request_manifest denied ca TCSIssuer)
    apply <(request_manifest is-ca ca TCSIssuer '{"isCA":true}')
    apply <(request_manifest cert-sign ca TCSIssuer '{"usages":["cert sign"]}')
    apply <(request_manifest odd-kind ca Issuer)
    apply <(request_manifest waiting ca TCSIssuer)
    for one in cluster early is-ca cert-sign odd-kind; do decide "$one" Approved; done
    decide denied Denied
    check "a cluster issuer's" awaits 20 reason cluster Issued
    check "denied" eval 'awaits 20 reason denied Denied && [ -n "$(field denied failureTime)" ]'
    check "a CA is refused for good" eval 'awaits 20 reason is-ca Failed && [ -n "$(field is-ca failureTime)" ]'
    check "so is cert sign" awaits 20 reason cert-sign Failed
    check "early waits, with a reason" awaits 20 reason early Pending
    check "foreign kinds and what nobody approved are left alone" eval '[ -z "$(field odd-kind conditions | grep Ready)" ] && [ -z "$(field waiting conditions)" ]'
    apply <(issuer_manifest TCSIssuer not-yet '{}' mesh)
    check "and is issued when its issuer comes" awaits 20 reason early Issued
}

roots() { secret_field short-cert casemate-system ca.crt | grep -c BEGIN; }
rotation() {
    apply <(issuer_manifest TCSClusterIssuer short '{"secretName":"short-cert","lifetime":"4m"}')
    awaits 20 ready tcsclusterissuer short True
    secret_field short-cert casemate-system tls.crt >"$work/old.crt"
    check "at two thirds of its life the root is renewed, and both are published" awaits 120 eval '[ "$(roots)" = 2 ]'
    secret_field short-cert casemate-system tls.crt >"$work/new.crt"
    apply <(csr_manifest overlap "$signer/short" "$work/leaf.csr")
    check "what is signed then is good for those who know the new root" eval \
        'approve overlap && signed overlap "$work/overlap.crt" && openssl verify -CAfile "$work/new.crt" "$work/overlap.crt" >/dev/null'
    check "and for those who know only the old one" eval \
        'openssl verify -CAfile "$work/old.crt" -untrusted "$work/overlap.crt" "$work/overlap.crt" >/dev/null && ! cmp -s "$work/old.crt" "$work/new.crt"'
}

quotes() {
    key_and_request "$work/quoted" -subj /CN=quoted -addext 1.3.6.1.4.1.54392.5.1283=ASN1:UTF8String:cXVvdGU=
    apply <(csr_manifest quoted "$signer/cluster-ca" "$work/quoted.csr")
    check "a request with a quote is not signed as if that had been verified" eval \
        'approve quoted && awaits 10 has_failed quoted && failure quoted | grep -q "AttestationNotConfigured.*--quote-policy"'
}

# With the one right more that `requireReference` of the chart adds.
rights() {
    end_issuer
    apply "$here/issuer/rights.yaml"
    start_issuer limited --leader-elect --require-reference --csr-full-cert-chain=true \
        --zap-devel --zap-log-level=5 --hsm-config-file=/etc/hsm/config.json '--user-pin=$USER_PIN' --token-label=x -use-random-nonce=true
    check "it starts with every flag of Intel's manifests" eval 'curl -sf "http://127.0.0.1:$issuer_port/healthz" >/dev/null'
    check "and warns of those without meaning" eval '[ "$(jq -r "select(.level == \"warning\") | .flag // empty" "$logs/limited.log" | sort | tr "\n" " ")" = "hsm-config-file token-label user-pin " ]'
    check "no PIN is in its log" eval '! grep -q "\$USER_PIN" "$logs/limited.log"'
    apply <(issuer_manifest TCSIssuer limited '{"secretName":"limited-cert"}' mesh)
    check "an issuer becomes ready" awaits 30 ready tcsissuer limited True mesh
    apply <(csr_manifest chain "$signer/cluster-ca" "$work/leaf.csr")
    check "--csr-full-cert-chain: leaf and root" eval 'approve chain && signed chain "$work/chain.crt" && [ "$(grep -c BEGIN "$work/chain.crt")" = 2 ]'
    apply <(csr_manifest referring tcsissuer.tcs.intel.com/mesh.limited "$work/leaf.csr")
    check "who may refer to the issuer is signed" eval 'approve referring && signed referring "$work/referring.crt"'
    csr_manifest stranger tcsissuer.tcs.intel.com/mesh.limited "$work/leaf.csr" | kubectl create --validate=false --as nobody --as-group test:requesters -f - >/dev/null
    check "who may not is refused" eval 'approve stranger && awaits 10 has_failed stranger && failure stranger | grep -q DeniedReference'
    kubectl delete tcsissuer limited -n mesh --timeout=20s >/dev/null
    check "its rights are enough for a farewell" eval '! kubectl get secret limited-cert -n mesh 2>/dev/null'
    check "nothing was forbidden" eval '! grep -i forbidden "$logs/limited.log"'
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
check "the issuer's account has the rights of the manifests and no others" make_account
apply <(kubectl create namespace mesh --dry-run=client -o yaml)
key_and_request "$work/leaf" -subj /CN=leaf.example
check "the issuer starts" start_issuer first
apply <(issuer_manifest TCSIssuer ca '{}' mesh)
apply <(issuer_manifest TCSClusterIssuer cluster-ca '{}')
awaits 30 ready tcsclusterissuer cluster-ca True
for chapter in late_resource verdicts quotes rotation rights; do
    say "        -- ${chapter//_/ }"
    $chapter
done
stop_servers
finish
