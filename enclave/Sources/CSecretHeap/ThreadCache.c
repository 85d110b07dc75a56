#include "ThreadCache.h"

#include "Slabs.h"

_Thread_local struct thread_cache thread_cache;

static unsigned own_shard(void) {
    static _Atomic unsigned next;
    if (thread_cache.shard == 0) thread_cache.shard = (uint8_t)(atomic_fetch_add(&next, 1) % SHARD_COUNT + 1);
    return thread_cache.shard - 1u;
}

void *thread_cache_refill(unsigned class_index) {
    arena_ensure();
    unsigned shard = own_shard();
    // Half full, so that neither a row of allocations nor a row of frees comes back here at once.
    unsigned wanted = (size_classes[class_index].cached + 1) / 2;
    void **blocks = thread_cache.blocks[class_index];
    unsigned count = slabs_take(shard, class_index, blocks, wanted);
    if (count == 0) {
        thread_cache_empty(&thread_cache);
        slabs_release_empty();
        count = slabs_take(shard, class_index, blocks, 1);
        if (count == 0) return NULL;
    }
    thread_cache.counts[class_index] = (uint8_t)(count - 1);
    return blocks[count - 1];
}

void thread_cache_make_room(unsigned class_index) {
    unsigned given = (size_classes[class_index].cached + 1) / 2;
    unsigned left = thread_cache.counts[class_index] - given;
    slabs_give(class_index, thread_cache.blocks[class_index] + left, given);
    thread_cache.counts[class_index] = (uint8_t)left;
}

void thread_cache_empty(struct thread_cache *cache) {
    for (unsigned class_index = 0; class_index < CLASS_COUNT; class_index++) {
        slabs_give(class_index, cache->blocks[class_index], cache->counts[class_index]);
        cache->counts[class_index] = 0;
    }
}
