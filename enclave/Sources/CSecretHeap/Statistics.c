#include "Statistics.h"

#include <stdatomic.h>

#include "CSecretHeap.h"
#include "Pages.h"
#include "Slabs.h"
#include "ThreadStacks.h"

static _Atomic size_t reserved;

static size_t available_with(size_t promised) {
    arena_ensure();
    size_t free_bytes = pages_free_bytes();
    return promised < free_bytes ? free_bytes - promised : 0;
}

casemate_heap_mode casemate_heap_current_mode(void) {
    arena_ensure();
    return arena.mode;
}

casemate_heap_statistics casemate_heap_read_statistics(void) {
    arena_ensure();
    size_t promised = atomic_load_explicit(&reserved, memory_order_relaxed);
    return (casemate_heap_statistics){
        .mode = arena.mode,
        .capacity = arena.size,
        .in_use = slabs_bytes_in_use() + atomic_load_explicit(&large_bytes, memory_order_relaxed),
        .committed = arena.size - pages_free_bytes(),
        .peak = pages_peak_bytes(),
        .stacks = stacks_bytes(),
        .available = available_with(promised),
        .reserved = promised,
        .failures = atomic_load_explicit(&allocation_failures, memory_order_relaxed),
    };
}

/// Slabs that are empty and kept ready count as free once they are needed.
static bool fits(size_t bytes, size_t promised) {
    if (bytes <= available_with(promised)) return true;
    return slabs_release_empty() && bytes <= available_with(promised);
}

bool casemate_heap_can_reserve(size_t bytes) {
    return fits(bytes, atomic_load_explicit(&reserved, memory_order_relaxed));
}

bool casemate_heap_reserve(size_t bytes) {
    size_t before = atomic_load_explicit(&reserved, memory_order_relaxed);
    do {
        if (!fits(bytes, before)) return false;
    } while (!atomic_compare_exchange_weak_explicit(
        &reserved, &before, before + bytes, memory_order_relaxed, memory_order_relaxed));
    return true;
}

void casemate_heap_release(size_t bytes) { atomic_fetch_sub_explicit(&reserved, bytes, memory_order_relaxed); }
