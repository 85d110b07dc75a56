// Which descriptors belong to the state directory. No allocation; callers hold the lock.
#pragma once

#include <stdbool.h>

enum { NAME_MAXIMUM = 256 };
enum tracked { TRACKED_NOT, TRACKED_FILE, TRACKED_DIRECTORY };

// Sets the state directory, an absolute path without links.
void track_root(const char *path);

// The name below the state directory of what `path` names, in `name`; false when it lies elsewhere.
bool track_resolve(int directory, const char *path, char name[NAME_MAXIMUM]);

void track_open(int descriptor, enum tracked kind, const char *name);
void track_close(int descriptor);
enum tracked track_kind(int descriptor);
const char *track_name(int descriptor);
