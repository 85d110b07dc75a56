#include "Message.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void message_append(struct message *message, const char *text) {
    size_t length = strlen(text);
    size_t space = sizeof message->text - message->length;
    if (length > space) length = space;
    memcpy(message->text + message->length, text, length);
    message->length += length;
}

static void append_digits(struct message *message, uint64_t number, unsigned base) {
    char digits[21];
    size_t first = sizeof digits - 1;
    digits[first] = 0;
    do {
        digits[--first] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    message_append(message, digits + first);
}

void message_append_number(struct message *message, uint64_t number) { append_digits(message, number, 10); }

void message_append_address(struct message *message, const void *address) {
    message_append(message, "0x");
    append_digits(message, (uintptr_t)address, 16);
}

static void write_all(const struct message *message) {
    size_t done = 0;
    while (done < message->length) {
        ssize_t count = write(STDERR_FILENO, message->text + done, message->length - done);
        if (count <= 0) return;
        done += (size_t)count;
    }
}

_Noreturn void message_exit(const struct message *message, int status) {
    write_all(message);
    _exit(status);
}

_Noreturn void message_abort(const struct message *message) {
    write_all(message);
    abort();
}
