// What a secret looks like in memory: every byte string that gives it, or a usable part of it, away.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a secret's part is written down.
enum form {
    FORM_BIG_ENDIAN,
    FORM_LITTLE_ENDIAN,      // also limbs of any size, least significant first, on this machine
    FORM_LIMBS32_HIGH_FIRST, // 32-bit limbs, most significant first, each little-endian
    FORM_LIMBS32_SWAPPED,    // 32-bit limbs, least significant first, each big-endian
    FORM_LIMBS64_HIGH_FIRST,
    FORM_LIMBS64_SWAPPED,
    FORM_MONTGOMERY_ORDER, // x·R mod n, in each of the six layouts above
    FORM_MONTGOMERY_FIELD, // x·R mod p, likewise
    FORM_HEX,
    FORM_BASE64,
    FORM_PKCS8_DER,
    FORM_PEM_LINE,
    FORM_QUARTER, // eight bytes at an address divisible by eight
    FORM_COUNT
};

const char *form_name(enum form form);

// Long enough that an unaligned occurrence always covers an aligned eight-byte word.
enum { PATTERN_MINIMUM = 15, PATTERN_MAXIMUM = 8192 };

struct pattern {
    const char *secret; // "name.part"
    enum form form;
    uint8_t *bytes;
    size_t length;
};

struct pattern_set {
    struct pattern *items;
    size_t count, capacity;
};

// Adds `bytes` as they stand. Unaligned patterns shorter than PATTERN_MINIMUM, and repeated ones, are left out.
void pattern_add(struct pattern_set *set, const char *secret, enum form form, const uint8_t *bytes, size_t length);

// Adds the six layouts of a big-endian integer; all under `as` when it is not FORM_COUNT.
void pattern_add_layouts(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length, enum form as);

// Adds layouts, hexadecimal, base64 and quarters of a secret byte string.
void pattern_add_secret(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length);

// Adds a PKCS#8 document and those of its PEM lines that overlap bytes already in `set` in big-endian form.
void pattern_add_document(struct pattern_set *set, const char *secret, const uint8_t *der, size_t length);
