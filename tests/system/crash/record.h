// The recording that crash-shim writes and crash-states reads: records one after the other, in the order of the calls.
#pragma once

#include <stdint.h>

enum record_kind {
    RECORD_OPEN = 1,  // descriptor, flags; name
    RECORD_CLOSE,     // descriptor, of any kind
    RECORD_WRITE,     // descriptor, offset; data
    RECORD_TRUNCATE,  // descriptor, offset is the new size
    RECORD_ALLOCATE,  // descriptor, offset is the end of the range
    RECORD_RENAME,    // name, data is the new name
    RECORD_UNLINK,    // name
    RECORD_MKDIR,     // name
    RECORD_SYNC,      // descriptor; a sync began: it covers what came before this record
    RECORD_SYNCED,    // descriptor, offset is the number of the RECORD_SYNC that now holds
    RECORD_ANSWER,    // descriptor; data about to be sent
    RECORD_SENT,      // descriptor, offset is how much of it was
};

enum { RECORD_MAGIC = 0x43524153 };

// Names are relative to the state directory, which is "".
struct record {
    uint32_t magic, kind;
    uint64_t number; // 1, 2, 3 …
    int32_t descriptor, flags;
    uint64_t offset;
    uint32_t name_length, data_length; // both follow the record, without terminators
};
