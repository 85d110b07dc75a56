#pragma once

// Small blocks: for each size class the slabs that hold them, behind one lock a class. Threads come here in batches.

#include <stdbool.h>
#include <stddef.h>

/// Puts up to `count` blocks of a class into `blocks` and returns how many. The blocks are zero.
unsigned slabs_take(unsigned class_index, void **blocks, unsigned count);

/// Returns blocks of a class, already wiped.
void slabs_give(unsigned class_index, void *const *blocks, unsigned count);

/// Returns the empty slabs that classes keep ready; false when there was none.
bool slabs_release_empty(void);

/// Bytes of all blocks that are with threads.
size_t slabs_bytes_in_use(void);
