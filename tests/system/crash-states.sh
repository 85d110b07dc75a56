#!/usr/bin/env bash
# Records a run with all kinds of records under crash-shim and starts the enclave on the disk states a power cut may
# leave. Every answered record must be there, or the start be refused by name. Then the same with one sync left out,
# which must fail. CASEMATE_CRASH_STATES sets how many states (300; the full figure is 10000), CASEMATE_CRASH_JOBS how
# many are started at once (one a core).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
states=${CASEMATE_CRASH_STATES:-300}
seed=${CASEMATE_CRASH_SEED:-1}
export CASEMATE_ENCLAVE_BINARY=$enclave_binary CASEMATE_ENCLAVE_OPTIONS="--development --memory locked"

# under_shim BASE RECORDING [DROP]
under_shim() {
    shim=(CASEMATE_SHIM_DIR="$(realpath "$1")" CASEMATE_SHIM_LOG="$2" CASEMATE_SHIM_DROP="${3:-}"
        LD_PRELOAD="$tools/crash-shim.so")
}

administer() { casemate "$@" --administrator-key "$base/administrator.key" >/dev/null; }

# All record kinds: what administrators do goes through sealed sessions, so marks say when it is owed.
all_kinds() {
    local log=$1 spki
    openssl genpkey -algorithm ED25519 -out "$work/import.pem" 2>/dev/null
    spki=$(openssl pkey -in "$work/import.pem" -pubout -outform DER | xxd -p -c 0)
    administer key import imported --purpose sign --clear "$work/import.pem" &&
        load --log "$log" mark key imported "$spki"
    casemate key generate doomed --purpose sign --algorithm p384 >/dev/null && administer key destroy doomed &&
        load --log "$log" mark state doomed 3
    administer policy set guest --operation key-sign --key signer && load --log "$log" mark audit policy-put
    administer template set more --identity guest --pattern 'g-*' --purpose sign --algorithm p256 &&
        load --log "$log" mark audit template-put
    administer domain rekey && load --log "$log" mark audit domain-rekey
    openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null | openssl pkey -pubout -out "$work/holder.pem"
    administer domain recovery create --threshold 1 --holder "a=$work/holder.pem" --out-directory "$work" &&
        load --log "$log" mark audit recovery-create
    casemate ca issue tests --csr "$work/request.der" --json >"$work/issued.json" &&
        casemate ca revoke tests --serial "$(jq -r .serial "$work/issued.json")" >/dev/null &&
        load --log "$log" mark audit ca-revoke
    casemate compact >/dev/null && load --log "$log" mark audit compact
}

# record NAME [DROP]: a first start that creates the state, and a second one that replays and goes on.
record() {
    local name=$1 drop=${2:-}
    base=$work/$name/base
    mkdir -p "$work/$name" && new_base "$base"
    cp -a "$base" "$work/$name/before-1"
    under_shim "$base" "$work/$name/recording-1" "$drop"
    start_enclave "$base" --memory locked || return 1
    prepare "$base" "$work/$name/owed-1" && all_kinds "$work/$name/owed-1"
    run_load "$work/$name/owed-1" 2 >/dev/null 2>&1
    casemate compact >/dev/null
    run_load "$work/$name/owed-1" 1 >/dev/null 2>&1
    kill_enclave
    cp -a "$base" "$work/$name/before-2"
    under_shim "$base" "$work/$name/recording-2" "$drop"
    start_enclave "$base" --memory locked || return 1
    run_load "$work/$name/owed-2" 2 >/dev/null 2>&1
    kill_enclave
    shim=()
}

# enumerate NAME RUN STATES
enumerate() {
    mkdir -p "$work/$1/disks-$2"
    "$tools/crash-states" --recording "$work/$1/recording-$2" --expectations "$work/$1/owed-$2" \
        --base "$work/$1/before-$2" --check "$tools/enclave-check" --work "$work/$1/disks-$2" --states "$3" \
        --jobs "${CASEMATE_CRASH_JOBS:-$(nproc)}" --seed "$seed" >"$work/$1/out-$2" 2>"$work/$1/errors-$2"
}

check "a run with all kinds of records" record right
for run in 1 2; do
    enumerate right $run $((states / 2))
    check "run $run: every answered record is there in every state" [ $? -eq 0 ]
    sed 's/^/        /' "$work/right/out-$run"
    [ -s "$work/right/errors-$run" ] && head -20 "$work/right/errors-$run"
done
say "With one sync left out"
# without SYNC PATTERN WHAT: a run without these syncs must show WHAT.
without() {
    local name=without-${1//[^a-z]/}
    record "$name" "$1"
    enumerate "$name" 1 100
    check "without the syncs of $1 $3" grep -Eq "$2" "$work/$name/out-1"
    tail -1 "$work/$name/out-1" | sed 's/^/        /'
    rm -rf "${work:?}/$name"
}
without 'file:state/journal-*' 'violations [1-9]' "an answered record is lost"
without 'dir:state' 'violations [1-9]' "an answered record is lost"
without 'file:state/snapshot-*' 'refused [1-9]|violations [1-9]' "a start is refused by name, or a record lost"
without 'file:state/fence*' 'refused [1-9]|violations [1-9]' "a start is refused by name, or a record lost"
finish
