// crash-shim: an LD_PRELOAD library that records, in order, what a process does to its state directory and what it
// answers, and that can leave out a sync or let a call fail.
//
//   CASEMATE_SHIM_DIR   the state directory, absolute and without links
//   CASEMATE_SHIM_LOG   the recording, outside of it; left out, nothing is recorded
//   CASEMATE_SHIM_DROP, CASEMATE_SHIM_FAULT   see plan.h
//
// It works under a seccomp filter and with any malloc: calls go straight to the kernel, the same ones glibc makes; it
// allocates nothing; its recording is one descriptor, open before the program's first line, written with write(2).
#include "plan.h"
#include "record.h"
#include "track.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { LOG_DESCRIPTOR = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_descriptor = -1;
static uint64_t number;

__attribute__((constructor)) static void start(void) {
    const char *directory = getenv("CASEMATE_SHIM_DIR"), *path = getenv("CASEMATE_SHIM_LOG");
    if (directory) track_root(directory);
    plan_read();
    if (!path) return;
    long opened = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (opened < 0) return;
    long moved = syscall(SYS_fcntl, opened, F_DUPFD_CLOEXEC, LOG_DESCRIPTOR);
    log_descriptor = (int)(moved >= 0 ? moved : opened);
    if (moved >= 0) syscall(SYS_close, opened);
}

static void put(const void *bytes, size_t length) {
    while (length > 0) {
        long done = syscall(SYS_write, log_descriptor, bytes, length);
        if (done <= 0) abort(); // a recording with a hole would prove nothing
        bytes = (const char *)bytes + done;
        length -= (size_t)done;
    }
}

// Writes one record; the caller holds the lock. Returns its number.
static uint64_t record(
    enum record_kind kind, int descriptor, int flags, uint64_t offset, const char *name, const void *data, size_t length
) {
    if (log_descriptor < 0) return 0;
    int saved = errno;
    struct record head = {
        RECORD_MAGIC, kind, ++number, descriptor, flags, offset, (uint32_t)strlen(name), (uint32_t)length,
    };
    put(&head, sizeof head);
    put(name, head.name_length);
    put(data, length);
    errno = saved;
    return head.number;
}

static void hold(void) { pthread_mutex_lock(&lock); }

static long release(long result) {
    int saved = errno;
    pthread_mutex_unlock(&lock);
    errno = saved;
    return result;
}

// True, with errno set, when the plan lets this call fail.
static bool fails(const char *call, const char *name) {
    int error = plan_fault(call, name);
    if (error) errno = error;
    return error != 0;
}

// ---- opening and closing

static int open_any(int directory, const char *path, int flags, mode_t mode) {
    char name[NAME_MAXIMUM];
    hold();
    bool ours = track_resolve(directory, path, name);
    if (ours && !(flags & O_DIRECTORY) && fails("open", name)) return (int)release(-1);
    int descriptor = (int)syscall(SYS_openat, directory, path, flags, mode);
    if (descriptor < 0) return (int)release(descriptor);
    track_close(descriptor);
    if (ours) {
        bool is_directory = (flags & O_DIRECTORY) || name[0] == 0;
        track_open(descriptor, is_directory ? TRACKED_DIRECTORY : TRACKED_FILE, name);
        record(RECORD_OPEN, descriptor, flags, 0, name, NULL, 0);
    }
    return (int)release(descriptor);
}

static mode_t mode_of(int flags, va_list *arguments) {
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(*arguments, mode_t) : 0;
}

#define OPEN_FUNCTION(NAME)                                                                                            \
    EXPORT int NAME(const char *path, int flags, ...) {                                                                \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_of(flags, &arguments);                                                                      \
        va_end(arguments);                                                                                             \
        return open_any(AT_FDCWD, path, flags, mode);                                                                  \
    }
#define OPENAT_FUNCTION(NAME)                                                                                          \
    EXPORT int NAME(int directory, const char *path, int flags, ...) {                                                 \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_of(flags, &arguments);                                                                      \
        va_end(arguments);                                                                                             \
        return open_any(directory, path, flags, mode);                                                                 \
    }
OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)
OPENAT_FUNCTION(openat)
OPENAT_FUNCTION(openat64)

EXPORT int creat(const char *path, mode_t mode) { return open_any(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

EXPORT int close(int descriptor) {
    if (descriptor == log_descriptor) return 0;
    hold();
    // Before the call: the number may be given away the moment it returns.
    track_close(descriptor);
    record(RECORD_CLOSE, descriptor, 0, 0, "", NULL, 0);
    return (int)release(syscall(SYS_close, descriptor));
}

// ---- file contents

static ssize_t write_at(int descriptor, const void *bytes, size_t length, off_t offset) {
    if (fails("write", track_name(descriptor))) return -1;
    ssize_t done = syscall(SYS_pwrite64, descriptor, bytes, length, offset);
    if (done > 0) record(RECORD_WRITE, descriptor, 0, (uint64_t)offset, "", bytes, (size_t)done);
    return done;
}

EXPORT ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    if (track_kind(descriptor) != TRACKED_FILE) return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
    hold();
    return release(write_at(descriptor, bytes, length, offset));
}

EXPORT ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
    return pwrite(descriptor, bytes, length, offset);
}

EXPORT ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    if (track_kind(descriptor) != TRACKED_FILE) return syscall(SYS_pwritev, descriptor, parts, count, offset, 0);
    ssize_t total = 0;
    hold();
    for (int i = 0; i < count; i++) {
        ssize_t done = write_at(descriptor, parts[i].iov_base, parts[i].iov_len, offset + total);
        if (done < 0) return release(total > 0 ? total : -1);
        total += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return release(total);
}

EXPORT int ftruncate(int descriptor, off_t size) {
    if (track_kind(descriptor) != TRACKED_FILE) return (int)syscall(SYS_ftruncate, descriptor, size);
    hold();
    if (fails("truncate", track_name(descriptor))) return (int)release(-1);
    long result = syscall(SYS_ftruncate, descriptor, size);
    if (result == 0) record(RECORD_TRUNCATE, descriptor, 0, (uint64_t)size, "", NULL, 0);
    return (int)release(result);
}

EXPORT int ftruncate64(int descriptor, off64_t size) { return ftruncate(descriptor, size); }

EXPORT int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    if (track_kind(descriptor) != TRACKED_FILE) return (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
    hold();
    if (fails("write", track_name(descriptor))) return (int)release(-1);
    long result = syscall(SYS_fallocate, descriptor, mode, offset, length);
    // Only plain allocation moves the end of the file; no other mode is modelled.
    if (result == 0) record(RECORD_ALLOCATE, descriptor, mode, (uint64_t)(offset + length), "", NULL, 0);
    return (int)release(result);
}

EXPORT int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}

// ---- names

static int rename_any(int from_directory, const char *from, int to_directory, const char *to, long call, int flags) {
    char old_name[NAME_MAXIMUM], new_name[NAME_MAXIMUM];
    hold();
    bool ours = track_resolve(from_directory, from, old_name) && track_resolve(to_directory, to, new_name);
    if (ours && fails("rename", new_name)) return (int)release(-1);
    bool is_short = call == SYS_rename || call == SYS_link;
    long result = is_short ? syscall(call, from, to)
                           : syscall(call, from_directory, from, to_directory, to, flags);
    if (result == 0 && ours) record(RECORD_RENAME, -1, flags, 0, old_name, new_name, strlen(new_name));
    return (int)release(result);
}

// A second name, of which the first is removed at once: to what a disk may hold, a rename.
EXPORT int link(const char *from, const char *to) {
    return rename_any(AT_FDCWD, from, AT_FDCWD, to, SYS_link, 0);
}
EXPORT int rename(const char *from, const char *to) { return rename_any(AT_FDCWD, from, AT_FDCWD, to, SYS_rename, 0); }
EXPORT int renameat(int from_directory, const char *from, int to_directory, const char *to) {
    return rename_any(from_directory, from, to_directory, to, SYS_renameat, 0);
}
EXPORT int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags) {
    return rename_any(from_directory, from, to_directory, to, SYS_renameat2, (int)flags);
}

static int name_call(enum record_kind kind, int directory, const char *path, long result) {
    char name[NAME_MAXIMUM];
    if (result == 0 && track_resolve(directory, path, name)) record(kind, -1, 0, 0, name, NULL, 0);
    return (int)release(result);
}

EXPORT int unlink(const char *path) {
    hold();
    return name_call(RECORD_UNLINK, AT_FDCWD, path, syscall(SYS_unlink, path));
}
EXPORT int unlinkat(int directory, const char *path, int flags) {
    hold();
    return name_call(RECORD_UNLINK, directory, path, syscall(SYS_unlinkat, directory, path, flags));
}
EXPORT int mkdir(const char *path, mode_t mode) {
    hold();
    return name_call(RECORD_MKDIR, AT_FDCWD, path, syscall(SYS_mkdir, path, mode));
}
EXPORT int mkdirat(int directory, const char *path, mode_t mode) {
    hold();
    return name_call(RECORD_MKDIR, directory, path, syscall(SYS_mkdirat, directory, path, mode));
}

// ---- syncs: begun and done apart, for writes made meanwhile are not covered

static int sync_any(int descriptor, long call) {
    enum tracked kind = track_kind(descriptor);
    if (kind == TRACKED_NOT) return (int)syscall(call, descriptor);
    if (plan_drops(kind == TRACKED_DIRECTORY, track_name(descriptor))) return 0;
    hold();
    if (fails("sync", track_name(descriptor))) return (int)release(-1);
    uint64_t begun = record(RECORD_SYNC, descriptor, 0, 0, "", NULL, 0);
    release(0);
    long result = syscall(call, descriptor);
    hold();
    if (result == 0) record(RECORD_SYNCED, descriptor, 0, begun, "", NULL, 0);
    return (int)release(result);
}

EXPORT int fsync(int descriptor) { return sync_any(descriptor, SYS_fsync); }
EXPORT int fdatasync(int descriptor) { return sync_any(descriptor, SYS_fdatasync); }

// ---- answers: recorded before they leave, for the caller may act on them before the call returns

static bool is_answer(int descriptor) { return descriptor > 2 && log_descriptor >= 0; }

static void before_answer(int descriptor, const struct iovec *parts, size_t count) {
    hold();
    for (size_t i = 0; i < count; i++)
        record(RECORD_ANSWER, descriptor, 0, 0, "", parts[i].iov_base, parts[i].iov_len);
    release(0);
}

static ssize_t after_answer(int descriptor, ssize_t sent) {
    hold();
    record(RECORD_SENT, descriptor, 0, sent > 0 ? (uint64_t)sent : 0, "", NULL, 0);
    return release(sent);
}

EXPORT ssize_t write(int descriptor, const void *bytes, size_t length) {
    if (track_kind(descriptor) == TRACKED_DIRECTORY) track_close(descriptor); // closedir closed it unseen
    if (track_kind(descriptor) == TRACKED_FILE) {
        hold();
        if (fails("write", track_name(descriptor))) return release(-1);
        ssize_t done = syscall(SYS_write, descriptor, bytes, length);
        off_t end = done > 0 ? syscall(SYS_lseek, descriptor, 0, SEEK_CUR) : 0;
        if (done > 0) record(RECORD_WRITE, descriptor, 0, (uint64_t)(end - done), "", bytes, (size_t)done);
        return release(done);
    }
    if (!is_answer(descriptor)) return syscall(SYS_write, descriptor, bytes, length);
    before_answer(descriptor, &(struct iovec){(void *)bytes, length}, 1);
    return after_answer(descriptor, syscall(SYS_write, descriptor, bytes, length));
}

EXPORT ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    // Files: one part at a time is a legal short write.
    if (track_kind(descriptor) == TRACKED_FILE && count > 0) return write(descriptor, parts->iov_base, parts->iov_len);
    if (!is_answer(descriptor)) return syscall(SYS_writev, descriptor, parts, count);
    before_answer(descriptor, parts, (size_t)count);
    return after_answer(descriptor, syscall(SYS_writev, descriptor, parts, count));
}

EXPORT ssize_t sendto(
    int descriptor, const void *bytes, size_t length, int flags, const struct sockaddr *address, socklen_t size
) {
    if (!is_answer(descriptor)) return syscall(SYS_sendto, descriptor, bytes, length, flags, address, size);
    before_answer(descriptor, &(struct iovec){(void *)bytes, length}, 1);
    return after_answer(descriptor, syscall(SYS_sendto, descriptor, bytes, length, flags, address, size));
}

EXPORT ssize_t send(int descriptor, const void *bytes, size_t length, int flags) {
    return sendto(descriptor, bytes, length, flags, NULL, 0);
}

EXPORT ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    if (!is_answer(descriptor)) return syscall(SYS_sendmsg, descriptor, message, flags);
    before_answer(descriptor, message->msg_iov, message->msg_iovlen);
    return after_answer(descriptor, syscall(SYS_sendmsg, descriptor, message, flags));
}
