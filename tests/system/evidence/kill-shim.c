// kill-shim: an LD_PRELOAD library that ends the process with SIGKILL before the Nth call that makes, writes, syncs or
// names a file. CASEMATE_KILL_AT is N.
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic long passed;

static void step(void) {
    const char *at = getenv("CASEMATE_KILL_AT");
    if (at && ++passed == atol(at)) kill(getpid(), SIGKILL);
}

int mkdir(const char *path, mode_t mode) {
    step();
    return (int)syscall(SYS_mkdir, path, mode);
}

int openat(int directory, const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (flags & O_CREAT) step();
    return (int)syscall(SYS_openat, directory, path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (flags & O_CREAT) step();
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int link(const char *from, const char *to) {
    step();
    return (int)syscall(SYS_link, from, to);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    step();
    return syscall(SYS_write, descriptor, bytes, count);
}

int fsync(int descriptor) {
    step();
    return (int)syscall(SYS_fsync, descriptor);
}

int rename(const char *from, const char *to) {
    step();
    return (int)syscall(SYS_rename, from, to);
}
