#include "Slabs.h"

#include <pthread.h>
#include <string.h>

#include "SizeClasses.h"

/// A class's slabs in one shard that have at least one free block, as a list of their first pages. Own cache lines.
struct shelf {
    _Alignas(128) pthread_mutex_t lock;
    /// Index + 1 of the first slab, so that static zero means none.
    uint32_t head;
    _Atomic size_t blocks_out;
};

static struct shelf shelves[SHARD_COUNT][CLASS_COUNT];

static uint32_t head_of(const struct shelf *shelf) { return shelf->head - 1; }

static void link_slab(struct shelf *shelf, uint32_t slab) {
    uint32_t next = head_of(shelf);
    arena.pages[slab].next = next;
    arena.pages[slab].previous = no_page;
    if (next != no_page) arena.pages[next].previous = slab;
    shelf->head = slab + 1;
}

static void unlink_slab(struct shelf *shelf, uint32_t slab) {
    uint32_t next = arena.pages[slab].next, previous = arena.pages[slab].previous;
    if (next != no_page) arena.pages[next].previous = previous;
    if (previous != no_page) {
        arena.pages[previous].next = next;
    } else {
        shelf->head = next + 1;
    }
}

static bool add_slab(struct shelf *shelf, unsigned shard, unsigned class_index) {
    const struct size_class *class = &size_classes[class_index];
    uint32_t first = pages_take(class->pages, PAGE_SIZE, PAGE_SLAB);
    if (first == no_page) return false;
    for (uint32_t page = first; page < first + class->pages; page++) {
        arena.pages[page].class_index = (uint8_t)class_index;
        arena.pages[page].shard = (uint8_t)shard;
    }
    struct page *slab = &arena.pages[first];
    unsigned blocks = blocks_in_slab(class);
    slab->free_count = blocks;
    memset(slab->free_blocks, 0, sizeof slab->free_blocks);
    for (unsigned block = 0; block < blocks; block++) slab->free_blocks[block / 64] |= UINT64_C(1) << (block % 64);
    link_slab(shelf, first);
    return true;
}

static void remove_slab(struct shelf *shelf, uint32_t slab) {
    uint32_t pages = arena.pages[slab].pages;
    unlink_slab(shelf, slab);
    memset((void *)block_state(page_address(slab)), BLOCK_NONE, (size_t)pages << (PAGE_SHIFT - GRANULE_SHIFT));
    pages_give(slab, pages);
}

static void *take_block(uint32_t slab, unsigned class_index) {
    struct page *page = &arena.pages[slab];
    unsigned word = 0;
    while (page->free_blocks[word] == 0) word++;
    unsigned block = word * 64 + (unsigned)__builtin_ctzll(page->free_blocks[word]);
    page->free_blocks[word] &= page->free_blocks[word] - 1;
    page->free_count--;
    return page_address(slab) + (size_t)block * size_classes[class_index].size;
}

static void count_out(struct shelf *shelf, size_t change) {
    size_t out = atomic_load_explicit(&shelf->blocks_out, memory_order_relaxed);
    atomic_store_explicit(&shelf->blocks_out, out + change, memory_order_relaxed);
}

/// Takes blocks of slabs that exist. The caller holds the lock.
static unsigned take_ready(struct shelf *shelf, unsigned class_index, void **blocks, unsigned count) {
    unsigned taken = 0;
    for (uint32_t slab; taken < count && (slab = head_of(shelf)) != no_page;) {
        blocks[taken++] = take_block(slab, class_index);
        if (arena.pages[slab].free_count == 0) unlink_slab(shelf, slab);
    }
    count_out(shelf, taken);
    return taken;
}

static unsigned take_elsewhere(unsigned class_index, void **blocks, unsigned count) {
    unsigned taken = 0;
    for (unsigned shard = 0; shard < SHARD_COUNT && taken == 0; shard++) {
        struct shelf *shelf = &shelves[shard][class_index];
        pthread_mutex_lock(&shelf->lock);
        taken = take_ready(shelf, class_index, blocks, count);
        pthread_mutex_unlock(&shelf->lock);
    }
    return taken;
}

unsigned slabs_take(unsigned shard, unsigned class_index, void **blocks, unsigned count) {
    struct shelf *shelf = &shelves[shard][class_index];
    pthread_mutex_lock(&shelf->lock);
    unsigned taken = take_ready(shelf, class_index, blocks, count);
    if (taken == 0 && add_slab(shelf, shard, class_index)) taken = take_ready(shelf, class_index, blocks, count);
    pthread_mutex_unlock(&shelf->lock);
    return taken != 0 ? taken : take_elsewhere(class_index, blocks, count);
}

static bool is_empty(uint32_t slab, unsigned class_index) {
    return arena.pages[slab].free_count == blocks_in_slab(&size_classes[class_index]);
}

/// A shelf's last slab of one page stays, or a single block taken and given over and over would move pages each time.
static bool should_stay(const struct shelf *shelf, uint32_t slab) {
    return arena.pages[slab].pages == 1 && head_of(shelf) == slab && arena.pages[slab].next == no_page;
}

/// The caller holds the lock.
static void give_block(struct shelf *shelf, unsigned class_index, uint32_t slab, const void *pointer) {
    unsigned distance = (unsigned)((const char *)pointer - page_address(slab));
    unsigned block = distance / size_classes[class_index].size;
    arena.pages[slab].free_blocks[block / 64] |= UINT64_C(1) << (block % 64);
    if (arena.pages[slab].free_count++ == 0) link_slab(shelf, slab);
    count_out(shelf, (size_t)-1);
    if (is_empty(slab, class_index) && !should_stay(shelf, slab)) remove_slab(shelf, slab);
}

void slabs_give(unsigned class_index, void *const *blocks, unsigned count) {
    struct shelf *locked = NULL;
    for (unsigned index = 0; index < count; index++) {
        uint32_t page = page_index(blocks[index]);
        struct shelf *shelf = &shelves[arena.pages[page].shard][class_index];
        if (shelf != locked) {
            if (locked != NULL) pthread_mutex_unlock(&locked->lock);
            pthread_mutex_lock(&shelf->lock);
            locked = shelf;
        }
        give_block(shelf, class_index, page - arena.pages[page].offset, blocks[index]);
    }
    if (locked != NULL) pthread_mutex_unlock(&locked->lock);
}

static bool release_empty_of(struct shelf *shelf, unsigned class_index) {
    bool released = false;
    pthread_mutex_lock(&shelf->lock);
    for (uint32_t slab = head_of(shelf), next; slab != no_page; slab = next) {
        next = arena.pages[slab].next;
        if (!is_empty(slab, class_index)) continue;
        remove_slab(shelf, slab);
        released = true;
    }
    pthread_mutex_unlock(&shelf->lock);
    return released;
}

bool slabs_release_empty(void) {
    bool released = false;
    for (unsigned shard = 0; shard < SHARD_COUNT; shard++) {
        for (unsigned class_index = 0; class_index < CLASS_COUNT; class_index++) {
            released |= release_empty_of(&shelves[shard][class_index], class_index);
        }
    }
    return released;
}

size_t slabs_bytes_in_use(void) {
    size_t bytes = 0;
    for (unsigned shard = 0; shard < SHARD_COUNT; shard++) {
        for (unsigned class_index = 0; class_index < CLASS_COUNT; class_index++) {
            size_t out = atomic_load_explicit(&shelves[shard][class_index].blocks_out, memory_order_relaxed);
            bytes += out * size_classes[class_index].size;
        }
    }
    return bytes;
}
