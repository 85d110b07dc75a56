// A recording in memory, and the answers in it by the request they answer.
#pragma once

#include "record.h"

#include <stdbool.h>
#include <stddef.h>

struct event {
    struct record head;
    const char *name; // terminated
    const uint8_t *data;
};

struct recording {
    struct event *events; // event i has number i + 1
    size_t count;
};

// Reads a recording; a record cut short at its end (the process was killed) ends it. False with a message on stderr.
bool recording_read(const char *path, struct recording *recording);

// One thing that must be true once its request was answered: a line of the load client's log.
struct expectation {
    uint64_t request;
    size_t answered; // index of the event that sent the answer, or SIZE_MAX
    char *line;
};

struct expectations {
    struct expectation *items;
    size_t count;
};

// Reads lines `REQUEST-ID-IN-HEX WORDS…`. False with a message on stderr.
bool expectations_read(const char *path, struct expectations *expectations);

// Follows every connection's stream of frames and notes when each expectation's request was answered.
void expectations_match(struct expectations *expectations, const struct recording *recording);
