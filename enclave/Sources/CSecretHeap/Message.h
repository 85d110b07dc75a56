#pragma once

// Text for stderr, built without malloc or stdio: most of it is written while there is no heap yet.

#include <stddef.h>
#include <stdint.h>

struct message {
    char text[1536];
    size_t length;
};

void message_append(struct message *message, const char *text);
void message_append_number(struct message *message, uint64_t number);
void message_append_address(struct message *message, const void *address);

/// Writes the message to stderr and exits with `status`, running no handlers.
_Noreturn void message_exit(const struct message *message, int status);

/// Writes the message to stderr and aborts: the heap can no longer be trusted.
_Noreturn void message_abort(const struct message *message);
