// What a disk may hold after a power cut: what was synced, and any part of what was not.
#pragma once

#include "recording.h"

// Everything a run did to its state directory up to some event, in order, with what a sync covered.
struct history;

// Starts with the files that were there before the run (`base` may be NULL), all of them durable.
struct history *history_make(const char *base);

// Takes in the next event.
void history_add(struct history *history, const struct event *event);

// A seeded source of choices.
struct choices {
    uint64_t state;
};
uint64_t choose(struct choices *choices, uint64_t below);

// One disk state: a choice of the unsynced operations, applied in order.
struct disk;
struct disk *disk_make(const struct history *history, struct choices *choices);
uint64_t disk_hash(const struct disk *disk);
// Writes the state into an empty directory.
bool disk_write(const struct disk *disk, const char *directory);
void disk_free(struct disk *disk);
