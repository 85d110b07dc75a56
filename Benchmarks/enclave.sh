# shellcheck shell=bash
# Sourced by the scripts here: an enclave of their own, and what /proc says of it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
casemate=${CASEMATE:-$root/.build/release/casemate}
program=${CASEMATE_PROGRAM:-$root/.build/release/casemate-enclave-software}
work=${BENCH_DIRECTORY:-$(mktemp -d)}
enclave=""

# start_enclave [COMMAND ...]: starts one on $work/state, run by COMMAND (`taskset -c 3`), and waits until it serves.
start_enclave() {
    mkdir -p -m 700 "$work/state" "$work/run"
    : >"$work/log"
    export CASEMATE_ENCLAVE=unix:$work/run/enclave.sock
    "$@" "$program" --development --state "$work/state" --sealing "file:$work/sealing.key" \
        --listen "$CASEMATE_ENCLAVE" --memory "${BENCH_MEMORY:-secret}" 2>"$work/log" &
    enclave=$!
    until grep -q 'listen:' "$work/log"; do
        kill -0 "$enclave" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
        sleep 0.005
    done
}

stop_enclave() {
    [ -z "$enclave" ] || { kill "$enclave" && wait "$enclave" || true; } 2>/dev/null
    enclave=""
}

# Processor time the enclave has used, in milliseconds.
processor_time() { awk -v tick="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / tick }' "/proc/$enclave/stat"; }

# The number of a field of casemate's JSON on stdin, first occurrence.
number() { grep -o "\"$1\":\"\?[0-9.]*" | head -n 1 | grep -o '[0-9.]*$'; }

finish() {
    stop_enclave
    [ -n "${BENCH_DIRECTORY:-}" ] || rm -rf "$work"
}
trap finish EXIT
