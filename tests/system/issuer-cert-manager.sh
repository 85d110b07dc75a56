#!/usr/bin/env bash
# `casemate issuer` beside cert-manager itself, its controller and its webhook, on a real control plane: approval,
# Certificate to Ready, renewal, refusal, order, an enclave away; then how fast. Takes the servers from KUBEBUILDER_ASSETS and
# cert-manager from CERT_MANAGER_ASSETS. CERTIFICATES at once for the figures (60).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
# shellcheck source=lib/cert-manager.sh
. "$here/lib/cert-manager.sh"
deploy=$here/../../deploy/issuer
certificates=${CERTIFICATES:-60}

# chain_of CERTIFICATE: its Secret into $work/CERTIFICATE.{crt,key,ca}; the chain verifies and the key is the leaf's.
chain_of() {
    local file=$work/$1
    secret_field "$1-tls" mesh tls.crt >"$file.crt"
    secret_field "$1-tls" mesh tls.key >"$file.key"
    secret_field "$1-tls" mesh ca.crt >"$file.ca"
    openssl verify -CAfile "$file.ca" -untrusted "$file.crt" "$file.crt" >/dev/null &&
        [ "$(openssl x509 -in "$file.crt" -noout -pubkey)" = "$(openssl pkey -in "$file.key" -pubout)" ]
}
serial() { secret_field "$1-tls" mesh tls.crt | openssl x509 -noout -serial; }
request_says() { [ "$(request_of "$1" | condition Ready reason)" = "$2" ]; } # CERTIFICATE REASON
certificate_says() { certificate_object "$1" | condition Issuing "$2" | grep -q "$3"; } # CERTIFICATE FIELD PATTERN

approval() {
    apply <(certificate_manifest web ca)
    check "without the right to, cert-manager's approver approves nothing" eval \
        'awaits 30 grep -q "does not have permissions to set approved/denied conditions" "$logs/controller.log" &&
            [ -z "$(request_of web | condition Approved status)" ]'
    check "and nothing is signed" eval '[ -z "$(request_of web | jq -r ".status.certificate // \"\"")" ] && ! ready certificate web True mesh'
    apply "$deploy/manifests/cert-manager-approver.yaml"
    check "with manifests/cert-manager-approver.yaml it approves, and the Certificate is Ready" certificate_ready web 120
    check "approved by cert-manager itself" eval '[ "$(request_of web | condition Approved reason)" = cert-manager.io ]'
}

issuance() {
    apply <(certificate_manifest leaf ca TCSIssuer '{"duration": "2h0m0s", "usages": ["digital signature", "server auth"],
        "ipAddresses": ["10.0.0.7"], "uris": ["spiffe://td/leaf"]}')
    check "a Certificate is Ready" certificate_ready leaf
    check "its Secret has the key and a chain that verifies" chain_of leaf
    check "its ca.crt is the issuer's root" eval 'secret_field ca-cert mesh tls.crt | cmp -s - "$work/leaf.ca"'
    openssl x509 -in "$work/leaf.crt" -noout -text >"$work/text"
    check "every name, the usages and the duration as asked" eval \
        'grep -q "DNS:leaf.mesh.example, IP Address:10.0.0.7, URI:spiffe://td/leaf" "$work/text" &&
            grep -q "TLS Web Server Authentication" "$work/text" && ! grep -q "Client Authentication" "$work/text" &&
            openssl x509 -in "$work/leaf.crt" -noout -checkend 7000 >/dev/null && ! openssl x509 -in "$work/leaf.crt" -noout -checkend 7300 >/dev/null'
    check "its request is Issued" request_says leaf Issued
    check "the enclave's audit names the requester that cert-manager's webhook wrote down" eval \
        'casemate audit export | jq -e "select(.operation == \"ca-issue\") |
            .certificate.requester == \"system:serviceaccount:cert-manager:cert-manager\"" >/dev/null'
    sleep 5
    check "and cert-manager is content: one revision" eval '[ "$(certificate_object leaf | jq .status.revision)" = 1 ]'
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
    for key in rsa p521 ed25519; do check "a key of cert-manager's: $key" eval 'certificate_ready "$key" && chain_of "$key"'; done
}

order() {
    apply <(certificate_manifest early later)
    apply <(certificate_manifest wide everywhere TCSClusterIssuer)
    check "before its issuer, a request waits and says for what" eval 'awaits 30 request_says early Pending &&
        request_of early | condition Ready message | grep -q "later.* not found"'
    apply <(issuer_manifest TCSIssuer later '{}' mesh)
    check "and the Certificate is Ready when the issuer comes" certificate_ready early
    apply <(issuer_manifest TCSClusterIssuer everywhere '{"secretName": "everywhere-cert"}')
    check "the same with a cluster issuer" certificate_ready wide
    check "whose root is in the Secret" eval 'chain_of wide && secret_field everywhere-cert casemate-system tls.crt | cmp -s - "$work/wide.ca"'
}

away() {
    kill_enclave
    apply <(certificate_manifest patient ca)
    check "without its enclave a request waits" eval 'awaits 30 request_says patient Pending && ! ready certificate patient True mesh'
    start_enclave "$work/base"
    check "and is issued when it is back" eval 'certificate_ready patient 90 && chain_of patient'
}

refusal() {
    apply <(issuer_manifest TCSIssuer strict '{"names": ["dns:.mesh.example"], "maximumLifetime": "1h"}' mesh)
    awaits 20 ready tcsissuer strict True mesh
    apply <(certificate_manifest outside strict TCSIssuer '{"dnsNames": ["bank.example"]}')
    check "a name outside the issuer's policy: the request is Failed and names it" eval 'awaits 30 request_says outside Failed &&
        request_of outside | condition Ready message | grep -q bank.example && request_of outside | jq -e .status.failureTime >/dev/null'
    check "the Certificate shows it" eval 'awaits 30 certificate_says outside message bank.example && certificate_says outside reason Failed &&
        certificate_object outside | jq -e ".status.failedIssuanceAttempts == 1 and .status.lastFailureTime != null" >/dev/null'
    check "and there is no Secret" eval '! kubectl get secret outside-tls -n mesh >/dev/null 2>&1'
    kubectl patch certificate outside -n mesh --type merge -p '{"spec": {"dnsNames": ["bank.mesh.example"]}}' >>"$logs/kubectl.log"
    check "put right, it is Ready" eval 'certificate_ready outside && chain_of outside'
    apply <(certificate_manifest authority ca TCSIssuer '{"isCA": true}')
    check "a Certificate that would be a CA is refused, and says how CAs come" eval 'awaits 30 certificate_says authority message "an administrator makes one"'
}

# cert-manager plans by the certificate that came, not by the duration it asked for: an hour here, not a day.
lifetime() {
    apply <(certificate_manifest cut strict TCSIssuer '{"duration": "24h0m0s", "renewBefore": "16h0m0s"}')
    check "a life cut by the issuer is Ready too" eval 'certificate_ready cut && chain_of cut && ! openssl x509 -in "$work/cut.crt" -noout -checkend 3700 >/dev/null'
    check "and its renewal is planned within it" eval \
        'certificate_object cut | jq -e "(.status.renewalTime | fromdate) as \$renewal | \$renewal > now + 900 and \$renewal < (.status.notAfter | fromdate)" >/dev/null'
}

renewal() {
    local first
    apply <(certificate_manifest short ca TCSIssuer '{"duration": "1h0m0s", "renewBefore": "59m20s"}')
    certificate_ready short
    first=$(serial short)
    chain_of short
    cp "$work/short.key" "$work/first.key"
    check "a Certificate with 40 seconds to its renewal is renewed" awaits 120 eval '[ "$(certificate_object short | jq .status.revision)" -ge 2 ]'
    check "Ready, with another serial and another key, by the same root" eval 'ready certificate short True mesh && chain_of short &&
        [ "$(serial short)" != "$first" ] && ! cmp -s "$work/first.key" "$work/short.key" && secret_field ca-cert mesh tls.crt | cmp -s - "$work/short.ca"'
    check "by a request of its own" eval 'request_of short | jq -e "(.metadata.annotations[\"cert-manager.io/certificate-revision\"] | tonumber) >= 2" >/dev/null'
    kubectl delete certificate short -n mesh >>"$logs/kubectl.log"
}

decisions() {
    end_controller
    start_controller by-hand --controllers='*,-certificaterequests-approver'
    apply <(certificate_manifest denied ca)
    apply <(certificate_manifest by-hand ca)
    check "where nobody approves, nothing is signed" eval 'awaits 30 request_of denied && awaits 30 request_of by-hand && sleep 2 &&
        [ -z "$(request_of by-hand | jq -r ".status.certificate // \"\"")" ]'
    decide denied Denied
    check "a denied request ends as such" eval 'awaits 30 request_says denied Denied && request_of denied | jq -e .status.failureTime >/dev/null'
    check "and so does the Certificate" eval 'awaits 30 certificate_says denied reason Denied && ! ready certificate denied True mesh'
    decide by-hand Approved
    check "one that was approved by hand is Ready" eval 'certificate_ready by-hand && chain_of by-hand'
}

# figures WHAT COUNT TOGETHER RESOURCE ISSUER KIND [CSR]
measured=0
figures() {
    local what=$1 count=$2 together=$3
    shift 3
    measured=$((measured + 1))
    check "$what" measure "$1" "$2" "$3" "measured-$measured-" "$count" "$together" "${@:4}"
    say "        $(jq -r '"\(.count), \(.together) at a time: median \(.median_ms) ms, slowest \(.slowest_ms) ms, \(.per_second)/s"' "$work/figures")"
}
measure() { python3 "$here/issuer/certificates.py" "$cluster" "$@" >"$work/figures"; }

speed() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/own.key" -out "$work/own.crt" -days 30 -subj /CN=own \
        -addext keyUsage=critical,keyCertSign 2>/dev/null
    kubectl create secret tls own -n cert-manager --cert "$work/own.crt" --key "$work/own.key" >>"$logs/kubectl.log"
    apply <(jq -n '{apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", metadata: {name: "own"}, spec: {ca: {secretName: "own"}}}')
    awaits 30 ready clusterissuer own True
    key_and_request "$work/request" -subj / -addext subjectAltName=DNS:request.mesh.example
    figures "requests, approved by others" "$((certificates * 5))" 16 certificaterequests everywhere TCSClusterIssuer "$work/request.csr"
    end_controller
    start_controller measured
    figures "Certificates, each alone" 20 1 certificates everywhere TCSClusterIssuer
    figures "beside cert-manager's own CA issuer" 20 1 certificates own ClusterIssuer
    figures "Certificates, all at once" "$certificates" "$certificates" certificates everywhere TCSClusterIssuer
    figures "beside cert-manager's own CA issuer" "$certificates" "$certificates" certificates own ClusterIssuer
    end_controller
    start_controller unthrottled --kube-api-qps=1000 --kube-api-burst=1000
    figures "the same without cert-manager's own throttle" "$certificates" "$certificates" certificates everywhere TCSClusterIssuer
    figures "beside cert-manager's own CA issuer" "$certificates" "$certificates" certificates own ClusterIssuer
}

check "the control plane starts" "$plane" start "$cluster" controller-manager
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base"
awaits 60 kubectl get namespace kube-system
apply "$deploy/crds"
for namespace in casemate-system mesh cert-manager; do kubectl create namespace "$namespace" >>"$logs/kubectl.log"; done
check "the issuer starts" start_issuer issuer
apply <(issuer_manifest TCSIssuer ca '{"secretName": "ca-cert"}' mesh)
check "cert-manager's resources, accounts and rights are taken" eval 'apply "$CERT_MANAGER_ASSETS/crds" && apply "$CERT_MANAGER_ASSETS/rbac.yaml"'
check "cert-manager's webhook starts" start_webhook
check "its controller starts" start_controller controller
for chapter in approval issuance keys order away refusal lifetime renewal decisions speed; do
    say "        -- $chapter"
    $chapter
done
stop_servers
finish
