#!/usr/bin/env bash
# Proves that secret-scan finds what it must: each pattern class is built here by other means (bc, xxd, openssl) and
# planted in a process's ordinary memory. The same bytes in secret memory must not be found.
. "$(dirname "$0")/lib/report.sh"
needs bc gcore

scalar=c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721
order=FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
field=FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
echo "scalar p256-scalar $scalar" >"$work/scalar.secrets"

# reverse HEX BYTES: the groups of BYTES bytes in the opposite order.
reverse() { fold -w $(($2 * 2)) <<<"$1" | tac | tr -d '\n'; }
# swap HEX BYTES: the bytes within each group of BYTES in the opposite order.
swap() { fold -w $(($2 * 2)) <<<"$1" | while read -r group; do reverse "$group" 1; done; }
# montgomery HEX MODULUS BITS: HEX·2^BITS mod MODULUS.
montgomery() {
    local value
    value=$(BC_LINE_LENGTH=0 bc <<<"obase=16; ibase=16; (${1^^}*2^$(printf %X "$3"))%$2")
    printf '%0*d%s' $(($3 / 4 - ${#value})) 0 "$value" | tail -c $(($3 / 4))
}

# plant PLACE OFFSET: starts a victim that holds standard input; its pid is in $victim.
plant() {
    cat >"$work/planted"
    rm -f "$work/ready" # of the victim before
    "$tools/scan-victim" "$@" <"$work/planted" >"$work/ready" &
    victim=$!
    until grep -qs ready "$work/ready"; do sleep 0.01; done
}

scan() { "$tools/secret-scan" --pid "$victim" --pause 1 --names "$@" >"$work/scan.out" 2>"$work/scan.err"; }

# clean NAME: the scan just made found nothing outside registers; its exit status is the one before.
clean() {
    local status=$?
    if [ $status -eq 0 ]; then pass "$1"; return; fi
    fail "$1 (exit status $status)"
    grep -v '^hit registers' "$work/scan.err"
}

# finds FORM SECRETS NAME: the scan of $victim must report exactly this form (more when it contains others).
finds() {
    scan --secrets "$2"
    local status=$?
    if [ $status -eq 1 ] && [ "$(awk -v f="$1" '$1 == "form" && $2 == f { print $3 }' "$work/scan.out")" -gt 0 ]; then
        pass "finds $3"
    else
        fail "finds $3 (exit status $status)"
    fi
    stop_children
}

finds_hex() { # FORM OFFSET HEX NAME
    plant ordinary "$2" < <(xxd -r -p <<<"$3")
    finds "$1" "$work/scalar.secrets" "$4"
}

say "P-256 scalar, every layout, at every alignment"
for offset in 0 1 2 3 4 5 6 7; do finds_hex big-endian $offset $scalar "big-endian at offset $offset"; done
finds_hex little-endian 3 "$(reverse $scalar 1)" little-endian
finds_hex limbs32-high-first 5 "$(swap $scalar 4)" "32-bit limbs, high first"
finds_hex limbs32-swapped 1 "$(reverse $scalar 4)" "32-bit limbs, low first, swapped"
finds_hex limbs64-high-first 8 "$(swap $scalar 8)" "64-bit limbs, high first"
finds_hex limbs64-swapped 9 "$(reverse $scalar 8)" "64-bit limbs, low first, swapped"
for modulus in order field; do
    form=$(montgomery $scalar ${!modulus} 256)
    finds_hex montgomery-$modulus 4 "$form" "Montgomery, $modulus, big-endian"
    finds_hex montgomery-$modulus 16 "$(reverse "$form" 1)" "Montgomery, $modulus, limbs"
done
plant ordinary 9 < <(xxd -r -p <<<"${scalar:16:16}")
scan --secrets "$work/scalar.secrets"
clean "leaves an unaligned quarter alone"
stop_children
finds_hex quarter 8 "${scalar:16:16}" "an aligned quarter"
finds_hex quarter 16 "$(reverse "${scalar:32:16}" 1)" "an aligned quarter, limb"
plant ordinary 7 < <(printf %s "$scalar")
finds hex "$work/scalar.secrets" "hexadecimal, lower case"
plant ordinary 7 < <(printf %s "${scalar^^}")
finds hex "$work/scalar.secrets" "hexadecimal, upper case"
for prefix in "" x xy; do
    plant ordinary 5 < <({ printf %s "$prefix"; xxd -r -p <<<$scalar; } | base64 -w 0)
    finds base64 "$work/scalar.secrets" "base64 behind ${#prefix} bytes"
done

say "Whole keys"
for algorithm in "EC -pkeyopt ec_paramgen_curve:P-256" "EC -pkeyopt ec_paramgen_curve:P-384" ED25519 \
    "RSA -pkeyopt rsa_keygen_bits:2048"; do
    name=${algorithm/ -pkeyopt *:/ }
    # shellcheck disable=SC2086
    openssl genpkey -algorithm $algorithm -out "$work/key.pem" 2>/dev/null
    echo "key pkcs8 @$work/key.pem" >"$work/key.secrets"
    openssl pkcs8 -topk8 -nocrypt -in "$work/key.pem" -outform DER -out "$work/key.der"
    plant ordinary 11 <"$work/key.der"
    finds pkcs8-der "$work/key.secrets" "$name, PKCS#8"
    plant ordinary 11 <"$work/key.pem"
    finds pem-line "$work/key.secrets" "$name, PEM"
done
numbers=$(openssl rsa -in "$work/key.pem" -noout -text 2>/dev/null)
for part in privateExponent prime1 prime2 exponent1 exponent2 coefficient; do
    value=$(awk -v part="$part:" '$1 == part { on = 1; next } /^[^ ]/ { on = 0 } on' <<<"$numbers" | tr -d ' :\n')
    value=${value#00}
    plant ordinary 13 < <(reverse "$value" 1 | xxd -r -p)
    finds little-endian "$work/key.secrets" "RSA $part, limbs"
done

say "Where root can look"
plant secret < <(xxd -r -p <<<$scalar)
scan --secrets "$work/scalar.secrets" --core-every 1
clean "secret memory: not found, not in a core either"
check "secret memory: counted as unreadable" grep -q '"unreadableMappings":[1-9]' "$work/scan.out"
stop_children
plant register < <(xxd -r -p <<<"${scalar:0:16}")
scan --secrets "$work/scalar.secrets"
clean "a register: not counted as memory"
check "a register: reported" grep -q 'register-hits [1-9]' "$work/scan.out"
stop_children
for offset in 0 9 25; do
    plant vectors < <(head -c $offset /dev/urandom; xxd -r -p <<<$scalar)
    scan --secrets "$work/scalar.secrets" --core-every 1
    clean "vector registers, $offset bytes in: not memory, nor the memory of a core"
    check "vector registers, $offset bytes in: reported, alive and in the core's notes" \
        [ "$(awk '$1 == "total" { print $NF }' "$work/scan.out")" -ge 2 ]
    stop_children
done
plant ordinary 0 < <(xxd -r -p <<<$scalar)
scan --secrets "$work/scalar.secrets" --core-every 1
for source in mem process_vm_readv core; do
    check "found by $source" grep -Eq "^source $source hits [1-9]" "$work/scan.out"
done
stop_children
plant_in_core() { # PLACE: a victim in a folder of its own, aborted with its core limit lifted
    rm -rf "$work/cores" && mkdir "$work/cores"
    cd "$work/cores" || return
    plant "$1" 0 < <(xxd -r -p <<<$scalar)
    cd "$OLDPWD" || return
    scan --secrets "$work/scalar.secrets" --kernel-core
    wait "$victim" 2>/dev/null
}
if [ "$(cat /proc/sys/kernel/core_pattern)" = core ] && [ "$(id -u)" -eq 0 ]; then
    plant_in_core ordinary
    check "the kernel writes a core of ordinary memory" grep -q '^kernel-core [1-9]' "$work/scan.out"
    check "found in the kernel's core" grep -Eq '^source core hits [1-9]' "$work/scan.out"
    stop_children
    plant_in_core secret
    check "secret memory: the kernel writes a core" grep -q '^kernel-core [1-9]' "$work/scan.out"
    check "secret memory: not found in the kernel's core" grep -Eq '^source core hits 0' "$work/scan.out"
else
    say "        this kernel's cores go to $(cat /proc/sys/kernel/core_pattern): they are not looked at here"
fi
mkdir "$work/state" && cp "$work/planted" "$work/state/file"
echo '{}' >"$work/state/other"
"$tools/secret-scan" --secrets "$work/scalar.secrets" --directory "$work/state" >"$work/scan.out"
check "found in a directory" [ $? -eq 1 ]
head -c 209715200 /dev/zero | openssl enc -aes-128-ctr -K 00 -iv 00 2>/dev/null >"$work/state/large"
began=$(date +%s%N)
"$tools/secret-scan" --secrets "$work/key.secrets" --directory "$work/state" >"$work/scan.out"
check "200 MB of noise: no hit" [ $? -eq 0 ]
say "        in $(($(($(date +%s%N) - began)) / 1000000)) ms"
finish
