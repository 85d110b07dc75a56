#!/usr/bin/env bash
# The KMS plugin under the load of docs/performance.md: 80 % Decrypt, 16 and 64 callers on one connection, as
# kube-apiserver has one; beside a Python grpcio aio server with the same envelope. BENCH_KMS_CALLS (200000) calls each.
source "$(dirname "$0")/enclave.sh"

cc -O2 -D_GNU_SOURCE -o "$work/kms-load" "$root/Benchmarks/kms-load.c" || exit 2
calls=${BENCH_KMS_CALLS:-200000}
python=$root/.peers/venv/bin/python
resident() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status"; }
# measure NAME SOCKET PID CALLS
measure() {
    local callers before
    for callers in 16 64; do
        before=$(resident "$3")
        printf '%s: ' "$1"
        "$work/kms-load" "$2" "$callers" "$4" | tr -d '\n'
        printf ' residentMB %s -> %s\n' "$before" "$(resident "$3")"
    done
}
await_socket() {
    local try
    for try in $(seq 200); do [ -S "$1" ] && return; sleep 0.1; done
}

start_enclave
"$casemate" key generate kms --purpose wrap >/dev/null
"$casemate" kms --key kms --listen "unix://$work/kms/s" 2>"$work/kms.log" &
plugin=$!
await_socket "$work/kms/s"
measure casemate "$work/kms/s" "$plugin" "$calls"
kill "$plugin" && wait "$plugin"

if "$python" -c 'import grpc_tools, cryptography' 2>/dev/null; then
    KMS_STUBS=$work "$python" "$root/Benchmarks/kms-aio-server.py" "$work/aio" &
    plugin=$!
    await_socket "$work/aio"
    measure "grpcio aio" "$work/aio" "$plugin" $((calls / 4))
    kill "$plugin"
fi
