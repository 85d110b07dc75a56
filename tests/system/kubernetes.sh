#!/usr/bin/env bash
# The conformance suite of the Kubernetes client and controller runtime on a real API server.
# Takes the servers from KUBEBUILDER_ASSETS. KUBERNETES_ENDURANCE=1 adds 10,000 objects and restarts of the server.
. "$(dirname "$0")/lib/report.sh"
root=$here/../..
plane=$here/lib/control-plane.sh
# A skip that names KUBEBUILDER_ASSETS is one everywhere: no package has these servers.
if [ -z "${KUBEBUILDER_ASSETS:-}" ]; then
    skipped=1
    say "SKIP kubernetes: KUBEBUILDER_ASSETS is not set"
    finish
    exit
fi
needs openssl curl python3 swift
# shellcheck source=../../dev/build-flags
. "$root/dev/build-flags"

suite() { # NAME FILTER [CONTROL_PLANE]
    CASEMATE_TEST_KUBECONFIG=$work/cluster/kubeconfig CASEMATE_TEST_CONTROL_PLANE=${3:-} \
        CASEMATE_TEST_CONTROL_PLANE_SCRIPT=$plane \
        swift test --package-path "$root" "${HOST[@]}" --skip-build --filter "$2" >"$work/$1.log" 2>&1
    local status=$?
    grep -aE '^. Test .* (passed|failed) after' "$work/$1.log" | sed 's/^/        /'
    return $status
}

stop_servers() { "$plane" stop "$work/cluster" >/dev/null 2>&1; }
trap 'stop_servers; stop_children; rm -rf "$work"' EXIT

check "the control plane starts" "$plane" start "$work/cluster"
# After a restart the server has forgotten older states, as the suite expects.
"$plane" kill-apiserver "$work/cluster"
check "the API server starts again" "$plane" start-apiserver "$work/cluster"
check "the client's conformance suite" suite client '^KubernetesTests\.'
check "the controller runtime's conformance suite" suite runtime '^KubernetesControllerTests\.' \
    ${KUBERNETES_ENDURANCE:+"$work/cluster"}
stop_servers
finish
