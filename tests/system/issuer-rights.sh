#!/usr/bin/env bash
# The rights of the issuer's ServiceAccount (deploy/issuer/manifests), held against what it does on a real API server that
# writes down each request: it is refused nothing, every right it has is used, and what admission asks for is missed when
# it is taken away. Takes the servers from KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/issuer.sh"
audit=$work/audit.jsonl

# Whoever sets owners of objects has to be allowed to: some clusters ask for that, so this one does.
audited_plane() {
    cat >"$work/audit-policy.yaml" <<YAML
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
- {level: Metadata, users: ["system:serviceaccount:casemate-system:$account"]}
- {level: None}
YAML
    APISERVER_FLAGS="--audit-policy-file=$work/audit-policy.yaml --audit-log-path=$audit
        --enable-admission-plugins=OwnerReferencesPermissionEnforcement" "$plane" start "$cluster"
}
# used: VERB RESOURCE[/SUBRESOURCE].GROUP, a line each, of every request that was answered; streams when they end.
used() {
    jq -r 'select(.objectRef.resource) | .verb + " " + .objectRef.resource +
        (if .objectRef.subresource then "/" + .objectRef.subresource else "" end) + "." + (.objectRef.apiGroup // "")' \
        "$audit" | sort -u
}
# granted: the same of the account's roles; `sign` is no request but asked by admission.
granted() {
    jq -r 'select(.rules) | .rules[] | .verbs[] as $verb | .resources[] as $resource | .apiGroups[] as $group |
        "\($verb) \($resource).\($group)"' "$work/account.json" | grep -v '^sign ' | sort -u
}

# request_manifest NAME SPEC_JSON
request_manifest() {
    jq -n --arg name "$1" --argjson more "$2" --arg request "$(base64 -w0 <"$work/leaf.csr")" \
        '{apiVersion: "cert-manager.io/v1", kind: "CertificateRequest", metadata: {name: $name, namespace: "mesh"},
          spec: ({issuerRef: {group: "tcs.intel.com", kind: "TCSIssuer", name: "own"}, request: $request} + $more)}'
}
ends_as() { # NAME REASON
    kubectl patch certificaterequest "$1" -n mesh --subresource=status --type merge -p '{"status":{"conditions":[
        {"type":"Approved","status":"True","reason":"test","message":""}]}}' >>"$logs/kubectl.log"
    awaits 20 eval '[ "$(kubectl get certificaterequest "'"$1"'" -n mesh -o json |
        jq -r ".status.conditions[] | select(.type == \"Ready\") | .reason")" = "'"$2"'" ]'
}

issuers() {
    apply <(issuer_manifest TCSClusterIssuer ca '{"secretName":"ca-cert"}')
    apply <(issuer_manifest TCSIssuer own '{"secretName":"own-cert"}' mesh)
    check "issuers of both kinds become ready" eval \
        'awaits 30 ready tcsclusterissuer ca True && awaits 30 ready tcsissuer own True mesh'
    kubectl patch tcsissuer own -n mesh --type merge -p '{"spec":{"labels":{"team":"mesh"}}}' >>"$logs/kubectl.log"
    check "a Secret is changed in its place" awaits 20 eval \
        '[ "$(kubectl get secret own-cert -n mesh -o jsonpath="{.metadata.labels.team}")" = mesh ]'
}

requests() {
    apply <(csr_manifest leaf "$signer/ca" "$work/leaf.csr")
    check "a CertificateSigningRequest is signed" eval 'approve leaf && signed leaf "$work/leaf.crt"'
    apply <(csr_manifest odd "$signer/ca" "$work/leaf.csr" null '["digital signature","cert sign"]')
    check "another fails" eval 'approve odd && awaits 20 has_failed odd'
    apply <(request_manifest leaf '{}')
    check "a CertificateRequest is issued" ends_as leaf Issued
    apply <(request_manifest odd '{"isCA":true}')
    check "another fails" ends_as odd Failed
    apply <(csr_manifest early "$signer/later" "$work/leaf.csr")
    approve early
    sleep 1
    kubectl label csr early seen=again >>"$logs/kubectl.log"
    check "the same event twice becomes one that is counted" awaits 10 eval \
        'kubectl get events -A -o json | jq -e ".items[] | select(.reason == \"WaitingForIssuer\" and .series.count >= 2)"'
}

provisioning() {
    apply <(issuer_manifest TCSClusterIssuer delivered '{"selfSign":false}')
    check "an attestation is asked for" awaits 60 kubectl get quoteattestation delivered -n casemate-system
    kubectl create secret generic delivered -n casemate-system --from-literal=tls.key=x >>"$logs/kubectl.log"
    kubectl patch quoteattestation delivered -n casemate-system --subresource=status --type merge \
        -p '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}' >>"$logs/kubectl.log"
    check "what is delivered is read" awaits 20 eval 'message tcsclusterissuer delivered | grep -q "corrupted key data"'
}

farewell() {
    local one
    for one in 'tcsclusterissuer ca' 'tcsclusterissuer delivered' 'tcsissuer own -n mesh'; do
        # shellcheck disable=SC2086 # words
        check "$one goes" eval 'kubectl delete $one --timeout=20s >/dev/null'
    done
    check "and its Secret" eval '! kubectl get secret own-cert -n mesh 2>/dev/null'
}

rights() {
    end_issuer
    # Its last requests are written down when it is gone.
    sleep 2
    check "nothing was refused" eval '! jq -e "select(.responseStatus.code == 403)" "$audit" | sed "s/^/        /" | grep .'
    used >"$work/used"
    granted >"$work/granted"
    check "every right was used" eval '! comm -13 "$work/used" "$work/granted" | sed "s/^/        /" | grep .'
    check "and nothing else was done" eval '! comm -23 "$work/used" "$work/granted" | sed "s/^/        /" | grep .'
}

# Admission asks for `sign` when a certificate is written.
signing() {
    kubectl get clusterrole tcs-controller -o json | jq 'del(.rules[] | select(.verbs == ["sign"]))' >"$work/unsigning.json"
    apply "$work/unsigning.json"
    start_issuer unsigning
    apply <(issuer_manifest TCSClusterIssuer ca '{}')
    awaits 30 ready tcsclusterissuer ca True
    apply <(csr_manifest forbidden "$signer/ca" "$work/leaf.csr")
    approve forbidden
    check "without the right to sign for its signers nothing is" eval \
        'awaits 20 grep -q "not permitted to sign" "$logs/unsigning.log" && ! has_certificate forbidden'
    apply "$work/account.json"
    check "with it again, the request is signed" awaits 40 has_certificate forbidden
}

check "the control plane starts, and writes down what the account does" audited_plane
new_base "$work/base"
check "the enclave starts" start_enclave "$work/base" --software-root "$work/root"
apply "$deploy/crds"
apply "$here/issuer/certificaterequests.yaml"
kubectl create namespace mesh >>"$logs/kubectl.log"
key_and_request "$work/leaf" -subj /CN=leaf.example
check "the issuer's account has the rights of the manifests and no others" make_account
check "the issuer starts" start_issuer first --leader-elect
for chapter in issuers requests provisioning farewell rights signing; do
    say "        -- $chapter"
    $chapter
done
stop_servers
finish
