#include "history.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static size_t find_name(const struct history *history, const char *text) {
    for (size_t i = 0; i < history->name_count; i++)
        if (history->names[i].is_used && strcmp(history->names[i].text, text) == 0) return i;
    return (size_t)NONE;
}

static size_t set_name(struct history *history, const char *text, size_t file) {
    size_t index = find_name(history, text);
    if (index == (size_t)NONE) {
        index = history->name_count++;
        history->names = realloc(history->names, history->name_count * sizeof *history->names);
        if (!history->names) abort();
        history->names[index].text = strdup(text);
    }
    history->names[index].file = file;
    history->names[index].is_used = true;
    return index;
}

static size_t folder_of(const struct history *history, const char *name) {
    char text[4096];
    snprintf(text, sizeof text, "%s", name);
    char *slash = strrchr(text, '/');
    *(slash ? slash : text) = 0;
    return find_name(history, text);
}

static struct operation *append(struct history *history, enum operation_kind kind, uint64_t number) {
    if (history->count == history->capacity) {
        history->capacity = history->capacity ? history->capacity * 2 : 4096;
        history->operations = realloc(history->operations, history->capacity * sizeof *history->operations);
        if (!history->operations) abort();
    }
    struct operation *operation = &history->operations[history->count++];
    *operation = (struct operation){.kind = kind, .number = number, .file = (size_t)NONE, .folder = (size_t)NONE};
    return operation;
}

static size_t create(struct history *history, uint64_t number, const char *name) {
    struct operation *operation = append(history, OPERATION_CREATE, number);
    operation->file = history->file_count++;
    operation->folder = folder_of(history, name);
    operation->name = name;
    set_name(history, name, operation->file);
    return operation->file;
}

// ---- events

static void add_open(struct history *history, const struct event *event) {
    struct descriptor *descriptor = &history->descriptors[event->head.descriptor];
    size_t index = find_name(history, event->name);
    if (index != (size_t)NONE && history->names[index].file == (size_t)NONE) {
        *descriptor = (struct descriptor){true, true, index};
        return;
    }
    bool is_new = index == (size_t)NONE;
    size_t file = is_new ? create(history, event->head.number, event->name) : history->names[index].file;
    *descriptor = (struct descriptor){true, false, file};
    if (!is_new && (event->head.flags & O_TRUNC)) append(history, OPERATION_SIZE, event->head.number)->file = file;
}

static void add_change(struct history *history, const struct event *event, enum operation_kind kind) {
    const struct descriptor *descriptor = &history->descriptors[event->head.descriptor];
    if (!descriptor->is_open || descriptor->is_folder) return;
    struct operation *operation = append(history, kind, event->head.number);
    operation->file = descriptor->target;
    operation->offset = event->head.offset;
    operation->data = event->data;
    operation->length = event->head.data_length;
}

static void add_rename(struct history *history, const struct event *event) {
    char *new_name = strndup((const char *)event->data, event->head.data_length);
    size_t index = find_name(history, event->name);
    if (index == (size_t)NONE) return;
    struct operation *operation = append(history, OPERATION_RENAME, event->head.number);
    operation->file = history->names[index].file;
    operation->name = event->name;
    operation->new_name = new_name;
    operation->folder = folder_of(history, new_name);
    history->names[index].is_used = false;
    set_name(history, new_name, operation->file);
}

static void add_name(struct history *history, const struct event *event, enum operation_kind kind) {
    struct operation *operation = append(history, kind, event->head.number);
    operation->name = event->name;
    operation->folder = folder_of(history, event->name);
    if (kind == OPERATION_MKDIR) {
        set_name(history, event->name, (size_t)NONE);
        return;
    }
    size_t index = find_name(history, event->name);
    if (index != (size_t)NONE) history->names[index].is_used = false;
}

static void add_sync(struct history *history, const struct event *event) {
    const struct descriptor *descriptor = &history->descriptors[event->head.descriptor];
    if (!descriptor->is_open) return;
    for (size_t i = 0; i < history->count; i++) {
        struct operation *operation = &history->operations[i];
        bool is_name = operation->kind >= OPERATION_CREATE;
        size_t target = is_name ? operation->folder : operation->file;
        if (is_name == descriptor->is_folder && target == descriptor->target && operation->number < event->head.offset)
            operation->is_durable = true;
    }
}

void history_add(struct history *history, const struct event *event) {
    if (event->head.descriptor >= 4096) return;
    switch (event->head.kind) {
    case RECORD_OPEN: add_open(history, event); break;
    case RECORD_CLOSE:
        if (event->head.descriptor >= 0) history->descriptors[event->head.descriptor].is_open = false;
        break;
    case RECORD_WRITE: add_change(history, event, OPERATION_WRITE); break;
    case RECORD_TRUNCATE: add_change(history, event, OPERATION_SIZE); break;
    case RECORD_ALLOCATE: add_change(history, event, OPERATION_GROW); break;
    case RECORD_RENAME: add_rename(history, event); break;
    case RECORD_UNLINK: add_name(history, event, OPERATION_UNLINK); break;
    case RECORD_MKDIR: add_name(history, event, OPERATION_MKDIR); break;
    case RECORD_SYNCED: add_sync(history, event); break;
    default: break;
    }
}

// ---- the files there before

static struct history *walked;
static size_t walked_prefix;

static int add_base(const char *path, const struct stat *facts, int type, struct FTW *level) {
    (void)level;
    const char *name = path + walked_prefix + (path[walked_prefix] == '/');
    if (type == FTW_D && *name) {
        struct operation *operation = append(walked, OPERATION_MKDIR, 0);
        operation->name = strdup(name);
        operation->is_durable = true;
        set_name(walked, name, (size_t)NONE);
    }
    if (type != FTW_F) return 0;
    size_t file = create(walked, 0, strdup(name)), length = (size_t)facts->st_size;
    walked->operations[walked->count - 1].is_durable = true;
    uint8_t *data = malloc(length + 1);
    FILE *stream = fopen(path, "rb");
    if (!data || !stream || fread(data, 1, length, stream) != length) return -1;
    fclose(stream);
    struct operation *operation = append(walked, OPERATION_WRITE, 0);
    operation->file = file;
    operation->data = data;
    operation->length = length;
    operation->is_durable = true;
    return 0;
}

struct history *history_make(const char *base) {
    struct history *history = calloc(1, sizeof *history);
    if (!history) abort();
    set_name(history, "", (size_t)NONE);
    walked = history;
    walked_prefix = base ? strlen(base) : 0;
    if (base && nftw(base, add_base, 16, FTW_PHYS) != 0) return NULL;
    return history;
}
