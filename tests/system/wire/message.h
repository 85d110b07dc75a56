// Bytes of the wall's frames: big-endian integers, length-prefixed data. Written from docs/protocol.md, apart from the
// Swift sources: a second implementation is the first thing that notices when the format moves.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MESSAGE_MAXIMUM = (1 << 20) + 64 };

// A body being written or read. `failed` stays set once something did not fit.
struct message {
    uint8_t *bytes;
    size_t length, position;
    bool failed;
};

struct message message_make(void);
void message_free(struct message *message);
void message_clear(struct message *message);

void put_integer(struct message *message, uint64_t value, size_t count);
void put_fixed(struct message *message, const void *bytes, size_t length);
void put_data(struct message *message, const void *bytes, size_t length);
void put_string(struct message *message, const char *text);

uint64_t get_integer(struct message *message, size_t count);
const uint8_t *get_fixed(struct message *message, size_t length);
const uint8_t *get_data(struct message *message, size_t *length);
// Copies a string; longer ones are cut to the space there is.
void get_string(struct message *message, char *text, size_t size);

// Hexadecimal, lower case. `text` has room for 2·length + 1.
void hex_encode(char *text, const uint8_t *bytes, size_t length);
// Returns the number of bytes, or -1.
long hex_decode(uint8_t *bytes, size_t size, const char *text);
