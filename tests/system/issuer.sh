#!/usr/bin/env bash
# `casemate issuer` on a real control plane: resources, issuers, requests of both kinds, names of signers, hostile
# requests, lifetimes, order, Secrets, deletion. Takes the servers from KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"

resources() {
    check "the resources are taken" apply "$deploy/crds"
    awaits 20 kubectl get tcsissuers,tcsclusterissuers,quoteattestations -A
    apply <(kubectl create namespace mesh --dry-run=client -o yaml)
    apply <(issuer_manifest TCSIssuer bare '{}' mesh)
    check "selfSign is true by default" eval '[ "$(kubectl get tcsissuer bare -n mesh -o json | jq .spec.selfSign)" = true ]'
    check "an unknown algorithm is refused" eval '! apply <(issuer_manifest TCSIssuer odd "{\"algorithm\":\"rsa1024\"}" mesh)'
    check "a lifetime that is none is refused" eval '! apply <(issuer_manifest TCSIssuer odd "{\"lifetime\":\"soon\"}" mesh)'
    check "the columns are Intel's" eval \
        '[ "$(kubectl get tcsclusterissuers,tcsissuers -A | sed -n 1p | tr -s " ")" = "NAMESPACE NAME AGE READY REASON MESSAGE" ]'
    for version in v1alpha1 v1alpha2; do
        jq -n --arg version "$version" '{apiVersion: ("tcs.intel.com/" + $version), kind: "QuoteAttestation",
            metadata: {name: ("qa-" + $version), namespace: "mesh"},
            spec: {type: "QuoteAttestation", quote: "YQ==", nonce: "YQ==", serviceId: "", publicKey: "YQ==", signerName: "x"}}' |
            apply
    done
    check "v1alpha1 loses the nonce, v1alpha2 keeps it" eval \
        '[ "$(kubectl get quoteattestations.v1alpha2.tcs.intel.com -n mesh -o json | jq -c "[.items[].spec.nonce]")" = "[null,\"YQ==\"]" ]'
    kubectl delete quoteattestation --all -n mesh >/dev/null
}

issuers() {
    apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert","labels":{"team":"mesh"}}')
    apply <(issuer_manifest TCSClusterIssuer ca1.prod '{}')
    apply <(issuer_manifest TCSIssuer ns-ca '{"secretName":"ns-ca-cert","algorithm":"rsa3072"}' mesh)
    check "a cluster issuer becomes ready" awaits 20 ready tcsclusterissuer ca True
    check "a namespaced issuer becomes ready" awaits 20 ready tcsissuer ns-ca True mesh
    check "an issuer without a Secret too" awaits 20 ready tcsissuer bare True mesh
    check "its message is Success" eval '[ "$(message tcsclusterissuer ca)" = Success ]'
    check "it says that it has no policy of names" eval \
        'kubectl get tcsclusterissuer ca -o json | jq -e ".status.conditions[] | select(.type == \"Policy\") | .status == \"False\""'
    check "and that its enclave runs in development mode, as metric and log do" eval \
        'kubectl get tcsclusterissuer ca -o json | jq -e ".status.conditions[] | select(.type == \"Development\") | .status == \"True\"" >/dev/null &&
            [ "$(metric casemate_issuer_enclave_development)" = 1 ] &&
            logged first ".level == \"warning\" and (.message | test(\"development mode\"))"'
    secret_field ca-cert casemate-system tls.crt >"$work/ca.crt"
    secret_field ns-ca-cert mesh tls.crt >"$work/ns-ca.crt"
    check "the Secret is Intel's: type, one certificate, an empty key, labels, owner, finalizer" eval \
        'kubectl get secret ca-cert -n casemate-system -o json | jq -e ".type == \"kubernetes.io/tls\" and
            .data[\"tls.key\"] == \"\" and .metadata.labels.team == \"mesh\" and
            .metadata.finalizers == [\"tcs.intel.com/issuer-protection\"] and
            .metadata.ownerReferences[0].kind == \"TCSClusterIssuer\"" && [ "$(grep -c BEGIN "$work/ca.crt")" = 1 ]'
    check "the root is for CN and O, ten years, certificates and lists" eval \
        'openssl x509 -in "$work/ca.crt" -noout -subject -text | grep -q "O = Casemate, CN = $signer/ca" &&
            openssl x509 -in "$work/ca.crt" -noout -checkend $((3649 * 86400)) &&
            openssl x509 -in "$work/ca.crt" -noout -text | grep -q "Certificate Sign, CRL Sign"'
    check "rsa3072 on request" eval 'openssl x509 -in "$work/ns-ca.crt" -noout -text | grep -q "Public-Key: (3072 bit)"'
}

# accepts SIGNER NAME: a request for it gets a certificate.
accepts() { apply <(csr_manifest "$2" "$1" "$work/leaf.csr") && approve "$2" && signed "$2" "$work/$2.crt"; }

names_of_signers() {
    key_and_request "$work/leaf" -subj /CN=leaf.example -addext subjectAltName=DNS:leaf.example,DNS:*.leaf.example
    check "cluster issuer by name" accepts "$signer/ca" by-name
    check "cluster issuer by own namespace and name" accepts "$signer/casemate-system.ca" by-own
    check "cluster issuer whose name has a dot" accepts "$signer/ca1.prod" by-dotted
    check "namespaced issuer" accepts tcsissuer.tcs.intel.com/mesh.ns-ca by-namespace
    local request
    apply <(csr_manifest foreign-prefix "$signer/anything.ca" "$work/leaf.csr")
    apply <(csr_manifest no-namespace tcsissuer.tcs.intel.com/ns-ca "$work/leaf.csr")
    apply <(csr_manifest plural tcsissuers.tcs.intel.com/mesh.ns-ca "$work/leaf.csr")
    apply <(csr_manifest foreign example.com/ca "$work/leaf.csr")
    approve foreign-prefix no-namespace plural foreign
    sleep 2
    for request in foreign-prefix no-namespace plural foreign; do
        check "$request gets nothing" eval '! has_certificate "$request" && ! has_failed "$request"'
    done
    check "the chains verify" eval 'openssl verify -CAfile "$work/ca.crt" "$work/by-name.crt" >/dev/null &&
        openssl verify -CAfile "$work/ca.crt" "$work/by-own.crt" >/dev/null &&
        openssl verify -CAfile "$work/ns-ca.crt" "$work/by-namespace.crt" >/dev/null'
    check "a leaf alone, with any name, never a CA" eval '[ "$(grep -c BEGIN "$work/by-name.crt")" = 1 ] &&
        openssl x509 -in "$work/by-name.crt" -noout -text | tee "$work/text" | grep -q "DNS:\*.leaf.example" &&
        grep -q CA:FALSE "$work/text"'
    check "an event says so" eval 'awaits 10 eval "kubectl get events -A -o json | jq -e \".items[] | select(.reason == \\\"Issued\\\")\""'
}

decisions() {
    apply <(csr_manifest unapproved "$signer/ca" "$work/leaf.csr")
    apply <(csr_manifest denied "$signer/ca" "$work/leaf.csr")
    kubectl certificate deny denied >/dev/null
    sleep 1
    check "what nobody approved stays" eval '! has_certificate unapproved && ! has_failed unapproved'
    check "what was denied stays denied" eval '! has_certificate denied && ! has_failed denied'
    check "approved late, signed then" eval 'approve unapproved && signed unapproved "$work/late.crt"'
    apply <(csr_manifest early "$signer/later" "$work/leaf.csr")
    approve early
    sleep 1
    check "before its issuer exists, a request waits" eval '! has_certificate early && ! has_failed early'
    apply <(issuer_manifest TCSClusterIssuer later '{}')
    check "and is signed when the issuer is ready" signed early "$work/early.crt"
}

# refused NAME PATTERN: an approved request fails and says why.
refused() {
    local request=$1 pattern=$2
    approve "$request"
    check "$request is refused" eval 'awaits 10 has_failed "$request" && failure "$request" | grep -qiE "$pattern" ||
        { failure "$request"; false; }'
}

hostile() {
    openssl req -new -newkey rsa:1024 -nodes -keyout "$work/weak.key" -out "$work/weak.csr" -subj /CN=weak 2>/dev/null
    apply <(csr_manifest weak-key "$signer/ca" "$work/weak.csr")
    refused weak-key 'SigningError.*2048'
    apply <(csr_manifest cert-sign "$signer/ca" "$work/leaf.csr" null '["digital signature","cert sign"]')
    refused cert-sign "'cert sign'"
    apply <(csr_manifest crl-sign "$signer/ca" "$work/leaf.csr" null '["digital signature","crl sign"]')
    refused crl-sign "'crl sign'"
    key_and_request "$work/as-ca" -subj /CN=evil -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign
    apply <(csr_manifest asks-for-ca "$signer/ca" "$work/as-ca.csr")
    check "a request for a CA gives a leaf" eval 'approve asks-for-ca && signed asks-for-ca "$work/as-ca.crt" &&
        openssl x509 -in "$work/as-ca.crt" -noout -text | tee "$work/text" | grep -q CA:FALSE && ! grep -q "Certificate Sign" "$work/text"'
    apply <(csr_manifest short "$signer/ca" "$work/leaf.csr" | jq '.metadata.annotations["experimental.cert-manager.io/request-duration"] = "5m0s"')
    refused short 'InvalidDuration.*600'
    apply <(issuer_manifest TCSClusterIssuer strict '{"names":["dns:.example.com"],"maximumLifetime":"1h"}')
    awaits 20 ready tcsclusterissuer strict True
    apply <(csr_manifest outside "$signer/strict" "$work/leaf.csr")
    refused outside 'leaf.example'
    key_and_request "$work/cn" -subj /CN=admin -addext subjectAltName=DNS:a.example.com
    apply <(csr_manifest common-name "$signer/strict" "$work/cn.csr")
    refused common-name 'CN=admin'
    key_and_request "$work/inside" -subj / -addext subjectAltName=DNS:a.example.com
    apply <(csr_manifest inside "$signer/strict" "$work/inside.csr")
    check "a name inside the policy is signed" eval 'approve inside && signed inside "$work/inside.crt"'
    check "the policy stands in the issuer" eval \
        'kubectl get tcsclusterissuer strict -o json | jq -e ".status.conditions[] | select(.type == \"Policy\") | .status == \"True\""'
    check "refusals are counted" eval '[ "$(metric casemate_issuer_refusals_total)" -ge 6 ]'
}

# lives FILE SECONDS: the certificate's life from now, give or take five minutes.
lives() {
    local left=$(($(date -d "$(openssl x509 -in "$1" -noout -enddate | cut -d= -f2)" +%s) - $(date +%s)))
    [ $((left - $2)) -lt 300 ] && [ $(($2 - left)) -lt 300 ]
}
lifetimes() {
    apply <(csr_manifest day "$signer/ca" "$work/leaf.csr" 86400)
    apply <(csr_manifest ten-years "$signer/ca" "$work/leaf.csr" 315360000)
    apply <(csr_manifest annotated "$signer/ca" "$work/leaf.csr" 86400 | jq '.metadata.annotations["experimental.cert-manager.io/request-duration"] = "48h0m0s"')
    apply <(csr_manifest hour "$signer/strict" "$work/inside.csr" 86400)
    approve day ten-years annotated hour
    check "a day when a day is asked" eval 'signed day "$work/day.crt" && lives "$work/day.crt" 86400'
    check "a year when nothing is asked" lives "$work/by-name.crt" $((365 * 86400))
    check "the annotation stands above the field" eval 'signed annotated "$work/annotated.crt" && lives "$work/annotated.crt" 172800'
    check "cut to the issuer's maximum" eval 'signed hour "$work/hour.crt" && lives "$work/hour.crt" 3600'
    check "ten years are cut to the CA's end" eval 'signed ten-years "$work/ten.crt" &&
        openssl verify -CAfile "$work/ca.crt" "$work/ten.crt" >/dev/null && ! openssl x509 -in "$work/ten.crt" -noout -checkend 315360000 >/dev/null'
}

ownership() {
    kubectl create secret generic precious -n mesh --from-literal=a=b >/dev/null
    apply <(issuer_manifest TCSIssuer thief '{"secretName":"precious"}' mesh)
    check "a foreign Secret is not taken" eval 'awaits 10 ready tcsissuer thief False mesh && message tcsissuer thief mesh | grep -q "belongs to something else" &&
        [ "$(secret_field precious mesh a)" = b ]'
    kubectl patch tcsissuer thief -n mesh --type merge -p '{"spec":{"secretName":"own"}}' >/dev/null
    check "an edit takes effect" eval 'awaits 10 ready tcsissuer thief True mesh && awaits 5 kubectl get secret own -n mesh'
    kubectl patch tcsissuer thief -n mesh --type merge -p '{"spec":{"secretName":"moved"}}' >/dev/null
    check "a moved Secret leaves nothing behind" eval 'awaits 10 kubectl get secret moved -n mesh && awaits 10 eval "! kubectl get secret own -n mesh"'
    local uid
    uid=$(kubectl get secret ca-cert -n casemate-system -o jsonpath='{.metadata.uid}')
    end_issuer
    start_issuer again
    sleep 2
    check "a restart leaves the Secret as it is" eval '[ "$(kubectl get secret ca-cert -n casemate-system -o jsonpath="{.metadata.uid}")" = "$uid" ] &&
        secret_field ca-cert casemate-system tls.crt | cmp -s - "$work/ca.crt"'
    check "and signs by the same CA" eval 'accepts "$signer/ca" after-restart && openssl verify -CAfile "$work/ca.crt" "$work/after-restart.crt" >/dev/null'
}

deletion() {
    local before after
    before=$(openssl x509 -in "$work/ns-ca.crt" -noout -fingerprint)
    kubectl delete tcsissuer ns-ca -n mesh --timeout=20s >/dev/null
    check "its Secret goes with an issuer" eval '! kubectl get secret ns-ca-cert -n mesh 2>/dev/null'
    check "its key is retired" eval '[ "$(casemate key show tcsissuer.tcs.intel.com/mesh.ns-ca --json | jq -r .state)" = retired ]'
    apply <(issuer_manifest TCSIssuer ns-ca '{"secretName":"ns-ca-cert"}' mesh)
    awaits 20 ready tcsissuer ns-ca True mesh
    after=$(secret_field ns-ca-cert mesh tls.crt | openssl x509 -noout -fingerprint)
    check "another of the same name is another CA" [ "$before" != "$after" ]
    check "a namespace goes with everything in it" eval 'kubectl delete namespace mesh --timeout=60s >/dev/null'
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base"
awaits 60 kubectl get namespace kube-system
check "the issuer's account has the rights of the manifests and no others" make_account
check "the issuer starts without any of its resources" start_issuer first --leader-elect --lease-duration 3s --metrics-bind-address=:0
for chapter in resources issuers names_of_signers decisions hostile lifetimes ownership deletion; do
    say "        -- ${chapter//_/ }"
    $chapter
done
check "SIGTERM ends it in order" eval 'end_issuer && logged again ".message == \"stopped\""'
stop_servers
finish
