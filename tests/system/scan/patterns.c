#include "patterns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

static const char *const names[FORM_COUNT] = {
    "big-endian",       "little-endian",    "limbs32-high-first", "limbs32-swapped", "limbs64-high-first",
    "limbs64-swapped",  "montgomery-order", "montgomery-field",   "hex",             "base64",
    "pkcs8-der",        "pem-line",         "quarter",
};

const char *form_name(enum form form) { return names[form]; }

static size_t distinct_bytes(const uint8_t *bytes, size_t length) {
    bool seen[256] = {false};
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += !seen[bytes[i]];
        seen[bytes[i]] = true;
    }
    return count;
}

static bool known(const struct pattern_set *set, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < set->count; i++)
        if (set->items[i].length == length && memcmp(set->items[i].bytes, bytes, length) == 0) return true;
    return false;
}

void pattern_add(struct pattern_set *set, const char *secret, enum form form, const uint8_t *bytes, size_t length) {
    // A word of few different bytes (zeros, padding) is found everywhere and says nothing.
    if (form == FORM_QUARTER ? distinct_bytes(bytes, length) < 6 : length < PATTERN_MINIMUM) return;
    if (length > PATTERN_MAXIMUM || known(set, bytes, length)) return;
    if (set->count == set->capacity) {
        set->capacity = set->capacity ? set->capacity * 2 : 256;
        set->items = realloc(set->items, set->capacity * sizeof *set->items);
        if (!set->items) abort();
    }
    uint8_t *copy = malloc(length);
    if (!copy) abort();
    memcpy(copy, bytes, length);
    set->items[set->count++] = (struct pattern){strdup(secret), form, copy, length};
}

// Writes `bytes` (big-endian, a whole number of limbs) as limbs in the given order, each in the given byte order.
static void lay_out(uint8_t *out, const uint8_t *bytes, size_t length, size_t limb, bool high_first, bool swapped) {
    for (size_t start = 0; start < length; start += limb)
        for (size_t i = 0; i < limb; i++) {
            size_t to = high_first ? start : length - limb - start;
            out[to + (swapped ? i : limb - 1 - i)] = bytes[start + i];
        }
}

void pattern_add_layouts(
    struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length, enum form as
) {
    uint8_t out[PATTERN_MAXIMUM];
    static const struct {
        enum form form;
        size_t limb;
        bool high_first, swapped;
    } layouts[] = {
        {FORM_LITTLE_ENDIAN, 1, false, true},      {FORM_LIMBS32_HIGH_FIRST, 4, true, false},
        {FORM_LIMBS32_SWAPPED, 4, false, true},    {FORM_LIMBS64_HIGH_FIRST, 8, true, false},
        {FORM_LIMBS64_SWAPPED, 8, false, true},
    };
    pattern_add(set, secret, as == FORM_COUNT ? FORM_BIG_ENDIAN : as, bytes, length);
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        if (length % layouts[i].limb != 0 || length > sizeof out) continue;
        lay_out(out, bytes, length, layouts[i].limb, layouts[i].high_first, layouts[i].swapped);
        pattern_add(set, secret, as == FORM_COUNT ? layouts[i].form : as, out, length);
    }
}

static void add_hex(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length) {
    char text[PATTERN_MAXIMUM + 1];
    if (length * 2 > PATTERN_MAXIMUM) return;
    for (int upper = 0; upper < 2; upper++) {
        for (size_t i = 0; i < length; i++) sprintf(text + 2 * i, upper ? "%02X" : "%02x", bytes[i]);
        pattern_add(set, secret, FORM_HEX, (const uint8_t *)text, length * 2);
    }
}

// Base64 depends on the offset modulo three at which the secret starts in what was encoded.
static void add_base64(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length) {
    uint8_t source[PATTERN_MAXIMUM], text[PATTERN_MAXIMUM * 2];
    for (size_t shift = 0; shift < 3 && length + shift <= PATTERN_MAXIMUM / 2; shift++) {
        memset(source, 0, shift);
        memcpy(source + shift, bytes, length);
        EVP_EncodeBlock(text, source, (int)(length + shift));
        // Only characters that carry no bit from outside the secret.
        size_t first = (shift * 8 + 5) / 6, end = (length + shift) * 8 / 6;
        pattern_add(set, secret, FORM_BASE64, text + first, end - first);
    }
}

static void add_quarters(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length) {
    uint8_t reversed[8];
    for (size_t start = 0; start + 8 <= length; start += 8) {
        for (size_t i = 0; i < 8; i++) reversed[i] = bytes[start + 7 - i];
        pattern_add(set, secret, FORM_QUARTER, bytes + start, 8);
        pattern_add(set, secret, FORM_QUARTER, reversed, 8);
    }
}

void pattern_add_secret(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length) {
    pattern_add_layouts(set, secret, bytes, length, FORM_COUNT);
    add_hex(set, secret, bytes, length);
    add_base64(set, secret, bytes, length);
    add_quarters(set, secret, bytes, length);
}

// Marks the bytes of `der` that are part of a secret.
static void mark_secret_bytes(const struct pattern_set *set, const uint8_t *der, size_t length, bool *marks) {
    for (size_t i = 0; i < set->count; i++) {
        const struct pattern *pattern = &set->items[i];
        if (pattern->form != FORM_BIG_ENDIAN) continue;
        const uint8_t *found = memmem(der, length, pattern->bytes, pattern->length);
        if (found) memset(marks + (found - der), true, pattern->length);
    }
}

void pattern_add_document(struct pattern_set *set, const char *secret, const uint8_t *der, size_t length) {
    enum { LINE = 48 }; // bytes in a line of 64 characters
    bool marks[PATTERN_MAXIMUM] = {false};
    uint8_t text[65];
    if (length > PATTERN_MAXIMUM) return;
    mark_secret_bytes(set, der, length, marks);
    pattern_add(set, secret, FORM_PKCS8_DER, der, length);
    for (size_t start = 0; start < length; start += LINE) {
        size_t count = length - start < LINE ? length - start : LINE, secret_bytes = 0;
        for (size_t i = 0; i < count; i++) secret_bytes += marks[start + i];
        if (secret_bytes < 8) continue;
        pattern_add(set, secret, FORM_PEM_LINE, text, (size_t)EVP_EncodeBlock(text, der + start, (int)count));
    }
}
