// Every place outside the process from which root can read it, each searched for the patterns.
#pragma once

#include "matcher.h"
#include "process.h"

enum source {
    SOURCE_MEM,       // /proc/PID/mem
    SOURCE_READV,     // process_vm_readv
    SOURCE_MAP_FILES, // /proc/PID/map_files and /proc/PID/fd, opened and mapped here
    SOURCE_CORE,      // a forced core
    SOURCE_FILES,     // given directories and /dev/shm
    SOURCE_REGISTERS,
    SOURCE_COUNT
};

const char *source_name(enum source source);

// What a scan found and how much it could see.
struct findings {
    uint64_t hits[SOURCE_COUNT];
    uint64_t forms[FORM_COUNT]; // without registers
    uint64_t bytes[SOURCE_COUNT];
    uint64_t mappings, unreadable_mappings, unreadable_bytes;
    bool names_hits; // prints each hit on stderr
};

void scan_mappings(const struct matcher *matcher, pid_t process, struct findings *findings);
void scan_registers(const struct matcher *matcher, const struct stopped_process *process, struct findings *findings);
void scan_path(const struct matcher *matcher, const char *path, enum source source, struct findings *findings);
