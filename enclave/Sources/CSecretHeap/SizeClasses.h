#pragma once

// Sizes of small blocks. A class is at most a fifth larger than what was asked for, above 128 bytes; a slab of it
// leaves at most a sixteenth of its pages unused.

#include <stddef.h>
#include <stdint.h>

#include "Pages.h"

enum {
    CLASS_COUNT = 27,
    /// Larger requests are whole pages.
    LARGEST_BLOCK = 3584,
};

struct size_class {
    /// Bytes in a block, a multiple of a granule.
    uint16_t size;
    /// Pages in a slab.
    uint8_t pages;
    /// Blocks one thread may keep ready: 2 KiB of each class, 48 KiB of all together.
    uint8_t cached;
};

extern const struct size_class size_classes[CLASS_COUNT];

/// The class of each size, by number of granules.
extern const uint8_t class_by_granules[LARGEST_BLOCK / GRANULE + 1];

static inline unsigned class_of_size(size_t size) { return class_by_granules[(size + GRANULE - 1) >> GRANULE_SHIFT]; }

static inline unsigned blocks_in_slab(const struct size_class *class) {
    return (unsigned)(class->pages * PAGE_SIZE) / class->size;
}
