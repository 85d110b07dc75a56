#!/usr/bin/env bash
# deploy/istio: objects held against a real API server, the scripts run on Secrets as issuers publish them, istiod's
# rights asked of the server. Istio's and istio-csr's own charts are rendered with our values where ISTIO_CHARTS names a
# folder that holds them as `istiod` and `istio-csr` (and KUBEBUILDER_ASSETS has helm).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/objects.sh"
repository=$(cd "$here/../.." && pwd)
istio=$repository/deploy/istio
is() { [ "$1" = "$2" ] || { say "        got: $1, wanted: $2"; return 1; }; }
control_plane

check "the CRDs" apply "$repository/deploy/issuer/crds"
for namespace in istio-system cert-manager intel-system; do kubectl create namespace "$namespace" >/dev/null; done
for file in csr-signers/issuers csr-signers/istiod-approver csr-signers/other-signer mounted-root/issuer; do
    check "$file.yaml: strict server-side dry-run" dry_run "$istio/$file.yaml"
done
check "istio-csr/issuer.yaml: applied" apply "$istio/istio-csr/issuer.yaml"
check "csr-signers/issuers.yaml: applied" apply "$istio/csr-signers/issuers.yaml"

# What an issuer publishes: the root, and an empty key.
publish() { # NAMESPACE NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -days 1 \
        -subj "/O=Casemate/CN=$2" -out "$work/$2.crt" 2>/dev/null
    jq -n --arg name "$2" --arg certificate "$(base64 -w0 "$work/$2.crt")" '{apiVersion: "v1", kind: "Secret",
        type: "kubernetes.io/tls", metadata: {name: $name}, data: {"tls.crt": $certificate, "tls.key": ""}}' |
        kubectl --namespace "$1" create --validate=false -f - >/dev/null 2>&1
}
for name in mesh-workloads-root mesh-control-plane-root mesh-root; do publish intel-system "$name"; done
publish istio-system istio-ca-root

KUBECTL="$assets/kubectl --kubeconfig $cluster/kubeconfig"
export KUBECTL
check "the values for istiod" eval "'$istio/csr-signers/istiod-values.sh' >'$work/istiod-values.yaml'"
pems() { grep -c 'BEGIN CERTIFICATE' "$work/istiod-values.yaml"; }
check "hold both roots" is "$(pems)" 2
unindented() { awk '/BEGIN CERT/ {n++} n == 1 {sub(/^ +/, ""); print} /END CERT/ && n == 1 {exit}' "$work/istiod-values.yaml"; }
check "the first is the workloads' root" eval "unindented | cmp -s - '$work/mesh-workloads-root.crt'"
check "an issuer without a root is an error that names it" eval \
    "! WORKLOADS=absent '$istio/csr-signers/istiod-values.sh' >/dev/null 2>'$work/err' && grep -q 'absent' '$work/err'"
check "copy-root.sh for the mounted root" \
    eval "'$istio/copy-root.sh' intel-system/mesh-root istio-system/external-ca-cert root-cert.pem >/dev/null"
check "copy-root.sh for istio-csr" \
    eval "'$istio/copy-root.sh' istio-system/istio-ca-root cert-manager/istio-root-ca ca.pem >/dev/null"
copied() { kubectl -n istio-system get secret external-ca-cert -o json | jq -c '.data | keys'; }
check "nothing but the certificate is copied" is "$(copied)" '["root-cert.pem"]'
check "a second time changes nothing" eval \
    "'$istio/copy-root.sh' intel-system/mesh-root istio-system/external-ca-cert root-cert.pem | grep -q unchanged"

# --- istiod's rights, with the manifest for older charts
check "istiod-approver.yaml: applied" apply "$istio/csr-signers/istiod-approver.yaml"
may_approve() { # SIGNER
    jq -n --arg signer "$1" '{apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec: {
        user: "system:serviceaccount:istio-system:istiod", resourceAttributes: {group: "certificates.k8s.io",
        resource: "signers", verb: "approve", name: $signer}}}' |
        kubectl create --validate=false -o json -f - | jq -r .status.allowed
}
check "istiod may approve for cluster issuers" is "$(may_approve 'tcsclusterissuer.tcs.intel.com/*')" true
check "but not for others" is "$(may_approve kubernetes.io/kube-apiserver-client)" false

# --- Istio's own charts with these values
charts=${ISTIO_CHARTS:-}
if [ -z "$charts" ] || [ ! -x "$assets/helm" ]; then
    say "        Istio's charts were not rendered: ISTIO_CHARTS is not set, or KUBEBUILDER_ASSETS has no helm"
else
    rendered() { "$assets/helm" template "$1" "$charts/$2" --namespace "$3" --values "$4" >"$work/chart.yaml" 2>"$work/err" || { cat "$work/err"; return 1; }; }
    # environment NAME: the value in the chart's deployment; of two, Kubernetes takes the last. Templates for sidecars follow.
    environment() { sed -n "/^ *- name: $1\$/{n;s/^ *value: *\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p}" "$work/chart.yaml" | grep -v '{{' | tail -n 1; }
    check "istiod's chart with csr-signers" rendered istiod istiod istio-system "$work/istiod-values.yaml"
    check "its environment names the signer domain" is "$(environment CERT_SIGNER_DOMAIN)" tcsclusterissuer.tcs.intel.com
    check "and the control plane's signer" is "$(environment PILOT_CERT_PROVIDER)" \
        k8s.io/tcsclusterissuer.tcs.intel.com/mesh-control-plane
    check "and its role approves" grep -q '"tcsclusterissuer.tcs.intel.com/\*"' "$work/chart.yaml"
    check "istiod's chart with mounted-root" rendered istiod istiod istio-system "$istio/mounted-root/istiod-values.yaml"
    check "its environment names the signer" is "$(environment K8S_SIGNER)" tcsclusterissuer.tcs.intel.com/mesh
    check "and the root is mounted" grep -q 'mountPath: /etc/external-ca-cert' "$work/chart.yaml"
    check "istiod's chart behind istio-csr" rendered istiod istiod istio-system "$istio/istio-csr/istiod-values.yaml"
    check "has no CA of its own" is "$(environment ENABLE_CA_SERVER)" false
    check "istio-csr's chart" rendered istio-csr istio-csr cert-manager "$istio/istio-csr/istio-csr-values.yaml"
    for word in issuer-name=istio-ca issuer-kind=TCSIssuer issuer-group=tcs.intel.com root-ca-file=/var/run/secrets/istio-csr/ca.pem; do
        check "istio-csr: $word" grep -q -- "$word" "$work/chart.yaml"
    done
fi
stop_servers
finish
