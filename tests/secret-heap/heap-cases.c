// The allocator, from the outside.
#define _GNU_SOURCE

#include <errno.h>
#include <malloc.h>
#include <sys/mman.h>

#include "CSecretHeap.h"
#include "Case.h"
#include "Crew.h"

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Blocks keep what was written, never overlap, and change threads.

enum { SLOTS = 1 << 10 };

struct block {
    unsigned char *bytes;
    size_t size;
    unsigned char fill;
};

static struct {
    pthread_mutex_t lock;
    struct block blocks[SLOTS];
} shared = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t random_size(uint64_t *state) {
    uint64_t kind = next_random(state) % 100;
    if (kind < 80) return next_random(state) % 256;
    if (kind < 95) return next_random(state) % 2048;
    return next_random(state) % 12000;
}

static void check_and_free(struct block block) {
    for (size_t index = 0; index < block.size; index++) REQUIRE(block.bytes[index] == block.fill);
    free(block.bytes);
}

static struct block make_block(uint64_t *state) {
    struct block block = {.size = random_size(state), .fill = (unsigned char)(1 + next_random(state) % 255)};
    size_t alignment = next_random(state) % 8 == 0 ? (size_t)8 << next_random(state) % 8 : 0;
    if (alignment != 0) {
        void *bytes;
        REQUIRE(posix_memalign(&bytes, alignment, block.size) == 0);
        block.bytes = bytes;
        REQUIRE((uintptr_t)block.bytes % alignment == 0);
    } else {
        block.bytes = malloc(block.size);
    }
    REQUIRE(block.bytes != NULL && (uintptr_t)block.bytes % 16 == 0);
    REQUIRE(malloc_usable_size(block.bytes) >= block.size);
    for (size_t index = 0; index < block.size; index++) REQUIRE(block.bytes[index] == 0);
    memset(block.bytes, block.fill, block.size);
    return block;
}

static void stress_member(unsigned member) {
    uint64_t state = 88172645463325252u + member;
    for (int round = 0; round < 200000; round++) {
        struct block fresh = make_block(&state);
        size_t slot = next_random(&state) % SLOTS;
        pthread_mutex_lock(&shared.lock);
        struct block old = shared.blocks[slot];
        shared.blocks[slot] = fresh;
        pthread_mutex_unlock(&shared.lock);
        if (old.bytes != NULL) check_and_free(old);
    }
}

static void free_shared(unsigned member) {
    (void)member;
    for (size_t slot = 0; slot < SLOTS; slot++) {
        if (shared.blocks[slot].bytes != NULL) check_and_free(shared.blocks[slot]);
    }
}

static void stress(void) {
    run_crew(8, stress_member);
    run_crew(1, free_shared);
    casemate_heap_statistics after = casemate_heap_read_statistics();
    REQUIRE(after.failures == 0);
    REQUIRE(after.in_use < 448 << 10 && after.committed - after.stacks < 2 << 20);
    // New threads take over the stacks and give back what the old ones kept; asking for too much releases the rest.
    usleep(20000);
    run_crew(9, shallow_member);
    REQUIRE(!casemate_heap_can_reserve(after.capacity));
    after = casemate_heap_read_statistics();
    REQUIRE(after.stacks <= 9 * (136 << 10));
    REQUIRE(after.in_use < 32 << 10 && after.committed - after.stacks < 128 << 10);
}

static void alignment(void) {
    for (size_t alignment = 8; alignment <= 256 << 10; alignment *= 2) {
        for (size_t size = 0; size < 6000; size += 37) {
            void *block = memalign(alignment, size);
            REQUIRE(block != NULL && (uintptr_t)block % alignment == 0);
            memset(block, 0xa5, size);
            free(block);
        }
    }
    void *block = &block;
    REQUIRE(posix_memalign(&block, 24, 8) == EINVAL && block == &block);
    REQUIRE(posix_memalign(&block, 4, 8) == EINVAL);
    volatile size_t odd = 48, huge = (size_t)1 << 40;
    REQUIRE(memalign(huge, 10) == NULL);
    REQUIRE(aligned_alloc(odd, 48) == NULL && errno == EINVAL);
    REQUIRE((uintptr_t)valloc(1) % 4096 == 0);
    REQUIRE(malloc_usable_size(pvalloc(4097)) == 8192);
}

static void reallocation(void) {
    uint64_t state = 7;
    size_t size = 1;
    unsigned char *bytes = realloc(NULL, size);
    bytes[0] = 0;
    for (int round = 0; round < 20000; round++) {
        size_t next = 1 + next_random(&state) % 40000;
        bytes = realloc(bytes, next);
        REQUIRE(bytes != NULL);
        size_t kept = size < next ? size : next;
        for (size_t index = 0; index < kept; index += 1 + index / 8) REQUIRE(bytes[index] == (unsigned char)index);
        for (size_t index = 0; index < next; index++) bytes[index] = (unsigned char)index;
        size = next;
    }
    REQUIRE(realloc(bytes, 0) == NULL);
    REQUIRE(malloc_usable_size(NULL) == 0);
    REQUIRE(reallocarray(NULL, SIZE_MAX / 2, 3) == NULL && errno == ENOMEM);
    REQUIRE(calloc(SIZE_MAX / 2, 3) == NULL && errno == ENOMEM);
}

static void exhaustion(void) {
    enum { SIZE = 1000, MOST = 16384 };
    static void *blocks[MOST];
    for (int round = 0; round < 2; round++) {
        size_t count = 0;
        while (count < MOST && (blocks[count] = malloc(SIZE)) != NULL) count++;
        REQUIRE(count < MOST && errno == ENOMEM);
        casemate_heap_statistics full = casemate_heap_read_statistics();
        REQUIRE(full.failures > 0 && full.available < 64 << 10);
        REQUIRE((double)(count * SIZE) / (double)full.capacity > 0.95);
        REQUIRE(malloc(1 << 20) == NULL);
        while (count != 0) free(blocks[--count]);
        // The empty slabs of one class serve another.
        void *large = malloc(6 << 20);
        REQUIRE(large != NULL);
        free(large);
    }
    REQUIRE(malloc(SIZE_MAX) == NULL && malloc(SIZE_MAX - 4096) == NULL && malloc(PTRDIFF_MAX) == NULL);
}

static void reservation(void) {
    casemate_heap_statistics before = casemate_heap_read_statistics();
    REQUIRE(casemate_heap_can_reserve(before.available) && !casemate_heap_can_reserve(before.available + 1));
    REQUIRE(casemate_heap_reserve(before.available - 4096) && !casemate_heap_reserve(8192));
    REQUIRE(casemate_heap_read_statistics().available == 4096);
    casemate_heap_release(before.available - 4096);
    REQUIRE(casemate_heap_read_statistics().available == before.available);
}

static void wiping(void) {
    for (size_t size = 1; size < 100000; size += 1 + size / 3) {
        volatile unsigned char *bytes = malloc(size);
        memset((void *)bytes, 0x5a, size);
        free((void *)bytes);
        for (size_t index = 0; index < size; index++) REQUIRE(bytes[index] == 0);
        bytes = malloc(2 * size + 9000);
        memset((void *)bytes, 0x5a, 2 * size + 9000);
        REQUIRE(realloc((void *)bytes, size + 4000) != NULL);
        size_t moved = (size + 4000 + 4095) / 4096 * 4096;
        for (size_t index = moved; index < 2 * size + 9000; index++) REQUIRE(bytes[index] == 0);
    }
}

static void statistics(void) {
    casemate_heap_statistics before = casemate_heap_read_statistics();
    REQUIRE(before.capacity == 8 << 20 && before.mode == casemate_heap_current_mode() && before.stacks == 0);
    void *large = malloc(1 << 20);
    casemate_heap_statistics after = casemate_heap_read_statistics();
    REQUIRE(after.in_use - before.in_use == 1 << 20 && after.committed - before.committed == 1 << 20);
    free(large);
    REQUIRE(casemate_heap_read_statistics().peak == after.committed);
}

// Cases that must die.

static void *start_of_heap(void) {
    static void *first;
    if (first == NULL) first = malloc(1);
    return first;
}

static void double_free(void) {
    char *block = malloc(40);
    free(block);
    free(block);
}

static void late_double_free(void) {
    void *blocks[100];
    for (int index = 0; index < 100; index++) blocks[index] = malloc(40);
    for (int index = 0; index < 100; index++) free(blocks[index]);
    free(blocks[50]);
}

static void double_free_of_pages(void) {
    char *block = malloc(40000);
    free(block);
    free(block);
}

static void interior_free(void) { free((char *)malloc(400) + 16); }
static void unaligned_free(void) { free((char *)malloc(400) + 1); }
static void foreign_free(void) { free(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); }

static void realloc_after_free(void) {
    char *block = malloc(40);
    free(block);
    REQUIRE(realloc(block, 80) != NULL);
}

static void overrun_arena(void) {
    volatile char *byte = start_of_heap();
    for (size_t index = 0; index <= 8 << 20; index += 4096) byte[index] = 1;
}

static void underrun_arena(void) {
    volatile char *byte = (char *)((uintptr_t)start_of_heap() & ~(uintptr_t)0xffff);
    for (size_t index = 0; index <= 8 << 20; index += 4096) byte[-(ptrdiff_t)index] = 1;
}

static const struct test_case cases[] = {
    {"stress", stress},
    {"alignment", alignment},
    {"reallocation", reallocation},
    {"exhaustion", exhaustion},
    {"reservation", reservation},
    {"wiping", wiping},
    {"statistics", statistics},
    {"dies-double-free", double_free},
    {"dies-late-double-free", late_double_free},
    {"dies-double-free-of-pages", double_free_of_pages},
    {"dies-interior-free", interior_free},
    {"dies-unaligned-free", unaligned_free},
    {"dies-foreign-free", foreign_free},
    {"dies-realloc-after-free", realloc_after_free},
    {"faults-overrun-arena", overrun_arena},
    {"faults-underrun-arena", underrun_arena},
};

int main(int count, char **arguments) {
    return run_cases(count, arguments, cases, sizeof cases / sizeof *cases);
}
