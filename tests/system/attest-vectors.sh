#!/usr/bin/env bash
# casemate attest verify and dcap-qvl 0.7.0 on every recorded and simulated vector, side by side. A vector that expects
# "reject" must not be genuine; "accept" must be; any other must be genuine with that very status. The verdict of a
# policy is another matter and not compared. Where the two programs differ, the reason stands below by name.
. "$(dirname "$0")/lib/report.sh"
root=$(cd "$here/../.." && pwd)
casemate=${CASEMATE_BINARY:-$root/.build/release/casemate}
vectors=$root/enclave/Tests/AttestationTests/Vectors
python=$root/.peers/venv/bin/python
needs jq "$casemate"

declare -A reasons=(
    [sgx/real-occlum-debug]="a debug enclave: Intel's rules leave debug to the policy, which refuses it; dcap-qvl refuses first"
    [sgx/sim-debug-enclave]="a debug enclave: Intel's rules leave debug to the policy, which refuses it; dcap-qvl refuses first"
    [sgx/sim-qe-auth-empty]="Intel's layout lets QE authentication data have any length; dcap-qvl insists on 32 bytes"
    [tdx/real-v4-debug-2023]="a TD under debug: Intel's rules leave debug to the policy, which refuses it; dcap-qvl refuses first"
    [tdx/sim-debug-td]="a TD under debug: Intel's rules leave debug to the policy, which refuses it; dcap-qvl refuses first"
    [ratls/key-swapped]="the quote is genuine, its certificate is another's: dcap-qvl sees only the quote"
    [snp/real-milan-v2-debug-policy]="the guest policy permits debug: genuine, refused by the default policy; others may refuse at once"
    [snp/sim-turin-debug]="the guest policy permits debug: genuine, refused by the default policy; others may refuse at once"
)

# ours KIND/NAME: the one JSON object about a vector, into $work/verdict; leaves the exit status.
ours() {
    local folder=$vectors/$1 at
    at=$(jq .verify_at_unix "$folder/expect.json")
    case $1 in
        sgx/* | tdx/*) set -- --evidence "$folder/quote.bin" --collateral "$folder/collateral.json" --root "$folder/root_ca.der" ;;
        ratls/*) set -- --evidence "$folder/cert.der" --collateral "$folder/collateral.json" --root "$folder/root_ca.der" ;;
        snp/*)
            set -- --evidence "$folder/${2:-report.bin}" --root-sha256 "$(jq -r .ark_sha256 "$folder/expect.json")" \
                --certificate "$folder/vek.der" --certificate "$folder/ask.pem" --certificate "$folder/ark.pem"
            ;;
    esac
    "$casemate" attest verify --json --at "$at" "$@" >"$work/verdict" 2>"$work/err"
    status=$?
}

# agrees EXPECTED: whether the object has every field and the expected verdict, and the exit status is the policy's.
agrees() {
    jq -es --arg expected "$1" --argjson status "$status" '
        def fields: ["kind", "container", "platform", "genuine", "status", "advisories", "tcbDate", "expires", "debug",
            "verdict", "code", "reason", "reportData", "measurements", "platformInfo", "current"];
        length == 1 and (.[0] |
            (fields - keys == []) and (.kind | IN("sgx", "tdx", "snp")) and (.reason | length > 10)
            and ((.verdict == "accept") == ($status == 0)) and $status < 2
            and (if $expected == "reject" then (.genuine == false and .status == null and .verdict == "reject")
                elif $expected == "accept" then .genuine == true
                else .genuine == true and .status == $expected end))' "$work/verdict" >/dev/null
}

describe() { jq -r 'if .genuine then "\(.status)\(if .debug then " (debug)" else "" end)" else "reject: \(.code)" end' "$work/verdict"; }

# compare KIND/NAME [FILE]: one row of the table, and what it proves.
compare() {
    local name=$1 expected mine theirs
    expected=$(jq -r .expected "$vectors/$name/expect.json")
    ours "$@"
    mine=$(describe)
    theirs=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$work/dcap-qvl")
    row="$(printf '%-36s %-34s %-42s %s' "$name${2:+ $2}" "$expected" "$mine" "${theirs:0:60}")"
    if agrees "$expected"; then pass "$row"; else fail "$row $(head -c 400 "$work/verdict" "$work/err")"; fi
    [ -n "${reasons[$name]:-}" ] && say "          ${reasons[$name]}"
    [ "$theirs" = - ] || differs_for_a_reason "$name" "$mine" "$theirs"
}

differs_for_a_reason() {
    local mine=${2%% *} theirs=${3%%:*}
    if [ "${mine%%:*}" = "$theirs" ] || [ -n "${reasons[$1]:-}" ]; then return; fi
    fail "$1: differs from dcap-qvl, and nobody says why"
}

names() { for kind in "$@"; do (cd "$vectors" && for file in "$kind"/*/expect.json; do echo "${file%/*}"; done); done; }

if [ -x "$python" ] && "$python" "$here/attest/dcap-qvl-verdicts.py" "$vectors" sgx tdx ratls >"$work/dcap-qvl" 2>"$work/err"; then
    pass "dcap-qvl 0.7.0 judged $(wc -l <"$work/dcap-qvl") vectors"
    # Its verdicts must be those recorded with the vectors, or the peer is not the one named.
    while IFS=$'\t' read -r name verdict; do
        recorded=$(jq -r '.dcap_qvl_0_7_0.status // empty' "$vectors/$name/expect.json")
        [ -z "$recorded" ] || [ "$recorded" = "$verdict" ] || fail "$name: dcap-qvl says $verdict, recorded is $recorded"
    done <"$work/dcap-qvl"
else
    : >"$work/dcap-qvl"
    skip "dcap-qvl 0.7.0 is missing: dev/peers"
fi
for name in $(names snp); do printf '%s\t-\n' "$name" >>"$work/dcap-qvl"; done

say "$(printf '        %-36s %-34s %-42s %s' vector expected casemate dcap-qvl)"
for name in $(names sgx tdx ratls snp); do compare "$name"; done
compare snp/real-genoa-v3-azure hcl.bin

# What a policy adds: debug and a root that is no vendor's are refused though the evidence is genuine.
ours sgx/sim-debug-enclave
check "debug is genuine and refused" jq -e '.genuine and .debug and .verdict == "reject" and
    ([.findings[].code] | index("debug"))' "$work/verdict" >/dev/null
ours tdx/real-v4-uptodate-2025
check "real hardware, up to date: accepted by default" jq -e '.verdict == "accept" and .platform == "hardware"' "$work/verdict" >/dev/null

# Evidence that is cut short, foreign or without collateral: the object all the same.
folder=$vectors/sgx/sim-uptodate
for bad in empty cut foreign; do
    case $bad in
        empty) : >"$work/bad" ;;
        cut) head -c 900 "$folder/quote.bin" >"$work/bad" ;;
        foreign) cp "$root/LICENSE" "$work/bad" ;;
    esac
    "$casemate" attest verify --json --evidence "$work/bad" --collateral "$folder/collateral.json" >"$work/verdict" 2>"$work/err"
    check "$bad evidence is no crash: status 1, genuine false" jq -es --argjson status "$?" \
        'length == 1 and $status == 1 and (.[0] | .genuine == false and .code == "malformed-evidence")' "$work/verdict" >/dev/null
done
"$casemate" attest verify --json --evidence "$folder/quote.bin" >"$work/verdict" 2>"$work/err"
check "no collateral" jq -e '.genuine == false and .code == "missing-collateral" and .kind == "sgx"' "$work/verdict" >/dev/null
finish
