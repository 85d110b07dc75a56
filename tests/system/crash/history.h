// The operations of a history, shared by what collects them and what applies them.
#pragma once

#include "disk.h"

enum operation_kind {
    OPERATION_WRITE,
    OPERATION_SIZE, // truncate
    OPERATION_GROW, // allocate: never makes a file shorter
    OPERATION_CREATE,
    OPERATION_MKDIR,
    OPERATION_RENAME,
    OPERATION_UNLINK,
};

struct operation {
    enum operation_kind kind;
    uint64_t number; // of the event
    bool is_durable;
    size_t file;        // the file written to, created, renamed
    size_t folder;      // of a name: which folder's sync covers it
    uint64_t offset;    // or size
    const char *name, *new_name;
    const uint8_t *data;
    size_t length;
};

struct history {
    struct operation *operations;
    size_t count, capacity, file_count;
    struct name {
        char *text;
        size_t file; // or NONE for a folder
        bool is_used;
    } *names; // as the process sees them; folders keep their index for ever
    size_t name_count;
    struct descriptor {
        bool is_open, is_folder;
        size_t target; // file, or index of the folder's name
    } descriptors[4096];
};

enum { NONE = -1 };
