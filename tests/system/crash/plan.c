#include "plan.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    char kind[8], glob[128];
} drop;

static struct {
    char call[16], glob[128];
    int error;
    unsigned nth;
    bool for_ever;
    atomic_uint count;
} fault;

// `*` stands for any characters; fnmatch might allocate.
static bool matches(const char *glob, const char *name) {
    for (; *glob; glob++, name++) {
        if (*glob == '*') {
            for (;; name++) {
                if (matches(glob + 1, name)) return true;
                if (!*name) return false;
            }
        }
        if (*glob != *name) return false;
    }
    return !*name;
}

static const char *shown(const char *name) { return *name ? name : "."; }

void plan_read(void) {
    const char *text = getenv("CASEMATE_SHIM_DROP");
    if (text) sscanf(text, "%7[^:]:%127s", drop.kind, drop.glob);
    char error[16] = "", count[16] = "";
    text = getenv("CASEMATE_SHIM_FAULT");
    if (!text || sscanf(text, "%15[^:]:%15[^:]:%15[^:]:%127s", fault.call, error, count, fault.glob) < 3) return;
    fault.error = strcmp(error, "ENOSPC") == 0 ? ENOSPC : EIO;
    fault.nth = (unsigned)strtoul(count, NULL, 10);
    fault.for_ever = strchr(count, '+') != NULL;
}

bool plan_drops(bool is_directory, const char *name) {
    return strcmp(drop.kind, is_directory ? "dir" : "file") == 0 && matches(drop.glob, shown(name));
}

int plan_fault(const char *call, const char *name) {
    if (fault.nth == 0 || strcmp(call, fault.call) != 0) return 0;
    if (fault.glob[0] && !matches(fault.glob, shown(name))) return 0;
    unsigned number = atomic_fetch_add(&fault.count, 1) + 1;
    return number == fault.nth || (fault.for_ever && number > fault.nth) ? fault.error : 0;
}
