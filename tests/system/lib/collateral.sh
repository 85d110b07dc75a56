# Sourced by the suites of the collateral cache: its certificate, its configuration, the services behind it.
# Usage: . "$(dirname "$0")/lib/report.sh"; . "$here/lib/collateral.sh"
needs curl openssl jq sqlite3
casemate_binary=$(find_program casemate CASEMATE_BINARY)
peer=$(find_program collateral-peer COLLATERAL_PEER)
if [ -z "$casemate_binary" ] || [ -z "$peer" ]; then
    skip "$(basename "$0" .sh): casemate and collateral-peer are not built"
    finish
    exit
fi
recorded=$(realpath "$here/../../Tests/CollateralCacheTests/Vectors")
simulated=$(realpath "$here/../../enclave/Tests/AttestationTests/Vectors")
user_token=user-secret administrator_token=administrator-secret

# A CA, and a certificate of it for this machine.
make_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/ca.key" -out "$work/ca.pem" \
        -days 2 -subj "/CN=Cache tests" 2>/dev/null
}
make_certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/private.pem" -out "$work/file.csr" \
        -subj /CN=localhost 2>/dev/null
    openssl x509 -req -in "$work/file.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 1 -out "$work/file.crt" \
        -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n') 2>/dev/null
}

hash_of() { printf %s "$1" | sha512sum | cut -d' ' -f1; }

# Intel's default.json, comments included, with what an installation fills in.
make_configuration() { # UPSTREAM_PORT
    cat >"$work/default.json" <<EOF
{
    "HTTPS_PORT" : 8081,
    "hosts" : "127.0.0.1",
    "uri": "http://127.0.0.1:$1/sgx/certification/v4/",
    "rootCrlUri": "http://127.0.0.1:$1/IntelSGXRootCA.der",
    "kdsUri": "http://127.0.0.1:$1",
    "ApiKey": "",
    "proxy" : "",
    "RefreshSchedule": "0 0 1 * * *",
    "UserTokenHash" : "$(hash_of "$user_token")",
    "AdminTokenHash" : "$(hash_of "$administrator_token")",
    "MaxRequestBodySize": "2MB",
    "CachingFillMode" : "LAZY",
    "LogLevel" : "info",
    "DB_CONFIG" : "sqlite",
    "sqlite" : { "options" : { "dialect": "sqlite", "logging" : false, "storage": "$work/pckcache.db" } }
    //"mysql" : {   // This config section is used only if DB_CONFIG == "mysql".
    //}
}
EOF
}

# port_of LOG NAME: the port that a line `listening` of this name says, once it does.
port_of() {
    local try port
    for try in $(seq 600); do
        port=$(sed -nE "s/.* listening address=[^ ]*:([0-9]+) name=$2\$/\\1/p" "$1" 2>/dev/null | tail -n 1)
        [ -n "$port" ] && echo "$port" && return
        sleep 0.05
    done
    return 1
}

# start_upstream OPTION...: the services behind the cache; $upstream is its pid, $upstream_port its port.
start_upstream() {
    : >"$work/upstream.log"
    "$peer" serve --listen "127.0.0.1:${upstream_port:-0}" "$@" >>"$work/upstream.log" 2>&1 &
    upstream=$!
    upstream_port=$(port_of "$work/upstream.log" stand-in)
}

# start_cache OPTION...: the cache, on the port it had before if it had one; $cache is its pid, $url its address.
start_cache() {
    : >"$work/cache.log"
    "$casemate_binary" collateral-cache --config "$work/default.json" --listen "127.0.0.1:${cache_port:-0}" \
        --certificate "$work/file.crt" --key "$work/private.pem" --http "127.0.0.1:${metrics_port:-0}" "$@" \
        >>"$work/cache.log" 2>&1 &
    cache=$!
    cache_port=$(port_of "$work/cache.log" collateral-cache) && metrics_port=$(port_of "$work/cache.log" observation) &&
        url=https://localhost:$cache_port
}

# end PID SIGNAL: ends one and waits for it; its exit status.
end() {
    kill "-$2" "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

# ask TARGET OPTION...: as QCNL asks, with libcurl; the body is in $work/body, the headers in $work/headers, prints the status.
ask() {
    local target=$1
    shift
    curl -s --cacert "$work/ca.pem" -o "$work/body" -D "$work/headers" -w '%{http_code}' "$url$target" "$@"
}
header() { tr -d '\r' <"$work/headers" | sed -nE "s/^$1: (.*)\$/\\1/Ip"; }
metric() { curl -s "http://127.0.0.1:$metrics_port/metrics" | awk -v name="$1" 'index($0, name) == 1 { n += $NF } END { print n + 0 }'; }
