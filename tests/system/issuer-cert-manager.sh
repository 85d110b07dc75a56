#!/usr/bin/env bash
# `casemate issuer` beside cert-manager itself, its controller and its webhook, on a real control plane: approval,
# Certificate to Ready, renewal, refusal, order, an enclave away; then how fast. Takes the servers from
# KUBEBUILDER_ASSETS and cert-manager from CERT_MANAGER_ASSETS. CERTIFICATES at once for the figures (60);
# CERTIFICATE_CHAPTERS="approval order speed" for these alone.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
# shellcheck source=lib/cert-manager.sh
. "$here/lib/cert-manager.sh"
certificates=${CERTIFICATES:-60}

approval() {
    local refusal="does not have permissions to set approved/denied conditions"
    apply <(certificate_manifest web ca)
    check "without the right to, cert-manager's approver approves nothing" eval \
        'awaits 30 grep -q "$refusal" "$logs/controller.log" && [ -z "$(request_of web | condition Approved status)" ]'
    check "and nothing is signed" unsigned web
    apply "$deploy/manifests/cert-manager-approver.yaml"
    check "with manifests/cert-manager-approver.yaml it does, and the Certificate is Ready" certificate_ready web 120
    check "approved by cert-manager itself" eval '[ "$(request_of web | condition Approved reason)" = cert-manager.io ]'
}

issuance() {
    apply <(certificate_manifest leaf ca TCSIssuer '{"duration": "2h0m0s", "ipAddresses": ["10.0.0.7"],
        "usages": ["digital signature", "server auth"], "uris": ["spiffe://td/leaf"]}')
    check "a Certificate is Ready" certificate_ready leaf
    check "its Secret has the key and a chain that verifies" chain_of leaf
    check "its ca.crt is the issuer's root" rooted leaf ca-cert mesh
    openssl x509 -in "$work/leaf.crt" -noout -text >"$work/text"
    check "every name as asked" grep -q "DNS:leaf.mesh.example, IP Address:10.0.0.7, URI:spiffe://td/leaf" "$work/text"
    check "the usages as asked" eval \
        'grep -q "TLS Web Server Authentication" "$work/text" && ! grep -q "Client Authentication" "$work/text"'
    check "the duration as asked" ends_within leaf 7000 7300
    check "its request is Issued" request_says leaf Issued
    check "the enclave's audit names the requester that cert-manager's webhook wrote down" eval \
        'casemate audit export | jq -se "map(select(.operation == \"ca-issue\").certificate.requester) |
            length >= 2 and all(. == \"system:serviceaccount:cert-manager:cert-manager\")" >/dev/null'
    sleep 5
    check "and cert-manager is content: one revision" certificate_has leaf '.status.revision == 1'
}

keys() {
    local key spec
    while read -r key spec; do
        apply <(certificate_manifest "$key" ca TCSIssuer "{\"privateKey\": $spec}")
    done <<'TABLE'
rsa {"algorithm": "RSA", "size": 3072}
p521 {"algorithm": "ECDSA", "size": 521}
ed25519 {"algorithm": "Ed25519"}
TABLE
    for key in rsa p521 ed25519; do
        check "a key of cert-manager's: $key" eval 'certificate_ready "$key" && chain_of "$key"'
    done
}

order() {
    apply <(certificate_manifest early later)
    apply <(certificate_manifest wide everywhere TCSClusterIssuer)
    check "before its issuer, a request waits" awaits 30 request_says early Pending
    check "and says for what" eval 'request_of early | condition Ready message | grep -q "later.* not found"'
    apply <(issuer_manifest TCSIssuer later '{}' mesh)
    check "and the Certificate is Ready when the issuer comes" certificate_ready early
    apply <(issuer_manifest TCSClusterIssuer everywhere '{"secretName": "everywhere-cert"}')
    check "the same with a cluster issuer" certificate_ready wide
    check "whose root is in the Secret" eval 'chain_of wide && rooted wide everywhere-cert casemate-system'
}

away() {
    kill_enclave
    apply <(certificate_manifest patient ca)
    check "without its enclave a request waits" eval 'awaits 30 request_says patient Pending && unsigned patient'
    start_enclave "$work/base"
    check "and is issued when it is back" eval 'certificate_ready patient 90 && chain_of patient'
}

refusal() {
    apply <(issuer_manifest TCSIssuer strict '{"names": ["dns:.mesh.example"], "maximumLifetime": "1h"}' mesh)
    awaits 20 ready tcsissuer strict True mesh
    apply <(certificate_manifest outside strict TCSIssuer '{"dnsNames": ["bank.example"]}')
    check "a name outside the issuer's policy: the request is Failed" eval \
        'awaits 30 request_says outside Failed && request_has outside ".status.failureTime != null"'
    check "and names it" eval 'request_of outside | condition Ready message | grep -q bank.example'
    check "the Certificate shows it" eval \
        'awaits 30 certificate_says outside message bank.example && certificate_says outside reason Failed &&
            certificate_has outside ".status.failedIssuanceAttempts == 1 and .status.lastFailureTime != null"'
    check "and there is no Secret" eval '! kubectl get secret outside-tls -n mesh >/dev/null 2>&1'
    apply <(certificate_manifest outside strict TCSIssuer '{"dnsNames": ["bank.mesh.example"]}')
    check "put right, it is Ready" eval 'certificate_ready outside && chain_of outside'
    apply <(certificate_manifest authority ca TCSIssuer '{"isCA": true}')
    check "a Certificate that would be a CA is refused, and says how CAs come" \
        awaits 30 certificate_says authority message "an administrator makes one"
}

# cert-manager plans by the certificate that came, not by the duration it asked for: an hour here, not a day.
lifetime() {
    apply <(certificate_manifest cut strict TCSIssuer '{"duration": "24h0m0s", "renewBefore": "16h0m0s"}')
    check "a life cut by the issuer is Ready too" eval \
        'certificate_ready cut && chain_of cut && ends_within cut 3300 3700'
    check "and its renewal is planned within it" certificate_has cut \
        '(.status.renewalTime | fromdate) as $at | $at > now + 900 and $at < (.status.notAfter | fromdate)'
}

renewal() {
    apply <(certificate_manifest short ca TCSIssuer '{"duration": "1h0m0s", "renewBefore": "59m20s"}')
    certificate_ready short
    chain_of short
    cp "$work/short.crt" "$work/first.crt"
    cp "$work/short.key" "$work/first.key"
    check "a Certificate with 40 seconds to its renewal is renewed" \
        awaits 120 certificate_has short '.status.revision >= 2'
    check "it is Ready, its chain verifies" eval 'certificate_ready short && chain_of short'
    check "with another serial and another key" eval \
        '[ "$(serial short)" != "$(serial first)" ] && ! cmp -s "$work/first.key" "$work/short.key"'
    check "by the same root" rooted short ca-cert mesh
    check "by a request of its own" request_has short \
        '(.metadata.annotations["cert-manager.io/certificate-revision"] | tonumber) >= 2'
    kubectl delete certificate short -n mesh >>"$logs/kubectl.log"
}

decisions() {
    end_controller
    start_controller by-hand --controllers='*,-certificaterequests-approver'
    apply <(certificate_manifest denied ca)
    apply <(certificate_manifest by-hand ca)
    awaits 30 request_of by-hand
    sleep 2
    check "where nobody approves, nothing is signed" unsigned by-hand
    decide denied Denied
    check "a denied request ends as such" eval \
        'awaits 30 request_says denied Denied && request_has denied ".status.failureTime != null"'
    check "and so does the Certificate" eval 'awaits 30 certificate_says denied message "by hand" && unsigned denied'
    decide by-hand Approved
    check "one that was approved by hand is Ready" eval 'certificate_ready by-hand && chain_of by-hand'
}

measure() { python3 "$here/issuer/certificates.py" "$cluster" "$@" >"$work/figures"; }
# figures WHAT COUNT TOGETHER RESOURCE ISSUER KIND [CSR]
measured=0
figures() {
    local what=$1 count=$2 together=$3
    shift 3
    measured=$((measured + 1))
    check "$what" measure "$1" "$2" "$3" "measured-$measured-" "$count" "$together" "${@:4}"
    say "        $(jq -r '"\(.count), \(.together) at a time: median \(.median_ms) ms, slowest \(.slowest_ms) ms, " +
        "\(.per_second)/s"' "$work/figures")"
    # cert-manager looks at every object there is when it starts, and its throttle counts that.
    kubectl delete certificates,certificaterequests -n mesh -l measured --wait=false >>"$logs/kubectl.log"
}
# both COUNT TOGETHER: ours, and cert-manager's own.
both() {
    figures "Certificates, $2 at a time" "$@" certificates everywhere TCSClusterIssuer
    figures "beside cert-manager's own CA issuer" "$@" certificates own ClusterIssuer
}

speed() {
    own_issuer
    key_and_request "$work/request" -subj / -addext subjectAltName=DNS:request.mesh.example
    local requests=$((certificates * 5))
    figures "requests, approved by others" "$requests" 16 \
        certificaterequests everywhere TCSClusterIssuer "$work/request.csr"
    figures "beside them, the client writes a ready-made answer itself" "$requests" 16 \
        certificaterequests none CertificateSigningRequest "$work/request.csr"
    end_controller
    start_controller measured
    both 20 1
    both "$certificates" "$certificates"
    end_controller
    start_controller unthrottled --kube-api-qps=1000 --kube-api-burst=1000
    say "        -- without cert-manager's own throttle"
    both "$certificates" "$certificates"
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
for namespace in mesh cert-manager; do
    kubectl create namespace "$namespace" >>"$logs/kubectl.log"
done
check "the issuer's account has the rights of the manifests and no others" make_account
check "the issuer starts" start_issuer issuer
apply <(issuer_manifest TCSIssuer ca '{"secretName": "ca-cert"}' mesh)
check "cert-manager's resources are taken" apply "$CERT_MANAGER_ASSETS/crds"
check "its accounts and rights too" apply "$CERT_MANAGER_ASSETS/rbac.yaml"
check "its webhook starts" start_webhook
check "its controller starts" start_controller controller
for chapter in ${CERTIFICATE_CHAPTERS:-approval issuance keys order away refusal lifetime renewal decisions speed}; do
    say "        -- $chapter"
    $chapter
done
# The API server ends at once only when nobody watches.
stop_children
stop_servers
finish
