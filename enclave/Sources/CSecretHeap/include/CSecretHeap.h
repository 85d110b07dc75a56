#pragma once

// The secret heap: linking this target replaces malloc and its relatives, and gives every thread a stack, in one
// mapping that neither other processes nor root can read through the kernel (`memfd_secret`).
//
// The mapping is made at the first allocation, long before `main`, so its settings are read from the process's own
// command line: `--memory secret|locked` and `--secret-memory SIZE` (bytes, or with suffix K, M or G). Where the
// memory cannot be had the process says what to change and exits with status 1; ordinary memory is never used instead.
//
// What follows from it for the program:
// - The main thread's stack and thread-local variables stay in ordinary memory: it must never touch a secret.
// - A secret stack cannot hold what the kernel must pin: pthread_join on such a thread returns EINVAL (every thread is
//   created detached), shared futexes and O_DIRECT fail with EFAULT. Wait on an eventfd instead.
// - Every thread has 128 KiB of stack, whatever its attributes ask for. RSA-4096 generation uses 22 KiB.
// - fork leaves the child without heap: nothing but execve works there.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Where the heap lives.
typedef enum casemate_heap_mode {
    /// `memfd_secret`: removed from the kernel's own mappings; not readable by debuggers, core dumps or /proc/PID/mem.
    CASEMATE_HEAP_SECRET = 0,
    /// Ordinary memory kept out of swap and core dumps. Root can read it.
    CASEMATE_HEAP_LOCKED = 1,
    /// Ordinary memory kept out of core dumps, not out of swap: for development where nothing may be locked.
    CASEMATE_HEAP_ORDINARY = 2,
} casemate_heap_mode;

/// A moment's figures. All sizes are in bytes.
typedef struct casemate_heap_statistics {
    casemate_heap_mode mode;
    /// Size of the mapping, thread stacks and their guard pages included.
    size_t capacity;
    /// Handed to callers of malloc, or held ready for one thread.
    size_t in_use;
    /// Whole pages taken from the mapping now: blocks, partly used pages and stacks.
    size_t committed;
    /// The most `committed` has ever been.
    size_t peak;
    /// Thread stacks with their guard pages.
    size_t stacks;
    /// Whole pages that are free and not promised to a reservation.
    size_t available;
    /// Promised by `casemate_heap_reserve` and not yet returned.
    size_t reserved;
    /// Allocations that were answered with NULL since the start.
    uint64_t failures;
} casemate_heap_statistics;

/// The figures of this moment; fields are read one after the other while other threads go on.
casemate_heap_statistics casemate_heap_read_statistics(void);

/// Where the heap lives: for `status` and evidence.
casemate_heap_mode casemate_heap_current_mode(void);

/// Whether `bytes` could be promised now.
bool casemate_heap_can_reserve(size_t bytes);

/// Promises `bytes` of the free pages to the caller, or returns false and promises nothing.
///
/// A promise is a budget, not a block: what the work then allocates counts against the free pages as well, so the sum
/// errs on the safe side. Ask before work starts, because Swift ends the process when an allocation fails.
bool casemate_heap_reserve(size_t bytes);

/// Gives back what `casemate_heap_reserve` promised.
void casemate_heap_release(size_t bytes);

/// A thread's stack: its size and how much of it was ever written, in bytes.
typedef struct casemate_stack_usage {
    /// The kernel's id of the thread, 0 when it has not begun to run, -1 when the stack was wiped and waits for one.
    int thread;
    size_t size;
    size_t high_water;
} casemate_stack_usage;

/// Number of secret stacks made so far. Those of finished threads are wiped and used again when the next thread starts.
size_t casemate_stack_count(void);

/// Reads the usage of stack `index`, oldest first; false when there is no such stack.
///
/// The high-water mark is the distance from the top to the lowest byte that is not zero.
bool casemate_stack_read_usage(size_t index, casemate_stack_usage *usage);

#ifdef __cplusplus
}
#endif
