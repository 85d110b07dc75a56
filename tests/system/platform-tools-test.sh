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

# Nothing of a machine is seen outside it, or left when it is gone.
before=$(mount | sort)
machine tsm --provider tdx_guest -- true
machine gramine -- true
check "a machine leaves no mount behind" [ "$before" = "$(mount | sort)" ]
check "nor a device" [ ! -e /dev/attestation ] && [ ! -e /dev/sev-guest ]
machine tsm --provider tdx_guest -- mkdir /sys/kernel/config/tsm/report/left 2>"$work/left"
check "an entry left behind is found out" [ $? -eq 99 ]
finish
