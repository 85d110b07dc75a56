#!/usr/bin/env bash
# The issuer's chart and plain manifests: rendered by helm, held against a real API server (server-side dry-run, Pod
# Security, RBAC). kube-apiserver, etcd, kubectl and helm are taken from KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/objects.sh"
repository=$(cd "$here/../.." && pwd)
chart=$repository/deploy/issuer/chart manifests=$repository/deploy/issuer/manifests
values=$here/issuer
is() { [ "$1" = "$2" ] || { say "        got: $1, wanted: $2"; return 1; }; }

# --- what needs no server
issuer=$manifests/issuer.yaml
check "no role lists or watches Secrets" eval \
    "! grep -A1 'resources: \[secrets\]' '$issuer' | grep -E 'list|watch|\*'"
check "no role has a wildcard verb or resource" eval "! grep -E '(verbs|resources|apiGroups): \[\"?\*' '$issuer'"
containers=$(grep -c 'readOnlyRootFilesystem: true' "$issuer")
check "both containers: read-only root, no escalation, no capability" is \
    "$containers $(grep -c 'allowPrivilegeEscalation: false' "$issuer") $(grep -c 'drop: \[ALL\]' "$issuer")" "2 2 2"

control_plane

# --- plain manifests, in a namespace that enforces the restricted profile
check "the CRDs" dry_run "$repository/deploy/issuer/crds"
check "the namespace" dry_run "$manifests/00-namespace.yaml"
apply "$repository/deploy/issuer/crds"
apply "$manifests/00-namespace.yaml"
for file in issuer cert-manager-approver; do
    check "$file.yaml: server-side dry-run, strict, without a warning" dry_run "$manifests/$file.yaml"
done
check "applied" apply "$manifests/issuer.yaml"
pod() { # JQ: a pod of the deployment's template, changed
    kubectl -n tcs-issuer get deployment tcs-controller -o json | jq "{apiVersion: \"v1\", kind: \"Pod\",
        metadata: {name: \"probe\", namespace: \"tcs-issuer\", labels: .spec.template.metadata.labels},
        spec: .spec.template.spec} | $1"
}
admitted() { pod "$1" | kubectl create --validate=false --dry-run=server -f - >"$work/out" 2>"$work/err"; }
check "its pod is admitted under the restricted profile" admitted .
refused() { ! admitted "$1" && grep -q "$2" "$work/err"; }
check "that profile is enforced: as root it is not" refused '.spec.securityContext.runAsUser = 0' runAsUser
check "nor without a seccomp profile" refused 'del(.spec.securityContext.seccompProfile)' seccompProfile
check "the enclave has no API token" is "$(pod '[.spec.automountServiceAccountToken,
    (.spec.initContainers[0].volumeMounts | map(.name) | index("api-access"))] | map(tostring) | join(" ")' | jq -r .)" "false null"

# --- RBAC, asked of the server: verb, group, resource/subresource, name, namespace; - is none
account=system:serviceaccount:tcs-issuer:tcs-issuer-serviceaccount
may() { # VERB GROUP RESOURCE NAME NAMESPACE: yes or no
    jq -n --arg user "$account" '{apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec: {user: $user,
        groups: ["system:serviceaccounts", "system:authenticated"], resourceAttributes: ($ARGS.positional
        | map(if . == "-" then "" else . end) | {verb: .[0], group: .[1], resource: (.[2] | split("/")[0]),
        subresource: (.[2] | split("/")[1] // ""), name: .[3], namespace: .[4]})}}' --args "$@" |
        kubectl create --validate=false -o json -f - | jq -r 'if .status.allowed then "yes" else "no" end'
}
while read -r answer request; do
    # shellcheck disable=SC2086 # a word each
    check "RBAC, $answer: $request" is "$(may $request)" "$answer"
done <<'TABLE'
yes watch certificates.k8s.io certificatesigningrequests - -
yes patch certificates.k8s.io certificatesigningrequests/status one -
yes sign certificates.k8s.io signers tcsissuer.tcs.intel.com/* -
yes sign certificates.k8s.io signers tcsclusterissuer.tcs.intel.com/* -
yes watch tcs.intel.com tcsissuers - -
yes patch tcs.intel.com tcsclusterissuers/status one -
yes create - secrets - other
yes patch coordination.k8s.io leases bb9c3a43.sgx.intel.com tcs-issuer
yes create events.k8s.io events - other
no patch coordination.k8s.io leases other tcs-issuer
no patch coordination.k8s.io leases bb9c3a43.sgx.intel.com other
no list - secrets - tcs-issuer
no watch - secrets - -
no update - secrets one other
no update certificates.k8s.io certificatesigningrequests/approval one -
no approve certificates.k8s.io signers tcsissuer.tcs.intel.com/* -
no sign certificates.k8s.io signers kubernetes.io/kube-apiserver-client -
no delete certificates.k8s.io certificatesigningrequests one -
no delete tcs.intel.com tcsissuers one other
no get - configmaps one kube-system
no get - pods one tcs-issuer
no create authorization.k8s.io subjectaccessreviews - -
TABLE

# --- the chart, by helm
if [ ! -x "$assets/helm" ]; then
    skipped=$((skipped + 1))
    say "SKIP the chart: KUBEBUILDER_ASSETS has no helm"
    stop_servers
    finish
    exit
fi
template() { "$assets/helm" template tci "$chart" --namespace mesh "$@"; }
kubectl create namespace mesh >/dev/null
kubectl create namespace apps >/dev/null
check "the plain manifests are the chart's" env HELM="$assets/helm" "$repository/dev/manifests" --check

openssl genpkey -algorithm ed25519 2>/dev/null | openssl pkey -pubout -out "$work/administrator.pem"
jq -n --rawfile key "$work/administrator.pem" '{enclave: {administrators: {first: $key}}}' >"$work/keys.yaml"
rendered() { # NAME ARGUMENT...: renders, and the server accepts it
    local name=$1
    shift
    template "$@" >"$work/$name.yaml" 2>"$work/err" && dry_run "$work/$name.yaml" || { head -5 "$work/err"; return 1; }
}
check "default values" rendered default
check "a values file of Intel's chart" rendered tcs --values "$values/tcs-values.yaml"
check "administrators: not in development, the sealing file on a volume of its own" rendered real --values "$work/keys.yaml"
check "the same, with recovery shares" rendered shares --values "$work/keys.yaml" --set enclave.sealing=none
check "a standby beside the issuer" rendered standby --set standby.enabled=true
check "a directory of one node" rendered host --set state.hostPath=/var/lib/casemate --set nodeSelector.kind=hsm
check "Secrets in two namespaces only" rendered narrow --set 'rbac.secretNamespaces={apps}'
check "an access check for namespaced issuers" rendered reference --set requireReference=true
printf 'quotes:\n  pccs: https://pccs.example:8081\n  policies:\n    default: |\n      version: 1\n      anyMeasurement: true\n    mesh: |\n      version: 1\n      allowDebug: false\n      anyMeasurement: true\n' >"$work/quotes-values.yaml"
check "policies for quotes" rendered quotes --values "$work/quotes-values.yaml"
check "cert-manager's approval" rendered approver --set certManager.approver.create=true
printf 'replicaCount: 3\ndomain:\n  enabled: true\n  policy: |\n    {"version": 1}\n' >"$work/domain-values.yaml"
domain=(--values "$work/keys.yaml" --values "$work/domain-values.yaml")
check "a domain of three pods" rendered domain "${domain[@]}"
check "a domain of a pod on each node, with KMS plugins and proposals by a Lease" rendered nodes "${domain[@]}" \
    --set domain.shape=DaemonSet --set domain.kms.key=cluster --set domain.proposeFromLease=true
check "its policy from a Secret" rendered secret "${domain[@]}" --set domain.policy= --set domain.policyFrom.secret=members

has() { grep -qe "$2" "$work/$1.yaml"; }
lacks() { ! has "$@"; }
check "Intel's values: image" has tcs registry.example/intel/trusted-certificate-issuer:0.5.0
check "Intel's values: extra flags, one an argument" eval \
    'has tcs "^ *- \"--csr-full-cert-chain=true\"$" && has tcs "^ *- \"--key-wrap-mechanism=aes_gcm\"$"'
check "Intel's values: nothing is asked of the SGX plugin" lacks tcs 'sgx.intel.com/e'
check "Intel's values: no PIN reaches an object" lacks tcs bm90IGEgcGlu
check "Intel's values: service account, pull secret, node, group" eval \
    'has tcs "serviceAccountName: tcs$" && has tcs "name: registry" && has tcs node.kubernetes.io/sgx && has tcs "fsGroup: 6000"'
check "with an administrator nothing says development" lacks real development
check "and the sealing file is not on the state's volume" has real 'sealing=file:/var/lib/casemate-sealing/sealing.key'
check "the policies are mounted and named" eval \
    'has quotes "quote-policy=/etc/casemate/quotes/default.yaml" && has quotes "quote-policy=mesh=/etc/casemate/quotes/mesh.yaml" &&
        has quotes "quote-pccs=https://pccs.example:8081" && has quotes "^    allowDebug: false" && lacks default quotes'
check "narrow: no cluster-wide binding for Secrets" is \
    "$(objects "$work/narrow.yaml" | jq -rs 'map(select(.kind == "ClusterRoleBinding").metadata.name) | join(" ")')" tci-casemate-issuer

fails() { # WORDS ARGUMENT...: helm refuses, and says so
    local words=$1
    shift
    ! template "$@" >/dev/null 2>"$work/err" && grep -q "$words" "$work/err" || { cat "$work/err"; return 1; }
}
# of FILE JQ: what it gives of the rendered objects, together.
of() { objects "$work/$1.yaml" | jq -rs "$2"; }
check "a domain: a founder and two members, and no deployment" is "$(of domain '[.[] | select(.spec.template)
    | .kind + " " + .metadata.name + " " + (.spec.replicas | tostring)] | sort | join(", ")')" \
    "StatefulSet tci-casemate-issuer-founder 1, StatefulSet tci-casemate-issuer-member 2"
check "its claims are each pod's own" is "$(of domain 'map(select(.kind == "PersistentVolumeClaim")) | length')" 0
check "members join, the founder does not" is "$(of domain '[.[] | select(.spec.template)
    | [.spec.template.spec.initContainers[] | .name, (.args[] | select(. == "--join"))] | join(" ")] | join(", ")')" \
    "enclave, enclave --join join"
check "the issuer of each pod uses the enclave of that pod" is "$(of domain '[.[] | select(.spec.template).spec.template.spec
    | .containers[] | select(.name == "issuer").env[0].value] | unique | join(" ")')" unix:/run/casemate/enclave/enclave.sock
check "peers are found by a headless Service, also those that are not ready" is "$(of domain '.[] | select(.spec.clusterIP == "None")
    | .metadata.name + " " + (.spec.publishNotReadyAddresses | tostring)')" "tci-casemate-issuer-domain true"
check "a proposer has a token and may touch its Lease only" eval 'has nodes propose-from-lease=tci-casemate-issuer-domain &&
    has nodes "resourceNames: \[bb9c3a43.sgx.intel.com, tci-casemate-issuer-domain\]" && lacks domain propose-from-lease'
check "no relay has a token otherwise" is "$(of domain '[.[] | select(.spec.template).spec.template.spec.containers[]
    | select(.name == "relay").volumeMounts[].name] | unique | join(" ")')" run
check "the plugin's socket is a directory of the node" has nodes 'path: "/run/casemate-kms", type: Directory'
check "a domain without administrators is refused" fails 'needs enclave.administrators' --values "$work/domain-values.yaml"
check "a domain without its policy is refused" fails 'the policy its members join by' "${domain[@]}" --set domain.policy=
check "a domain on one claim is refused" fails 'a state of its own' "${domain[@]}" --set state.existingClaim=x
check "a KMS plugin without a node is refused" fails 'domain.shape=DaemonSet' "${domain[@]}" --set domain.kms.key=cluster
check "a misspelt shape is refused" fails shape "${domain[@]}" --set domain.shape=Deployment

check "two replicas are refused, and told of a domain" fails 'a domain of enclaves' --set replicaCount=2
check "a threshold nobody can reach is refused" fails 'nothing could ever be signed' --set enclave.threshold=2
check "development mode is refused where it is not allowed" fails 'give the public keys' --set enclave.allowDevelopment=false
check "and is none with administrators" rendered strict --values "$work/keys.yaml" --set enclave.allowDevelopment=false
check "a node's directory without a node is refused" fails 'one node' --set state.hostPath=/var/lib/casemate
check "a misspelt value of the enclave is refused" fails enclav --set enclave.administrator=x
check "policies for quotes without a PCCS are refused" fails 'quotes.pccs' --set quotes.policies.default='version: 1'
check "what is no public key is refused" fails pattern --set enclave.administrators.a=secret

check "the access check brings its flag and its right" eval \
    'has reference "^ *- --require-reference$" && has reference subjectaccessreviews && lacks default subjectaccessreviews'

notes() { template --notes --values "$values/tcs-values.yaml" --set unknown=1 >"$work/notes"; }
check "notes" notes
for words in 'pkcs11.\* is ignored' 'sgx.intel.com/… are left out' 'has --token-label' 'value unknown' 'development mode'; do
    check "notes warn: $words" grep -q "WARNING.*$words" "$work/notes"
done
template --notes --values "$work/keys.yaml" >"$work/notes"
template --notes "${domain[@]}" >"$work/domain-notes"
check "a domain's notes say what administrators sign" grep -q 'domain policy set' "$work/domain-notes"
check "notes of a plain installation warn of nothing" eval "! grep -q WARNING '$work/notes'"
stop_servers
finish
