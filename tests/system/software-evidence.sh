#!/usr/bin/env bash
# Evidence of the software enclave, judged by dcap-qvl under the installation's root: what it says, that nothing in it can
# be changed, that the root outlives restarts and a kill at any step of its making, and that its keys are nowhere else.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/enclave.sh"
python=$here/../../.peers/venv/bin/python
if ! "$python" -c 'import dcap_qvl' 2>/dev/null; then
    skip "software-evidence: dcap-qvl is not installed (make peers)"
    finish
    exit
fi
base=$work/base
root=$base/software-root
new_base "$base"

start() { start_enclave "$base" --software-root "$root" "$@"; }
# evidence NAME REPORT-DATA: NAME.quote, NAME.json, NAME.der
evidence() {
    casemate attest evidence --report-data "$2" --out "$work/$1.quote" --collateral-out "$work/$1.json" \
        --root-out "$work/$1.der" >/dev/null
}
# judge QUOTE COLLATERAL ROOT [OPTION...], each the NAME of an evidence: the verdict's lines go to $work/verdict.
judge() {
    local quote=$1 collateral=$2 anchor=$3
    shift 3
    "$python" "$here/evidence/judge.py" "$work/$quote.quote" "$work/$collateral.json" "$work/$anchor.der" "$@" \
        >"$work/verdict" 2>"$work/reason"
}
said() { sed -n "$1p" "$work/verdict"; }
refused() { ! judge "$@"; }
spki_digest() { openssl x509 -in "$1" -pubkey -noout | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1; }
now=$(date +%s)
chosen=$(openssl rand -hex 64)

check "the first start makes the root" start
check "for its owner alone" [ "$(stat -c %a "$root" "$root"/* | sort -u | xargs)" = "600 700" ]
check "openssl verifies its chains" eval 'openssl verify -CAfile "$root/root.crt" -untrusted "$root/platform-ca.crt" \
    "$root/pck.crt" "$root/tcb-signing.crt" >/dev/null'
check "its revocation lists too" eval 'openssl crl -in "$root/root.crl" -CAfile "$root/root.crt" -noout 2>&1 | grep -q OK'
check "evidence" evidence first "$chosen"
check "dcap-qvl accepts it under our root" judge first first first
check "as up to date" [ "$(said 1)" = UpToDate ]
check "MRENCLAVE is the program's SHA-256" [ "$(said 2)" = "$(sha256sum <"$enclave_binary" | cut -d' ' -f1)" ]
check "status says the same" [ "$(casemate status --json | jq -r .measurement)" = "$(said 2)" ]
check "MRSIGNER is the root key's" [ "$(said 3)" = "$(spki_digest "$root/root.crt")" ]
check "the report data is the chosen" [ "$(said 4)" = "$chosen" ]
check "CONFIGID: sealed by file, secret memory, development" \
    eval 'said 5 | grep -qx "$(printf casemate | xxd -p)01010102$(printf "%0104d" 0)"'
check "Intel's root refuses it" refused first first first --intel
check "before its time it is refused" refused first first first --at $((now - 3 * 86400))
check "thirty days later its collateral is refused" refused first first first --at $((now + 32 * 86400))
check "no changed byte is accepted" judge first first first --every-byte
say "        $(cat "$work/verdict")"

casemate key generate attested --purpose sign >/dev/null
check "key attest" eval 'casemate key attest attested --nonce "$chosen" --out "$work/key.quote" \
    --collateral-out "$work/key.json" --root-out "$work/key.der" --statement-out "$work/key.statement" >/dev/null'
check "dcap-qvl accepts it" judge key key key
bound=$(printf casemate/proof/1 | xxd -p)$(sha384sum <"$work/key.statement" | cut -d' ' -f1)
check "its report data is the statement's" [ "$(said 4)" = "$bound" ]
check "attest statement computes it" \
    [ "$(casemate attest statement --in "$work/key.statement" --report-data)" = "$bound" ]
check "the statement names the key" \
    [ "$(casemate attest statement --in "$work/key.statement" --json | jq -r '.publicKey + .nonce')" = \
    "$(casemate key show attested --json | jq -r .publicKey)$chosen" ]
check "nobody gets such evidence by asking for its bytes" eval '! evidence forged "$bound" 2>/dev/null'

kill_enclave
check "a restart" start
check "evidence again" evidence second "$chosen"
check "keeps the root" cmp "$work/first.der" "$work/second.der"
check "quotes of both starts verify with either's collateral" eval \
    'judge first second first && judge second first second'
other=$work/other
mkdir -p "$other/state"
"$enclave_binary" --state "$other/state" --listen "unix:$work/o" --development --software-root "$root" \
    >"$logs/other.log" 2>&1 &
pid=$!
for try in $(seq 1000); do [ -S "$work/o" ] && break; sleep 0.01; done
check "another enclave shares it" eval 'CASEMATE_ENCLAVE=unix:$work/o evidence other "$chosen"'
check "under the same root" eval 'judge other first first'
{ kill -9 "$pid" && wait "$pid"; } 2>/dev/null

# The keys of the root: found in its own directory, which shows that the scan finds them, and nowhere else.
for name in pck platform-ca tcb-signing; do echo "$name raw $(xxd -p -c 0 "$root/$name.key")"; done >"$work/secrets"
mkdir "$work/given"
cp "$work"/{first,second,key,other}.{quote,json,der} "$work/key.statement" "$work/given"
"$tools/secret-scan" --pid "$enclave" --secrets "$work/secrets" --stops 10 --pause 50 --seed 1 --names \
    --directory "$base/state" --directory "$logs" --directory "$work/given" >"$work/scan" 2>"$work/scan.hits"
hits() { awk '$1 == "total" { for (i = 2; i < NF; i++) if ($i == "hits") n += $(i + 1) } END { print n + 0 }' "$1"; }
check "its keys are in no memory, state, log or evidence" [ "$(hits "$work/scan")" -eq 0 ]
"$tools/secret-scan" --secrets "$work/secrets" --names --directory "$root" >"$work/control" 2>"$work/control.hits"
check "the scan finds them where they lie" eval '[ "$(grep -c ^hit "$work/control.hits")" -ge 3 ]'
kill_enclave

refuses() {
    local what=$1 message=$2
    check "$what: does not start" eval '! start'
    check "$what: says why and what to do" eval 'tail -n 1 "$logs/enclave.log" | grep -q "$message.*remedy: "'
}
chmod 750 "$root"
refuses "a root that others enter" "others can read"
chmod 700 "$root"
chmod 640 "$root/pck.key"
refuses "a key that others read" "others can read"
chmod 600 "$root/pck.key"
mv "$root/tcb-signing.key" "$work/"
refuses "a missing key" "tcb-signing.key"
cp "$root/pck.key" "$root/tcb-signing.key"
refuses "another's key" "not the key of its certificate"
mv "$work/tcb-signing.key" "$root/"
check "mended, it starts" start
check "with the same root" eval 'evidence mended "$chosen" && cmp "$work/first.der" "$work/mended.der"'
kill_enclave
start_enclave "$base" --software-root none
check "without a software root evidence is refused with a remedy" eval \
    'casemate attest evidence --report-data 00 --json | jq -e ".error.code == \"evidence-unavailable\" and
        (.error.remedy | test(\"--software-root\"))" >/dev/null'
kill_enclave

# A kill before each step of a first start: no root, or a whole one; and the next start has it and works.
base=$work/killed
torn=0 steps=0
while :; do
    steps=$((steps + 1))
    rm -rf "$base"
    new_base "$base"
    root=$base/software-root
    shim=(LD_PRELOAD="$tools/kill-shim.so" CASEMATE_KILL_AT="$steps")
    start 2>/dev/null && { kill_enclave; break; }
    [ ! -e "$root" ] || [ "$(ls "$root" | wc -l)" = 8 ] || torn=$((torn + 1))
    [ ! -e "$root/root.crt" ] || cp "$root/root.crt" "$work/before.crt"
    was=$([ -e "$root" ] && echo whole)
    shim=()
    start || { fail "after a kill at step $steps the next start works"; tail -n 2 "$logs/enclave.log"; break; }
    [ -z "$was" ] || cmp -s "$work/before.crt" "$root/root.crt" || torn=$((torn + 1))
    [ ! -e "$root.unfinished" ] || torn=$((torn + 1))
    evidence killed "$chosen" && judge killed killed killed || torn=$((torn + 1))
    kill_enclave
done
shim=()
check "a kill at each of $((steps - 1)) steps of a first start leaves no half root" [ "$torn" = 0 ]
check "those are all steps" [ "$steps" -gt 40 ]
finish
