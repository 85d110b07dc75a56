#pragma once

// A few free blocks of each size class that one thread keeps, so that most allocations take no lock.

#include "SizeClasses.h"

enum { MOST_CACHED = 16 };

struct thread_cache {
    /// Shard + 1, or 0 before the thread's first allocation.
    uint8_t shard;
    uint8_t counts[CLASS_COUNT];
    void *blocks[CLASS_COUNT][MOST_CACHED];
};

/// Initial-exec: reached without a call, and never allocated lazily by the loader, which would come back to malloc.
extern _Thread_local __attribute__((tls_model("initial-exec"))) struct thread_cache thread_cache;

/// A wiped block of the class, not yet marked live, or NULL when the arena is full.
void *thread_cache_refill(unsigned class_index);

/// Makes room for one more block of the class.
void thread_cache_make_room(unsigned class_index);

/// Gives everything in `cache` back. It is the caller's own, or that of a thread that is gone.
void thread_cache_empty(struct thread_cache *cache);
