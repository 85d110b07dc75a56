#!/usr/bin/env bash
# Two enclaves never share a state: the second one is refused by name, changes nothing, and the first one serves on.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
base=$work/base
new_base "$base"
ln -s "$base/state" "$work/link"

files() { (cd "$base/state" && find . -type f | sort); }

# busy WHAT STATE OPTION...: another enclave on the same files, with its own socket, must be refused.
busy() {
    local what=$1 state=$2
    shift 2
    "$enclave_binary" --state "$state" --listen "unix:$work/second" --sealing "${sealing:-file:$base/sealing.key}" \
        --development "$@" >"$work/second.log" 2>&1
    check "$what: refused as busy" \
        [ $? -eq 1 -a -n "$(grep 'another enclave.*code: busy' "$work/second.log")" ]
}

# second WHAT STATE OPTION...: the same, and no file comes or goes.
second() {
    local before
    before=$(files)
    busy "$@"
    check "$1: no file came or went" [ "$(files)" = "$before" ]
}

check "the first enclave starts" start_enclave "$base"
check "authority and keys" prepare "$base" "$work/answered"
second "a second enclave" "$base/state"
second "by another path" "$work/link"
second "in other memory" "$base/state" --memory locked
second "to restore" "$base/state" --restore "$base/state/header"
run_load "$work/answered" 1 >"$work/load.out" 2>&1 &
loader=$!
for round in 1 2 3; do busy "under load, $round" "$base/state"; done
wait "$loader"
check "the first one answered all of it" grep -q 'refusals 0$' "$work/load.out"
check "and has it" owed "$work/answered"
kill_enclave
check "once it is killed, the next one starts" start_enclave "$base"
check "and has all of it" owed "$work/answered"
kill_enclave
sealing=none
base=$work/locked
new_base "$base"
start_enclave "$base" && kill_enclave
check "a locked enclave starts" start_enclave "$base"
check "it is locked" [ "$(casemate status --json | jq -r .state)" = locked ]
second "beside a locked one" "$base/state"
finish
