#!/usr/bin/env bash
# The KMS plugin under the load of docs/performance.md: 80 % Decrypt, 16 and 64 callers on one connection, as
# kube-apiserver has one; the same without wiping what passes; beside a Python grpcio aio server with the same envelope.
# BENCH_KMS_CALLS (200000) calls each, then BENCH_KMS_LONG (1000000) in a row for the memory it takes.
source "$(dirname "$0")/enclave.sh"

cc -O2 -D_GNU_SOURCE -o "$work/kms-load" "$root/Benchmarks/kms-load.c" || exit 2
calls=${BENCH_KMS_CALLS:-200000}
long=${BENCH_KMS_LONG:-1000000}
python=${KMS_PYTHON:-$root/.peers/venv/bin/python}
resident() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status"; }
# Processor time a process has used, in microseconds.
processor() { awk -v tick="$(getconf CLK_TCK)" '{ printf "%d", ($14 + $15) * 1000000 / tick }' "/proc/$1/stat"; }
# measure NAME SOCKET PID CALLERS CALLS: what kms-load says, memory, and processor time a call (its warm-up is a tenth
# more), which a busy machine changes less than rates.
measure() {
    local memory server others
    memory=$(resident "$3") server=$(processor "$3") others=$(processor "$enclave")
    printf '%s: ' "$1"
    "$work/kms-load" "$2" "$4" "$5" | tr -d '\n'
    printf ' residentMB %s -> %s, processor us a call: server %d, enclave %d\n' "$memory" "$(resident "$3")" \
        $((($(processor "$3") - server) / ($5 * 11 / 10))) $((($(processor "$enclave") - others) / ($5 * 11 / 10)))
}
await_socket() {
    local try
    for try in $(seq 200); do [ -S "$1" ] && return; sleep 0.1; done
}
# start_plugin OPTION...: its pid is in $plugin.
start_plugin() {
    "$casemate" kms --key kms --listen "unix://$work/kms/s" --decrypt-alarm 1000000000 "$@" 2>"$work/kms.log" &
    plugin=$!
    await_socket "$work/kms/s"
}
stop_plugin() { kill "$plugin" && wait "$plugin" || true; } 2>/dev/null

printf 'load before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
start_enclave
"$casemate" key generate kms --purpose wrap >/dev/null
start_plugin
for callers in 16 64; do measure casemate "$work/kms/s" "$plugin" $callers "$calls"; done
[ "$long" = 0 ] || for part in 1 2 3 4; do
    measure "casemate, part $part of $long calls" "$work/kms/s" "$plugin" 64 $((long / 4))
done
stop_plugin
start_plugin --keep-freed-memory
for callers in 16 64; do measure 'casemate, nothing wiped' "$work/kms/s" "$plugin" $callers "$calls"; done
stop_plugin

if "$python" -c 'import grpc_tools, cryptography' 2>/dev/null; then
    KMS_STUBS=$work "$python" "$root/Benchmarks/kms-aio-server.py" "$work/aio" &
    plugin=$!
    await_socket "$work/aio"
    for callers in 16 64; do measure 'grpcio aio' "$work/aio" "$plugin" $callers $((calls / 4)); done
    stop_plugin
fi
printf 'load after: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
