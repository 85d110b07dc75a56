#pragma once

// Evidence as the hardware writes it, so far as a backend or a verifier can tell: every field at its place, the rest
// zero. A report is signed when the suite gives a key; quotes carry no signature that would verify.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REPORT_LENGTH = 0x4A0, MOST_QUOTE = 8192, MEASUREMENT_LENGTH = 48 };

/// What the stand-in machine is.
struct machine {
    /// MRENCLAVE (its first 32 bytes), MRTD or launch measurement.
    uint8_t measurement[MEASUREMENT_LENGTH];
    uint64_t policy;
    /// The P-384 key that signs reports; NULL for none.
    struct evp_pkey_st *signing_key;
};

/// A machine whose measurement is `hex` (repeated or cut to fit), SMT allowed, not to be debugged. `signing_key` is a PEM file or
/// NULL. False when either is malformed.
bool machine_init(struct machine *machine, const char *hex, const char *signing_key);

/// A SEV-SNP attestation report, version 3, for a privilege level.
void snp_report(const struct machine *machine, const uint8_t report_data[64], uint32_t privilege_level,
                uint8_t report[REPORT_LENGTH]);

/// A TDX quote, version 4. Returns its length, at most MOST_QUOTE.
size_t tdx_quote(const struct machine *machine, const uint8_t report_data[64], uint8_t *quote);

/// An SGX quote, version 3. Returns its length, at most MOST_QUOTE.
size_t sgx_quote(const struct machine *machine, const uint8_t report_data[64], uint8_t *quote);

/// `length` bytes that depend on the machine's secret and everything in `input`: a stand-in for a derived key.
void machine_key(const char *purpose, const void *input, size_t input_length, uint8_t *key, size_t length);
