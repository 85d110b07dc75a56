#!/usr/bin/env bash
# A full disk: new work is refused, nothing answered is lost, and with space again the enclave goes on. First a small
# file system, then ENOSPC from the Nth write on, for several N.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"

on_small_disk() {
    local base=$work/small log=$work/small.answered
    mkdir "$base"
    if ! mount -t tmpfs -o size=6m tmpfs "$base" 2>/dev/null; then
        skip "a small file system: mount is not allowed here"
        return
    fi
    mkdir -m 700 "$base/state"
    start_enclave "$base" && prepare "$base" "$log" || fail "start on a small disk"
    local round
    for round in $(seq 40); do
        run_load "$log" 3 >"$work/load.out" 2>&1
        [ $? -eq 0 ] || break
    done
    check "a full disk is refused by name" grep -Eq "refused \((23|24)\)" "$work/load.out"
    say "        $(wc -l <"$log") answers before; $(head -1 "$work/load.out")"
    kill_enclave
    mount -o remount,size=64m "$base"
    check "starts once there is space" start_enclave "$base"
    check "nothing answered was lost" owed "$log"
    run_load "$log" 1 >"$work/load.out" 2>&1
    check "and works again" [ $? -eq 0 ]
    kill_enclave TERM
    umount "$base"
}

# after_write N: no write succeeds from the Nth on.
after_write() {
    local base=$work/full-$1 log=$work/full-$1.answered
    new_base "$base"
    start_enclave "$base" && prepare "$base" "$log" || fail "start"
    kill_enclave TERM
    shim=(CASEMATE_SHIM_DIR="$(realpath "$base")" CASEMATE_SHIM_FAULT="write:ENOSPC:$1+" LD_PRELOAD="$tools/crash-shim.so")
    local started=yes
    start_enclave "$base" || started=no
    shim=()
    [ $started = yes ] && run_load "$log" 5 >"$work/load.out" 2>&1
    kill_enclave
    if start_enclave "$base" && owed "$log"; then
        pass "ENOSPC from write $1 on (started: $started): nothing answered was lost"
    else
        fail "ENOSPC from write $1 on (started: $started)"
        tail -3 "$logs/enclave.log"
    fi
    kill_enclave TERM
}

on_small_disk
for write in 1 2 5 17 60 250; do after_write $write; done
finish
