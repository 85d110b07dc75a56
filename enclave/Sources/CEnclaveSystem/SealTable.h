#pragma once

// The rows the system call filter is built from.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum seal_verdict {
    SEAL_ALLOW,
    /// The call fails with EPERM: something harmless may try it and can live without it.
    SEAL_REFUSE,
    /// The process ends with SIGSYS: only injected code makes this call, and it should not get a second try.
    SEAL_KILL,
};

enum seal_test {
    SEAL_ALWAYS,
    /// (argument & mask) == value
    SEAL_BITS,
    /// The argument is this process's id.
    SEAL_OWN_PROCESS,
};

/// When `test` holds for the low 32 bits of an argument, `verdict` is final; else the next row is tried. The kernel
/// itself looks at no more than those bits in every argument tested here.
struct seal_rule {
    uint32_t call;
    enum seal_verdict verdict;
    enum seal_test test;
    uint8_t argument;
    uint32_t mask, value;
    const char *reason;
};

extern const struct seal_rule seal_rules[];
extern const size_t seal_rule_count;
