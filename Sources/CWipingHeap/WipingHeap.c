// Stands before the C library's free and realloc in every program that links it, and hands on to them.
#define _GNU_SOURCE
#include "CWipingHeap.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// glibc's own, under the names that it keeps for programs which stand before it.
extern void __libc_free(void *pointer);
extern void *__libc_realloc(void *pointer, size_t size);

static _Atomic bool wipes;

void casemate_wipe_freed_memory(void) { atomic_store(&wipes, true); }

bool casemate_wipes_freed_memory(void) { return atomic_load(&wipes); }

void free(void *pointer) {
    if (pointer && atomic_load_explicit(&wipes, memory_order_relaxed))
        explicit_bzero(pointer, malloc_usable_size(pointer));
    __libc_free(pointer);
}

// The C library may move a block and leave its bytes behind: so it is moved here.
void *realloc(void *pointer, size_t size) {
    if (!pointer || size == 0 || !atomic_load_explicit(&wipes, memory_order_relaxed))
        return __libc_realloc(pointer, size);
    size_t had = malloc_usable_size(pointer);
    if (size <= had && size >= had / 2) {
        explicit_bzero((char *)pointer + size, had - size);
        return pointer;
    }
    void *moved = malloc(size);
    if (!moved) return NULL;
    memcpy(moved, pointer, size < had ? size : had);
    free(pointer);
    return moved;
}
