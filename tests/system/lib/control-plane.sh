#!/usr/bin/env bash
# A real Kubernetes control plane on 127.0.0.1, of the binaries in KUBEBUILDER_ASSETS (etcd, kube-apiserver and, where
# asked for, kube-controller-manager); its files, logs and process ids are in DIR.
#
#   control-plane.sh start DIR [controller-manager]    DIR/kubeconfig is an administrator's when it returns
#   control-plane.sh start-etcd DIR                    etcd alone; needs no KUBEBUILDER_ASSETS where there is an etcd
#   control-plane.sh kill-apiserver DIR | start-apiserver DIR
#   control-plane.sh stop DIR
#
# APISERVER_FLAGS are added to kube-apiserver's. ETCD is another etcd than that of KUBEBUILDER_ASSETS; with ETCD_TLS=1 it
# takes only clients with a certificate of DIR/ca.crt, as that of kube-apiserver is.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ "$1" = start-etcd ] || : "${KUBEBUILDER_ASSETS:?KUBEBUILDER_ASSETS is not set}"
assets=${KUBEBUILDER_ASSETS:-}
mkdir -p "$2"
dir=$(cd "$2" && pwd)

free_ports() { # COUNT
    python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in sockets:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))
PYTHON
}

# certificate NAME SUBJECT EXTENSIONS: a key and a certificate under DIR/ca.
certificate() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$1.key" -subj "$2" 2>/dev/null |
        openssl x509 -req -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -days 30 -set_serial "0x$(openssl rand -hex 8)" \
            -extfile <(printf '%b' "$3") -out "$dir/$1.crt" 2>/dev/null
}

make_certificates() {
    [ -e "$dir/ca.crt" ] && return
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/ca.key" -out "$dir/ca.crt" \
        -days 30 -subj /CN=test-cluster-ca 2>/dev/null
    certificate server /CN=kube-apiserver \
        'subjectAltName=IP:127.0.0.1,IP:10.0.0.1,DNS:localhost,DNS:kubernetes.default.svc\n'
    # Its own gateway reaches etcd with this one, as a client: so it names no use.
    certificate etcd /CN=etcd 'subjectAltName=IP:127.0.0.1\n'
    certificate etcd-client /CN=kube-apiserver-etcd-client 'extendedKeyUsage=clientAuth\n'
    certificate admin /O=system:masters/CN=admin 'extendedKeyUsage=clientAuth\n'
    openssl genrsa -out "$dir/sa.key" 2048 2>/dev/null
    printf '%s,admin,admin,"system:masters"\n%s,nobody,nobody,""\n' "$(openssl rand -hex 16)" "$(openssl rand -hex 16)" \
        >"$dir/tokens.csv"
}

write_kubeconfig() {
    local encode='base64 -w0'
    cat >"$dir/kubeconfig" <<YAML
apiVersion: v1
kind: Config
current-context: certificate
clusters:
- name: test
  cluster: {server: "https://127.0.0.1:$api_port", certificate-authority-data: $($encode "$dir/ca.crt")}
users:
- name: certificate
  user: {client-certificate-data: $($encode "$dir/admin.crt"), client-key-data: $($encode "$dir/admin.key")}
- name: token
  user: {token: "$(sed -n '1s/,.*//p' "$dir/tokens.csv")"}
- name: nobody
  user: {token: "$(sed -n '2s/,.*//p' "$dir/tokens.csv")"}
contexts:
- name: certificate
  context: {cluster: test, user: certificate}
- name: token
  context: {cluster: test, user: token}
- name: nobody
  context: {cluster: test, user: nobody}
YAML
    chmod 600 "$dir/kubeconfig"
}

# launch NAME PROGRAM ARGUMENT...: in the background, with log and process id in DIR.
launch() {
    local name=$1
    shift
    setsid "$@" >>"$dir/$name.log" 2>&1 </dev/null &
    echo $! >"$dir/$name.pid"
}

await() { # SECONDS WHAT COMMAND...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || { echo "$what did not come up; see its log in $dir" >&2; exit 1; }
        sleep 0.3
    done
}

api() { curl -sf --cacert "$dir/ca.crt" --cert "$dir/admin.crt" --key "$dir/admin.key" "https://127.0.0.1:$api_port$1"; }

start_etcd() {
    local etcd tls=()
    etcd=$(command -v "${ETCD:-$assets/etcd}" etcd | head -n 1)
    [ -z "${ETCD_TLS:-}" ] || tls=(--client-cert-auth --trusted-ca-file "$dir/ca.crt" --cert-file "$dir/etcd.crt" --key-file "$dir/etcd.key")
    launch etcd "$etcd" --data-dir "$dir/etcd" --unsafe-no-fsync --log-level warn ${tls[@]+"${tls[@]}"} \
        --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
        --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
        --initial-cluster "default=http://127.0.0.1:$peer_port"
    await 30 etcd curl -sf --cacert "$dir/ca.crt" --cert "$dir/etcd-client.crt" --key "$dir/etcd-client.key" "$etcd_url/health"
}

start_apiserver() {
    local tls=()
    [ -z "${ETCD_TLS:-}" ] || tls=(--etcd-cafile "$dir/ca.crt" --etcd-certfile "$dir/etcd-client.crt" --etcd-keyfile "$dir/etcd-client.key")
    # shellcheck disable=SC2086
    launch kube-apiserver "$assets/kube-apiserver" --etcd-servers "$etcd_url" ${tls[@]+"${tls[@]}"} \
        --bind-address 127.0.0.1 --advertise-address 127.0.0.1 --secure-port "$api_port" \
        --tls-cert-file "$dir/server.crt" --tls-private-key-file "$dir/server.key" --client-ca-file "$dir/ca.crt" \
        --token-auth-file "$dir/tokens.csv" --authorization-mode RBAC --service-cluster-ip-range 10.0.0.0/24 \
        --service-account-key-file "$dir/sa.key" --service-account-signing-key-file "$dir/sa.key" \
        --service-account-issuer https://kubernetes.default.svc --endpoint-reconciler-type none \
        --profiling=false ${APISERVER_FLAGS:-}
    await 120 kube-apiserver api /readyz
    # Bootstrap roles and the namespace come a moment after readiness.
    await 30 'namespace default' api /api/v1/namespaces/default
}

start_controller_manager() {
    launch kube-controller-manager "$assets/kube-controller-manager" --kubeconfig "$dir/kubeconfig" \
        --secure-port 0 --leader-elect=false --use-service-account-credentials \
        --service-account-private-key-file "$dir/sa.key" --root-ca-file "$dir/ca.crt" \
        --cluster-signing-cert-file "$dir/ca.crt" --cluster-signing-key-file "$dir/ca.key"
}

end() { # NAME SIGNAL
    local pid
    [ -e "$dir/$1.pid" ] || return 0
    pid=$(cat "$dir/$1.pid")
    kill -"$2" "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    rm -f "$dir/$1.pid"
}

ports() {
    [ -e "$dir/ports" ] || free_ports 3 >"$dir/ports"
    read -r etcd_port peer_port api_port <"$dir/ports"
    etcd_url=http${ETCD_TLS:+s}://127.0.0.1:$etcd_port
}

ports
case $1 in
start)
    make_certificates
    write_kubeconfig
    start_etcd
    start_apiserver
    [ "${3:-}" != controller-manager ] || start_controller_manager
    ;;
start-etcd)
    make_certificates
    start_etcd
    ;;
kill-apiserver) end kube-apiserver KILL ;;
start-apiserver) start_apiserver ;;
stop)
    for name in kube-controller-manager kube-apiserver etcd; do end "$name" TERM; done
    ;;
*) echo "$1 is no command" >&2; exit 2 ;;
esac
