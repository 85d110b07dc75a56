// clock-shim: an LD_PRELOAD library that moves a process's wall clock and slows its disk while it runs.
//
// CASEMATE_SHIM_CONTROL names a file of 16 bytes, shared with who controls: the nanoseconds to add to CLOCK_REALTIME,
// then those that each sync takes longer; both little-endian, signed. It is mapped before the program's first line, so a
// seccomp filter is not in its way.
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

enum { SECOND = 1000000000 };
static const volatile int64_t none[2];
static const volatile int64_t *control = none;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("CASEMATE_SHIM_CONTROL");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
    if (mapped != MAP_FAILED) control = mapped;
    close(file);
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *time) {
    long result = syscall(SYS_clock_gettime, clock, time);
    if (result != 0 || clock != CLOCK_REALTIME) return (int)result;
    int64_t moved = time->tv_sec * (int64_t)SECOND + time->tv_nsec + control[0];
    time->tv_sec = moved / SECOND;
    time->tv_nsec = moved % SECOND;
    return 0;
}

static void wait_for_disk(void) {
    struct timespec time = {control[1] / SECOND, control[1] % SECOND};
    if (control[1] > 0) nanosleep(&time, NULL);
}

EXPORT int fdatasync(int descriptor) {
    wait_for_disk();
    return (int)syscall(SYS_fdatasync, descriptor);
}

EXPORT int fsync(int descriptor) {
    wait_for_disk();
    return (int)syscall(SYS_fsync, descriptor);
}
