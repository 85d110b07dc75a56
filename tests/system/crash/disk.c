#include "disk.h"

#include "history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct disk {
    struct contents {
        uint8_t *bytes;
        size_t length;
    } *files;
    size_t file_count;
    struct entry {
        const char *name; // NULL once removed
        size_t file;      // NONE for a folder
    } *entries;
    size_t entry_count;
};

uint64_t choose(struct choices *choices, uint64_t below) {
    uint64_t value = choices->state += 0x9e3779b97f4a7c15ull;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ value >> 27) * 0x94d049bb133111ebull;
    return (value ^ value >> 31) % below;
}

// ---- which unsynced operations reached the disk

// Tempers of a disk: percent of unsynced writes and names it kept, whether names stay in order, whether writes tear. An
// orderly disk kept everything up to a moment shortly before the end and nothing behind it.
struct temper {
    unsigned keeps_data, keeps_names;
    bool names_in_order, tears, is_orderly;
    size_t moment;
};

static struct temper choose_temper(const struct history *history, struct choices *choices) {
    static const unsigned shares[] = {0, 20, 50, 80, 100};
    struct temper temper = {
        shares[choose(choices, 5)], shares[choose(choices, 5)], choose(choices, 3) > 0, choose(choices, 2) == 0,
        choose(choices, 3) == 0, 0,
    };
    size_t lost = (size_t)choose(choices, 1 + choose(choices, 64));
    temper.moment = history->count > lost ? history->count - lost : 0;
    return temper;
}

// A folder whose names stay in order loses everything behind the first lost one.
static bool keeps(
    const struct operation *operation, size_t index, const struct temper *temper, bool *cut, struct choices *choices
) {
    if (operation->is_durable) return true;
    if (temper->is_orderly) return index < temper->moment;
    bool is_name = operation->kind >= OPERATION_CREATE;
    bool kept = choose(choices, 100) < (is_name ? temper->keeps_names : temper->keeps_data);
    if (!is_name || !temper->names_in_order || operation->folder == (size_t)NONE) return kept;
    if (!kept) cut[operation->folder] = true;
    return !cut[operation->folder];
}

// ---- applying

static void resize(struct contents *contents, size_t length) {
    if (length > contents->length) {
        contents->bytes = realloc(contents->bytes, length);
        if (!contents->bytes) abort();
        memset(contents->bytes + contents->length, 0, length - contents->length);
    }
    contents->length = length;
}

static void apply_write(
    struct contents *contents, const struct operation *operation, bool tears, struct choices *choices
) {
    if (operation->length == 0) return;
    size_t end = (size_t)operation->offset + operation->length;
    bool all = operation->is_durable || !tears;
    if (all && end > contents->length) resize(contents, end);
    for (size_t start = (size_t)operation->offset; start < end;) {
        size_t stop = (start / SECTOR + 1) * SECTOR;
        if (stop > end) stop = end;
        if (all || choose(choices, 2) == 0) {
            if (stop > contents->length) resize(contents, stop);
            memcpy(contents->bytes + start, operation->data + (start - operation->offset), stop - start);
        }
        start = stop;
    }
}

static size_t find_entry(const struct disk *disk, const char *name) {
    for (size_t i = 0; i < disk->entry_count; i++)
        if (disk->entries[i].name && strcmp(disk->entries[i].name, name) == 0) return i;
    return (size_t)NONE;
}

static void set_entry(struct disk *disk, const char *name, size_t file) {
    size_t index = find_entry(disk, name);
    if (index == (size_t)NONE) {
        index = disk->entry_count++;
        disk->entries = realloc(disk->entries, disk->entry_count * sizeof *disk->entries);
        if (!disk->entries) abort();
    }
    disk->entries[index] = (struct entry){name, file};
}

static void remove_entry(struct disk *disk, const char *name) {
    size_t index = find_entry(disk, name);
    if (index != (size_t)NONE) disk->entries[index].name = NULL;
}

static void apply(struct disk *disk, const struct operation *operation, bool tears, struct choices *choices) {
    struct contents *contents = operation->file == (size_t)NONE ? NULL : &disk->files[operation->file];
    switch (operation->kind) {
    case OPERATION_WRITE: apply_write(contents, operation, tears, choices); break;
    case OPERATION_SIZE: resize(contents, (size_t)operation->offset); break;
    case OPERATION_GROW:
        if (operation->offset > contents->length) resize(contents, (size_t)operation->offset);
        break;
    case OPERATION_CREATE:
    case OPERATION_MKDIR: set_entry(disk, operation->name, operation->file); break;
    case OPERATION_RENAME:
        remove_entry(disk, operation->name);
        set_entry(disk, operation->new_name, operation->file);
        break;
    case OPERATION_UNLINK: remove_entry(disk, operation->name); break;
    }
}

// A write whose data was lost may still have moved the end of its file: there are zeros then.
static void apply_lost(struct disk *disk, const struct operation *operation, struct choices *choices) {
    if (operation->kind != OPERATION_WRITE || choose(choices, 4) != 0) return;
    size_t end = (size_t)operation->offset + operation->length;
    if (end > disk->files[operation->file].length) resize(&disk->files[operation->file], end);
}

struct disk *disk_make(const struct history *history, struct choices *choices) {
    struct disk *disk = calloc(1, sizeof *disk);
    bool *cut = calloc(history->name_count + 1, sizeof *cut);
    if (!disk || !cut) abort();
    disk->file_count = history->file_count;
    disk->files = calloc(history->file_count + 1, sizeof *disk->files);
    if (!disk->files) abort();
    struct temper temper = choose_temper(history, choices);
    for (size_t i = 0; i < history->count; i++) {
        const struct operation *operation = &history->operations[i];
        if (keeps(operation, i, &temper, cut, choices)) apply(disk, operation, temper.tears, choices);
        else apply_lost(disk, operation, choices);
    }
    free(cut);
    return disk;
}

void disk_free(struct disk *disk) {
    for (size_t i = 0; i < disk->file_count; i++) free(disk->files[i].bytes);
    free(disk->files);
    free(disk->entries);
    free(disk);
}

// ---- what it amounts to

static uint64_t mix(uint64_t hash, const void *bytes, size_t length) {
    const uint8_t *cursor = bytes;
    for (; length >= 8; cursor += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, cursor, 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 29;
    }
    for (; length > 0; cursor++, length--) hash = (hash ^ *cursor) * 0x100000001b3ull;
    return hash;
}

uint64_t disk_hash(const struct disk *disk) {
    uint64_t sum = 0; // of entries, for their order means nothing
    for (size_t i = 0; i < disk->entry_count; i++) {
        const struct entry *entry = &disk->entries[i];
        if (!entry->name) continue;
        uint64_t hash = mix(0xcbf29ce484222325ull, entry->name, strlen(entry->name) + 1);
        if (entry->file != (size_t)NONE) {
            const struct contents *contents = &disk->files[entry->file];
            hash = mix(mix(hash, &contents->length, sizeof contents->length), contents->bytes, contents->length);
        }
        sum += hash;
    }
    return sum;
}

static bool write_file(const char *path, const struct contents *contents) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return false;
    size_t done = 0;
    while (done < contents->length) {
        ssize_t put = write(file, contents->bytes + done, contents->length - done);
        if (put <= 0) break;
        done += (size_t)put;
    }
    return close(file) == 0 && done == contents->length;
}

bool disk_write(const struct disk *disk, const char *directory) {
    char path[8192];
    for (size_t pass = 0; pass < 2; pass++) // folders first
        for (size_t i = 0; i < disk->entry_count; i++) {
            const struct entry *entry = &disk->entries[i];
            if (!entry->name || (entry->file == (size_t)NONE) != (pass == 0)) continue;
            snprintf(path, sizeof path, "%s/%s", directory, entry->name);
            // A file whose folder did not reach the disk cannot be reached either.
            if (pass == 0) mkdir(path, 0700);
            else if (!write_file(path, &disk->files[entry->file]) && access(directory, F_OK) != 0) return false;
        }
    return true;
}
