// crowd: many connections to an enclave at once, well and badly behaved.
//
//   crowd idle SOCKET COUNT          connects, says hello, prints "ready COUNT", and keeps still until stdin ends; then
//                                    prints "kept N"
//   crowd slow SOCKET COUNT SECONDS  sends a hello byte by byte; prints how many were ended by then
//   crowd heavy SOCKET COUNT KEY     each sends a message of 1 MiB less 256 bytes to sign, all at once; prints "answered
//                                    N refused N lost N"
//   crowd sessions SOCKET COUNT      opens COUNT sealed sessions and tries one more; prints "opened N more yes|no"
//   crowd latency SOCKET KEY SECONDS signs digests one at a time; prints "signed N p50 MICROSECONDS p99 MICROSECONDS"
//
// Exit status 0, or 2 on wrong usage, 1 when nothing could be done.
#include "connection.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_LENGTH = (1 << 20) - 256, LATENCIES_MAXIMUM = 1 << 20 };
static const uint8_t hello[] = {0, 0, 0, 22, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 4, 't', 'e', 's', 't'};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int dial(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    for (int attempt = 0; attempt < 200; attempt++) {
        int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) return -1;
        if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
        close(descriptor);
        usleep(10000);
    }
    return -1;
}

// Connections that opened; `descriptors` has room for `count`.
static size_t dial_all(const char *path, size_t count, int *descriptors) {
    size_t opened = 0;
    while (opened < count && (descriptors[opened] = dial(path)) >= 0) opened++;
    return opened;
}

static bool ended(int descriptor) {
    struct pollfd poller = {.fd = descriptor, .events = POLLIN};
    uint8_t bytes[512];
    while (poll(&poller, 1, 0) > 0)
        if (recv(descriptor, bytes, sizeof bytes, MSG_DONTWAIT) <= 0) return true;
    return false;
}

static size_t count_open(const int *descriptors, size_t count) {
    size_t open = 0;
    for (size_t i = 0; i < count; i++) open += !ended(descriptors[i]);
    return open;
}

static int idle(const char *path, size_t count) {
    int *descriptors = calloc(count, sizeof *descriptors);
    size_t opened = dial_all(path, count, descriptors);
    for (size_t i = 0; i < opened; i++)
        if (send(descriptors[i], hello, sizeof hello, MSG_NOSIGNAL) < 0) return 1;
    uint8_t answer;
    for (size_t i = 0; i < opened; i++)
        if (recv(descriptors[i], &answer, 1, 0) != 1) return 1;
    printf("ready %zu\n", opened);
    fflush(stdout);
    while (getchar() != EOF) {}
    printf("kept %zu\n", count_open(descriptors, opened));
    return 0;
}

static int slow(const char *path, size_t count, double seconds) {
    int *descriptors = calloc(count, sizeof *descriptors);
    size_t opened = dial_all(path, count, descriptors), sent = 0;
    for (double end = now() + seconds; now() < end; usleep(500000)) {
        // The last byte is never sent.
        if (sent == sizeof hello - 1) continue;
        for (size_t i = 0; i < opened; i++) send(descriptors[i], hello + sent, 1, MSG_NOSIGNAL);
        sent++;
    }
    printf("opened %zu ended %zu\n", opened, opened - count_open(descriptors, opened));
    return 0;
}

static enum reply sign(struct connection *connection, const char *key, bool digest, const uint8_t *input, size_t length) {
    struct message body = message_make(), answer = message_make();
    put_integer(&body, 2, 1);
    put_string(&body, key);
    put_integer(&body, 1, 1); // ECDSA
    put_integer(&body, 1, 1); // SHA-256
    put_integer(&body, digest, 1);
    put_data(&body, input, length);
    enum reply reply = connection_call(connection, OPERATION_KEY_SIGN, &body, &answer);
    message_free(&body);
    message_free(&answer);
    return reply;
}

static pthread_barrier_t all_connected;
struct sender {
    pthread_t thread;
    const char *path, *key;
    enum reply reply;
};

static void *send_heavy(void *context) {
    struct sender *sender = context;
    struct connection connection;
    uint8_t *input = calloc(1, MESSAGE_LENGTH);
    bool open = connection_open(&connection, sender->path, 1);
    pthread_barrier_wait(&all_connected);
    sender->reply = open ? sign(&connection, sender->key, false, input, MESSAGE_LENGTH) : REPLY_LOST;
    if (open) connection_close(&connection);
    free(input);
    return NULL;
}

static int heavy(const char *path, size_t count, const char *key) {
    struct sender *senders = calloc(count, sizeof *senders);
    size_t replies[3] = {0, 0, 0};
    pthread_barrier_init(&all_connected, NULL, (unsigned)count);
    for (size_t i = 0; i < count; i++) {
        senders[i] = (struct sender){.path = path, .key = key};
        if (pthread_create(&senders[i].thread, NULL, send_heavy, &senders[i]) != 0) return 1;
    }
    for (size_t i = 0; i < count; i++) {
        pthread_join(senders[i].thread, NULL);
        replies[senders[i].reply]++;
    }
    printf("answered %zu refused %zu lost %zu\n", replies[REPLY_ANSWER], replies[REPLY_REFUSAL], replies[REPLY_LOST]);
    return 0;
}

static int sessions(const char *path, size_t count) {
    struct connection *connections = calloc(count + 1, sizeof *connections);
    size_t opened = 0;
    while (opened < count && connection_open(&connections[opened], path, 1) && connection_seal(&connections[opened]))
        opened++;
    bool more = connection_open(&connections[count], path, 1) && connection_seal(&connections[count]);
    printf("opened %zu more %s\n", opened, more ? "yes" : "no");
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
}

static int by_time(const void *left, const void *right) {
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

static int latency(const char *path, const char *key, double seconds) {
    struct connection connection;
    static float times[LATENCIES_MAXIMUM];
    static const uint8_t digest[32] = {7};
    size_t count = 0;
    if (!connection_open(&connection, path, 1)) return 1;
    for (double end = now() + seconds, start; (start = now()) < end && count < LATENCIES_MAXIMUM;) {
        if (sign(&connection, key, true, digest, sizeof digest) != REPLY_ANSWER) return 1;
        times[count++] = (float)((now() - start) * 1e6);
    }
    qsort(times, count, sizeof *times, by_time);
    printf("signed %zu p50 %.0f p99 %.0f\n", count, times[count / 2], times[count * 99 / 100]);
    return 0;
}

int main(int count, char **words) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    const char *what = count > 3 ? words[1] : "";
    size_t number = count > 3 ? strtoul(words[3], NULL, 10) : 0;
    if (strcmp(what, "idle") == 0 && count == 4) return idle(words[2], number);
    if (strcmp(what, "slow") == 0 && count == 5) return slow(words[2], number, atof(words[4]));
    if (strcmp(what, "heavy") == 0 && count == 5) return heavy(words[2], number, words[4]);
    if (strcmp(what, "sessions") == 0 && count == 4) return sessions(words[2], number);
    if (strcmp(what, "latency") == 0 && count == 5) return latency(words[2], words[3], atof(words[4]));
    fprintf(stderr, "usage: crowd idle|slow|heavy|sessions|latency SOCKET ...\n");
    return 2;
}
