#include "matcher.h"

#include <stdlib.h>
#include <string.h>

enum { FILTER_BITS = 20, WORD = 8 };

// A word that occurs in a pattern, `offset` bytes behind its start.
struct window {
    uint64_t word;
    const struct pattern *pattern;
    size_t offset;
};

// A bit filter small enough for the cache in front of a table with linear probing.
struct matcher {
    uint64_t filter[(1u << FILTER_BITS) / 64];
    size_t mask;
    struct window *windows;
};

static uint64_t hash(uint64_t word) { return word * 0x9e3779b97f4a7c15ull; }

static uint64_t load(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, WORD);
    return word;
}

static void insert(struct matcher *matcher, const struct pattern *pattern, size_t offset) {
    uint64_t word = load(pattern->bytes + offset);
    uint64_t bit = hash(word) >> (64 - FILTER_BITS);
    matcher->filter[bit / 64] |= 1ull << (bit % 64);
    size_t slot = hash(word) >> 20 & matcher->mask;
    while (matcher->windows[slot].pattern) slot = (slot + 1) & matcher->mask;
    matcher->windows[slot] = (struct window){word, pattern, offset};
}

// The start of the 15 bytes with the most different values: a constant header would be looked up again and again.
static size_t best_start(const struct pattern *pattern) {
    size_t best = 0, most = 0;
    for (size_t start = 0; start + PATTERN_MINIMUM <= pattern->length; start++) {
        bool seen[256] = {false};
        size_t count = 0;
        for (size_t i = 0; i < PATTERN_MINIMUM; i++) {
            count += !seen[pattern->bytes[start + i]];
            seen[pattern->bytes[start + i]] = true;
        }
        if (count > most) most = count, best = start;
    }
    return best;
}

struct matcher *matcher_make(const struct pattern_set *set) {
    struct matcher *matcher = calloc(1, sizeof *matcher);
    size_t slots = 1024;
    while (slots < set->count * WORD * 4) slots *= 2;
    if (!matcher || !(matcher->windows = calloc(slots, sizeof *matcher->windows))) abort();
    matcher->mask = slots - 1;
    for (size_t i = 0; i < set->count; i++) {
        const struct pattern *pattern = &set->items[i];
        if (pattern->form == FORM_QUARTER) {
            insert(matcher, pattern, 0);
            continue;
        }
        size_t start = best_start(pattern);
        for (size_t shift = 0; shift < WORD; shift++) insert(matcher, pattern, start + shift);
    }
    return matcher;
}

static void verify(
    const struct matcher *matcher, uint64_t word, const uint8_t *block, size_t length, size_t position,
    match_handler *handler, void *context
) {
    for (size_t slot = hash(word) >> 20 & matcher->mask; matcher->windows[slot].pattern;
         slot = (slot + 1) & matcher->mask) {
        const struct window *window = &matcher->windows[slot];
        if (window->word != word || window->offset > position) continue;
        size_t start = position - window->offset;
        if (start + window->pattern->length > length) continue;
        if (memcmp(block + start, window->pattern->bytes, window->pattern->length) == 0)
            handler(context, window->pattern, start);
    }
}

void matcher_search(
    const struct matcher *matcher, const uint8_t *block, size_t length, match_handler *handler, void *context
) {
    for (size_t position = 0; position + WORD <= length; position += WORD) {
        uint64_t word = load(block + position);
        if (word == 0) continue;
        uint64_t bit = hash(word) >> (64 - FILTER_BITS);
        if (matcher->filter[bit / 64] >> (bit % 64) & 1)
            verify(matcher, word, block, length, position, handler, context);
    }
}
