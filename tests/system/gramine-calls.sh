#!/usr/bin/env bash
# The system calls an enclave on SGX makes while it serves, traced under every kind of work, are those that
# deploy/gramine/system-calls.md lists, and Gramine implements each. The figures go to stdout in the table's form.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/machine.sh"
needs jq strace setpriv
enclave_binary=$(find_program casemate-enclave CASEMATE_HARDWARE_ENCLAVE_BINARY)
casemate_binary=$(find_program casemate CASEMATE_BINARY)
if [ -z "$enclave_binary" ] || [ -z "$casemate_binary" ]; then
    skip "gramine-calls: casemate and casemate-enclave are not built"
    finish
    exit
fi
is_empty() {
    [ -z "$1" ] && return
    printf '        %s\n' $1
    return 1
}
table=$here/../../deploy/gramine/system-calls.md
casemate() { "$casemate_binary" "$@"; }
administer() { casemate "$@" --administrator-key "$work/administrator.key" >/dev/null; }
casemate administrator key --out "$work/administrator.key" --public-out "$work/administrator.pub" >/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/leaf.key" -out "$work/leaf.csr" \
    -subj "/CN=leaf.example" -addext "subjectAltName=DNS:leaf.example" 2>/dev/null
openssl ecparam -name prime256v1 -genkey -noout | openssl pkey -pubout -out "$work/holder.pub" 2>/dev/null

check "locks with the kernel's own futexes" timeout 60 "$tools/gramine-locks"
check "locks with the futexes Gramine has" timeout 60 "$tools/gramine-calls" "$tools/gramine-locks"

port=$((20000 + RANDOM % 20000))
# shellcheck disable=SC2016
machine gramine -- bash -c 'echo $$ >"$0"; exec "$@"' "$work/pid" "$tools/gramine-calls" "$enclave_binary" \
    --state "$work/state" --listen "tcp:127.0.0.1:$port" --listen "unix:$work/s" --memory enclave --workers 2 \
    --administrator "$work/administrator.pub" >"$work/log" 2>&1 &
running=$!
for _ in $(seq 1000); do casemate status --enclave "unix:$work/s" --json >"$work/status" 2>/dev/null && break; sleep 0.02; done
CASEMATE_ENCLAVE_KEY=$(jq -r .sessionKey "$work/status")
export CASEMATE_ENCLAVE=tcp:127.0.0.1:$port CASEMATE_ENCLAVE_KEY
check "it serves with Gramine's system calls alone" eval 'casemate status >/dev/null'

strace -f -c -q -o "$work/calls" -p "$(cat "$work/pid")" 2>"$work/strace.err" &
tracer=$!
for _ in $(seq 200); do grep -q TracerPid:.[1-9] "/proc/$(cat "$work/pid")/status" 2>/dev/null && break; sleep 0.02; done

# Each step by name, so that one that is refused is told.
step() {
    "$@" >"$work/out" 2>&1 && return
    fail "$*: $(head -c 300 "$work/out")"
}
work_through() {
    local algorithm
    step administer policy set default --operation '*' --key '*'
    for algorithm in p256 p384 ed25519 rsa2048; do
        step administer key generate "k-$algorithm" --purpose sign --algorithm $algorithm
        step casemate key sign "k-$algorithm" --in "$work/leaf.csr"
    done
    step administer key generate wrap --purpose wrap
    step casemate key encrypt wrap --in "$work/leaf.csr" --out "$work/cipher"
    step casemate key decrypt wrap --in "$work/cipher"
    step administer ca create ca --subject CN=ca --profile server
    step casemate ca issue ca --csr "$work/leaf.csr" --json
    step administer ca revoke ca --serial "$(jq -r .serial "$work/out")"
    step casemate ca crl ca
    step casemate attest evidence --report-data 00 --out "$work/quote"
    step administer domain recovery create --threshold 1 --holder "h=$work/holder.pub" --out-directory "$work"
    step administer backup create
    step casemate compact
    step casemate audit show
    step casemate bench sign --key k-p256 --seconds 1 --rounds 1 --connections 2 --json
}
work_through
sleep 11 # a checkpoint's time
kill -INT $tracer && wait $tracer
kill -TERM "$(cat "$work/pid")"
check "it ends when told to" wait $running

awk '$NF ~ /^[a-z0-9_]+$/ && $4 ~ /^[0-9]+$/ { print $NF, $4 }' "$work/calls" | grep -vE '^(total|restart_syscall) ' |
    sort >"$work/traced" # a wait that goes on after the tracer came is no call of the program's
check "calls were traced" [ "$(wc -l <"$work/traced")" -gt 10 ]
sed -nE 's/^\| `([a-z0-9_]+)` \| ([0-9,]+|–) \|.*/\1/p' "$table" | sort >"$work/listed"
tr -c 'A-Za-z0-9_' '\n' <"$here/platform/gramine-calls.c" | sed -n 's/^SYS_//p' | sort -u >"$work/implemented"
while read -r name count; do say "        $name $count"; done <"$work/traced"
check "each is in deploy/gramine/system-calls.md" is_empty "$(comm -23 <(cut -d' ' -f1 "$work/traced") "$work/listed")"
check "Gramine has each that is listed" is_empty "$(comm -23 "$work/listed" "$work/implemented")"
finish
