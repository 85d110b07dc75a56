#include "recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *read_whole(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) return perror(path), NULL;
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*length + 1);
    if (!bytes || fread(bytes, 1, *length, file) != *length) abort();
    fclose(file);
    return bytes;
}

bool recording_read(const char *path, struct recording *recording) {
    size_t length, position = 0;
    uint8_t *bytes = read_whole(path, &length);
    if (!bytes) return false;
    *recording = (struct recording){calloc(length / sizeof(struct record) + 1, sizeof(struct event)), 0};
    if (!recording->events) abort();
    while (position + sizeof(struct record) <= length) {
        struct event *event = &recording->events[recording->count];
        memcpy(&event->head, bytes + position, sizeof event->head);
        position += sizeof event->head;
        if (event->head.magic != RECORD_MAGIC || event->head.number != recording->count + 1)
            return fprintf(stderr, "%s: damaged at record %zu\n", path, recording->count + 1), false;
        if (length - position < (size_t)event->head.name_length + event->head.data_length) break;
        event->name = strndup((const char *)bytes + position, event->head.name_length);
        event->data = bytes + position + event->head.name_length;
        position += (size_t)event->head.name_length + event->head.data_length;
        recording->count++;
    }
    return true;
}

static int by_request(const void *left, const void *right) {
    uint64_t a = ((const struct expectation *)left)->request, b = ((const struct expectation *)right)->request;
    return (a > b) - (a < b);
}

bool expectations_read(const char *path, struct expectations *expectations) {
    char *line = NULL, *rest;
    size_t size = 0, capacity = 0;
    FILE *file = fopen(path, "r");
    if (!file) return perror(path), false;
    *expectations = (struct expectations){0};
    while (getline(&line, &size, file) > 0) {
        uint64_t request = strtoull(line, &rest, 16);
        if (rest == line || *rest != ' ') continue;
        if (expectations->count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            expectations->items = realloc(expectations->items, capacity * sizeof *expectations->items);
            if (!expectations->items) abort();
        }
        expectations->items[expectations->count++] = (struct expectation){request, SIZE_MAX, strdup(line)};
    }
    free(line);
    fclose(file);
    qsort(expectations->items, expectations->count, sizeof *expectations->items, by_request);
    return true;
}

// ---- frames

enum { HEADER = 16, KIND_ANSWER = 3, BODY_MAXIMUM = 1 << 20, STREAMS = 4096 };

// What one descriptor sent: whole frames are dropped once they were counted.
struct stream {
    uint8_t *bytes;
    size_t length, tentative; // the last `tentative` bytes were offered, not yet taken
    bool is_foreign;          // no frames: an event descriptor, a log
};

static uint64_t big_endian(const uint8_t *bytes, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) value = value << 8 | bytes[i];
    return value;
}

static void mark(struct expectations *expectations, uint64_t request, size_t index) {
    size_t low = 0, high = expectations->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (expectations->items[middle].request < request) low = middle + 1;
        else high = middle;
    }
    for (; low < expectations->count && expectations->items[low].request == request; low++)
        if (expectations->items[low].answered == SIZE_MAX) expectations->items[low].answered = index;
}

// Counts the answers in the first `length` bytes; returns the length of the whole frames.
static size_t count_frames(struct stream *stream, size_t length, struct expectations *expectations, size_t index) {
    size_t position = 0;
    while (length - position >= HEADER) {
        const uint8_t *head = stream->bytes + position;
        uint64_t size = 4 + big_endian(head, 4);
        if (size < HEADER || size > HEADER + BODY_MAXIMUM) return stream->is_foreign = true, length;
        // An answer counts when its first bytes are offered: never later than its reader may act on it.
        if (head[4] == KIND_ANSWER) mark(expectations, big_endian(head + 8, 8), index);
        if (length - position < size) break;
        position += size;
    }
    return position;
}

static void offer(struct stream *stream, const struct event *event, struct expectations *expectations, size_t index) {
    size_t length = event->head.data_length;
    stream->bytes = realloc(stream->bytes, stream->length + length + 1);
    if (!stream->bytes) abort();
    memcpy(stream->bytes + stream->length, event->data, length);
    stream->length += length;
    stream->tentative += length;
    if (!stream->is_foreign) count_frames(stream, stream->length, expectations, index);
}

static void take(struct stream *stream, uint64_t sent, struct expectations *expectations, size_t index) {
    size_t refused = stream->tentative > sent ? stream->tentative - (size_t)sent : 0;
    stream->length -= refused;
    stream->tentative = 0;
    size_t whole = stream->is_foreign ? stream->length : count_frames(stream, stream->length, expectations, index);
    memmove(stream->bytes, stream->bytes + whole, stream->length - whole);
    stream->length -= whole;
}

void expectations_match(struct expectations *expectations, const struct recording *recording) {
    struct stream *streams = calloc(STREAMS, sizeof *streams);
    if (!streams) abort();
    for (size_t i = 0; i < recording->count; i++) {
        const struct event *event = &recording->events[i];
        if (event->head.descriptor < 0 || event->head.descriptor >= STREAMS) continue;
        struct stream *stream = &streams[event->head.descriptor];
        switch (event->head.kind) {
        case RECORD_ANSWER: offer(stream, event, expectations, i); break;
        case RECORD_SENT: take(stream, event->head.offset, expectations, i); break;
        case RECORD_CLOSE:
            free(stream->bytes);
            *stream = (struct stream){0};
            break;
        default: break;
        }
    }
    for (size_t i = 0; i < STREAMS; i++) free(streams[i].bytes);
    free(streams);
}
