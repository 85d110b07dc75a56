#include "faults.h"

#include <stdlib.h>
#include <string.h>

static struct fault {
    char name[32];
    long left;
} faults[8];
static int count;

bool fault_add(const char *text) {
    size_t length = strcspn(text, ":");
    if (count == 8 || length == 0 || length >= sizeof faults[0].name) return false;
    memcpy(faults[count].name, text, length);
    faults[count].left = text[length] == ':' ? strtol(text + length + 1, NULL, 10) : -1;
    count++;
    return true;
}

bool fault_strikes(const char *name) {
    for (int index = 0; index < count; index++) {
        struct fault *fault = &faults[index];
        if (strcmp(fault->name, name) != 0 || fault->left == 0) continue;
        if (fault->left > 0) fault->left--;
        return true;
    }
    return false;
}
