// domain-changes: makes keys that a domain's members share, as fast as they are answered, and says how long each took.
//
//   domain-changes --socket PATH --prefix TEXT [--count N] [--connections N]
//
// Prints `changes N rate R p50 MICROSECONDS p99 MICROSECONDS`. Exit status: 0 done, 1 something was not answered.
#include "../wire/calls.h"

#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CONNECTIONS_MAXIMUM = 256 };

static struct {
    const char *socket, *prefix;
    long count, connections;
    atomic_long next, failed;
    double *took;
} changes = {.count = 1000, .connections = 1};

static double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *work(void *argument) {
    struct connection connection;
    struct key_facts facts;
    char name[256];
    (void)argument;
    if (!connection_open(&connection, changes.socket, 1)) return atomic_fetch_add(&changes.failed, 1), NULL;
    for (long index; (index = atomic_fetch_add(&changes.next, 1)) < changes.count;) {
        snprintf(name, sizeof name, "%s-%ld", changes.prefix, index);
        double start = now_seconds();
        if (call_generate(&connection, name, ALGORITHM_P256, PURPOSE_SIGN, &facts) != REPLY_ANSWER) {
            if (atomic_fetch_add(&changes.failed, 1) < 3) fprintf(stderr, "%s: %s\n", name, connection.refusal_text);
        }
        changes.took[index] = now_seconds() - start;
    }
    connection_close(&connection);
    return NULL;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static bool read_options(int count, char **values) {
    static const struct option known[] = {
        {"socket", 1, 0, 's'}, {"prefix", 1, 0, 'p'}, {"count", 1, 0, 'n'}, {"connections", 1, 0, 'c'}, {0},
    };
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 's': changes.socket = optarg; break;
        case 'p': changes.prefix = optarg; break;
        case 'n': changes.count = atol(optarg); break;
        case 'c': changes.connections = atol(optarg); break;
        default: return false;
        }
    }
    return changes.socket && changes.prefix && changes.count > 0 && changes.connections > 0
        && changes.connections <= CONNECTIONS_MAXIMUM;
}

int main(int count, char **values) {
    pthread_t threads[CONNECTIONS_MAXIMUM];
    if (!read_options(count, values)) return fputs("usage: see the head of domain/changes.c\n", stderr), 2;
    changes.took = calloc((size_t)changes.count, sizeof *changes.took);
    if (!changes.took) return perror("calloc"), 1;
    double start = now_seconds();
    for (long i = 0; i < changes.connections; i++) pthread_create(&threads[i], NULL, work, NULL);
    for (long i = 0; i < changes.connections; i++) pthread_join(threads[i], NULL);
    double seconds = now_seconds() - start;
    qsort(changes.took, (size_t)changes.count, sizeof *changes.took, compare);
    printf("changes %ld rate %.0f p50 %.0f p99 %.0f\n", changes.count, (double)changes.count / seconds,
        changes.took[changes.count / 2] * 1e6, changes.took[changes.count * 99 / 100] * 1e6);
    return changes.failed > 0;
}
