#pragma once

// What the enclave process gives up, in the order it gives it up:
//
//   casemate_harden_begin()      first thing in main
//   casemate_files_begin(), _allow(), _enforce()      when directories are known, before any other thread exists
//   casemate_seal_process()      last: every thread runs, and one signature has been made
//
// A function that can fail returns NULL when all went well, else the name of the call that failed, with errno set.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What holds for this process now: for `status` and evidence.
typedef struct casemate_hardening_facts {
    /// Other processes of the same user may trace it or read its memory.
    bool dumpable;
    /// The limit on core files is above 0.
    bool core_files;
    /// execve can no longer gain rights.
    bool no_new_privileges;
    /// The kernel refuses memory that becomes executable after it was written (Linux 6.3 and newer).
    bool no_new_code;
    /// The system call filter is on, for every thread.
    bool sealed;
    /// The version of Landlock that restricts file access, 0 when nothing does.
    int landlock;
} casemate_hardening_facts;

/// The facts of this moment. Needs no system call, so it also works once the process is sealed.
casemate_hardening_facts casemate_read_hardening(void);

/// Turns off core dumps, tracing by the same user, set-uid gains and writable code, ignores SIGPIPE, and removes the
/// crash handlers that the Swift runtime installs before main.
///
/// Those handlers start `swift-backtrace`, which reads this process's memory and prints it. SWIFT_BACKTRACE has been
/// read by then, so the handlers themselves are removed: no environment can bring them back.
const char *casemate_harden_begin(void);

/// The part of it that needs no Linux below: crash handlers and SIGPIPE. Under Gramine, which has no prctl.
const char *casemate_harden_signals(void);

/// What may be done with a directory and everything beneath it, or with one file. Values can be combined.
enum casemate_file_access {
    /// Read files, list directories.
    CASEMATE_FILES_READ = 1,
    /// Read, write, create, rename, truncate and remove files and directories.
    CASEMATE_FILES_WRITE = 2,
    /// Create and remove sockets.
    CASEMATE_FILES_SOCKETS = 4,
};

/// The version of Landlock the kernel offers; 0 when it has none, or it is switched off.
int casemate_landlock_version(void);

/// A set of rules that forbids every file access, to be widened by `casemate_files_allow`; -1 on failure.
///
/// Call it only where `casemate_landlock_version()` is above 0.
int casemate_files_begin(void);

/// Allows `access`, a combination of `casemate_file_access`, at an existing `path`.
const char *casemate_files_allow(int rules, const char *path, uint32_t access);

/// Applies the rules to the calling thread and the threads it makes from now on, and closes `rules`.
///
/// Threads that already run are not restricted, so call it before the first is made. Open descriptors stay usable.
/// Outgoing TCP connections are refused as well where the version knows them (4).
const char *casemate_files_enforce(int rules);

/// Limits every thread to the system calls of the table in SealTable.c, for good.
///
/// A call that only an attacker makes ends the process with SIGSYS; one the table does not know returns ENOSYS, so that
/// a newer libc falls back to an older call instead of ending the enclave.
const char *casemate_seal_process(void);

#ifdef __cplusplus
}
#endif
