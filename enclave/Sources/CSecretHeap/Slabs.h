#pragma once

// Small blocks: the slabs that hold them, behind one lock for each size class and shard. Threads come here in batches.
//
// Shards keep threads apart: two that take blocks of one page fight over its cache lines, which was measured to cost
// six times the allocation itself. A block goes back to the shard its slab belongs to, whoever frees it.

#include <stdbool.h>
#include <stddef.h>

enum { SHARD_COUNT = 8 };

/// Puts up to `count` blocks of a class into `blocks` and returns how many. The blocks are zero. Slabs of other shards
/// are used when there is no page for a new one.
unsigned slabs_take(unsigned shard, unsigned class_index, void **blocks, unsigned count);

/// Returns blocks of a class, already wiped.
void slabs_give(unsigned class_index, void *const *blocks, unsigned count);

/// Returns the empty slabs that shards keep ready; false when there was none.
bool slabs_release_empty(void);

/// Bytes of all blocks that are with threads.
size_t slabs_bytes_in_use(void);
