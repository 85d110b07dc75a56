// Finds any of the patterns in a block of memory: one look-up for each aligned eight-byte word.
#pragma once

#include "patterns.h"

struct matcher;

// Called for each occurrence, with the offset at which it starts in the block.
typedef void match_handler(void *context, const struct pattern *pattern, size_t offset);

struct matcher *matcher_make(const struct pattern_set *set);

// Searches a block whose first byte lies at an address divisible by eight.
void matcher_search(
    const struct matcher *matcher, const uint8_t *block, size_t length, match_handler *handler, void *context);
