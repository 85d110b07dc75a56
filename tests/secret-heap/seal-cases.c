// Hardening, the system call filter and Landlock. Each case is a process of its own, so it may seal itself.
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CEnclaveHardening.h"
#include "Case.h"
#include "SealTable.h"

static void require_none(const char *failed) {
    if (failed == NULL) return;
    perror(failed);
    _Exit(1);
}

static void seal(void) {
    require_none(casemate_harden_begin());
    require_none(casemate_seal_process());
}

// Each row against the kernel.

/// Arguments for which the row's test holds, with nothing else that could make the call succeed.
static void arguments_for(const struct seal_rule *rule, long arguments[6]) {
    for (int index = 0; index < 6; index++) arguments[index] = -1;
    if (rule->test == SEAL_BITS) arguments[rule->argument] = rule->value;
    if (rule->call == SYS_mmap && rule->verdict == SEAL_REFUSE) arguments[2] = PROT_READ, arguments[3] = MAP_SHARED;
    if (rule->call == SYS_mprotect && rule->verdict == SEAL_ALLOW) arguments[2] = PROT_READ;
    if (rule->call == SYS_kill || rule->call == SYS_tkill || rule->call == SYS_tgkill) arguments[0] = 1 << 30;
}

static int call_sealed(const struct seal_rule *rule) {
    long arguments[6];
    arguments_for(rule, arguments);
    pid_t child = fork();
    if (child == 0) {
        seal();
        long result = syscall(
            rule->call, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
        _exit(result == -1 && errno == EPERM ? 10 : result == -1 && errno == ENOSYS ? 11 : 12);
    }
    int status;
    REQUIRE(waitpid(child, &status, 0) == child);
    return status;
}

static void every_row(void) {
    unsigned refused = 0, killed = 0;
    for (size_t index = 0; index < seal_rule_count; index++) {
        const struct seal_rule *rule = &seal_rules[index];
        REQUIRE(rule->reason != NULL && strlen(rule->reason) > 3);
        if (rule->verdict == SEAL_ALLOW) continue;
        int status = call_sealed(rule);
        int right = rule->verdict == SEAL_KILL ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS
                                               : WIFEXITED(status) && WEXITSTATUS(status) == 10;
        if (!right) {
            fprintf(stderr, "call %u (%s): status %x\n", rule->call, rule->reason, status);
            _Exit(1);
        }
        if (rule->verdict == SEAL_KILL) killed++; else refused++;
    }
    printf("%u calls end the process, %u are refused\n", killed, refused);
}

/// No row is hidden behind an earlier one that always holds.
static void no_dead_rows(void) {
    for (size_t late = 0; late < seal_rule_count; late++) {
        for (size_t early = 0; early < late; early++) {
            REQUIRE(seal_rules[early].call != seal_rules[late].call || seal_rules[early].test != SEAL_ALWAYS);
        }
    }
}

static void unknown_is_absent(void) {
    static const long calls[] = {SYS_sync, SYS_getpriority, SYS_membarrier, SYS_swapon, 5000};
    seal();
    for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
        REQUIRE(syscall(calls[index], -1, -1, -1, -1, -1, -1) == -1 && errno == ENOSYS);
    }
}

// What the enclave does all day still works.

static void steady_state(void) {
    char directory[] = "/tmp/casemate-seal-XXXXXX";
    REQUIRE(mkdtemp(directory) != NULL);
    int place = open(directory, O_RDONLY | O_DIRECTORY);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/s", directory);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), caller = socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 4) == 0);
    REQUIRE(connect(caller, (struct sockaddr *)&address, sizeof address) == 0);
    seal();
    casemate_hardening_facts facts = casemate_read_hardening();
    REQUIRE(facts.sealed && !facts.dumpable && !facts.core_files && facts.no_new_privileges && facts.landlock == 0);

    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    REQUIRE(epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) == 0 && epoll_wait(poller, &event, 1, 1000) == 1);
    int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct ucred peer;
    socklen_t length = sizeof peer;
    REQUIRE(getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid == getpid());
    char text[8] = "";
    REQUIRE(send(caller, "hello", 5, MSG_NOSIGNAL) == 5 && recv(connection, text, 5, 0) == 5);

    int file = openat(place, "a", O_CREAT | O_RDWR | O_EXCL, 0600);
    REQUIRE(pwrite(file, "record", 6, 0) == 6 && fdatasync(file) == 0 && pread(file, text, 6, 0) == 6);
    REQUIRE(posix_fallocate(file, 0, 8192) == 0 && ftruncate(file, 6) == 0 && fsync(place) == 0);
    REQUIRE(renameat2(AT_FDCWD, "/nowhere/a", AT_FDCWD, "/nowhere/b", RENAME_NOREPLACE) == -1 && errno == ENOENT);
    REQUIRE(renameat(place, "a", place, "b") == 0 && unlinkat(place, "b", 0) == 0);
    struct statvfs space;
    struct stat status;
    REQUIRE(fstatvfs(place, &space) == 0 && fstat(place, &status) == 0);

    uint64_t one = 1;
    int wakeup = eventfd(0, EFD_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    struct itimerspec soon = {.it_value.tv_nsec = 1000};
    REQUIRE(write(wakeup, &one, 8) == 8 && timerfd_settime(timer, 0, &soon, NULL) == 0 && read(timer, &one, 8) == 8);
    void *buffer = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(buffer != MAP_FAILED && mprotect(buffer, 4096, PROT_NONE) == 0 && munmap(buffer, 8192) == 0);
    REQUIRE(getrandom(text, 8, 0) == 8 && usleep(1) == 0);
    unlinkat(place, "s", 0);
    rmdir(directory);
}

/// Of the requests of /dev/sev-guest, reports reach the driver; a derived key does not.
static void firmware_reports(void) {
    enum { REPORT = 0xC0205300, DERIVED_KEY = 0xC0205301, EXTENDED_REPORT = 0xC0205302 };
    int no_driver = open("/dev/null", O_RDWR);
    seal();
    REQUIRE(ioctl(no_driver, REPORT, NULL) == -1 && errno == ENOTTY);
    REQUIRE(ioctl(no_driver, EXTENDED_REPORT, NULL) == -1 && errno == ENOTTY);
    REQUIRE(ioctl(no_driver, DERIVED_KEY, NULL) == -1 && errno == EPERM);
    REQUIRE(isatty(no_driver) == 0 && errno == EPERM);
}

// The filter holds in threads that were there before it.

static _Atomic int sealed_now;

static void *call_socket(void *unused) {
    // Mostly it has not run when the process is sealed: libc still makes its first calls in the new thread.
    while (!atomic_load(&sealed_now)) usleep(100);
    socket(AF_INET, SOCK_STREAM, 0);
    return unused;
}

static void kills_from_thread(void) {
    pthread_t thread;
    REQUIRE(pthread_create(&thread, NULL, call_socket, NULL) == 0);
    seal();
    atomic_store(&sealed_now, 1);
    sleep(5);
}

static void kills_new_thread(void) {
    seal();
    pthread_t thread;
    pthread_create(&thread, NULL, call_socket, NULL);
    sleep(5);
}

static void kills_executable_memory(void) {
    seal();
    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void dies_by_abort(void) {
    seal();
    abort();
}

// Hardening.

static void on_crash(int number) { _Exit(number == SIGSEGV ? 0 : 1); }

static void crash_handlers_are_gone(void) {
    struct sigaction action = {.sa_handler = on_crash}, now;
    REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0 && sigaction(SIGABRT, &action, NULL) == 0);
    require_none(casemate_harden_begin());
    REQUIRE(sigaction(SIGSEGV, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
    REQUIRE(sigaction(SIGABRT, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
    REQUIRE(sigaction(SIGPIPE, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
}

static void hardening(void) {
    REQUIRE(casemate_read_hardening().dumpable && casemate_read_hardening().core_files);
    require_none(casemate_harden_begin());
    struct rlimit limit;
    REQUIRE(prctl(PR_GET_DUMPABLE) == 0 && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0);
    REQUIRE(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int refused = mprotect(memory, 4096, PROT_READ | PROT_EXEC) != 0;
    REQUIRE(refused == casemate_read_hardening().no_new_code);
}

// Landlock.

static int bind_in(const char *directory) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/s", directory);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    int error = bind(listener, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
    close(listener);
    if (error == 0) unlink(address.sun_path);
    return error;
}

static void files(void) {
    if (casemate_landlock_version() == 0) {
        REQUIRE(casemate_files_begin() == -1 && casemate_read_hardening().landlock == 0);
        fputs("this kernel has no Landlock\n", stderr);
        _Exit(SKIPPED);
    }
    char state[] = "/tmp/casemate-state-XXXXXX", other[] = "/tmp/casemate-other-XXXXXX";
    char sockets[] = "/tmp/casemate-sockets-XXXXXX";
    REQUIRE(mkdtemp(state) != NULL && mkdtemp(other) != NULL && mkdtemp(sockets) != NULL && chdir(state) == 0);
    int rules = casemate_files_begin();
    REQUIRE(rules >= 0);
    require_none(casemate_files_allow(rules, state, CASEMATE_FILES_WRITE));
    require_none(casemate_files_allow(rules, other, CASEMATE_FILES_READ));
    require_none(casemate_files_allow(rules, sockets, CASEMATE_FILES_SOCKETS));
    require_none(casemate_files_enforce(rules));
    printf("Landlock version %d\n", casemate_read_hardening().landlock);
    REQUIRE(casemate_read_hardening().landlock > 0);
    int file = open("a", O_CREAT | O_RDWR, 0600);
    REQUIRE(file >= 0 && ftruncate(file, 10) == 0 && rename("a", "b") == 0 && unlink("b") == 0);
    REQUIRE(open(other, O_RDONLY) >= 0);
    REQUIRE(open("/etc/passwd", O_RDONLY) == -1 && errno == EACCES);
    REQUIRE(bind_in(state) == EACCES && bind_in(sockets) == 0);
    struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_port = htons(1)};
    nobody.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int caller = socket(AF_INET, SOCK_STREAM, 0);
    int expected = casemate_landlock_version() >= 4 ? EACCES : ECONNREFUSED;
    REQUIRE(connect(caller, (struct sockaddr *)&nobody, sizeof nobody) == -1 && errno == expected);
    REQUIRE(chdir(other) == 0 && open("a", O_CREAT | O_RDWR, 0600) == -1 && errno == EACCES);
}

static const struct test_case cases[] = {
    {"every-row", every_row},
    {"no-dead-rows", no_dead_rows},
    {"unknown-is-absent", unknown_is_absent},
    {"steady-state", steady_state},
    {"firmware-reports", firmware_reports},
    {"hardening", hardening},
    {"crash-handlers-are-gone", crash_handlers_are_gone},
    {"files", files},
    {"kills-from-thread", kills_from_thread},
    {"kills-new-thread", kills_new_thread},
    {"kills-executable-memory", kills_executable_memory},
    {"dies-abort", dies_by_abort},
};

int main(int count, char **arguments) {
    return run_cases(count, arguments, cases, sizeof cases / sizeof *cases);
}
