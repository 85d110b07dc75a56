#!/usr/bin/env bash
# Proves that crash-shim and crash-states can fail: a small log that is right passes every state; the same log with
# one sync left out does not. Faults reach the call they name.
. "$(dirname "$0")/lib/report.sh"
states=${CASEMATE_CRASH_TOOL_STATES:-300}
printf '#!/bin/sh\nexec %s check "$@"\n' "$tools/wal-victim" >"$work/check"
chmod +x "$work/check"

# record NAME [VARIABLE=VALUE]...: one run of the log under the shim.
record() {
    local name=$1
    shift
    mkdir -p "$work/$name/state"
    env "$@" CASEMATE_SHIM_DIR="$(realpath "$work/$name/state")" CASEMATE_SHIM_LOG="$work/$name/recording" \
        LD_PRELOAD="$tools/crash-shim.so" "$tools/wal-victim" run "$work/$name/state" "$work/$name/expectations" 200 \
        2>"$work/$name/errors"
}

enumerate() {
    "$tools/crash-states" --recording "$work/$1/recording" --expectations "$work/$1/expectations" \
        --check "$work/check" --work "$work/$1" --states "$states" >"$work/$1/out"
}

record right
enumerate right
check "a right log holds in every state" [ $? -eq 0 ]
say "        $(tail -1 "$work/right/out")"
check "every answer was seen" grep -q '200 expectations, 200 of them answered' "$work/right/out"
check "$states states were made" grep -q "^states $states held $states " "$work/right/out"
for drop in 'file:segment-*' 'file:mark.new' 'dir:.'; do
    name=${drop//[^a-z]/}
    record "$name" CASEMATE_SHIM_DROP="$drop"
    enumerate "$name"
    check "without the sync of $drop it does not hold" [ $? -eq 1 ]
    say "        $(tail -1 "$work/$name/out")"
done
record full CASEMATE_SHIM_FAULT='write:ENOSPC:20:segment-*'
check "a full disk at the 20th write" grep -q 'No space left' "$work/full/errors"
check "19 records were answered before" [ "$(grep -c . "$work/full/expectations")" -eq 19 ]
record broken CASEMATE_SHIM_FAULT='sync:EIO:3:.'
check "an error of the 3rd fsync of the folder" grep -q 'fsync of the folder: Input/output error' "$work/broken/errors"
finish
