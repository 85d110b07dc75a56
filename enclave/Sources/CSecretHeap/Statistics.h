#pragma once

// Counters that Malloc.c keeps and Statistics.c reports.

#include <stddef.h>
#include <stdint.h>

/// Allocations answered with NULL.
extern _Atomic uint64_t allocation_failures;

/// Bytes in blocks of whole pages.
extern _Atomic size_t large_bytes;
