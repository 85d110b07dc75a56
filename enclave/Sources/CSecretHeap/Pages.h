#pragma once

// The arena as pages: runs of whole pages are handed out to slabs, large blocks and thread stacks.
//
// All bookkeeping is in ordinary memory and holds no secret; the arena holds nothing but the callers' bytes, so a free
// page is all zero and a stray write cannot turn a block into a pointer.

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CSecretHeap.h"

enum {
    PAGE_SHIFT = 12,
    PAGE_SIZE = 1 << PAGE_SHIFT,
    /// Every block starts at a multiple of a granule.
    GRANULE_SHIFT = 4,
    GRANULE = 1 << GRANULE_SHIFT,
    MOST_BLOCKS_IN_SLAB = PAGE_SIZE / GRANULE,
};

static const uint32_t no_page = UINT32_MAX;

enum page_use { PAGE_FREE = 0, PAGE_SLAB, PAGE_LARGE, PAGE_STACK };

/// What one page of the arena is used for. The fields behind `pages` mean something on a run's first page only.
struct page {
    uint8_t use;
    /// Slab: its size class.
    uint8_t class_index;
    /// Slab: the shard it belongs to.
    uint8_t shard;
    /// Distance from the run's first page.
    uint16_t offset;
    /// Length of the run.
    uint32_t pages;
    /// Slab: neighbours in the list of its class's slabs that have free blocks.
    uint32_t next, previous;
    /// Slab: how many blocks are free, and which.
    uint32_t free_count;
    uint64_t free_blocks[MOST_BLOCKS_IN_SLAB / 64];
};

/// The state of the block that starts at a granule.
enum block_state {
    /// No block starts here.
    BLOCK_NONE = 0,
    BLOCK_LIVE = 1,
    BLOCK_FREED = 2,
};

struct arena {
    /// First byte, or NULL before the first allocation.
    char *base;
    size_t size;
    casemate_heap_mode mode;
    struct page *pages;
    _Atomic uint8_t *states;
};

extern struct arena arena;

/// Makes the arena.
void arena_start(void);

/// Makes the arena when there is none. The first call comes before there is a second thread: making one allocates.
static inline void arena_ensure(void) {
    if (__builtin_expect(arena.base == NULL, 0)) arena_start();
}

/// Takes `count` pages whose first address is a multiple of `alignment`, or returns `no_page`.
uint32_t pages_take(uint32_t count, size_t alignment, enum page_use use);

/// Gives back `count` pages from `first` on; they must be zero.
void pages_give(uint32_t first, uint32_t count);

/// Shortens the run at `first` to `count` pages; the tail must be zero.
void pages_shorten(uint32_t first, uint32_t count);

size_t pages_free_bytes(void);
size_t pages_peak_bytes(void);

static inline char *page_address(uint32_t page) { return arena.base + ((size_t)page << PAGE_SHIFT); }

static inline uint32_t page_index(const void *address) {
    return (uint32_t)((size_t)((const char *)address - arena.base) >> PAGE_SHIFT);
}

static inline bool arena_contains(const void *address) {
    return (uintptr_t)address - (uintptr_t)arena.base < arena.size;
}

static inline _Atomic uint8_t *block_state(const void *block) {
    return &arena.states[(size_t)((const char *)block - arena.base) >> GRANULE_SHIFT];
}

/// Zeroes memory in a way no optimisation may drop.
static inline void wipe(void *start, size_t size) {
    __builtin_memset(start, 0, size);
    __asm__ volatile("" : : "r"(start) : "memory");
}
