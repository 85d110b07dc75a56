# Sourced after lib/issuer.sh by the suite that needs cert-manager itself. CERT_MANAGER_ASSETS is a directory with its
# programs `controller` and `webhook`, its `crds/*.yaml`, and `rbac.yaml`: the ServiceAccounts and rights of its chart.
# Usage: . "$here/lib/issuer.sh"; . "$here/lib/cert-manager.sh"
missing_asset() {
    local file
    [ -n "${CERT_MANAGER_ASSETS:-}" ] || { say "CERT_MANAGER_ASSETS is not set"; return; }
    for file in controller webhook crds rbac.yaml; do
        [ -e "$CERT_MANAGER_ASSETS/$file" ] || { say "CERT_MANAGER_ASSETS has no $file"; return; }
    done
}
if [ -n "$(missing_asset)" ]; then
    # Like the servers of KUBEBUILDER_ASSETS, a skip everywhere: no package has them.
    skipped=1
    say "SKIP $(basename "$0" .sh): KUBEBUILDER_ASSETS without cert-manager beside it: $(missing_asset)"
    finish
    exit
fi

# webhook_manifest KIND PATH RULE_JSON: as in its chart, only by URL.
webhook_manifest() {
    jq -n --arg kind "$1" --arg url "https://127.0.0.1:$webhook_port/$2" --argjson rule "$3" \
        --arg ca "$(base64 -w0 <"$work/webhook.crt")" '{apiVersion: "admissionregistration.k8s.io/v1", kind: $kind,
            metadata: {name: "cert-manager-webhook"}, webhooks: [{name: "webhook.cert-manager.io", rules: [$rule],
                admissionReviewVersions: ["v1"], failurePolicy: "Fail", sideEffects: "None",
                clientConfig: {url: $url, caBundle: $ca}}]}'
}

# Its webhook holds the rules of approval: without it any approver could approve for any issuer.
start_webhook() {
    webhook_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/webhook.key" \
        -out "$work/webhook.crt" -days 2 -subj /CN=webhook -addext subjectAltName=IP:127.0.0.1 2>/dev/null
    account_kubeconfig cert-manager cert-manager-webhook "$work/webhook.kubeconfig" || return 1
    "$CERT_MANAGER_ASSETS/webhook" --kubeconfig "$work/webhook.kubeconfig" --secure-port "$webhook_port" \
        --healthz-port 0 --metrics-listen-address 0 --tls-cert-file "$work/webhook.crt" \
        --tls-private-key-file "$work/webhook.key" >>"$logs/webhook.log" 2>&1 &
    awaits 60 curl -s --cacert "$work/webhook.crt" "https://127.0.0.1:$webhook_port/" || return 1
    apply <(webhook_manifest MutatingWebhookConfiguration mutate '{"apiGroups": ["cert-manager.io"],
        "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["certificaterequests"]}')
    apply <(webhook_manifest ValidatingWebhookConfiguration validate '{"apiGroups": ["cert-manager.io",
        "acme.cert-manager.io"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["*/*"]}')
}

# start_controller NAME OPTION...: its pid is in $controller, its log in $logs/NAME.log.
start_controller() {
    local name=$1
    shift
    account_kubeconfig cert-manager cert-manager "$work/controller.kubeconfig" || return 1
    "$CERT_MANAGER_ASSETS/controller" --kubeconfig "$work/controller.kubeconfig" --leader-elect=false --v=2 \
        --cluster-resource-namespace cert-manager --metrics-listen-address 127.0.0.1:0 \
        --internal-healthz-listen-address 127.0.0.1:0 "$@" >>"$logs/$name.log" 2>&1 &
    controller=$!
    awaits 60 grep -q 'starting controller' "$logs/$name.log"
}
end_controller() {
    kill "$controller" 2>/dev/null
    wait "$controller" 2>/dev/null
}

# certificate_manifest NAME ISSUER [KIND [SPEC_JSON]]: in namespace mesh, for NAME.mesh.example, into Secret NAME-tls.
certificate_manifest() {
    jq -n --arg name "$1" --arg issuer "$2" --arg kind "${3:-TCSIssuer}" --argjson more "${4:-{\}}" '{
        apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: {name: $name, namespace: "mesh"},
        spec: ({secretName: ($name + "-tls"), dnsNames: [$name + ".mesh.example"], privateKey: {algorithm: "ECDSA"},
            issuerRef: {group: "tcs.intel.com", kind: $kind, name: $issuer}} + $more)}'
}
# request_of CERTIFICATE: its newest CertificateRequest, as JSON; fails if there is none.
request_of() {
    kubectl get certificaterequests -n mesh -o json | jq -e --arg name "$1" '[.items[] |
        select(.metadata.annotations["cert-manager.io/certificate-name"] == $name)] |
        max_by(.metadata.annotations["cert-manager.io/certificate-revision"] | tonumber)'
}
# condition TYPE FIELD: of the object on standard input.
condition() { jq -r --arg type "$1" --arg field "$2" '.status.conditions[]? | select(.type == $type) | .[$field]'; }
request_has() { request_of "$1" | jq -e "$2" >/dev/null; } # CERTIFICATE JQ
request_says() { [ "$(request_of "$1" | condition Ready reason)" = "$2" ]; } # CERTIFICATE REASON
certificate_object() { kubectl get certificate "$1" -n mesh -o json; }
certificate_has() { certificate_object "$1" | jq -e "$2" >/dev/null; } # CERTIFICATE JQ
certificate_says() { certificate_object "$1" | condition Issuing "$2" | grep -q "$3"; } # CERTIFICATE FIELD PATTERN
certificate_ready() { awaits "${2:-60}" ready certificate "$1" True mesh; }             # CERTIFICATE [SECONDS]
# unsigned CERTIFICATE: it has asked and has nothing.
unsigned() { request_has "$1" '.status.certificate == null' && ! ready certificate "$1" True mesh; }

# decide CERTIFICATE TYPE: as `cmctl approve` and `cmctl deny` do for its newest request.
decide() {
    awaits 20 request_of "$1"
    request_of "$1" | jq --arg type "$2" '{status: {conditions: ((.status.conditions // []) + [{type: $type,
        status: "True", reason: "test", message: "by hand"}])}}' >"$work/decision"
    kubectl patch certificaterequest "$(request_of "$1" | jq -r .metadata.name)" -n mesh --subresource=status \
        --type merge --patch-file "$work/decision" >>"$logs/kubectl.log" 2>&1
}

# chain_of CERTIFICATE: its Secret into $work/CERTIFICATE.{crt,key,ca}; the chain verifies and the key is the leaf's.
chain_of() {
    local file=$work/$1
    secret_field "$1-tls" mesh tls.crt >"$file.crt"
    secret_field "$1-tls" mesh tls.key >"$file.key"
    secret_field "$1-tls" mesh ca.crt >"$file.ca"
    openssl verify -CAfile "$file.ca" -untrusted "$file.crt" "$file.crt" >/dev/null &&
        [ "$(openssl x509 -in "$file.crt" -noout -pubkey)" = "$(openssl pkey -in "$file.key" -pubout)" ]
}
# rooted CERTIFICATE SECRET NAMESPACE: its root, as chain_of found it, is the one that its issuer shows there.
rooted() { secret_field "$2" "$3" tls.crt | cmp -s - "$work/$1.ca"; }
serial() { openssl x509 -in "$work/$1.crt" -noout -serial; }
# ends_within CERTIFICATE FROM TO: seconds from now.
ends_within() {
    openssl x509 -in "$work/$1.crt" -noout -checkend "$2" >/dev/null &&
        ! openssl x509 -in "$work/$1.crt" -noout -checkend "$3" >/dev/null
}

# own_issuer: a CA issuer of cert-manager's own, to compare with.
own_issuer() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/own.key" -out "$work/own.crt" \
        -days 30 -subj /CN=own -addext keyUsage=critical,keyCertSign 2>/dev/null
    kubectl create secret tls own -n cert-manager --cert "$work/own.crt" --key "$work/own.key" >>"$logs/kubectl.log"
    apply <(jq -n '{apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", metadata: {name: "own"},
        spec: {ca: {secretName: "own"}}}')
    awaits 30 ready clusterissuer own True
}
