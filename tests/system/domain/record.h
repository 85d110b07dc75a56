// What a client of a domain writes down: one operation a line, as `casemate domain check` reads it.
#pragma once

#include "../wire/calls.h"

#include <stdio.h>

struct operation_record {
    const char *client, *member, *operation, *name;
    long long value, start, end;
    enum reply reply;
    unsigned refusal;
};

// Milliseconds of the monotonic clock, which all clients on a machine share.
long long now_milliseconds(void);

// Writes one line at once, so that nothing of it is lost with the process.
void write_record(FILE *log, const struct operation_record *record);
