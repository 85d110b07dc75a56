#define _GNU_SOURCE
#include "CEnclaveSockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// MARK: Readiness

static uint32_t to_epoll(uint32_t readiness) {
    return (readiness & CASEMATE_READABLE ? EPOLLIN : 0u) | (readiness & CASEMATE_WRITABLE ? EPOLLOUT : 0u) |
           (readiness & CASEMATE_EXCLUSIVE ? EPOLLEXCLUSIVE : 0u);
}

static uint32_t from_epoll(uint32_t events) {
    return (events & EPOLLIN ? CASEMATE_READABLE : 0u) | (events & EPOLLOUT ? CASEMATE_WRITABLE : 0u) |
           (events & (EPOLLHUP | EPOLLERR) ? CASEMATE_BROKEN : 0u);
}

int casemate_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int casemate_poll_add(int poller, int descriptor, uint32_t readiness, uint64_t token) {
    struct epoll_event event = {.events = to_epoll(readiness), .data.u64 = token};
    return epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
}

int casemate_poll_change(int poller, int descriptor, uint32_t readiness, uint64_t token) {
    struct epoll_event event = {.events = to_epoll(readiness), .data.u64 = token};
    return epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event);
}

int casemate_poll_remove(int poller, int descriptor) {
    return epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, NULL);
}

int casemate_poll_wait(int poller, casemate_event *events, int capacity, int milliseconds) {
    struct epoll_event ready[64];
    if (capacity > 64) capacity = 64;
    int count = epoll_wait(poller, ready, capacity, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int index = 0; index < count; index++) {
        events[index].token = ready[index].data.u64;
        events[index].readiness = from_epoll(ready[index].events);
    }
    return count;
}

// MARK: Wake-ups

int casemate_wakeup_create(bool blocking) { return eventfd(0, EFD_CLOEXEC | (blocking ? 0 : EFD_NONBLOCK)); }

int casemate_wakeup_signal(int wakeup) {
    uint64_t one = 1;
    return write(wakeup, &one, sizeof one) == sizeof one ? 0 : -1;
}

uint64_t casemate_wakeup_take(int wakeup) {
    uint64_t count = 0;
    ssize_t got;
    do got = read(wakeup, &count, sizeof count);
    while (got < 0 && errno == EINTR);
    return got == sizeof count ? count : 0;
}

// MARK: Sockets

static int fail_closing(int descriptor) {
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

static bool fill_address(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(address->sun_path, path, length);
    return true;
}

static socklen_t fill_loopback(struct sockaddr_storage *address, const uint8_t *bytes, bool is_6, uint16_t port) {
    memset(address, 0, sizeof *address);
    if (is_6) {
        struct sockaddr_in6 *to = (struct sockaddr_in6 *)address;
        to->sin6_family = AF_INET6;
        to->sin6_port = htons(port);
        memcpy(&to->sin6_addr, bytes, 16);
        return sizeof *to;
    }
    struct sockaddr_in *to = (struct sockaddr_in *)address;
    to->sin_family = AF_INET;
    to->sin_port = htons(port);
    memcpy(&to->sin_addr, bytes, 4);
    return sizeof *to;
}

int casemate_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address;
    if (!fill_address(&address, path)) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    // The mode is right from the first moment: nobody can connect between bind and a later chmod.
    mode_t mask = umask(0177);
    int bound = bind(descriptor, (struct sockaddr *)&address, sizeof address);
    umask(mask);
    if (bound != 0 || listen(descriptor, backlog) != 0) return fail_closing(descriptor);
    return descriptor;
}

int casemate_probe_unix(const char *path) {
    struct sockaddr_un address;
    if (!fill_address(&address, path)) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0 && errno != EAGAIN)
        return fail_closing(descriptor);
    close(descriptor);
    return 0;
}

static int connect_to(const struct sockaddr *address, socklen_t length) {
    int descriptor = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, address, length) != 0 || fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0)
        return fail_closing(descriptor);
    return descriptor;
}

int casemate_connect_unix(const char *path) {
    struct sockaddr_un address;
    return fill_address(&address, path) ? connect_to((struct sockaddr *)&address, sizeof address) : -1;
}

int casemate_connect_loopback(const uint8_t *bytes, bool family_is_6, uint16_t port) {
    struct sockaddr_storage address;
    socklen_t length = fill_loopback(&address, bytes, family_is_6, port);
    return connect_to((struct sockaddr *)&address, length);
}

static int bind_and_listen(int descriptor, const struct sockaddr *address, socklen_t length, int backlog) {
    int on = 1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(descriptor, address, length) != 0 || listen(descriptor, backlog) != 0)
        return fail_closing(descriptor);
    return descriptor;
}

int casemate_listen_loopback(const uint8_t *bytes, bool family_is_6, uint16_t port, int backlog) {
    struct sockaddr_storage address;
    socklen_t length = fill_loopback(&address, bytes, family_is_6, port);
    int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    return bind_and_listen(descriptor, (struct sockaddr *)&address, length, backlog);
}

int casemate_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return -1;
}

int casemate_accept(int listener, bool is_tcp) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor >= 0 && is_tcp) {
        int on = 1;
        (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return descriptor;
}

int casemate_peer_user(int descriptor, uint32_t *user) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    *user = peer.uid;
    return 0;
}

ptrdiff_t casemate_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

// MARK: Memory, limits, time

void *casemate_ordinary_map(size_t bytes) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void casemate_ordinary_unmap(void *memory, size_t bytes) { (void)munmap(memory, bytes); }

uint64_t casemate_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 256;
}

int casemate_usable_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

uint64_t casemate_coarse_nanoseconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

// MARK: Signals

static sigset_t handled_signals(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    return set;
}

int casemate_block_signals(void) {
    sigset_t set = handled_signals();
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR) return -1;
    errno = pthread_sigmask(SIG_BLOCK, &set, NULL);
    return errno == 0 ? 0 : -1;
}

/// Where there is no signalfd (Gramine): what the handlers write the signals' numbers into.
static int signal_pipe[2] = {-1, -1};

static void note_signal(int number) {
    int error = errno;
    uint8_t byte = (uint8_t)number;
    ssize_t ignored = write(signal_pipe[1], &byte, sizeof byte);
    (void)ignored;
    errno = error;
}

static int signal_pipe_descriptor(void) {
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
    sigset_t set = handled_signals();
    if (sigaction(SIGTERM, &action, NULL) != 0 || sigaction(SIGINT, &action, NULL) != 0 ||
        sigaction(SIGHUP, &action, NULL) != 0) return -1;
    errno = pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    return errno == 0 ? signal_pipe[0] : -1;
}

int casemate_signal_descriptor(void) {
    sigset_t set = handled_signals();
    int descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return descriptor >= 0 || errno != ENOSYS ? descriptor : signal_pipe_descriptor();
}

int casemate_take_signal(int descriptor) {
    uint8_t byte;
    if (descriptor == signal_pipe[0]) return read(descriptor, &byte, sizeof byte) == sizeof byte ? byte : 0;
    struct signalfd_siginfo information;
    return read(descriptor, &information, sizeof information) == sizeof information ? (int)information.ssi_signo : 0;
}

// MARK: Threads

int casemate_thread_start(size_t stack, void *(*body)(void *), void *context) {
    pthread_attr_t attributes;
    int result = pthread_attr_init(&attributes);
    if (result != 0) return result;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)pthread_attr_setstacksize(&attributes, stack < PTHREAD_STACK_MIN ? PTHREAD_STACK_MIN : stack);
    pthread_t thread;
    result = pthread_create(&thread, &attributes, body, context);
    pthread_attr_destroy(&attributes);
    return result;
}

void casemate_thread_set_name(const char *name) { (void)pthread_setname_np(pthread_self(), name); }

int casemate_thread_yield_priority(int niceness) { return setpriority(PRIO_PROCESS, (id_t)gettid(), niceness); }
