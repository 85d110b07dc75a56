# Sourced after lib/enclave.sh by the suites that put the KMS plugin behind a real kube-apiserver and etcd: starts and stops
# them, asks the one and looks into the other. A suite that cannot do without says `needs_cluster`.
needs curl python3
cluster=$work/cluster
needs_cluster() {
    [ -n "${KUBEBUILDER_ASSETS:-}" ] && return
    skip "$(basename "$0" .sh): KUBEBUILDER_ASSETS is not set"
    finish
    exit
}
control() { "$here/lib/control-plane.sh" "$1" "$cluster" >>"$logs/cluster.log" 2>&1; }
trap '[ -d "$logs" ] && control stop; stop_children; rm -rf "$work"' EXIT

# start_cluster: both are up when it returns, and $etcd_port and $api_port are set; else the suite ends.
start_cluster() {
    mkdir -p "$cluster"
    if ! control start; then
        fail "the API server starts"
        control stop
        tail -5 "$logs/cluster.log" "$cluster/kube-apiserver.log"
        finish
        exit
    fi
    read -r etcd_port _ api_port <"$cluster/ports"
}

# encrypted PROVIDER...: the API server's next start encrypts secrets by these, lines of YAML.
encrypted() {
    {
        printf 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n'
        printf -- '- resources: [secrets]\n  providers:\n'
        printf -- '  - %s\n' "$@"
    } >"$work/encryption.yaml"
    export APISERVER_FLAGS="--encryption-provider-config=$work/encryption.yaml"
}
kms_provider="kms: {apiVersion: v2, name: casemate, endpoint: \"unix://$work/kms/kms.sock\", timeout: 3s}"

# api METHOD PATH [BODY [TYPE]]: the answer in $work/api.out; prints the status code.
api() {
    curl -s -o "$work/api.out" -w '%{http_code}' --max-time 30 -X "$1" --cacert "$cluster/ca.crt" \
        --cert "$cluster/admin.crt" --key "$cluster/admin.key" -H "Content-Type: ${4:-application/json}" \
        ${3:+--data-binary "$3"} "https://127.0.0.1:$api_port$2"
}
status_is() { [ "$(api "${@:2}")" = "$1" ]; }
secrets=/api/v1/namespaces/default/secrets
secret() { # NAME VALUE
    jq -cn --arg name "$1" --arg value "$2" '{apiVersion:"v1",kind:"Secret",metadata:{name:$name},stringData:{value:$value}}'
}
creates() { [ "$(api POST "$secrets" "$(secret "$1" "$2")")" = 201 ]; }
reads() { [ "$(api GET "$secrets/$1")" = 200 ] && [ "$(jq -r .data.value "$work/api.out" | base64 -d)" = "$2" ]; }
lists() { [ "$(api GET "$secrets")" = 200 ]; }
# touches NAME: an update with nothing new; it is stored again only where the API server calls the stored object stale.
touches() {
    local before
    api GET "$secrets/$1" >/dev/null
    before=$(jq -r .metadata.resourceVersion "$work/api.out")
    [ "$(api PUT "$secrets/$1" "$(cat "$work/api.out")")" = 200 ] || return 1
    [ "$(jq -r .metadata.resourceVersion "$work/api.out")" != "$before" ]
}

# Raw values by etcd's JSON gateway: etcd_get NAME, etcd_put NAME FILE, etcd_delete NAME; raw has all secrets'.
etcd() {
    curl -sf --cacert "$cluster/ca.crt" --cert "$cluster/etcd-client.crt" --key "$cluster/etcd-client.key" \
        "http${ETCD_TLS:+s}://127.0.0.1:$etcd_port/v3/kv/$1" -d "$2"
}
etcd_key() { printf '/registry/secrets/default/%s' "$1" | base64 -w0; }
etcd_get() { etcd range "{\"key\":\"$(etcd_key "$1")\"}" | jq -r '.kvs[0].value' | base64 -d; }
etcd_put() { # on its standard input: it may be longer than an argument
    printf '{"key":"%s","value":"%s"}' "$(etcd_key "$1")" "$(base64 -w0 "$2")" | etcd put @- >/dev/null
}
etcd_delete() { etcd deleterange "{\"key\":\"$(etcd_key "$1")\"}" >/dev/null; }
raw() {
    etcd range "{\"key\":\"$(printf /registry/secrets/ | base64 -w0)\",\"range_end\":\"$(printf /registry/secrets0 | base64 -w0)\"}" |
        jq -r '.kvs[].value' | while read -r value; do base64 -d <<<"$value"; done
}
sealed_by() { etcd_get "$1" | grep -aq "$2"; } # NAME KEY-ID
