#include "record.h"

#include <time.h>

long long now_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000ll + time.tv_nsec / 1000000;
}

// Refusals that leave open whether the change holds: it may be recorded already.
static bool is_open(unsigned refusal) {
    return refusal == REFUSED_UNCONFIRMED || refusal == REFUSED_STORAGE_FAILED || refusal == REFUSED_SHUTTING_DOWN
        || refusal == REFUSED_INTERNAL;
}

static const char *code_name(unsigned refusal, char text[24]) {
    static const struct {
        unsigned code;
        const char *name;
    } names[] = {
        {6, "authorization-required"}, {7, "authorization-invalid"}, {8, "not-allowed"},    {9, "rate-limited"},
        {10, "not-found"},             {11, "already-exists"},       {14, "key-not-active"}, {20, "state-locked"},
        {REFUSED_CLOCK_LOCKED, "clock-locked"}, {REFUSED_STORAGE_LOW, "storage-low"}, {26, "busy"},
        {REFUSED_STORAGE_FAILED, "storage-failed"}, {REFUSED_SHUTTING_DOWN, "shutting-down"},
        {REFUSED_INTERNAL, "internal-error"}, {REFUSED_NOT_LEAD, "not-lead"}, {REFUSED_UNCONFIRMED, "unconfirmed"},
        {REFUSED_MEMBER, "member-refused"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].code == refusal) return names[i].name;
    snprintf(text, 24, "code-%u", refusal);
    return text;
}

void write_record(FILE *log, const struct operation_record *record) {
    char text[24];
    bool refused = record->reply == REPLY_REFUSAL;
    const char *outcome = record->reply == REPLY_ANSWER ? "answered"
        : refused && !is_open(record->refusal)          ? "refused"
                                                        : "unknown";
    fprintf(log,
        "{\"client\":\"%s\",\"start\":%lld,\"end\":%lld,\"member\":\"%s\",\"operation\":\"%s\",\"name\":\"%s\","
        "\"value\":%lld,\"outcome\":\"%s\"",
        record->client, record->start, record->end, record->member, record->operation, record->name, record->value,
        outcome);
    if (refused) fprintf(log, ",\"code\":\"%s\"", code_name(record->refusal, text));
    fputs("}\n", log);
    fflush(log);
}
