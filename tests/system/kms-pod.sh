#!/usr/bin/env bash
# The static pod of deploy/kms: a real API server (KUBEBUILDER_ASSETS) admits it with every field known, and its two
# commands work in the order that is the worse one, as a kubelet starts containers in any.
. "$(dirname "$0")/lib/report.sh"
needs curl jq
. "$here/lib/enclave.sh"
. "$here/lib/cluster.sh"
needs_cluster
. "$here/lib/kms.sh"
deploy=$here/../../deploy/kms
openssl genpkey -algorithm ed25519 -out "$work/admin.key" 2>/dev/null
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/holder.key"
openssl pkey -in "$work/holder.key" -pubout -out "$work/holder.pub"

say "The API server"
start_cluster
api POST /api/v1/namespaces/kube-system/serviceaccounts '{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}' >/dev/null
pod=$work/pod.json
"$KUBEBUILDER_ASSETS/kubectl" --kubeconfig "$cluster/kubeconfig" create --dry-run=client --validate=false -o json -f "$deploy/casemate-kms.yaml" >"$pod"
# admitted FILE STATUS: what the API server says to such a pod, every field known, nothing created.
admitted() { status_is "$2" POST "/api/v1/namespaces/kube-system/pods?dryRun=All&fieldValidation=Strict" "@$1"; }
check "the API server admits it, strictly" admitted "$pod" 201
check "as it is" eval 'jq -e ".spec | .hostNetwork and .priorityClassName == \"system-node-critical\" and
    .automountServiceAccountToken == false and (.containers | length == 2)" "$work/api.out" >/dev/null'
sed 's/readOnlyRootFilesystem/readOnlyRoot/' "$pod" >"$work/misspelt"
check "one with a misspelt field it does not" eval 'admitted "$work/misspelt" 400 && grep -q "unknown field" "$work/api.out"'
control kill-apiserver

say "Its two programs"
# command_of NAME: what a container of the pod runs, its places below $work/pod.
mkdir -p "$work/pod"/{state,sealing,configuration,run}
openssl pkey -in "$work/admin.key" -pubout -out "$work/pod/configuration/administrator.pem"
command_of() {
    jq -r --arg name "$1" '.spec.containers[] | select(.name == $name).command[]' "$pod" |
        sed "s|/var/lib/casemate-sealing|$work/pod/sealing|; s|/var/lib/casemate/|$work/pod/state/|; s|/etc/casemate|$work/pod/configuration|
            s|/run/casemate-kms|$work/kms|; s|/run/casemate/|$work/pod/run/|; s|127.0.0.1:8790|$kms_http|"
}
run() { # NAME PROGRAM
    local words
    mapfile -t words < <(command_of "$1")
    "$2" "${words[@]:1}" >>"$logs/pod-$1.log" 2>&1 &
}
export CASEMATE_ENCLAVE=unix:$work/pod/run/enclave.sock
in_pod() { casemate "$@" --administrator-key "$work/admin.key" >/dev/null; }
run plugin "$casemate_binary"
check "its plugin started first listens" within 20 [ -S "$kms_socket" ]
check "and says what it waits for" within 5 eval 'http /readyz | grep -q "^503 kms: "'
run enclave "$enclave_binary"
check "its enclave comes later" within 20 eval 'casemate status >/dev/null'
in_pod domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work/pod/shares"
in_pod policy set default --operation encrypt --operation decrypt --operation key-show --operation audit-note --key cluster
in_pod key generate cluster --purpose wrap && in_pod backup create
# The kubelet starts again what ended: without a backup the plugin does not go on.
[ -S "$kms_socket" ] && http /readyz >/dev/null || run plugin "$casemate_binary"
check "then the plugin is ready" within 20 eval '[ "$(http /readyz)" = "200 ok " ]'
sed "s|unix:///run/casemate-kms/kms.sock|unix://$kms_socket|" "$deploy/encryption-configuration.yaml" >"$work/encryption.yaml"
export APISERVER_FLAGS="--encryption-provider-config=$work/encryption.yaml"
check "an API server starts with encryption-configuration.yaml" control start-apiserver
check "and encrypts with it" within 60 creates one value
check "under the pod's key" sealed_by one "$(key_id)"
control stop
finish
