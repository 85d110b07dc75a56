#pragma once

// The firmware calls of a SEV-SNP guest, through an open /dev/sev-guest.
//
// A function returns 0 when the kernel carried the request to the firmware and its answer back, else the error number.
// The answer's own status, its first four bytes, says whether the firmware agreed. `exit_info` then holds the
// firmware's error in its low half and the hypervisor's in its high half.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /// Bytes of an attestation report's answer: status, size, reserved, report.
    CASEMATE_SNP_REPORT_ANSWER = 4000,
    /// Bytes of a derived key's answer: status, reserved, key.
    CASEMATE_SNP_KEY_ANSWER = 64,
    /// The most certificate bytes the kernel fetches with a report.
    CASEMATE_SNP_MOST_CERTIFICATES = 0x4000,
    /// In the high half of `exit_info`: the certificates do not fit the buffer.
    CASEMATE_SNP_BUFFER_TOO_SMALL = 1,
};

/// An attestation report over 64 bytes, for a privilege level that is not below the caller's.
int casemate_snp_report(int device, const uint8_t *report_data, uint32_t privilege_level, uint8_t *answer,
                        uint64_t *exit_info);

/// The same, with the host's certificate table, `CASEMATE_SNP_MOST_CERTIFICATES` bytes.
int casemate_snp_extended_report(int device, const uint8_t *report_data, uint32_t privilege_level, uint8_t *answer,
                                 uint8_t *certificates, uint64_t *exit_info);

/// A key derived from the chip's secret and the guest's `fields` (a bit each, as the firmware numbers them).
int casemate_snp_derived_key(int device, uint32_t privilege_level, uint64_t fields, uint8_t *answer,
                             uint64_t *exit_info);

#ifdef __cplusplus
}
#endif
