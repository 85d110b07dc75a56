#include "track.h"

#include <fcntl.h>
#include <string.h>

enum { DESCRIPTORS = 4096 };

static struct {
    enum tracked kind;
    char name[NAME_MAXIMUM];
} table[DESCRIPTORS];
static char root[4096];

// Appends the components of `path` to `out`, without empty ones and dots; false when it does not fit or goes up.
static bool append(char *out, size_t size, const char *path) {
    while (*path) {
        size_t length = strcspn(path, "/"), used = strlen(out);
        bool skipped = length == 0 || (length == 1 && path[0] == '.');
        if (length == 2 && path[0] == '.' && path[1] == '.') return false;
        if (!skipped) {
            if (used + length + 2 > size) return false;
            if (used > 0) out[used++] = '/';
            memcpy(out + used, path, length);
            out[used + length] = 0;
        }
        path += length + (path[length] == '/');
    }
    return true;
}

void track_root(const char *path) {
    root[0] = 0;
    append(root, sizeof root, path);
}

bool track_resolve(int directory, const char *path, char name[NAME_MAXIMUM]) {
    char whole[4096] = "";
    name[0] = 0;
    if (root[0] == 0 || !path) return false;
    if (path[0] != '/') {
        if (track_kind(directory) != TRACKED_DIRECTORY) return false;
        strcpy(name, track_name(directory));
        return append(name, NAME_MAXIMUM, path);
    }
    size_t length = strlen(root);
    if (!append(whole, sizeof whole, path) || strncmp(whole, root, length) != 0) return false;
    if (whole[length] != 0 && whole[length] != '/') return false;
    return append(name, NAME_MAXIMUM, whole + length);
}

void track_open(int descriptor, enum tracked kind, const char *name) {
    if (descriptor < 0 || descriptor >= DESCRIPTORS) return;
    table[descriptor].kind = kind;
    strcpy(table[descriptor].name, name);
}

void track_close(int descriptor) {
    if (descriptor >= 0 && descriptor < DESCRIPTORS) table[descriptor].kind = TRACKED_NOT;
}

enum tracked track_kind(int descriptor) {
    return descriptor >= 0 && descriptor < DESCRIPTORS ? table[descriptor].kind : TRACKED_NOT;
}

const char *track_name(int descriptor) { return track_kind(descriptor) == TRACKED_NOT ? "" : table[descriptor].name; }
