#!/usr/bin/env bash
# An I/O error on write or fsync: what waits is refused, the process ends by itself with a reason, fsync is not tried
# again, and a start on the same state has everything that was answered.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"

# load_until_the_end LOG: loads the enclave until its process is gone. How many writes a second of load makes depends
# on how much one group carries, so it is the load that goes on until the Nth call has come.
load_until_the_end() {
    local round
    for round in $(seq 30); do
        run_load "$1" 5 >"$work/load.out" 2>&1
        timeout 2 tail --pid="$enclave" -f /dev/null && return 0
    done
    return 1
}

# after_fault CALL N: the Nth such call fails with EIO, once.
after_fault() {
    local name="EIO on $1 $2" base=$work/$1-$2 log=$work/$1-$2.answered status
    new_base "$base"
    start_enclave "$base" && prepare "$base" "$log" || fail "start"
    kill_enclave TERM
    shim=(CASEMATE_SHIM_DIR="$(realpath "$base")" CASEMATE_SHIM_FAULT="$1:EIO:$2" LD_PRELOAD="$tools/crash-shim.so")
    : >"$logs/enclave.log"
    if start_enclave "$base"; then
        load_until_the_end "$log" || { fail "$name: the process goes on"; kill_enclave; }
    fi
    shim=()
    wait "$enclave" 2>/dev/null
    status=$?
    check "$name: ends with status 1 (was $status)" [ $status -eq 1 ]
    check "$name: says why" grep -Eiq 'write|sync|storage|errno' "$logs/enclave.log"
    if start_enclave "$base" && owed "$log"; then
        pass "$name: nothing answered was lost ($(wc -l <"$log") answers)"
    else
        fail "$name: after a new start"
        tail -3 "$logs/enclave.log"
    fi
    kill_enclave TERM
}

for call in 1 3 20 120; do after_fault write $call; done
for call in 1 2 4 15 90; do after_fault sync $call; done
finish
