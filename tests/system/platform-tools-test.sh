#!/usr/bin/env bash
# The stand-ins for configfs-tsm, Gramine's /dev/attestation and /dev/sev-guest refuse what the kernel, the firmware and
# Gramine refuse, with the same errors, and give what they give.
. "$(dirname "$0")/lib/report.sh"
. "$here/lib/machine.sh"
cases=$tools/platform-cases

counted "configfs-tsm on SEV-SNP" machine tsm --provider sev_guest --floor 1 -- "$cases" tsm
counted "configfs-tsm with an SVSM" machine tsm --provider sev_guest --only-services -- "$cases" tsm-services
counted "configfs-tsm on TDX" machine tsm --provider tdx_guest -- "$cases" tsm-tdx
counted "configfs-tsm without a driver" machine tsm -- "$cases" tsm-absent
counted "Gramine" machine gramine -- "$cases" gramine
counted "Gramine without remote attestation" machine gramine --type none -- "$cases" gramine-none
counted "the SEV-SNP firmware" sev_guest STAND_IN_FLOOR=1 -- sev-guest -- "$cases" sev-guest

# A report the stand-in signs verifies under the key's public half, over [0, 0x2A0), as a real one does.
openssl ecparam -name secp384r1 -genkey -noout -out "$work/vcek.key" 2>/dev/null
openssl pkey -in "$work/vcek.key" -pubout -out "$work/vcek.pub"
# shellcheck disable=SC2016
machine tsm --provider sev_guest --signing-key "$work/vcek.key" -- bash -c 'cd /sys/kernel/config/tsm/report && mkdir e &&
    head -c 64 /dev/urandom >e/inblob && cat e/outblob >"$0" && rmdir e' "$work/report"
# number OFFSET: a little-endian field of the signature, as OpenSSL writes big numbers.
number() { xxd -p -c 1 -s "$1" -l 48 "$work/report" | tac | tr -d '\n'; }
printf 'asn1=SEQUENCE:s\n[s]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$(number $((0x2A0)))" "$(number $((0x2E8)))" >"$work/asn1"
openssl asn1parse -genconf "$work/asn1" -noout -out "$work/signature"
head -c $((0x2A0)) "$work/report" >"$work/signed"
check "a signed report verifies" openssl dgst -sha384 -verify "$work/vcek.pub" -signature "$work/signature" "$work/signed"
printf x | dd of="$work/signed" bs=1 seek=100 conv=notrunc 2>/dev/null
check "an altered one does not" eval '! openssl dgst -sha384 -verify "$work/vcek.pub" -signature "$work/signature" "$work/signed" >/dev/null 2>&1'

# Nothing of a machine is seen outside it, or left when it is gone.
before=$(mount | sort)
machine tsm --provider tdx_guest -- true
machine gramine -- true
check "a machine leaves no mount behind" [ "$before" = "$(mount | sort)" ]
check "nor a device" [ ! -e /dev/attestation ] && [ ! -e /dev/sev-guest ]
machine tsm --provider tdx_guest -- mkdir /sys/kernel/config/tsm/report/left 2>"$work/left"
check "an entry left behind is found out" [ $? -eq 99 ]
finish
