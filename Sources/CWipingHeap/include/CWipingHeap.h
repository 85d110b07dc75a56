#ifndef CASEMATE_WIPING_HEAP_H
#define CASEMATE_WIPING_HEAP_H

#include <stdbool.h>

/// From now on memory that is freed is overwritten first, whoever frees it: Swift, NIO, gRPC or the C library's callers.
/// For programs that carry other people's secrets through buffers they do not own.
void casemate_wipe_freed_memory(void);

/// Whether freed memory is overwritten.
bool casemate_wipes_freed_memory(void);

#endif
