#include "Mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "Message.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

/// Address space kept unmapped on each side, so that a run over the end faults.
static const size_t guard_size = 64 << 10;

static const char no_fallback[] = "Nothing was started: ordinary memory is never used instead.\n";
static const char locked_hint[] =
    "`--memory locked` starts without it, with keys that root can read; status then says so.\n";

static _Noreturn void refuse_kernel(int error) {
    struct message message = {.length = 0};
    message_append(&message, "casemate: the kernel gives no secret memory (memfd_secret: ");
    if (error == EPERM || error == EACCES) {
        message_append(&message, "not permitted).\nThe seccomp profile of the container or service refuses the call: "
                                 "allow memfd_secret in it.\n");
    } else {
        message_append(&message, "not available).\nIt needs Linux 5.14 or newer with CONFIG_SECRETMEM; before Linux "
                                 "6.5 add secretmem.enable=1 to the kernel command line and restart.\n");
    }
    message_append(&message, locked_hint);
    message_append(&message, no_fallback);
    message_exit(&message, 1);
}

static _Noreturn void refuse_memlock(size_t needed) {
    struct rlimit limit = {0, 0};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    struct message message = {.length = 0};
    message_append(&message, "casemate: secret memory needs ");
    message_append_number(&message, needed);
    message_append(&message, " bytes of locked memory; this process may lock ");
    if (limit.rlim_cur == RLIM_INFINITY) {
        message_append(&message, "any number, but the system has no more to give.\nFree some memory");
    } else {
        message_append_number(&message, limit.rlim_cur);
        message_append(&message, ".\nRaise the limit: `ulimit -l ");
        message_append_number(&message, needed >> 10);
        message_append(&message, "` in the shell, LimitMEMLOCK=");
        message_append_number(&message, needed);
        message_append(&message, " in the systemd unit, `docker run --ulimit memlock=");
        message_append_number(&message, needed);
        message_append(&message, "`");
    }
    message_append(&message, "; or ask for less with --secret-memory.\n");
    message_append(&message, no_fallback);
    message_exit(&message, 1);
}

static _Noreturn void refuse_call(const char *call, int error) {
    struct message message = {.length = 0};
    message_append(&message, "casemate: secret memory cannot be set up: ");
    message_append(&message, call);
    message_append(&message, " failed with error ");
    message_append_number(&message, (uint64_t)error);
    message_append(&message, ".\n");
    message_append(&message, no_fallback);
    message_exit(&message, 1);
}

static void map_secret(void *place, size_t size) {
    int file = (int)syscall(SYS_memfd_secret, O_CLOEXEC);
    if (file < 0) refuse_kernel(errno);
    if (ftruncate(file, (off_t)size) != 0) refuse_call("ftruncate", errno);
    void *mapped = mmap(place, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0);
    if (mapped == MAP_FAILED && (errno == EAGAIN || errno == ENOMEM || errno == EPERM)) refuse_memlock(size);
    if (mapped == MAP_FAILED) refuse_call("mmap", errno);
    close(file);
}

static void map_ordinary(void *place, size_t size, bool is_locked) {
    void *mapped = mmap(place, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (mapped == MAP_FAILED) refuse_call("mmap", errno);
    if (is_locked && mlock(place, size) != 0) refuse_memlock(size);
    // Gramine knows neither this advice nor dumps.
    if (madvise(place, size, MADV_DONTDUMP) != 0 && is_locked) refuse_call("madvise", errno);
}

void *mapping_create(const struct options *options) {
    size_t size = options->size;
    char *reserved = mmap(NULL, size + 2 * guard_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (reserved == MAP_FAILED) refuse_call("mmap", errno);
    void *place = reserved + guard_size;
    if (options->mode == CASEMATE_HEAP_SECRET) {
        map_secret(place, size);
    } else {
        map_ordinary(place, size, options->mode == CASEMATE_HEAP_LOCKED);
    }
    // Shared mappings survive fork: without this a child would hold the parent's live keys.
    if (madvise(place, size, MADV_DONTFORK) != 0 && options->mode != CASEMATE_HEAP_ORDINARY) refuse_call("madvise", errno);
    return place;
}
