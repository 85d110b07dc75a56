#pragma once

// 64 bytes that are in no file: the holder computes them into its memory, the scanner into its own.

#include <stdint.h>

enum { MARKER_SIZE = 64 };

/// Byte by byte, so that no register ever holds more than one of them.
static inline void marker_write(volatile unsigned char *place, uint64_t seed) {
    for (int index = 0; index < MARKER_SIZE; index++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        place[index] = (unsigned char)(seed >> 56);
    }
}

enum { SEED_HEAP = 11, SEED_LARGE = 12, SEED_STACK = 13, SEED_FREED = 14 };
