#define _GNU_SOURCE
#include "CHostSystem.h"

#include <errno.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

int casemate_probe_secret_memory(size_t length) {
    int descriptor = (int)syscall(SYS_memfd_secret, 0);
    if (descriptor < 0) return errno;
    int failure = 0;
    if (ftruncate(descriptor, (off_t)length) != 0) {
        failure = errno;
    } else {
        volatile char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (memory == MAP_FAILED) {
            failure = errno;
        } else {
            memory[0] = 1;
            munmap((void *)memory, length);
        }
    }
    close(descriptor);
    return failure;
}

int casemate_probe_locked_memory(size_t length) {
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return errno;
    int failure = mlock(memory, length) == 0 ? 0 : errno;
    munmap(memory, length);
    return failure;
}

uint64_t casemate_locked_memory_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return 0;
    return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : (uint64_t)limit.rlim_cur;
}

int casemate_clock_is_synchronised(void) {
    struct timex request = {0};
    int state = adjtimex(&request);
    if (state < 0) return -1;
    return state != TIME_ERROR && (request.status & STA_UNSYNC) == 0;
}

int64_t casemate_free_bytes(const char *path) {
    struct statvfs facts;
    if (statvfs(path, &facts) != 0) return -1;
    return (int64_t)facts.f_bavail * (int64_t)facts.f_frsize;
}

int casemate_usable_processors(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

int casemate_file_status(const char *path, uint32_t *mode, uint64_t *inode) {
    struct stat facts;
    if (lstat(path, &facts) != 0) return errno;
    *mode = facts.st_mode;
    *inode = facts.st_ino;
    return 0;
}

void casemate_forbid_core_dumps(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}
