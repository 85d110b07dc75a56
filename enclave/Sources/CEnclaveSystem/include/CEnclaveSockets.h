#pragma once

// The Linux calls the enclave's edge needs and Swift's Glibc module does not carry. Each wrapper is one call: it returns
// what the kernel returned, or -1 with the reason in errno.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a descriptor is ready for; also what one asks to be told about.
enum casemate_readiness {
    CASEMATE_READABLE = 1,
    CASEMATE_WRITABLE = 2,
    /// The peer is gone in both directions, or the descriptor failed. Always reported.
    CASEMATE_BROKEN = 4,
    /// Wake only one of the pollers that watch this descriptor. Asked for, never reported.
    CASEMATE_EXCLUSIVE = 8,
};

/// One report of `casemate_poll_wait`.
typedef struct casemate_event {
    uint64_t token;
    uint32_t readiness;
} casemate_event;

/// A new epoll instance.
int casemate_poll_create(void);
/// Watches `descriptor` for `readiness`, reported with `token`.
int casemate_poll_add(int poller, int descriptor, uint32_t readiness, uint64_t token);
/// Changes what a watched descriptor is watched for.
int casemate_poll_change(int poller, int descriptor, uint32_t readiness, uint64_t token);
/// Stops watching.
int casemate_poll_remove(int poller, int descriptor);
/// Waits up to `milliseconds` (-1: for ever) and returns how many of at most 64 `events` were filled.
/// A signal counts as nothing to report.
int casemate_poll_wait(int poller, casemate_event *events, int capacity, int milliseconds);

/// A non-blocking or blocking eventfd at 0.
int casemate_wakeup_create(bool blocking);
/// Adds 1.
int casemate_wakeup_signal(int wakeup);
/// Takes all that was added; 0 when there was nothing.
uint64_t casemate_wakeup_take(int wakeup);

/// A non-blocking stream socket on a path, listening, its file for this user only.
int casemate_listen_unix(const char *path, int backlog);
/// 0 when somebody accepts connections on the path.
int casemate_probe_unix(const char *path);
/// A non-blocking stream socket that is connected to a path, or to a loopback address. Before the process is sealed.
int casemate_connect_unix(const char *path);
int casemate_connect_loopback(const uint8_t *address, bool family_is_6, uint16_t port);
/// A non-blocking stream socket on a loopback address, listening. `family_is_6` chooses between the 4 and 16 bytes.
int casemate_listen_loopback(const uint8_t *address, bool family_is_6, uint16_t port, int backlog);
/// The port a socket is bound to, or -1.
int casemate_local_port(int descriptor);
/// A waiting connection, non-blocking; without Nagle's delay when it is TCP.
int casemate_accept(int listener, bool is_tcp);
/// The user id of a Unix socket's peer.
int casemate_peer_user(int descriptor, uint32_t *user);
/// Sends without SIGPIPE.
ptrdiff_t casemate_send(int descriptor, const void *bytes, size_t count);

/// Ordinary zeroed memory, or NULL. It is never part of the process's heap.
void *casemate_ordinary_map(size_t bytes);
/// Gives it back.
void casemate_ordinary_unmap(void *memory, size_t bytes);

/// Raises the limit of open descriptors as far as the hard limit goes and returns it.
uint64_t casemate_raise_descriptor_limit(void);
/// Processors this process may run on, at least 1.
int casemate_usable_processor_count(void);
/// Nanoseconds of the monotonic clock, with the resolution of the scheduler's tick.
uint64_t casemate_coarse_nanoseconds(void);

/// Blocks SIGTERM, SIGINT and SIGHUP for this thread and those it makes, and ignores SIGPIPE.
int casemate_block_signals(void);
/// A non-blocking descriptor that reports the three.
int casemate_signal_descriptor(void);
/// The next reported signal, or 0.
int casemate_take_signal(int descriptor);

/// Starts a detached thread with a stack of `stack` bytes; `body` gets `context`. Returns 0 or the error number.
int casemate_thread_start(size_t stack, void *(*body)(void *), void *context);
/// Names the calling thread, at most 15 bytes.
void casemate_thread_set_name(const char *name);
/// Makes the calling thread give way to others: nice `niceness`.
int casemate_thread_yield_priority(int niceness);

#ifdef __cplusplus
}
#endif
