#ifndef CASEMATE_HOST_SYSTEM_H
#define CASEMATE_HOST_SYSTEM_H

#include <stddef.h>
#include <stdint.h>

/// Maps `length` bytes of memfd_secret memory, touches and releases them. 0, or the errno of the call that failed:
/// ENOSYS without secretmem, EAGAIN or ENOMEM when RLIMIT_MEMLOCK is too small.
int casemate_probe_secret_memory(size_t length);

/// Locks and releases `length` bytes of ordinary memory. 0, or the errno of the call that failed.
int casemate_probe_locked_memory(size_t length);

/// The RLIMIT_MEMLOCK soft limit in bytes; UINT64_MAX for unlimited.
uint64_t casemate_locked_memory_limit(void);

/// 1 when the kernel says that its clock is kept synchronised, 0 when not, -1 when it does not say.
int casemate_clock_is_synchronised(void);

/// Free bytes for this user on the filesystem of `path`, or -1.
int64_t casemate_free_bytes(const char *path);

/// Kind and permissions (as st_mode) and number of the file at `path`, not of what it links to. 0, or an errno.
int casemate_file_status(const char *path, uint32_t *mode, uint64_t *inode);

/// From now on this process leaves no core and may be traced by root alone.
void casemate_forbid_core_dumps(void);

/// Processors this process may run on, at least 1.
int casemate_usable_processors(void);

#endif
