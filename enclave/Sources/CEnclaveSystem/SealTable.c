// The system calls of the sealed process. A call that is in no row fails with ENOSYS.
#define _GNU_SOURCE

#include "SealTable.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// Newer than the oldest headers this builds with; the numbers are the same on every architecture.
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

// Requests of /dev/sev-guest, whose header older systems lack: _IOWR('S', …) of 32 bytes.
#define SNP_GET_REPORT 0xC0205300u
#define SNP_GET_EXT_REPORT 0xC0205302u

#define ALLOW(call, reason) {SYS_##call, SEAL_ALLOW, SEAL_ALWAYS, 0, 0, 0, reason}
#define ALLOW_IF(call, argument, mask, value, reason) \
    {SYS_##call, SEAL_ALLOW, SEAL_BITS, argument, mask, value, reason}
#define ALLOW_IF_OWN(call, argument, reason) {SYS_##call, SEAL_ALLOW, SEAL_OWN_PROCESS, argument, 0, 0, reason}
#define REFUSE(call, reason) {SYS_##call, SEAL_REFUSE, SEAL_ALWAYS, 0, 0, 0, reason}
#define REFUSE_IF(call, argument, mask, value, reason) \
    {SYS_##call, SEAL_REFUSE, SEAL_BITS, argument, mask, value, reason}
#define KILL(call, reason) {SYS_##call, SEAL_KILL, SEAL_ALWAYS, 0, 0, 0, reason}
#define KILL_IF(call, argument, mask, value, reason) {SYS_##call, SEAL_KILL, SEAL_BITS, argument, mask, value, reason}
#define ALL_BITS UINT32_MAX

const struct seal_rule seal_rules[] = {
    // Threads that exist.
    ALLOW(futex, "locks and the queues between threads"),
    ALLOW(sched_yield, "spinning before sleeping"),
    ALLOW(sched_getaffinity, "libc counts processors"),
    ALLOW(getcpu, "libc picks per-processor data"),
    ALLOW(gettid, "owner of a priority-inheriting lock"),
    ALLOW(getpid, "abort names its own process"),
    ALLOW(set_robust_list, "libc, in a thread that was made but had not run yet"),
#ifdef SYS_rseq
    ALLOW(rseq, "libc, in a thread that was made but had not run yet"),
#endif
    ALLOW(exit, "a thread that ends"),
    ALLOW(exit_group, "shutdown"),
    ALLOW(restart_syscall, "a sleep goes on after the process was stopped"),

    // Descriptors that exist.
    ALLOW(read, "frames, journal, wake-ups, signals"),
    ALLOW(write, "frames, wake-ups, log lines"),
    ALLOW(readv, "frames"),
    ALLOW(writev, "answers from several buffers"),
    ALLOW(close, "connections and files"),
    ALLOW(lseek, "sizes of files"),
    ALLOW(fcntl, "non-blocking mode, locks on files"),
    ALLOW(flock, "one enclave a state directory"),
    ALLOW_IF(ioctl, 1, ALL_BITS, SNP_GET_REPORT, "evidence on SEV-SNP, where configfs-tsm is missing"),
    ALLOW_IF(ioctl, 1, ALL_BITS, SNP_GET_EXT_REPORT, "the same, with the host's certificates"),
    REFUSE(ioctl, "libc asks whether a log is a terminal; nothing else is needed"),

    // Waiting.
    ALLOW(epoll_create1, "a poller a listener set"),
    ALLOW(epoll_ctl, "connections come and go"),
    ALLOW(epoll_pwait, "the event loop"),
    ALLOW(ppoll, "one descriptor with a time limit"),
    ALLOW(eventfd2, "a wake-up a request queue"),
    ALLOW(timerfd_create, "checkpoints and fences"),
    ALLOW(timerfd_settime, "checkpoints and fences"),
    ALLOW(timerfd_gettime, "checkpoints and fences"),
    ALLOW(nanosleep, "backing off"),
    ALLOW(clock_nanosleep, "backing off"),

    // Sockets that exist, and what they accept.
    ALLOW(accept, "a connection on a listener that exists"),
    ALLOW(accept4, "a connection on a listener that exists"),
    ALLOW(recvfrom, "frames"),
    ALLOW(recvmsg, "frames"),
    ALLOW(sendto, "answers, without SIGPIPE"),
    ALLOW(sendmsg, "answers from several buffers"),
    ALLOW(shutdown, "ending a connection"),
    ALLOW(getsockopt, "peer credentials, pending errors"),
    ALLOW(setsockopt, "no delay on accepted connections"),
    ALLOW(getsockname, "which listener was met"),
    ALLOW(getpeername, "who connected"),
    REFUSE_IF(socket, 0, ALL_BITS, AF_UNIX, "libc may look for a name service"),
    KILL(socket, "a way out: every listener exists by now"),
    KILL(socketpair, "nobody to talk to"),
    KILL(connect, "the enclave never calls anyone"),
    KILL(bind, "every listener exists by now"),
    KILL(listen, "every listener exists by now"),

    // The state directory.
    ALLOW(openat, "segments, fences, audit archives, sealing key"),
    ALLOW(pread64, "journal records"),
    ALLOW(pwrite64, "journal records and fences"),
    ALLOW(preadv, "journal records"),
    ALLOW(pwritev, "a group of records in one call"),
    ALLOW(fsync, "durability of directories and files"),
    ALLOW(fdatasync, "durability of groups"),
    ALLOW(ftruncate, "a torn tail"),
    ALLOW(fallocate, "space for a segment ahead of time"),
    ALLOW(fadvise64, "replay reads ahead"),
    ALLOW(renameat, "a finished file takes its name"),
    ALLOW(renameat2, "a finished file takes its name"),
    ALLOW(linkat, "a finished file takes a name that must be new"),
    ALLOW(unlinkat, "closed segments, stale sockets"),
    ALLOW(mkdirat, "the audit archive"),
    ALLOW(getdents64, "which segments there are"),
    ALLOW(fstat, "sizes and owners"),
    ALLOW(newfstatat, "sizes and owners"),
    ALLOW(statx, "sizes and owners"),
    ALLOW(statfs, "free space"),
    ALLOW(fstatfs, "free space"),
    ALLOW(faccessat, "whether a file is there"),
    ALLOW(readlinkat, "real names of directories"),
    ALLOW(fchmod, "files for this user only"),
    ALLOW(fchmodat, "files for this user only"),
    ALLOW(umask, "files for this user only"),
#ifdef SYS_open
    ALLOW(open, "as openat"),
    ALLOW(rename, "as renameat"),
    ALLOW(unlink, "as unlinkat"),
    ALLOW(link, "as linkat"),
    ALLOW(mkdir, "as mkdirat"),
    ALLOW(rmdir, "as unlinkat"),
    ALLOW(access, "as faccessat"),
    ALLOW(readlink, "as readlinkat"),
    ALLOW(stat, "as newfstatat"),
    ALLOW(lstat, "as newfstatat"),
    ALLOW(chmod, "as fchmodat"),
    ALLOW(epoll_wait, "as epoll_pwait"),
    ALLOW(poll, "as ppoll"),
#endif

    // Memory. New memory is anonymous and never executable.
    KILL_IF(mmap, 2, PROT_EXEC, PROT_EXEC, "new code"),
    ALLOW_IF(mmap, 3, MAP_ANONYMOUS, MAP_ANONYMOUS, "buffers and indexes outside the secret heap"),
    REFUSE(mmap, "no file is mapped"),
    KILL_IF(mprotect, 2, PROT_EXEC, PROT_EXEC, "new code"),
    ALLOW(mprotect, "guard pages of buffers"),
    ALLOW(munmap, "buffers and indexes outside the secret heap"),
    ALLOW_IF(madvise, 2, ALL_BITS, MADV_DONTNEED, "giving buffers back"),
    ALLOW_IF(madvise, 2, ALL_BITS, MADV_FREE, "giving buffers back"),
    ALLOW_IF(madvise, 2, ALL_BITS, MADV_DONTDUMP, "keeping buffers out of dumps"),
    REFUSE(madvise, "it could undo that the heap is neither dumped nor inherited"),
    REFUSE(brk, "the heap is elsewhere"),

    // Time and chance.
    ALLOW(clock_gettime, "where the vDSO cannot answer"),
    ALLOW(clock_getres, "where the vDSO cannot answer"),
    ALLOW(gettimeofday, "where the vDSO cannot answer"),
    ALLOW(getrandom, "keys, nonces, serial numbers"),

    // Facts for status.
    ALLOW(uname, "kernel version"),
    ALLOW(sysinfo, "memory of the machine"),
    ALLOW(getrusage, "processor time"),
    ALLOW(getuid, "ownership of files"),
    ALLOW(geteuid, "ownership of files"),
    ALLOW(getgid, "ownership of files"),
    ALLOW(getegid, "ownership of files"),

    // Signals, to itself only.
    ALLOW(rt_sigreturn, "end of a handler"),
    ALLOW(rt_sigprocmask, "abort"),
    ALLOW(rt_sigaction, "abort"),
    ALLOW(rt_sigtimedwait, "waiting for SIGTERM and SIGHUP"),
    ALLOW_IF_OWN(tgkill, 0, "abort"),
    KILL(tgkill, "signals to other processes"),
    KILL(kill, "signals to other processes"),
    KILL(tkill, "signals to other processes"),

    // Other processes and threads.
    KILL(clone, "every thread exists by now"),
    KILL(clone3, "every thread exists by now"),
#ifdef SYS_fork
    KILL(fork, "a copy of the process"),
    KILL(vfork, "a copy of the process"),
#endif
    KILL(execve, "another program"),
    KILL(execveat, "another program"),
    KILL(ptrace, "reading or steering a process"),
    KILL(process_vm_readv, "reading a process"),
    KILL(process_vm_writev, "writing into a process"),
    KILL(process_madvise, "steering a process"),
    KILL(pidfd_open, "a hold on a process"),
    KILL(pidfd_getfd, "descriptors of a process"),
    KILL(pidfd_send_signal, "signals to other processes"),
    KILL(kcmp, "kernel addresses of a process"),
    KILL(unshare, "new namespaces"),
    KILL(setns, "other namespaces"),
    REFUSE(prctl, "it could undo dumpable and no-new-code"),
    REFUSE(prlimit64, "it could undo the limit on core files"),
    REFUSE(seccomp, "one filter is enough"),

    // Doors into the kernel.
    KILL(userfaultfd, "stopping a thread in the middle of a copy"),
    KILL(bpf, "programs in the kernel"),
    KILL(perf_event_open, "watching caches and branches"),
    KILL(io_uring_setup, "system calls this filter does not see"),
    KILL(io_uring_enter, "system calls this filter does not see"),
    KILL(io_uring_register, "system calls this filter does not see"),
    KILL(memfd_create, "a file to execute"),
    KILL(memfd_secret, "the secret mapping exists by now"),
    KILL(pkey_mprotect, "new code"),
    KILL(personality, "readable memory that becomes executable"),
    KILL(shmat, "memory shared with other processes"),
    KILL(vmsplice, "pages lent to a pipe"),
    KILL(process_mrelease, "taking memory from a process"),
    KILL(keyctl, "the kernel's keys"),
    KILL(add_key, "the kernel's keys"),
    KILL(request_key, "the kernel's keys"),
    KILL(mount, "other files under known names"),
    KILL(umount2, "other files under known names"),
    KILL(pivot_root, "other files under known names"),
    KILL(chroot, "other files under known names"),
    KILL(open_by_handle_at, "files past every directory"),
    KILL(init_module, "code in the kernel"),
    KILL(finit_module, "code in the kernel"),
    KILL(kexec_load, "another kernel"),
    KILL(reboot, "another kernel"),
#ifdef SYS_modify_ldt
    KILL(modify_ldt, "old doors into the kernel"),
    KILL(ioperm, "ports"),
    KILL(iopl, "ports"),
#endif
};

const size_t seal_rule_count = sizeof seal_rules / sizeof *seal_rules;
