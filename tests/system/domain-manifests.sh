#!/usr/bin/env bash
# The two shapes of a domain on Kubernetes, held against a real API server: strict server-side dry-run, Pod Security; every
# flag they give is one of the programs, and the chart's members are started as theirs. kube-apiserver, etcd, kubectl and
# helm are taken from KUBEBUILDER_ASSETS.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/objects.sh"
shapes=$here/../../deploy/domain/kubernetes
casemate_binary=$(find_program casemate CASEMATE_BINARY)
enclave_binary=$(find_program casemate-enclave-software CASEMATE_ENCLAVE_BINARY)
control_plane

# flags FILE CONTAINER: what it is started with.
flags() {
    objects "$1" | jq -r --arg name "$2" 'select(.spec.template) | .spec.template.spec
        | (.initContainers + .containers)[] | select(.name == $name) | .args[] | select(startswith("--"))
        | sub("=.*"; "")' | sort -u
}
# known FILE CONTAINER COMMAND...: each of them is in the command's help.
known() {
    local file=$1 container=$2 flag wrong=0
    shift 2
    "$@" --help >"$work/help" 2>&1
    for flag in $(flags "$file" "$container"); do
        grep -q -- "$flag\b" "$work/help" || { say "        $flag"; wrong=1; }
    done
    [ -n "$(flags "$file" "$container")" ] && [ $wrong = 0 ]
}

for shape in statefulset daemonset; do
    file=$shapes/$shape.yaml
    objects "$file" | jq -c 'select(.kind == "Namespace")' >"$work/namespace.json"
    apply "$work/namespace.json"
    objects "$file" | jq -c 'select(.kind != "Namespace")' >"$work/$shape.json"
    check "$shape: server-side dry-run, strict, without a warning" dry_run "$work/$shape.json"
    check "$shape: it can be applied" apply "$file"
    if [ -n "$casemate_binary" ] && [ -n "$enclave_binary" ]; then
        check "$shape: the enclave knows its flags" known "$file" enclave "$enclave_binary"
        check "$shape: the relay knows its flags" known "$file" relay "$casemate_binary" domain relay
        check "$shape: so does the join" known "$file" join "$casemate_binary" domain join
    else
        skip "domain-manifests: the programs are not built"
    fi
    check "$shape: nobody has an API token" eval "! objects '$file' | jq -e 'select(.spec.template)
        | .spec.template.spec | select(.automountServiceAccountToken != false)' >/dev/null"
    # Proposals by a Lease, as an administrator adds them.
    space=$(jq -r .metadata.name "$work/namespace.json")
    check "$shape: the account for a Lease" apply "$shapes/lease.yaml" --namespace "$space"
    check "$shape: both parts propose by it" eval 'kubectl --namespace "$space" patch "$shape" founder member --type json \
        --patch-file "$shapes/lease-patch.yaml" >"$work/applied" 2>&1 || { cat "$work/applied"; false; }'
done
check "the account for a Lease: server-side dry-run, strict, without a warning" dry_run "$shapes/lease.yaml"

# --- the chart: with the plain manifests' names, a member of it is what theirs is
if [ -x "$assets/helm" ]; then
    openssl genpkey -algorithm ed25519 2>/dev/null | openssl pkey -pubout -out "$work/administrator.pem"
    jq -n --rawfile key "$work/administrator.pem" '{fullnameOverride: "casemate", replicaCount: 3, logFormat: "json",
        enclave: {administrators: {administrator: $key}}, domain: {enabled: true, issuer: false, policy: "{\"version\": 1}"}}' \
        >"$work/values.json"
    # What enclave, join and relay are started with; whose administrators and of how many is the chart's own.
    started='[.[] | select(.spec.template) | {kind, part: .spec.template.metadata.labels["app.kubernetes.io/component"],
        replicas: .spec.replicas, pods: .spec.template.spec | {automountServiceAccountToken, securityContext, priorityClassName,
        containers: [(.initContainers + .containers)[] | {name, command, securityContext, resources: (.resources // {}),
            args: [.args[] | select(test("^--(administrator|threshold)") | not)],
            env: [.env[]? | {name, value, valueFrom}]}] | sort_by(.name)}}] | sort_by(.part)'
    # The relay of one that proposes, and where its token is.
    proposing='[.[] | select(.spec.template) | {part: .spec.template.metadata.labels["app.kubernetes.io/component"],
        relay: (.spec.template.spec.containers[] | select(.name == "relay") | {args, volumeMounts}),
        others: [.spec.template.spec | (.initContainers + .containers)[] | select(.name != "relay").volumeMounts[].name] | index("api-access"),
        token: (.spec.template.spec.volumes[] | select(.name == "api-access"))}] | sort_by(.part)'
    rights='select(.kind == "Role").rules | map(if .resourceNames then .resourceNames -= ["bb9c3a43.sgx.intel.com"] else . end)'
    for shape in StatefulSet DaemonSet; do
        "$assets/helm" template domain "$here/../../deploy/issuer/chart" --namespace casemate-domain \
            --values "$work/values.json" --set "domain.shape=$shape" >"$work/chart.yaml" 2>"$work/err" || cat "$work/err"
        objects "$work/chart.yaml" | jq -sS "$started" >"$work/chart.json"
        objects "$shapes/${shape,,}.yaml" | jq -sS "$started" >"$work/plain.json"
        check "$shape: the chart's pods are started as the plain manifest's" eval \
            '[ -s "$work/plain.json" ] && diff "$work/plain.json" "$work/chart.json"'
        "$assets/helm" template domain "$here/../../deploy/issuer/chart" --namespace casemate-domain --values "$work/values.json" \
            --set "domain.shape=$shape" --set domain.proposeFromLease=true >"$work/chart.yaml" 2>"$work/err" || cat "$work/err"
        objects "$work/chart.yaml" | jq -sS "$proposing" >"$work/chart.json"
        objects "$shapes/${shape,,}.yaml" | jq -c 'select(.spec.template)' | while IFS= read -r workload; do
            kubectl patch --local -f - --type json --patch-file "$shapes/lease-patch.yaml" -o json <<<"$workload"
        done | jq -sS "$proposing" >"$work/plain.json"
        check "$shape: so are its relays that propose by a Lease" eval \
            '[ "$(jq length "$work/plain.json")" = 2 ] && diff "$work/plain.json" "$work/chart.json"'
    done
    check "the chart's role for a Lease is that of lease.yaml" eval 'diff <(objects "$shapes/lease.yaml" | jq -S "$rights") \
        <(objects "$work/chart.yaml" | jq -S "select(.metadata.name == \"casemate-leader\") | $rights")'
else
    skipped=$((skipped + 1))
    say "SKIP the chart: KUBEBUILDER_ASSETS has no helm"
fi

pod() { # JQ: a pod of the members' template, changed
    kubectl -n casemate-domain get statefulset member -o json | jq "{apiVersion: \"v1\", kind: \"Pod\",
        metadata: {name: \"probe\", namespace: \"casemate-domain\"},
        spec: (.spec.template.spec | .volumes += [{name: \"state\", emptyDir: {}}, {name: \"sealing\", emptyDir: {}}])} | $1"
}
admitted() {
    pod "$1" | kubectl create --validate=false --dry-run=server -f - >"$work/out" 2>"$work/err" ||
        { cut -c1-300 "$work/err"; return 1; }
}
kubectl -n casemate-domain create serviceaccount default >/dev/null # no controller manager makes it here
check "the StatefulSet's pod is admitted under the restricted profile" admitted .
check "which is enforced" eval '! admitted ".spec.securityContext.runAsUser = 0" && grep -q runAsUser "$work/err"'
stop_servers
finish
