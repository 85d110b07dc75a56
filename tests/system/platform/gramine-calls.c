// Runs a program with the system calls Gramine has, and no other: `gramine-calls COMMAND...`. A call that the list of
// system calls in Gramine's Documentation/devel/features.md (of 1.9) does not mark as implemented, in whole or in part,
// fails with ENOSYS, as it does there. So do flock, which is off by default, and the futexes of priority-inheriting
// locks; advice to madvise that is unknown to it fails with EINVAL. What else a call does in part is not shown.
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned implemented[] = {
    SYS_accept, SYS_accept4, SYS_access, SYS_alarm, SYS_arch_prctl, SYS_bind, SYS_brk, SYS_chdir, SYS_chmod,
    SYS_chown, SYS_chroot, SYS_clock_getres, SYS_clock_gettime, SYS_clock_nanosleep, SYS_clone, SYS_close,
    SYS_close_range, SYS_connect, SYS_creat, SYS_dup, SYS_dup2, SYS_dup3, SYS_epoll_create, SYS_epoll_create1,
    SYS_epoll_ctl, SYS_epoll_pwait, SYS_epoll_wait, SYS_eventfd, SYS_eventfd2, SYS_execve, SYS_exit, SYS_exit_group,
    SYS_faccessat, SYS_fadvise64, SYS_fallocate, SYS_fchdir, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat,
    SYS_fcntl, SYS_fdatasync, SYS_fgetxattr, SYS_flistxattr, SYS_fork, SYS_fstat, SYS_fstatfs, SYS_fsync,
    SYS_ftruncate, SYS_futex, SYS_get_robust_list, SYS_getcpu, SYS_getcwd, SYS_getdents, SYS_getdents64, SYS_getegid,
    SYS_geteuid, SYS_getgid, SYS_getgroups, SYS_getitimer, SYS_getpeername, SYS_getpgid, SYS_getpgrp, SYS_getpid,
    SYS_getppid, SYS_getpriority, SYS_getrandom, SYS_getrlimit, SYS_getsid, SYS_getsockname, SYS_getsockopt,
    SYS_gettid, SYS_gettimeofday, SYS_getuid, SYS_getxattr, SYS_ioctl, SYS_kill, SYS_lgetxattr, SYS_listen,
    SYS_listxattr, SYS_llistxattr, SYS_lseek, SYS_lstat, SYS_mbind, SYS_mincore, SYS_mkdir, SYS_mkdirat, SYS_mknod,
    SYS_mknodat, SYS_mlock, SYS_mlock2, SYS_mlockall, SYS_mmap, SYS_mprotect, SYS_msync, SYS_munlock, SYS_munlockall,
    SYS_munmap, SYS_nanosleep, SYS_newfstatat, SYS_open, SYS_openat, SYS_pause, SYS_pipe, SYS_pipe2, SYS_poll,
    SYS_ppoll, SYS_pread64, SYS_preadv, SYS_prlimit64, SYS_pselect6, SYS_pwrite64, SYS_pwritev, SYS_read,
    SYS_readlink, SYS_readlinkat, SYS_readv, SYS_recvfrom, SYS_recvmmsg, SYS_recvmsg, SYS_rename, SYS_renameat,
    // The kernel's own way on with a timed wait that a tracer interrupted; no program calls it.
    SYS_restart_syscall,
    SYS_rmdir, SYS_rt_sigaction, SYS_rt_sigpending, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait, SYS_sched_get_priority_max, SYS_sched_get_priority_min, SYS_sched_getaffinity,
    SYS_sched_getparam, SYS_sched_getscheduler, SYS_sched_rr_get_interval, SYS_sched_setaffinity, SYS_sched_setparam,
    SYS_sched_setscheduler, SYS_sched_yield, SYS_select, SYS_sendfile, SYS_sendmmsg, SYS_sendmsg, SYS_sendto,
    SYS_set_robust_list, SYS_set_tid_address, SYS_setdomainname, SYS_setgid, SYS_setgroups, SYS_sethostname,
    SYS_setitimer, SYS_setpgid, SYS_setpriority, SYS_setrlimit, SYS_setsid, SYS_setsockopt, SYS_setuid, SYS_shutdown,
    SYS_sigaltstack, SYS_socket, SYS_socketpair, SYS_stat, SYS_statfs, SYS_sysinfo, SYS_tgkill, SYS_time, SYS_tkill,
    SYS_truncate, SYS_umask, SYS_uname, SYS_unlink, SYS_unlinkat, SYS_vfork, SYS_wait4, SYS_waitid, SYS_write,
    SYS_writev,
};
static const unsigned known_advice[] = {MADV_NORMAL,      MADV_RANDOM,    MADV_SEQUENTIAL,   MADV_WILLNEED,
                                        MADV_DONTNEED,    MADV_FREE,      MADV_MERGEABLE,    MADV_UNMERGEABLE,
                                        MADV_HUGEPAGE,    MADV_NOHUGEPAGE};

static const unsigned absent_futexes[] = {FUTEX_LOCK_PI,          FUTEX_UNLOCK_PI,      FUTEX_TRYLOCK_PI,
                                          FUTEX_WAIT_REQUEUE_PI, FUTEX_CMP_REQUEUE_PI, 13 /* FUTEX_LOCK_PI2 */};

enum { ROOM = 512 };
static struct sock_filter code[ROOM];
static unsigned short length;

static void emit(uint16_t operation, uint32_t operand, uint8_t if_true, uint8_t if_false) {
    code[length++] = (struct sock_filter){operation, if_true, if_false, operand};
}

static void emit_load(size_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

/// Ends with `verdict` when the accumulator is `value`.
static void emit_when(uint32_t value, uint32_t verdict) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    emit(BPF_RET | BPF_K, verdict, 0, 0);
}

static uint32_t failing(int error) { return SECCOMP_RET_ERRNO | (uint32_t)error; }

/// Judges one call by an argument's low bits: `verdict` for each of the values, else `otherwise`.
static void emit_call(uint32_t call, int argument, uint32_t mask, const unsigned *values, size_t count, uint32_t verdict,
                      uint32_t otherwise) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, call, 0, (uint8_t)(3 + 2 * count));
    emit_load(offsetof(struct seccomp_data, args) + (size_t)argument * 8);
    emit(BPF_ALU | BPF_AND | BPF_K, mask, 0, 0);
    for (size_t index = 0; index < count; index++) emit_when(values[index], verdict);
    emit(BPF_RET | BPF_K, otherwise, 0, 0);
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    emit_load(offsetof(struct seccomp_data, nr));
    emit_call(SYS_madvise, 2, UINT32_MAX, known_advice, sizeof known_advice / sizeof *known_advice, SECCOMP_RET_ALLOW,
              failing(EINVAL));
    emit_call(SYS_futex, 1, (uint32_t)FUTEX_CMD_MASK, absent_futexes, sizeof absent_futexes / sizeof *absent_futexes,
              failing(ENOSYS), SECCOMP_RET_ALLOW);
    for (size_t index = 0; index < sizeof implemented / sizeof *implemented; index++) {
        emit_when(implemented[index], SECCOMP_RET_ALLOW);
    }
    emit(BPF_RET | BPF_K, failing(ENOSYS), 0, 0);
    struct sock_fprog filter = {.len = length, .filter = code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
        perror("gramine-calls");
        return 2;
    }
    execvp(arguments[1], arguments + 1);
    perror(arguments[1]);
    return 2;
}
