#!/usr/bin/env bash
# Looks for known secrets wherever root can look while the software enclave works: four threads sign, unwrap, issue and
# make keys, another imports, the journal is compacted, the enclave restarts (replay, recovery shares) and destroys.
# What is unwrapped, in sealed sessions, is a text of every pattern class of one more key: each class passes through the
# program. (Without a session the host sees the answer anyway.)
# Then the control: the same with --memory locked, where each class must be found. CASEMATE_SECRECY_STOPS sets how often
# the enclave is stopped (25; the full figure is 1000), CASEMATE_SECRECY_CORE_EVERY at which of the stops a core is taken.
. "$(dirname "$0")/lib/report.sh"
needs gcore
. "$here/lib/enclave.sh"
stops=${CASEMATE_SECRECY_STOPS:-25}
sealing=none # shares open the state, so that a share and the domain key pass through memory at each start
keys=$work/keys
mkdir "$keys"

administer() { casemate "$@" --administrator-key "$base/administrator.key"; }

make_keys() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$keys/p256.pem"
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out "$keys/p384.pem"
    openssl genpkey -algorithm ED25519 -out "$keys/ed25519.pem"
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$keys/rsa.pem" 2>/dev/null
    openssl rand 32 >"$keys/wrap"
    local holder
    for holder in whole first second; do
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$keys/$holder.key"
        openssl pkey -in "$keys/$holder.key" -pubout -out "$keys/$holder.pub"
    done
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$keys/planted.pem"
    for name in p256 p384 ed25519 rsa planted; do echo "$name pkcs8 @$keys/$name.pem"; done >"$keys/secrets"
    echo "wrap symmetric @$keys/wrap" >>"$keys/secrets"
    "$tools/secret-scan" --secrets "$keys/secrets" --print planted >"$keys/text"
}

import_keys() {
    local name
    # One the way it should be, sealed offline; the others in clear, which puts more of them into memory.
    casemate key import-key --out "$keys/import.pub" >/dev/null &&
        casemate key seal --to "$keys/import.pub" --in "$keys/p256.pem" --out "$keys/p256.sealed" >/dev/null &&
        administer key import p256 --purpose sign --sealed "$keys/p256.sealed" >/dev/null || return 1
    for name in p384 ed25519 rsa; do
        administer key import $name --purpose sign --clear "$keys/$name.pem" >/dev/null || return 1
    done
    administer key import wrapper --purpose wrap --clear "$keys/wrap" >/dev/null
}

# A share of threshold one holds the domain key itself; of the other set both are needed to open the state.
make_shares() {
    local name
    administer domain recovery create --threshold 1 --holder "whole=$keys/whole.pub" --out-directory "$keys" >/dev/null &&
        administer domain recovery create --threshold 2 --holder "first=$keys/first.pub" \
            --holder "second=$keys/second.pub" --out-directory "$keys" >/dev/null || return 1
    for name in whole first second; do
        casemate domain recovery open-share --share "$keys/$name.share" --key "$keys/$name.key" \
            --out "$keys/$name.opened" >/dev/null || return 1
    done
    # 32 bytes behind version, set, threshold, count, index and commitment: 1 + 16 + 3 + 32.
    for name in first second; do echo "share-$name raw $(tail -c +53 "$keys/$name.opened" | head -c 32 | xxd -p -c 0)"; done \
        >>"$keys/secrets"
    echo "domain-key raw $(tail -c +53 "$keys/whole.opened" | head -c 32 | xxd -p -c 0)" >>"$keys/secrets"
}

unlock() {
    local name
    for name in first second; do
        casemate domain recovery submit --share "$keys/$name.share" --key "$keys/$name.key" >/dev/null || return 1
    done
}

keep_importing() {
    local number=0
    while :; do
        number=$((number + 1))
        administer key import "again-$number" --purpose sign --clear "$keys/p256.pem" >/dev/null 2>&1
        administer key destroy "again-$number" >/dev/null 2>&1
        [ $((number % 10)) -eq 0 ] && casemate compact >/dev/null 2>&1
    done
}

# scan NAME STOPS PAUSE: a row of stops of the running enclave, its result added to $mode.NAME
scan() {
    "$tools/secret-scan" --pid "$enclave" --secrets "$keys/secrets" --stops "$2" --pause "$3" --seed "$RANDOM" --names \
        --directory "$base" --directory "$logs" --directory "$cores" --core-every "$core_every" ${4:-} \
        >"$work/$mode.$1" 2>"$work/$mode.$1.hits"
}

work_load() {
    run_load "$work/answered" 100000 --sign p256 --sign p384 --sign ed25519 --sign rsa --text "$keys/text" "$@"
}

# one_mode secret|locked: the whole story once.
one_mode() {
    mode=$1
    base=$work/$mode
    new_base "$base"
    cp "$keys/known" "$keys/secrets"
    start_enclave "$base" --memory "$mode" || { fail "$mode: the enclave starts"; tail -5 "$logs/enclave.log"; return; }
    casemate ca create tests --subject "CN=System tests" --profile server >/dev/null
    casemate key generate signer --purpose sign >/dev/null
    make_request "$work/request.der"
    check "$mode: not dumpable, no core allowed" \
        eval '[ "$(casemate status --json | jq -r .dumpable)" = false ] &&
            grep -Eq "^Max core file size +0 +0 " "/proc/$enclave/limits"'
    check "$mode: known keys imported, shares made and opened" eval 'import_keys && make_shares'
    # The control's load has no session: what it unwraps then also waits in the buffers of its connections.
    work_load $([ "$mode" = secret ] && echo --seal) >"$work/load.out" 2>&1 &
    local loader=$! importer
    keep_importing &
    importer=$!
    scan load $((share * 6 / 10)) 150
    check "$mode: the load was answered" [ "$(wc -l <"$work/answered")" -gt 0 ]
    rm -f "$work/answered"
    kill -9 "$importer" "$loader" 2>/dev/null
    wait "$importer" "$loader" 2>/dev/null
    kill_enclave
    # Restarts: the scan begins before replay and shares are done.
    local round
    for round in $(seq 20); do
        (sleep 0.02; until unlock 2>/dev/null; do sleep 0.05; done) &
        start_enclave "$base" --memory "$mode" || fail "$mode: restart"
        scan restart-$round $((share * 1 / 10 + 1)) 60
        # A share passes in a moment: the control starts again until a stop has met one.
        [ "$round" -ge 3 ] && { [ "$mode" = secret ] || [ -n "$(forms_of 'share-.*')" ]; } && break
        [ "$round" -lt 20 ] && kill_enclave
    done
    for name in p256 p384 ed25519 rsa wrapper; do administer key destroy $name >/dev/null || fail "$mode: destroy $name"; done
    sleep 0.3
    scan destroyed $((share * 1 / 10 + 1)) 100 --kernel-core
    { wait "$enclave"; } 2>/dev/null
    local status=$?
    check "$mode: aborted ($(grep core-limit "$work/$mode.destroyed"))" [ $status -eq 134 ]
    check "$mode: the kernel writes no core, for the process is not dumpable" \
        eval 'grep -qx "kernel-core 0" "$work/$mode.destroyed" && [ -z "$(ls "$cores")" ]'
}

total() { cat "$work/$mode".* | awk -v key="$1" '$1 == "total" { for (i = 2; i < NF; i++) if ($i == key) n += $(i + 1) } END { print n + 0 }'; }

# forms_of PATTERN: the classes in which secrets with such names were found outside registers.
forms_of() {
    cat "$work/$mode".*.hits | awk -v names="^($1)[.]" '$1 == "hit" && $2 != "registers" && $3 ~ names { print $4 }' |
        sort -u | tr '\n' ' '
}

total_cores() { cat "$work/$mode".* | grep -c '"core":[1-9]'; }

core_every=${CASEMATE_SECRECY_CORE_EVERY:-$((stops / 4 + 1))}
make_keys
cp "$keys/secrets" "$keys/known"
share=$stops
one_mode secret
check "secret memory: 0 hits outside registers in $(total stops) stops" [ "$(total hits)" -eq 0 ]
check "secret memory: at least $stops stops were made" [ "$(total stops)" -ge "$stops" ]
check "secret memory: gcore wrote $(total_cores) cores of it" [ "$(total_cores)" -ge 5 ]
check "secret memory: there is unreadable memory" grep -q '"unreadableMappings":[1-9]' "$work/secret.load"
say "        $(total patterns) pattern look-ups, registers: $(total register-hits) hits (reported, not counted)"
sort "$work"/secret.*.hits 2>/dev/null | grep '^hit' | grep -v 'hit registers' | awk '{ print $2, $3, $4, $5, $6 }' |
    sort | uniq -c | sort -rn | head -40

say "Control"
share=$((stops / 4 + 30))
one_mode locked
check "locked memory: the same scan finds them" [ "$(total hits)" -gt 0 ]
found=" $(forms_of '.*')"
for form in $("$tools/secret-scan" --secrets "$keys/secrets" --directory "$keys/none" | awk '$1 == "form" { print $2 }'); do
    check "locked memory: $form is found" [ "${found/ $form /}" != "$found" ]
done
own=" $(forms_of 'p256|p384|ed25519|rsa|wrap|share-.*|domain-key')"
for form in big-endian little-endian quarter; do
    check "locked memory: $form of the enclave's own keys is found" [ "${own/ $form /}" != "$own" ]
done
say "        classes of the enclave's own keys:$own"
say "        classes of the text it unwrapped: $(forms_of planted)"
for name in p256 p384 ed25519 rsa wrap share domain-key; do
    check "locked memory: $name is found" grep -q "^hit [a-z_]* $name" "$work"/locked.*.hits
done
finish
