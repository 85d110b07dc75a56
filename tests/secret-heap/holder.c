// Holds four markers: in a small block, in a large one, on a thread's stack, and in a block that was freed. Prints
// "ready" and waits for a signal.

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "Marker.h"

static int ready;
static unsigned char *volatile small, *volatile large;

static void *hold(void *unused) {
    volatile unsigned char local[MARKER_SIZE];
    marker_write(local, SEED_STACK);
    small = malloc(MARKER_SIZE);
    marker_write(small, SEED_HEAP);
    large = malloc(100000);
    marker_write(large + 50000, SEED_LARGE);
    unsigned char *freed = malloc(300);
    marker_write(freed + 100, SEED_FREED);
    free(freed);
    uint64_t one = 1;
    if (write(ready, &one, sizeof one) != sizeof one) abort();
    for (;;) pause();
    return unused;
}

int main(void) {
    pthread_t thread;
    uint64_t count;
    ready = eventfd(0, 0);
    if (pthread_create(&thread, NULL, hold, NULL) != 0) return 1;
    if (read(ready, &count, sizeof count) != sizeof count) return 1;
    if (write(STDOUT_FILENO, "ready\n", 6) != 6) return 1;
    for (;;) pause();
}
