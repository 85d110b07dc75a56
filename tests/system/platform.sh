#!/usr/bin/env bash
# Every platform keeps the same promises (report data, measurement, sealing keys), on stand-ins at the kernel's own paths:
# SGX under Gramine, TDX and SEV-SNP through configfs-tsm, SEV-SNP through /dev/sev-guest, and the software platform. What
# goes wrong below is told apart, tried again where that helps, and leaves no entry behind.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/machine.sh"
conformance=$(find_program platform-conformance CASEMATE_CONFORMANCE)
if [ -z "$conformance" ]; then
    skip "platform: platform-conformance is not built (swift build --package-path enclave --product platform-conformance)"
    finish
    exit
fi
data=$(printf '%0128d' 7)

say "The same suite everywhere"
mkdir "$work/software"
counted "software" "$conformance" check --software "$work/software"
counted "SGX, MRENCLAVE" machine gramine -- "$conformance" check
counted "SGX, MRSIGNER" machine gramine -- "$conformance" check --sealing signer
counted "TDX" machine tsm --provider tdx_guest -- "$conformance" check
counted "SEV-SNP" sev_guest -- tsm --provider sev_guest -- "$conformance" check
counted "SEV-SNP at level 2" sev_guest STAND_IN_FLOOR=2 -- tsm --provider sev_guest --floor 2 --services -- "$conformance" check
counted "SEV-SNP whose SVSM alone is answered" machine tsm --provider sev_guest --only-services -- "$conformance" check
counted "SEV-SNP without configfs-tsm" sev_guest STAND_IN_FLOOR=1 -- sev-guest -- "$conformance" check

# says TEXT COMMAND...: the command prints exactly this.
says() {
    local expected=$1 got
    shift
    got=$("$@" 2>&1)
    [ "$got" = "$expected" ] && return
    printf '        got: %s\n' "$got"
    return 1
}
# refuses TEXT COMMAND...: status 1, and the text is in the reason.
refuses() {
    local expected=$1 status
    shift
    "$@" >"$work/out" 2>&1
    status=$?
    [ $status -eq 1 ] && grep -q -- "$expected" "$work/out" && return
    printf '        status %s: %s\n' $status "$(cat "$work/out")"
    return 1
}
differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }
m32=$(printf 'a1%.0s' $(seq 32)) m48=$(printf 'a1%.0s' $(seq 48))

say "Identity"
check "SGX" says "sgx $m32 mrenclave" machine gramine --measurement a1 -- "$conformance" identity
check "SGX sealed to its signer" says "sgx $m32 mrsigner" machine gramine --measurement a1 -- "$conformance" identity --sealing signer
check "TDX" says "tdx $m48 none" machine tsm --provider tdx_guest --measurement a1 -- "$conformance" identity
check "SEV-SNP" says "snp $m48 measurement" sev_guest -- tsm --provider sev_guest --measurement a1 -- "$conformance" identity
check "SEV-SNP without the device" says "snp $m48 none" machine tsm --provider sev_guest --measurement a1 -- "$conformance" identity

say "Sealing keys over restarts"
gramine_key() { machine gramine --measurement "$1" -- "$conformance" sealing-key "$2" --sealing "${3:-code}"; }
snp_key() { sev_guest STAND_IN_MEASUREMENT="$1" STAND_IN_POLICY="$3" -- sev-guest -- "$conformance" sealing-key "$2"; }
key=$(gramine_key a1 01)
check "SGX: the same key after a restart" says "$key" gramine_key a1 01
check "SGX: another for another context" differ "$key" "$(gramine_key a1 02)"
check "SGX: another for other code" differ "$key" "$(gramine_key a2 01)"
signer=$(gramine_key a1 01 signer)
check "SGX: the signer's key is another" differ "$key" "$signer"
check "SGX: and the same for other code of that signer" says "$signer" gramine_key a2 01 signer
key=$(snp_key a1 01 0x30000)
check "SEV-SNP: the same key after a restart" says "$key" snp_key a1 01 0x30000
check "SEV-SNP: another for another context" differ "$key" "$(snp_key a1 02 0x30000)"
check "SEV-SNP: another for other code" differ "$key" "$(snp_key a2 01 0x30000)"
check "SEV-SNP: another where the owner may debug" differ "$key" "$(snp_key a1 01 0xB0000)"
through_configfs() { sev_guest STAND_IN_MEASUREMENT=a1 -- tsm --provider sev_guest --measurement a1 -- "$conformance" sealing-key 01; }
check "SEV-SNP: the same, whichever way reports come" says "$key" through_configfs
check "TDX has none" eval 'machine tsm --provider tdx_guest -- "$conformance" sealing-key 01 | grep -q "^unavailable: TDX"'
check "nor SEV-SNP without the device" eval 'machine tsm --provider sev_guest -- "$conformance" sealing-key 01 | grep -q ^unavailable'
check "nor SGX under --sealing none" eval 'gramine_key a1 01 none | grep -q ^unavailable'
check "SEV-SNP has no signer's key" refuses "for SGX" sev_guest -- sev-guest -- "$conformance" identity --sealing signer

say "What passes is tried again, what does not is told apart; no entry stays"
tsm() { machine tsm --provider "$1" --fault "$2" -- "$conformance" evidence "$data"; }
good() { "$@" >"$work/out" 2>&1 && [ "$(cut -d' ' -f1 "$work/out" | cut -c"$where")" = "$data" ]; }
for provider in sev_guest tdx_guest; do
    where=$([ $provider = sev_guest ] && echo 161-288 || echo 1137-1264)
    for fault in busy:4 ebusy:4 race:4; do check "$provider: $fault" good tsm $provider $fault; done
    for fault in busy race; do check "$provider: $fault for ever" refuses "busy 10 times" tsm $provider $fault; done
    check "$provider: no answer from the host" refuses "errno 110" tsm $provider timeout
    check "$provider: too long an answer" refuses "errno 27" tsm $provider oversize
    check "$provider: too short an answer" refuses "report data" tsm $provider short
    check "$provider: a report over other data" refuses "report data" tsm $provider other-data
done
gramine() { machine gramine --fault "$1" -- "$conformance" evidence "$data"; }
check "Gramine: no quote" refuses "errno 13" gramine quote
check "Gramine: too short a quote" refuses "report data" gramine short
check "Gramine: a quote over other data" refuses "report data" gramine other-data
device() { sev_guest STAND_IN_FAULTS="$1" -- sev-guest -- "$conformance" evidence "$data"; }
where=161-288
check "the firmware: certificates that do not fit" good device short-buffer
check "the firmware: an error" refuses "firmware error 15" device firmware
check "the firmware: its key was given up" refuses "errno 25" device disabled
for fault in short other-data; do check "the firmware: $fault" refuses "report data" device $fault; done
check "the firmware: more than its answer holds" refuses "4000 bytes" device oversize

say "Certificates"
entry() { printf '%s%02x%02x0000%02x000000' "$1" $(($2 & 255)) $(($2 >> 8)) "$3"; }
{
    entry 8d75da6364e66445adc5f4b93be8accd 96 4
    entry 79b3b74aacbbe44fa02f05aef327c782 100 3
    entry 1158f892373dff4d9799d19f88dc67ea 103 2
    printf '%048d3002aabb3001cc3000' 0
} | xxd -r -p >"$work/table"
certificates() { "$@" "$conformance" evidence "$data" | cut -d' ' -f2; }
check "through configfs-tsm" says 2 certificates machine tsm --provider sev_guest --certificates "$work/table" --
check "through the device" says 2 certificates sev_guest STAND_IN_CERTIFICATES="$work/table" -- sev-guest --

say "Several processes at once"
cat >"$work/crowd.sh" <<'CROWD'
# crowd.sh PROGRAM COLUMNS: eight processes, five pieces of evidence each, all over data of their own.
one() {
    for round in 1 2 3 4 5; do
        data=$(printf '%0128d' "$3$round")
        [ "$("$1" evidence "$data" | cut -d' ' -f1 | cut -c"$2")" = "$data" ] || return 1
    done
}
for process in 1 2 3 4 5 6 7 8; do one "$1" "$2" "$process" & done
failed=0
for _ in 1 2 3 4 5 6 7 8; do wait -n || failed=1; done
exit $failed
CROWD
check "on SGX" machine gramine -- bash "$work/crowd.sh" "$conformance" 737-864
check "on TDX" machine tsm --provider tdx_guest --fault race:5 -- bash "$work/crowd.sh" "$conformance" 1137-1264
check "on SEV-SNP" sev_guest -- tsm --provider sev_guest --fault busy:5 -- bash "$work/crowd.sh" "$conformance" 161-288

say "Where there is nothing"
identity() { "$@" "$conformance" identity; }
check "no machine at all" refuses "no trusted execution environment" identity machine none --
check "Gramine without remote attestation" refuses 'remote_attestation = "dcap"' identity machine gramine --type none --
check "Gramine with another kind" refuses '"epid"' identity machine gramine --type epid --
check "no driver" refuses "modprobe" identity machine tsm --
check "an unknown driver" refuses "arm_cca_guest" identity machine tsm --provider arm_cca_guest --
if command -v setpriv >/dev/null; then
    check "not root" refuses "must run as the user" \
        machine tsm --provider tdx_guest -- setpriv --reuid 65534 --regid 65534 --clear-groups "$conformance" identity
fi
finish
