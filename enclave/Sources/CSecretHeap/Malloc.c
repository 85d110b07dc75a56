// malloc and its relatives, for everything in the process: Swift, the C++ runtime, BoringSSL and libc itself.

#include <errno.h>
#include <string.h>

#include "Message.h"
#include "Slabs.h"
#include "Statistics.h"
#include "ThreadCache.h"

#define EXPORT __attribute__((visibility("default"), used))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

void *malloc(size_t size);
void free(void *pointer);

_Atomic uint64_t allocation_failures;
_Atomic size_t large_bytes;

static void *fail(void) {
    atomic_fetch_add_explicit(&allocation_failures, 1, memory_order_relaxed);
    errno = ENOMEM;
    return NULL;
}

static void mark_live(void *block) { atomic_store_explicit(block_state(block), BLOCK_LIVE, memory_order_relaxed); }

static void *allocate_pages(size_t size, size_t alignment) {
    arena_ensure();
    if (size > arena.size) return fail();
    uint32_t count = (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT);
    if (count == 0) count = 1;
    uint32_t first = pages_take(count, alignment, PAGE_LARGE);
    if (first == no_page && slabs_release_empty()) first = pages_take(count, alignment, PAGE_LARGE);
    if (first == no_page) return fail();
    atomic_fetch_add_explicit(&large_bytes, (size_t)count << PAGE_SHIFT, memory_order_relaxed);
    mark_live(page_address(first));
    return page_address(first);
}

static inline void *allocate_block(unsigned class_index) {
    unsigned count = thread_cache.counts[class_index];
    void *block;
    if (LIKELY(count != 0)) {
        thread_cache.counts[class_index] = (uint8_t)--count;
        block = thread_cache.blocks[class_index][count];
    } else {
        block = thread_cache_refill(class_index);
        if (block == NULL) return fail();
    }
    mark_live(block);
    return block;
}

static _Noreturn void refuse_pointer(const char *what, const void *pointer) {
    struct message message = {.length = 0};
    message_append(&message, "casemate heap: ");
    message_append(&message, what);
    message_append(&message, " at ");
    message_append_address(&message, pointer);
    message_append(&message, "; the process ends because its memory can no longer be trusted.\n");
    message_abort(&message);
}

/// The page of a live block; anything else ends the process.
static inline struct page *page_of_live(const void *pointer, const char *what) {
    if (!LIKELY(arena_contains(pointer) && (uintptr_t)pointer % GRANULE == 0)) refuse_pointer(what, pointer);
    if (!LIKELY(atomic_load_explicit(block_state(pointer), memory_order_relaxed) == BLOCK_LIVE)) {
        refuse_pointer(what, pointer);
    }
    return &arena.pages[page_index(pointer)];
}

static inline size_t size_of_block(const struct page *page) {
    return page->use == PAGE_SLAB ? size_classes[page->class_index].size : (size_t)page->pages << PAGE_SHIFT;
}

static void free_pages(void *pointer, struct page *page) {
    size_t size = size_of_block(page);
    wipe(pointer, size);
    atomic_fetch_sub_explicit(&large_bytes, size, memory_order_relaxed);
    pages_give(page_index(pointer), page->pages);
}

EXPORT void free(void *pointer) {
    if (pointer == NULL) return;
    if (!LIKELY(arena_contains(pointer) && (uintptr_t)pointer % GRANULE == 0)) {
        refuse_pointer("free of a pointer that malloc did not return", pointer);
    }
    // An exchange, so that of two threads freeing the same block one is told.
    uint8_t state = atomic_exchange_explicit(block_state(pointer), BLOCK_FREED, memory_order_acq_rel);
    if (!LIKELY(state == BLOCK_LIVE)) {
        refuse_pointer(
            state == BLOCK_FREED ? "double free" : "free of a pointer that malloc did not return", pointer);
    }
    struct page *page = &arena.pages[page_index(pointer)];
    if (page->use != PAGE_SLAB) {
        free_pages(pointer, page);
        return;
    }
    unsigned class_index = page->class_index;
    wipe(pointer, size_classes[class_index].size);
    if (!LIKELY(thread_cache.counts[class_index] < size_classes[class_index].cached)) {
        thread_cache_make_room(class_index);
    }
    thread_cache.blocks[class_index][thread_cache.counts[class_index]++] = pointer;
}

EXPORT void *malloc(size_t size) {
    return LIKELY(size <= LARGEST_BLOCK) ? allocate_block(class_of_size(size)) : allocate_pages(size, PAGE_SIZE);
}

EXPORT void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return fail();
    void *block = malloc(bytes);
    // Free memory is zero already, unless someone wrote to a block after freeing it.
    if (block != NULL) memset(block, 0, bytes);
    return block;
}

/// A large block that shrinks stays where it is and gives up its tail.
static void *shrink_pages(void *pointer, struct page *page, size_t size) {
    uint32_t count = (uint32_t)((size + PAGE_SIZE - 1) >> PAGE_SHIFT);
    size_t given = (size_t)(page->pages - count) << PAGE_SHIFT;
    if (given == 0) return pointer;
    wipe((char *)pointer + ((size_t)count << PAGE_SHIFT), given);
    atomic_fetch_sub_explicit(&large_bytes, given, memory_order_relaxed);
    pages_shorten(page_index(pointer), count);
    return pointer;
}

EXPORT void *realloc(void *pointer, size_t size) {
    if (pointer == NULL) return malloc(size);
    if (size == 0) {
        free(pointer);
        return NULL;
    }
    struct page *page = page_of_live(pointer, "realloc of a pointer that malloc did not return, or of a freed one");
    size_t old_size = size_of_block(page);
    if (size <= old_size && page->use != PAGE_SLAB && size > LARGEST_BLOCK) return shrink_pages(pointer, page, size);
    if (size <= old_size && size > old_size / 2) return pointer;
    void *moved = malloc(size);
    if (moved == NULL) return NULL;
    memcpy(moved, pointer, size < old_size ? size : old_size);
    free(pointer);
    return moved;
}

EXPORT void *reallocarray(void *pointer, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return fail();
    return realloc(pointer, bytes);
}

/// Slabs begin at a page, so every block of a class whose size is a multiple of the alignment is aligned.
static void *allocate_aligned(size_t alignment, size_t size) {
    if (alignment <= GRANULE) return malloc(size);
    if (size <= LARGEST_BLOCK && alignment <= PAGE_SIZE) {
        for (unsigned class_index = class_of_size(size); class_index < CLASS_COUNT; class_index++) {
            if (size_classes[class_index].size % alignment == 0) return allocate_block(class_index);
        }
    }
    return allocate_pages(size, alignment);
}

static int is_power_of_two(size_t number) { return number != 0 && (number & (number - 1)) == 0; }

EXPORT void *memalign(size_t alignment, size_t size) {
    if (is_power_of_two(alignment)) return allocate_aligned(alignment, size);
    errno = EINVAL;
    return NULL;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

EXPORT int posix_memalign(void **result, size_t alignment, size_t size) {
    if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0) return EINVAL;
    int before = errno;
    void *block = allocate_aligned(alignment, size);
    errno = before;
    if (block == NULL) return ENOMEM;
    *result = block;
    return 0;
}

EXPORT void *valloc(size_t size) { return allocate_aligned(PAGE_SIZE, size); }

EXPORT void *pvalloc(size_t size) {
    size_t bytes;
    if (__builtin_add_overflow(size, PAGE_SIZE - 1, &bytes)) return fail();
    return allocate_aligned(PAGE_SIZE, bytes & ~(size_t)(PAGE_SIZE - 1));
}

EXPORT size_t malloc_usable_size(void *pointer) {
    if (pointer == NULL) return 0;
    return size_of_block(page_of_live(pointer, "malloc_usable_size of a pointer that malloc did not return"));
}
