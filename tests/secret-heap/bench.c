// Nanoseconds for one malloc and its free, in the mix a signature makes: mostly small, a few dozen blocks alive.
// Built once with the secret heap and once with libc's own.

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 2000000, ALIVE = 32 };

static const uint16_t sizes[16] = {32, 48, 16, 64, 40, 96, 32, 128, 256, 48, 72, 512, 32, 160, 24, 1200};
static _Atomic unsigned running;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void *churn(void *argument) {
    volatile char *alive[ALIVE] = {0};
    uint64_t state = (uintptr_t)argument + 88172645463325252u;
    for (int round = 0; round < ROUNDS; round++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        unsigned slot = (unsigned)(state >> 32) % ALIVE;
        free((void *)alive[slot]);
        alive[slot] = malloc(sizes[state % 16]);
        alive[slot][0] = 1;
    }
    for (int slot = 0; slot < ALIVE; slot++) free((void *)alive[slot]);
    atomic_fetch_sub(&running, 1);
    return NULL;
}

static double measure(unsigned threads) {
    double start = now();
    atomic_store(&running, threads);
    for (unsigned index = 0; index < threads; index++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, churn, (void *)(uintptr_t)index) != 0) abort();
    }
    while (atomic_load(&running) != 0) usleep(500);
    return (now() - start) / ROUNDS;
}

int main(void) {
    for (unsigned threads = 1; threads <= 8; threads *= 2) printf("%u %.1f\n", threads, measure(threads));
    return 0;
}
