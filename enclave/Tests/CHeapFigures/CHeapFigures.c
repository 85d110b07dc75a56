#include "CHeapFigures.h"

#include <malloc.h>

size_t heap_bytes_in_use(void) {
    struct mallinfo2 figures = mallinfo2();
    return figures.uordblks + figures.hblkhd;
}
