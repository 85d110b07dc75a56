# Sourced by the suites that drive the real programs: finds them, starts and kills the enclave, makes what the load
# needs. Usage: . "$(dirname "$0")/lib/report.sh"; . "$here/lib/enclave.sh"

enclave_binary=$(find_program casemate-enclave-software CASEMATE_ENCLAVE_BINARY)
casemate_binary=$(find_program casemate CASEMATE_BINARY)
needs jq
if [ -z "$enclave_binary" ] || [ -z "$casemate_binary" ]; then
    skip "$(basename "$0" .sh): casemate and casemate-enclave-software are not built"
    finish
    exit
fi

# A base folder holds everything of one installation: state/, sealing.key, administrator.key.
# Sockets and logs lie elsewhere: the name of a socket is short, and logs are no state.
socket=$work/s
logs=$work/logs
cores=$work/cores # where an enclave runs, and the kernel would leave a core
mkdir -p "$logs" "$cores"
export CASEMATE_ENCLAVE="unix:$socket"

casemate() { "$casemate_binary" "$@"; }
load() { "$tools/enclave-load" --socket "$socket" "$@"; }
new_base() { mkdir -p "$1" && mkdir -m 700 "$1/state"; }

# start_enclave BASE OPTION...: starts an enclave; its pid is in $enclave. The shim's variables go in $shim.
shim=()
start_enclave() {
    local base=$1
    shift
    rm -f "$socket"
    env -C "$cores" ${shim[@]+"${shim[@]}"} "$enclave_binary" --state "$base/state" --listen "unix:$socket" \
        --sealing "${sealing:-file:$base/sealing.key}" ${development-"--development"} "$@" \
        >>"$logs/enclave.log" 2>&1 &
    enclave=$!
    local try
    for try in $(seq 3000); do
        "$casemate_binary" status >/dev/null 2>&1 && return 0
        kill -0 "$enclave" 2>/dev/null || return 1
        sleep 0.01
    done
    return 1
}

# kill_enclave [SIGNAL]: ends the enclave and waits for it; its exit status.
kill_enclave() {
    jobs -pr | grep -qx "$enclave" && kill "-${1:-KILL}" "$enclave" 2>/dev/null
    wait "$enclave" 2>/dev/null
}

# make_request FILE: a PKCS#10 in DER for the profile "server".
make_request() {
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/leaf.key" -outform DER \
        -out "$1" -subj "/CN=load.example" -addext "subjectAltName=DNS:load.example" 2>/dev/null
}

# prepare BASE LOG: a running enclave gets an authority and keys for the load; LOG then owes them.
prepare() {
    local log=$2 fingerprint name
    casemate ca create tests --subject "CN=System tests" --profile server --json >"$work/ca.json" || return 1
    fingerprint=$(jq -r .fingerprint "$work/ca.json")
    casemate key generate signer --purpose sign --algorithm p256 >/dev/null || return 1
    casemate key generate wrapper --purpose wrap --algorithm aes256 >/dev/null || return 1
    make_request "$work/request.der"
    load --log "$log" mark ca tests "$fingerprint"
}

# run_load LOG SECONDS OPTION...: all kinds of work at once.
run_load() {
    local log=$1 seconds=$2
    shift 2
    load --log "$log" --seconds "$seconds" --threads 4 --ca tests --csr "$work/request.der" --wrap wrapper \
        --sign signer --generate --compact --prefix "k$RANDOM$RANDOM" "$@" run
}

# owed LOG: everything the log owes is there.
owed() { load --log "$1" check; }
