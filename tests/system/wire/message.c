#include "message.h"

#include <stdlib.h>
#include <string.h>

struct message message_make(void) {
    struct message message = {malloc(MESSAGE_MAXIMUM), 0, 0, false};
    if (!message.bytes) abort();
    return message;
}

void message_free(struct message *message) { free(message->bytes); }

void message_clear(struct message *message) {
    message->length = message->position = 0;
    message->failed = false;
}

void put_fixed(struct message *message, const void *bytes, size_t length) {
    if (MESSAGE_MAXIMUM - message->length < length) {
        message->failed = true;
        return;
    }
    memcpy(message->bytes + message->length, bytes, length);
    message->length += length;
}

void put_integer(struct message *message, uint64_t value, size_t count) {
    uint8_t bytes[8];
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(value >> (8 * (count - 1 - i)));
    put_fixed(message, bytes, count);
}

void put_data(struct message *message, const void *bytes, size_t length) {
    put_integer(message, length, 4);
    put_fixed(message, bytes, length);
}

void put_string(struct message *message, const char *text) {
    put_integer(message, strlen(text), 2);
    put_fixed(message, text, strlen(text));
}

const uint8_t *get_fixed(struct message *message, size_t length) {
    static const uint8_t nothing[1];
    if (message->failed || message->length - message->position < length) {
        message->failed = true;
        return nothing;
    }
    message->position += length;
    return message->bytes + message->position - length;
}

uint64_t get_integer(struct message *message, size_t count) {
    const uint8_t *bytes = get_fixed(message, count);
    uint64_t value = 0;
    for (size_t i = 0; i < count && !message->failed; i++) value = value << 8 | bytes[i];
    return value;
}

const uint8_t *get_data(struct message *message, size_t *length) {
    size_t wanted = get_integer(message, 4);
    const uint8_t *bytes = get_fixed(message, wanted);
    *length = message->failed ? 0 : wanted;
    return bytes;
}

void get_string(struct message *message, char *text, size_t size) {
    size_t length = get_integer(message, 2);
    const uint8_t *bytes = get_fixed(message, length);
    if (message->failed) length = 0;
    if (length > size - 1) length = size - 1;
    memcpy(text, bytes, length);
    text[length] = 0;
}

void hex_encode(char *text, const uint8_t *bytes, size_t length) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * length] = 0;
}

static int digit(char character) {
    static const char digits[] = "0123456789abcdef";
    const char *found = character ? strchr(digits, character) : NULL;
    return found ? (int)(found - digits) : -1;
}

long hex_decode(uint8_t *bytes, size_t size, const char *text) {
    size_t length = strlen(text) / 2;
    if (strlen(text) % 2 != 0 || length > size) return -1;
    for (size_t i = 0; i < length; i++) {
        int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return -1;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return (long)length;
}
