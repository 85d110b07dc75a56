# Sourced by the suites that hold manifests against a real API server: the servers begun and ended, kubectl, and strict
# server-side dry-run. `control_plane` ends the suite, with a skip, where KUBEBUILDER_ASSETS is not set.
assets=${KUBEBUILDER_ASSETS:-}
cluster=$work/cluster
plane=$here/lib/control-plane.sh

control_plane() {
    if [ -z "$assets" ]; then
        # One everywhere: no package has these servers.
        skipped=$((skipped + 1))
        say "SKIP $(basename "$0" .sh): KUBEBUILDER_ASSETS is not set"
        finish
        exit
    fi
    needs openssl curl python3 jq
    trap 'stop_servers; stop_children; rm -rf "$work"' EXIT
    if ! "$plane" start "$cluster" "$@"; then
        tail -n 3 "$cluster"/*.log
        fail "the control plane starts"
        finish
        exit 1
    fi
    server=https://127.0.0.1:$(cut -d' ' -f3 "$cluster/ports")
}
stop_servers() { [ -n "$assets" ] && "$plane" stop "$cluster" >/dev/null 2>&1; }

# Checked by the server, not here: a server's OpenAPI document may be one that kubectl cannot read.
kubectl() { "$assets/kubectl" --kubeconfig "$cluster/kubeconfig" "$@"; }
apply() { kubectl apply --validate=false -f "$@" >"$work/applied" 2>&1 || { cat "$work/applied"; return 1; }; }

# objects FILE: each object of a file or folder of YAML, a line of JSON each.
objects() {
    kubectl create --dry-run=client --validate=false -o json -f "$1" | jq -c 'if .kind == "List" then .items[] else . end'
}

# dry_run FILE: the server would create every object: no unknown field, no warning, no error.
dry_run() {
    objects "$1" >"$work/objects" 2>"$work/err" || { sed 's/^/        /' "$work/err"; return 1; }
    local object path failures=0 count=0
    while IFS= read -r object; do
        path=$(jq -r '(if .apiVersion | contains("/") then "/apis/" else "/api/" end) + .apiVersion
            + (if .metadata.namespace then "/namespaces/" + .metadata.namespace else "" end)
            + "/" + (.kind | ascii_downcase | if endswith("s") then . + "es" elif endswith("y") then .[:-1] + "ies" else . + "s" end)' <<<"$object")
        count=$((count + 1))
        if ! curl -s --fail-with-body --cacert "$cluster/ca.crt" --cert "$cluster/admin.crt" --key "$cluster/admin.key" \
            -H 'Content-Type: application/json' -D "$work/headers" -o "$work/answer" --data-binary @- \
            "$server$path?dryRun=All&fieldValidation=Strict" <<<"$object" || grep -i '^warning:' "$work/headers"; then
            failures=$((failures + 1))
            jq -r '"        " + .kind + " " + (.message // .metadata.name)' "$work/answer" | cut -c1-300
        fi
    done <"$work/objects"
    [ "$failures" = 0 ] && [ "$count" -gt 0 ]
}
