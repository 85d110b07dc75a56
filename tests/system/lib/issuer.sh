# Sourced by the suites of the issuer: a real control plane, an enclave, the issuer, requests of every kind.
# Usage: . "$(dirname "$0")/lib/report.sh"; . "$here/lib/issuer.sh"
# A skip that names KUBEBUILDER_ASSETS is one everywhere: no package has these servers.
if [ -z "${KUBEBUILDER_ASSETS:-}" ]; then
    skipped=1
    say "SKIP $(basename "$0" .sh): KUBEBUILDER_ASSETS is not set"
    finish
    exit
fi
needs openssl curl jq python3
# shellcheck source=enclave.sh
. "$here/lib/enclave.sh"
plane=$here/lib/control-plane.sh
cluster=$work/cluster
deploy=$here/../../deploy/issuer
export KUBECONFIG=$cluster/kubeconfig
signer=tcsclusterissuer.tcs.intel.com

stop_servers() { "$plane" stop "$cluster" >/dev/null 2>&1; }
trap 'stop_servers; stop_children; rm -rf "$work"' EXIT

kubectl() { "$KUBEBUILDER_ASSETS/kubectl" "$@"; }
# The schema is checked by the server; not every build of it gives kubectl an OpenAPI document to check by.
apply() { kubectl apply --validate=false -f "${1:--}" >>"$logs/kubectl.log" 2>&1; }

# account_kubeconfig NAMESPACE ACCOUNT FILE: a kubeconfig with the rights of a ServiceAccount and no others.
account_kubeconfig() {
    local token
    token=$(kubectl create token "$2" -n "$1" --duration 2h) || return 1
    jq -n --arg token "$token" --arg server "https://127.0.0.1:$(cut -d' ' -f3 "$cluster/ports")" \
        --arg ca "$(base64 -w0 <"$cluster/ca.crt")" '{apiVersion: "v1", kind: "Config", "current-context": "own",
            clusters: [{name: "own", cluster: {server: $server, "certificate-authority-data": $ca}}],
            users: [{name: "own", user: {token: $token}}],
            contexts: [{name: "own", context: {cluster: "own", user: "own"}}]}' >"$3"
}
# make_account: the issuers are started with the ServiceAccount and the roles of the manifests, in casemate-system.
issuer_kubeconfig=$work/issuer.kubeconfig
account=tcs-issuer-serviceaccount
make_account() {
    kubectl create namespace casemate-system >>"$logs/kubectl.log" 2>&1
    sed 's/namespace: tcs-issuer\b/namespace: casemate-system/' "$deploy/manifests/issuer.yaml" >"$work/issuer.yaml"
    kubectl create --dry-run=client --validate=false -o json -f "$work/issuer.yaml" |
        jq 'if .kind == "List" then .items[] else . end |
            select(.kind | test("^ServiceAccount$|^(Cluster)?Role(Binding)?$"))' >"$work/account.json"
    apply "$work/account.json" && account_kubeconfig casemate-system "$account" "$issuer_kubeconfig"
}

# start_issuer NAME OPTION...: its pid is in $issuer, its log in $logs/NAME.log; waits until it is ready.
start_issuer() {
    local name=$1 try
    shift
    : >"$logs/$name.log"
    WATCH_NAMESPACE=casemate-system "$casemate_binary" issuer --kubeconfig "$issuer_kubeconfig" \
        --http 127.0.0.1:0 --log-format json "$@" >>"$logs/$name.log" 2>&1 &
    issuer=$!
    for try in $(seq 600); do
        issuer_port=$(jq -r 'select(.message == "listening" and .name == "observation") | .address' \
            "$logs/$name.log" 2>/dev/null | sed -n '1s/.*://p')
        [ -n "$issuer_port" ] && curl -sf "http://127.0.0.1:$issuer_port/readyz" >/dev/null && return
        kill -0 "$issuer" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}
end_issuer() { # [SIGNAL]
    kill "-${1:-TERM}" "$issuer" 2>/dev/null
    wait "$issuer" 2>/dev/null
}

# logged NAME CONDITION: the log of start_issuer NAME has a line of which that is true.
logged() { [ -n "$(jq -c "select($2)" "$logs/$1.log" 2>/dev/null)" ]; }

# awaits SECONDS COMMAND...: until the command succeeds.
awaits() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# issuer_manifest KIND NAME [SPEC_JSON [NAMESPACE]]
issuer_manifest() {
    jq -n --arg kind "$1" --arg name "$2" --argjson spec "${3:-{\}}" --arg namespace "${4:-}" \
        '{apiVersion: "tcs.intel.com/v1alpha1", kind: $kind, spec: $spec,
          metadata: ({name: $name} + if $namespace == "" then {} else {namespace: $namespace} end)}'
}
ready() { # RESOURCE NAME STATUS [NAMESPACE]
    [ "$(kubectl get "$1" "$2" ${4:+-n "$4"} -o json |
        jq -r '.status.conditions[]? | select(.type == "Ready") | .status')" = "$3" ]
}
message() { # RESOURCE NAME [NAMESPACE]
    kubectl get "$1" "$2" ${3:+-n "$3"} -o json |
        jq -r '.status.conditions[]? | select(.type == "Ready") | .message'
}

# key_and_request FILE OPENSSL_OPTION...: FILE.key and FILE.csr.
key_and_request() {
    local file=$1
    shift
    [ -e "$file.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$file.key"
    openssl req -new -key "$file.key" -out "$file.csr" "$@" 2>/dev/null
}
# csr_manifest NAME SIGNER FILE [SECONDS [USAGES_JSON]]
csr_manifest() {
    jq -n --arg name "$1" --arg signer "$2" --rawfile request <(base64 -w0 <"$3") --argjson seconds "${4:-null}" \
        --argjson usages "${5:-[\"digital signature\", \"key encipherment\", \"server auth\", \"client auth\"]}" \
        '{apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", metadata: {name: $name},
          spec: ({signerName: $signer, request: $request, usages: $usages} +
            if $seconds == null then {} else {expirationSeconds: $seconds} end)}'
}
approve() { kubectl certificate approve "$@" >>"$logs/kubectl.log" 2>&1; }
csr() { kubectl get csr "$1" -o json; }
# Of no input jq -e makes a success; -s makes it one that has nothing.
has_certificate() { csr "$1" | jq -es '.[0].status.certificate // "" | length > 0' >/dev/null; }
has_failed() { csr "$1" | jq -es 'any(.[0].status.conditions[]?; .type == "Failed" and .status == "True")' >/dev/null; }
failure() { csr "$1" | jq -r '.status.conditions[]? | select(.type == "Failed") | "\(.reason): \(.message)"'; }
certificate() { csr "$1" | jq -r .status.certificate | base64 -d >"$2"; } # NAME FILE
# signed NAME FILE: an approved request gets its certificate, which goes into FILE.
signed() { awaits 20 has_certificate "$1" && certificate "$1" "$2"; }
secret_field() { kubectl get secret "$1" -n "$2" -o json | jq -r --arg field "$3" '.data[$field]' | base64 -d; }
metric() { curl -s "http://127.0.0.1:$issuer_port/metrics" | awk -v name="$1" 'index($0, name) == 1 { n += $NF } END { print n + 0 }'; }
