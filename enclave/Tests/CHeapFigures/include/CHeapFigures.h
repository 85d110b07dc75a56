#pragma once

#include <stddef.h>

/// Bytes the C library's heap has handed out now; for tests of what costs heap and what does not.
size_t heap_bytes_in_use(void);
