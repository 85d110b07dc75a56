// What a cold key costs: one connection, one request outstanding, a hot key and a key not held in turn.
//
// cold-key SOCKET PREFIX COUNT REQUESTS    keys PREFIX-0 to PREFIX-(COUNT-1), as `casemate bench keys` makes them
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 16, KIND_HELLO = 1, KIND_REQUEST = 2, KIND_ANSWER = 3, KEY_SIGN = 19 };

static int connection;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void receive(unsigned char *bytes, size_t count) {
    while (count > 0) {
        ssize_t got = read(connection, bytes, count);
        if (got <= 0) fail("read");
        bytes += got;
        count -= (size_t)got;
    }
}

// Sends one frame and waits for its answer; microseconds it took.
static double ask(uint8_t kind, uint16_t operation, const unsigned char *body, size_t length) {
    unsigned char frame[512] = {0}, answer[4096];
    uint32_t size = htonl((uint32_t)(HEADER - 4 + length));
    uint16_t number = htons(operation);
    memcpy(frame, &size, 4);
    frame[4] = kind;
    memcpy(frame + 6, &number, 2);
    memcpy(frame + HEADER, body, length);
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    if (write(connection, frame, HEADER + length) != (ssize_t)(HEADER + length)) fail("write");
    receive(answer, 4);
    memcpy(&size, answer, 4);
    size = ntohl(size);
    if (size < HEADER - 4 || size > sizeof answer - 4) fail("answer");
    receive(answer + 4, size);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    if (answer[4] != KIND_ANSWER) {
        fprintf(stderr, "refused\n");
        exit(1);
    }
    return (double)(ended.tv_sec - began.tv_sec) * 1e6 + (double)(ended.tv_nsec - began.tv_nsec) / 1e3;
}

static double sign(const char *prefix, long index) {
    unsigned char body[300], *end = body;
    char name[128];
    size_t length = (size_t)snprintf(name, sizeof name, "%s-%ld", prefix, index);
    *end++ = 2; // a key by name
    *end++ = 0;
    *end++ = (unsigned char)length;
    memcpy(end, name, length);
    end += length;
    memcpy(end, "\1\1\1\0\0\0\40", 7); // ECDSA, SHA-256, a digest of 32 bytes
    memset(end + 7, 7, 32);
    return ask(KIND_REQUEST, KEY_SIGN, body, (size_t)(end + 39 - body));
}

static int ascending(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

static double median(double *values, long count) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

int main(int argc, char **argv) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    long count = argc == 5 ? atol(argv[3]) : 0, requests = argc == 5 ? atol(argv[4]) : 0;
    if (count < 2 || requests < 1 || strlen(argv[1]) >= sizeof address.sun_path || strlen(argv[2]) > 64) {
        fprintf(stderr, "cold-key SOCKET PREFIX COUNT REQUESTS\n");
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail(argv[1]);
    ask(KIND_HELLO, 0, (const unsigned char *)"\0\1\0\1\0\5bench", 11);
    double *hot = calloc((size_t)requests, sizeof *hot), *cold = calloc((size_t)requests, sizeof *cold);
    if (!hot || !cold) fail("calloc");
    for (long turn = 0; turn < requests; turn++) {
        hot[turn] = sign(argv[2], 0);
        cold[turn] = sign(argv[2], 1 + turn * 7919 % (count - 1));
    }
    double hot_median = median(hot, requests), cold_median = median(cold, requests);
    printf("%ld keys: hot %.1f us, cold %.1f us, cold minus hot %.1f us\n", count, hot_median, cold_median,
           cold_median - hot_median);
    return 0;
}
