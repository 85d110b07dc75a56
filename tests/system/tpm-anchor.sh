#!/usr/bin/env bash
# A TPM's counter as the anchor of an enclave's state, with Debian's swtpm: what was not rolled back never stays locked,
# killed at any moment; an older copy, another TPM, none, and a host that lies between enclave and TPM do.
# CASEMATE_ANCHOR_KILLS: how often it is killed (20).
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
needs swtpm

kills=${CASEMATE_ANCHOR_KILLS:-20}
base=$work/base
tpm=
anchor=tpm:unix:$work/tpm

# await_listener PATH: waits until somebody listens there; the file alone is no proof.
await_listener() {
    local try
    for try in $(seq 500); do grep -q " 00010000 .* $1\$" /proc/net/unix && return; sleep 0.01; done
}

# start_tpm NAME: a software TPM with its state in $work/NAME, at $work/tpm.
start_tpm() {
    mkdir -p "$work/$1"
    rm -f "$work/tpm"
    swtpm socket --tpm2 --tpmstate "dir=$work/$1" --server "type=unixio,path=$work/tpm" \
        --flags not-need-init,startup-clear >>"$logs/swtpm.log" 2>&1 &
    tpm=$!
    await_listener "$work/tpm"
}
stop_tpm() {
    kill -KILL "$tpm" 2>/dev/null
    wait "$tpm" 2>/dev/null
}
start() { start_enclave "$base" --anchor "$anchor" "$@"; }
fact() { casemate status --json | jq -r ".$1 // \"-\""; }
administer() { casemate "$@" --administrator-key "$base/administrator.key"; }
# refused NAME WORDS: the enclave runs, is locked, says WORDS and does nothing.
refused() {
    casemate status --json >"$work/status"
    check "$1: locked, says why" [ "$(jq -r "\"\(.state) \(.locked | contains(\"$2\"))\"" "$work/status")" = "locked true" ]
    check "$1: nothing is done" eval '! casemate key generate never --purpose sign >/dev/null 2>&1'
}
is_open() { [ "$(casemate status --json | jq -r '"\(.state) \(.anchor)"')" = "open ok" ]; }
keep() { rm -rf "$work/$1" && cp -a "$base/state" "$work/$1"; }
put_back() { rm -rf "$base/state" && cp -a "$work/$1" "$base/state"; }

new_base "$base"
start_tpm first
start
check "a new state is anchored" is_open
check "the counter's key and index are shown" grep -Eq "^[0-9a-f]{64} 0x1[89ab][0-9a-f]{5}$" <<<"$(fact anchorKey) $(fact anchorIndex)"
before=$(fact anchorCounter)
casemate key generate k --purpose sign >/dev/null
keep unsigned
check "what an administrator signs is answered" eval 'administer key rotate k >/dev/null'
check "once the counter was raised, in the sealed process" [ "$(fact anchorCounter)" -gt "$before" ]
kill_enclave KILL
keep newest
put_back unsigned
start
refused "a copy of just before that" "older copy"
kill_enclave KILL
put_back newest
start
check "the newest state opens" is_open
kill_enclave TERM
keep stopped
start
check "a clean restart opens" is_open
casemate key generate later --purpose sign >/dev/null
kill_enclave TERM
keep newest

# Killed while it starts, works and stops.
locked_before=$(grep -c "state is locked" "$logs/enclave.log")
for round in $(seq "$kills"); do
    rm -f "$socket"
    env -C "$cores" "$enclave_binary" --state "$base/state" --listen "unix:$socket" --sealing "file:$base/sealing.key" \
        --development --anchor "$anchor" --anchor-interval 1s >>"$logs/enclave.log" 2>&1 &
    enclave=$!
    # shellcheck disable=SC2030 # of the subshell alone
    (for key in 1 2 3 4 5 6; do casemate key generate "r$round-$key" --purpose sign; administer key rotate k; done) \
        >/dev/null 2>&1 &
    worker=$!
    # By turns while it starts and while it works, however slow the machine.
    [ $((round % 2)) = 0 ] && await_listener "$socket"
    sleep "0.$((RANDOM % 4))$((RANDOM % 10))"
    [ $((round % 4)) = 0 ] && kill -TERM "$enclave" 2>/dev/null && sleep "0.0$((RANDOM % 10))"
    kill_enclave KILL
    { kill "$worker" && wait "$worker"; } 2>/dev/null
    # A power cut takes both.
    [ $((round % 5)) = 0 ] && { stop_tpm; start_tpm first; }
done
start
check "after $kills kills it opens" is_open
check "and was never locked" [ "$(grep -c "state is locked" "$logs/enclave.log")" = "$locked_before" ]
say "        the counter stands at $(fact anchorCounter)"
kill_enclave TERM
keep newest

put_back stopped
start
refused "an older copy" "older copy"
check "doctor tells" eval 'casemate doctor 2>&1 | grep -q "^anchor .*error"'
found=$(fact anchorFound)
check "acceptance needs an administrator" eval '! casemate anchor accept --record "$found" 2>/dev/null'
check "and the record that was found" eval '! administer anchor accept --record $((found + 1)) 2>/dev/null'
kill_enclave TERM
put_back newest
start
check "the newest state still opens" is_open
kill_enclave TERM
keep newest

# Other TPMs.
stop_tpm
start
refused "no TPM" "cannot be reached"
kill_enclave TERM
start_enclave "$base"
refused "no --anchor" "was given none"
kill_enclave TERM
start_tpm second
start
refused "a fresh TPM" "no such counter"
found=$(fact anchorFound)
check "an administrator accepts it" eval 'administer anchor accept --record "$found" >/dev/null'
check "then it is open" is_open
check "and the audit says who" eval 'casemate audit show --limit 1000 --json | jq -e ".items[] | select(.operation == \"anchor-accept\")" >/dev/null'
kill_enclave TERM
start
check "and anchored in that TPM" is_open
kill_enclave TERM
stop_tpm
start_tpm first
start
refused "the TPM of before" "another one"
kill_enclave TERM
stop_tpm
start_tpm second

# A host between enclave and TPM.
echo pass >"$work/mode"
"$tools/tpm-proxy" --listen "$work/proxy" --to "$work/tpm" --mode "$work/mode" &
await_listener "$work/proxy"
anchor=tpm:unix:$work/proxy
start
check "through a host that passes on what it gets" is_open
kill_enclave TERM
lie() { # MODE WORDS: refused while it lies, open when it does not
    echo "$1" >"$work/mode"
    start
    refused "a host that would $1" "$2"
    kill_enclave TERM
    echo pass >"$work/mode"
}
lie replay "changed on its way"
lie alter "changed on its way"
lie swallow "changed on its way"
lie refuse "no such counter"
lie garbage "cannot be read"
lie long "cannot be read"
lie short "cannot be reached"
lie close "cannot be reached"
start
check "nothing is lost by any of it" is_open
echo swallow >"$work/mode"
check "what it cannot count is not answered as done" eval '! administer key rotate k >/dev/null 2>"$work/err"'
check "with a reason" grep -q "could be taken back" "$work/err"
check "keys are used meanwhile" eval 'casemate key sign k --in "$work/mode" >/dev/null'
check "and nothing else is signed for" eval '! administer key rotate k >/dev/null 2>&1'
kill_enclave KILL
echo pass >"$work/mode"
start
check "an honest host opens it again" is_open
kill_enclave TERM
finish
