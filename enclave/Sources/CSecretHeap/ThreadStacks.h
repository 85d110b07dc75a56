#pragma once

// Every thread's stack in the arena, between two guard pages.

#include "CSecretHeap.h"

/// Bytes of all stacks with their guard pages.
size_t stacks_bytes(void);
