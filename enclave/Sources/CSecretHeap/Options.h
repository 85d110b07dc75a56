#pragma once

// The two settings of the heap, read from /proc/self/cmdline because the first malloc comes before `main`.

#include "CSecretHeap.h"

struct options {
    casemate_heap_mode mode;
    /// Bytes, a multiple of the page size.
    size_t size;
};

enum {
    /// Fits the `ulimit -l` of 8192 KiB that most distributions give, stacks and all.
    DEFAULT_SIZE = 8 << 20,
    /// Less does not carry the Swift runtime and a few threads.
    SMALLEST_SIZE = 1 << 20,
};

/// The options of this process; exits with status 2 when one of them is malformed.
struct options options_read(void);

/// Parses `length` bytes of NUL-terminated arguments. NULL, or what is wrong with them.
const char *options_parse(const char *arguments, size_t length, struct options *options);
