# shellcheck shell=bash
# The examples of docs/doors/attestation.md and attestation-policy.md as they stand, and every field in the latter.
export PATH="$(dirname "$casemate_program"):$PATH"
vectors=$root/enclave/Tests/AttestationTests/Vectors
mkdir "$work/door"
cp "$vectors"/tdx/real-v4-uptodate-2025/{quote.bin,collateral.json} "$work/door"
cp "$vectors/snp/real-milan-v2/report.bin" "$work/door"
cp "$vectors/snp/real-milan-v2/vek.der" "$work/door/vcek.der"
cp "$vectors/snp/real-milan-v2/ask.pem" "$work/door"
block() { awk -v wanted="$2" '/^```/ { inside = !inside; number += inside; next } inside && number == wanted' "$1"; }
for page in attestation attestation-policy; do
    document=$root/docs/doors/$page.md
    blocks=$(($(grep -c '^```' "$document") / 2))
    for number in $(seq "$blocks"); do
        (cd "$work/door" && eval "set -e; $(block "$document" "$number")") >"$work/out" 2>"$work/err"
        same "$page.md, example $number" "$?" 0
    done
    check "$page.md has examples" test "$blocks" -gt 0
done

# The fields that the program names when it refuses one are the fields of the page.
documented() { grep -oE '`[A-Za-z0-9]+`' "$root/docs/doors/attestation-policy.md" | tr -d '`' | sort -u; }
document() { # SECTION POLICY: a policy with an unknown field there makes the program list those it knows
    local known
    known=$(printf "$2" | casemate attest policy check - 2>&1 | grep -oE 'there are .*' | cut -d' ' -f3- | tr -d ',')
    check "$1: the program lists its fields" test "$(wc -w <<<"$known")" -gt 1
    same "$1: every field is documented" "$(comm -23 <(tr ' ' '\n' <<<"$known" | sort -u) <(documented))" ""
}
document outermost 'nothing: 1'
for section in advisories collateral platforms intel sgx tdx snp raTls; do
    document "$section" "version: 1\nanyMeasurement: true\n$section: {nothing: 1}"
done
document measurements 'version: 1\nmeasurements:\n- {name: a, nothing: 1}'
