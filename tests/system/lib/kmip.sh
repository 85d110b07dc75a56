# Sourced after lib/report.sh by suites that need a KMIP server: PyKMIP with mutual TLS, and certificates for all.

kmip_python=${KMIP_PYTHON:-$here/../../.peers/venv/bin/python}
if ! "$kmip_python" -c 'import kmip' 2>/dev/null; then
    skip "$(basename "$0" .sh): needs PyKMIP in .peers/venv (make peers)"
    finish
    exit
fi
export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
kmip_port=$((20000 + RANDOM % 20000))
kmip_server=127.0.0.1:$kmip_port
tls=$work/tls
mkdir -p "$tls" "$work/kmip/policy"

# authority NAME: NAME.pem and NAME.key.
authority() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$tls/$1.key"
    openssl req -x509 -new -key "$tls/$1.key" -subj "/CN=$1" -days 2 -out "$tls/$1.pem" 2>/dev/null
}

# certificate AUTHORITY NAME EXTENSIONS: NAME.pem and NAME.key. PyKMIP knows a client by its CN.
certificate() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$tls/$2.key"
    openssl req -new -key "$tls/$2.key" -subj "/CN=$2" -out "$tls/$2.csr"
    openssl x509 -req -in "$tls/$2.csr" -CA "$tls/$1.pem" -CAkey "$tls/$1.key" -CAcreateserial -days 2 \
        -extfile <(printf '%s\n' "$3") -out "$tls/$2.pem" 2>/dev/null
}

authority ca
authority stranger-ca
certificate ca server $'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth'
for name in plugin other; do certificate ca $name extendedKeyUsage=clientAuth; done
certificate stranger-ca stranger extendedKeyUsage=clientAuth

cat >"$work/kmip/server.conf" <<END
[server]
hostname=127.0.0.1
port=$kmip_port
certificate_path=$tls/server.pem
key_path=$tls/server.key
ca_path=$tls/ca.pem
auth_suite=TLS1.2
policy_path=$work/kmip/policy
enable_tls_client_auth=True
logging_level=INFO
database_path=$work/kmip/keys.db
END

# start_kmip: PyKMIP's own server; returns when it listens. Its pid is in $kmip.
start_kmip() {
    "$(dirname "$kmip_python")/pykmip-server" -f "$work/kmip/server.conf" -l "$work/kmip/server.log" \
        >>"$work/kmip/server.out" 2>&1 &
    kmip=$!
    local try
    for try in $(seq 600); do
        (exec 3<>"/dev/tcp/127.0.0.1/$kmip_port") 2>/dev/null && return 0
        kill -0 "$kmip" 2>/dev/null || return 1
        sleep 0.05
    done
    return 1
}

# stop_kmip: it disappears. (SIGTERM takes it ten seconds.)
stop_kmip() {
    # Its watcher of policies is a process of its own, which would outlive it.
    jobs -pr | grep -qx "$kmip" && kill -KILL "$kmip" $(pgrep -P "$kmip") 2>/dev/null
    wait "$kmip" 2>/dev/null
}

# as CLIENT COMMAND...: casemate kmip with that client's certificate.
as() {
    local client=$1
    shift
    "$casemate_binary" kmip "$@" --server "$kmip_server" --ca "$tls/ca.pem" --certificate "$tls/$client.pem" \
        --key "$tls/$client.key"
}

# peer COMMAND...: the same server through PyKMIP's own client, which complains of configuration files it does not need.
peer() { "$kmip_python" "$here/kmip/peer.py" "$tls" "$kmip_port" "$@" 2>>"$work/peer.err"; }
