#!/usr/bin/env bash
# Kills the enclave at random moments under load. After each start everything it ever answered is there, its authority
# is the same one, and the keys are the right ones. CASEMATE_KILLS sets how often (30; the full figure is 1000); after
# each 200 a new state begins, for one of ten thousands of keys takes seconds to start.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
kills=${CASEMATE_KILLS:-30}
base=$work/base
log=$work/answered
owed_in_all=0

# begin: a new state, with what the load needs.
begin() {
    rm -rf "$base" "$log"
    new_base "$base"
    start_enclave "$base" && prepare "$base" "$log"
}

# settle: all that the state ever answered is still there.
settle() {
    check "everything answered in all rounds is there at the end" owed "$log"
    owed_in_all=$((owed_in_all + $(wc -l <"$log")))
    kill_enclave TERM
    check "a clean stop at the end" [ $? -eq 0 ]
}

lost=0
for round in $(seq "$kills"); do
    if [ $((round % 200)) -eq 1 ]; then
        [ "$round" -gt 1 ] && settle
        if ! begin; then
            fail "an enclave with authority and keys"
            tail -5 "$logs/enclave.log"
            break
        fi
    fi
    run_load "$work/round" 30 >"$work/load.out" 2>&1 &
    loader=$!
    sleep "0.$(printf %03d $((RANDOM % 700 + 20)))"
    kill_enclave
    wait "$loader"
    if ! start_enclave "$base"; then
        fail "round $round: the enclave does not start again"
        tail -5 "$logs/enclave.log"
        break
    fi
    # What the last round was answered, and what has been owed from the beginning.
    [ -f "$work/round" ] || : >"$work/round"
    if ! { head -1 "$log"; cat "$work/round"; } >"$work/due" || ! owed "$work/due"; then
        lost=$((lost + 1))
        fail "round $round: something answered is gone"
    fi
    cat "$work/round" >>"$log" && rm -f "$work/round"
    [ $((round % 10)) -eq 0 ] && say "        $round kills, $(wc -l <"$log") answers owed, $lost rounds with a loss"
done
settle
check "$kills kills: nothing answered was lost of $owed_in_all" [ "$lost" -eq 0 ]
finish
