# Sourced after lib/report.sh and lib/enclave.sh by the suites of the KMS plugin: starts it and calls it.

kms_python=${KMS_PYTHON:-$here/../../.peers/venv/bin/python}
if ! "$kms_python" -c 'import grpc_tools' 2>/dev/null; then
    skip "$(basename "$0" .sh): needs grpcio and grpcio-tools in .peers/venv (make peers)"
    finish
    exit
fi
export KMS_STUBS=$work/stubs # made once, by the first call
mkdir -p "$KMS_STUBS"
kms_socket=$work/kms/kms.sock
kms_log=$logs/kms.log
kms_http=127.0.0.1:$((20000 + RANDOM % 20000))

# start_kms OPTION...: starts the plugin; returns when it listens, 1 when it ended. Its pid is in $kms.
start_kms() {
    : >"$kms_log"
    "$casemate_binary" kms --listen "unix://$kms_socket" --http "$kms_http" "$@" >>"$kms_log" 2>&1 &
    kms=$!
    local try
    for try in $(seq 500); do
        grep -q 'listening socket=' "$kms_log" && return 0
        kill -0 "$kms" 2>/dev/null || return 1
        sleep 0.02
    done
    return 1
}

# stop_kms [SIGNAL]: ends the plugin and waits for it; its exit status.
stop_kms() {
    jobs -pr | grep -qx "$kms" && kill "-${1:-TERM}" "$kms" 2>/dev/null
    wait "$kms" 2>/dev/null
}

call() { "$kms_python" "$here/kms/call.py" "$kms_socket" "$@"; }
# cases SCRIPT ARGUMENT...: a script of cases; what it says is counted here.
cases() {
    local script=$1 out
    shift
    out=$work/cases.out
    "$kms_python" "$here/kms/$script" "$kms_socket" "$@" >"$out" 2>"$work/cases.err"
    local status=$?
    cat "$out"
    passed=$((passed + $(grep -c '^ok ' "$out")))
    failed=$((failed + $(grep -c '^FAILED ' "$out")))
    if [ $status -ne 0 ] && ! grep -q '^FAILED ' "$out"; then fail "$script ends"; tail -5 "$work/cases.err"; fi
}

# within SECONDS COMMAND...: the command succeeds within that time.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt "$end" ] || return 1
        sleep 0.5
    done
}

# becomes SECONDS PATTERN COMMAND...: the command's output matches within that time.
becomes() {
    local end=$((SECONDS + $1)) pattern=$2
    shift 2
    while :; do
        "$@" 2>/dev/null | grep -qE "$pattern" && return 0
        [ $SECONDS -lt "$end" ] || return 1
        sleep 0.1
    done
}

# wait_for FILE: until it is there, and removes it.
wait_for() {
    local try
    for try in $(seq 200); do
        [ -e "$1" ] && rm -f "$1" && return 0
        sleep 0.05
    done
    return 1
}

key_id() { call status; }
http() { curl -s -o "$work/http.out" -w '%{http_code} ' "http://$kms_http$1"; tr '\n' ' ' <"$work/http.out"; }
