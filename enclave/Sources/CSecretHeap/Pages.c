#include "Pages.h"

#include <pthread.h>
#include <sys/mman.h>

#include "Mapping.h"
#include "Message.h"
#include "Options.h"

struct arena arena;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/// One bit a page, set when it is free.
static uint64_t *free_pages;
static uint32_t page_count;
/// No page below this one is free.
static uint32_t lowest_free;
static _Atomic uint32_t free_count;
static _Atomic uint32_t least_free;

static void *bookkeeping(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) return memory;
    struct message message = {.length = 0};
    message_append(&message, "casemate: no memory for the heap's own tables.\n");
    message_exit(&message, 1);
}

static void set_free(uint32_t first, uint32_t count, bool is_free) {
    for (uint32_t page = first; page < first + count; page++) {
        uint64_t bit = UINT64_C(1) << (page % 64);
        if (is_free) {
            free_pages[page / 64] |= bit;
        } else {
            free_pages[page / 64] &= ~bit;
        }
    }
}

void arena_start(void) {
    struct options options = options_read();
    char *base = mapping_create(&options);
    page_count = (uint32_t)(options.size >> PAGE_SHIFT);
    arena.pages = bookkeeping(page_count * sizeof *arena.pages);
    arena.states = bookkeeping(options.size >> GRANULE_SHIFT);
    free_pages = bookkeeping((page_count / 64 + 1) * sizeof *free_pages);
    set_free(0, page_count, true);
    atomic_store(&free_count, page_count);
    atomic_store(&least_free, page_count);
    arena.mode = options.mode;
    arena.size = options.size;
    arena.base = base;
}

/// The first page at or behind `from` whose bit is `wanted`, or `page_count`.
static uint32_t find(uint32_t from, bool wanted) {
    for (uint32_t word = from / 64; word * 64 < page_count; word++) {
        uint64_t bits = wanted ? free_pages[word] : ~free_pages[word];
        if (word == from / 64) bits &= ~UINT64_C(0) << (from % 64);
        if (bits == 0) continue;
        uint32_t found = word * 64 + (uint32_t)__builtin_ctzll(bits);
        return found < page_count ? found : page_count;
    }
    return page_count;
}

static uint32_t align_page(uint32_t page, size_t alignment) {
    if (alignment <= PAGE_SIZE) return page;
    uintptr_t address = ((uintptr_t)page_address(page) + alignment - 1) & ~(alignment - 1);
    size_t index = (address - (uintptr_t)arena.base) >> PAGE_SHIFT;
    return index < page_count ? (uint32_t)index : page_count;
}

/// First fit: low addresses fill up, and the end of the arena stays in one piece.
static uint32_t find_run(uint32_t count, size_t alignment) {
    uint32_t start = find(lowest_free, true);
    lowest_free = start;
    while (start < page_count) {
        uint32_t end = find(start, false);
        uint32_t first = align_page(start, alignment);
        if (first < end && end - first >= count) return first;
        start = find(end, true);
    }
    return no_page;
}

static void describe_run(uint32_t first, uint32_t count, enum page_use use) {
    for (uint32_t offset = 0; offset < count; offset++) {
        arena.pages[first + offset].use = (uint8_t)use;
        arena.pages[first + offset].offset = (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX);
    }
    arena.pages[first].pages = count;
}

uint32_t pages_take(uint32_t count, size_t alignment, enum page_use use) {
    pthread_mutex_lock(&lock);
    uint32_t first = find_run(count, alignment);
    if (first != no_page) {
        set_free(first, count, false);
        describe_run(first, count, use);
        uint32_t left = atomic_load_explicit(&free_count, memory_order_relaxed) - count;
        atomic_store_explicit(&free_count, left, memory_order_relaxed);
        if (left < atomic_load_explicit(&least_free, memory_order_relaxed)) {
            atomic_store_explicit(&least_free, left, memory_order_relaxed);
        }
    }
    pthread_mutex_unlock(&lock);
    return first;
}

/// The caller holds the lock.
static void give(uint32_t first, uint32_t count) {
    describe_run(first, count, PAGE_FREE);
    set_free(first, count, true);
    if (first < lowest_free) lowest_free = first;
    uint32_t left = atomic_load_explicit(&free_count, memory_order_relaxed) + count;
    atomic_store_explicit(&free_count, left, memory_order_relaxed);
}

void pages_give(uint32_t first, uint32_t count) {
    pthread_mutex_lock(&lock);
    give(first, count);
    pthread_mutex_unlock(&lock);
}

void pages_shorten(uint32_t first, uint32_t count) {
    pthread_mutex_lock(&lock);
    uint32_t pages = arena.pages[first].pages;
    arena.pages[first].pages = count;
    give(first + count, pages - count);
    pthread_mutex_unlock(&lock);
}

size_t pages_free_bytes(void) {
    return (size_t)atomic_load_explicit(&free_count, memory_order_relaxed) << PAGE_SHIFT;
}

size_t pages_peak_bytes(void) {
    return (size_t)(page_count - atomic_load_explicit(&least_free, memory_order_relaxed)) << PAGE_SHIFT;
}
