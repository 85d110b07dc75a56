// Locks as Swift's Mutex takes them, from eight threads at once: nobody is in twice, nobody waits for ever, and a lock
// taken again by its holder is refused. Linked with CGramineLocks, for a kernel with and without the futexes it needs.
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 50000 };
static _Atomic uint32_t word;
static long inside, count, failures;

static long futex(int operation) { return syscall(SYS_futex, &word, operation | FUTEX_PRIVATE_FLAG, 0, NULL); }

static void lock(uint32_t own) {
    uint32_t free_word = 0;
    if (atomic_compare_exchange_strong(&word, &free_word, own)) return;
    while (futex(FUTEX_LOCK_PI) != 0) {
        if (errno != EINTR && errno != EAGAIN) {
            fprintf(stderr, "lock: %s\n", strerror(errno));
            _exit(1);
        }
    }
}

static void unlock(uint32_t own) {
    uint32_t held = own;
    if (atomic_compare_exchange_strong(&word, &held, 0)) return;
    if (futex(FUTEX_UNLOCK_PI) != 0) _exit(1);
}

static void *work(void *unused) {
    uint32_t own = (uint32_t)syscall(SYS_gettid);
    for (int round = 0; round < ROUNDS; round++) {
        lock(own);
        if (inside++ != 0) failures++;
        count++;
        if (round % 1000 == 0) usleep(10);
        inside--;
        unlock(own);
    }
    return unused;
}

int main(void) {
    pthread_t threads[THREADS];
    for (int index = 0; index < THREADS; index++) {
        if (pthread_create(&threads[index], NULL, work, NULL) != 0) return 1;
    }
    for (int index = 0; index < THREADS; index++) pthread_join(threads[index], NULL);
    uint32_t own = (uint32_t)syscall(SYS_gettid);
    if (word != 0 || count != (long)THREADS * ROUNDS || failures != 0) return 1;
    if (futex(FUTEX_UNLOCK_PI) == 0 || errno != EPERM) return 1;
    if (futex(FUTEX_LOCK_PI) != 0 || (word & FUTEX_TID_MASK) != own) return 1;
    if (futex(FUTEX_LOCK_PI) == 0 || errno != EDEADLK) return 1;
    if (futex(FUTEX_UNLOCK_PI) != 0 || word != 0) return 1;
    if (futex(FUTEX_TRYLOCK_PI) != 0 || (word & FUTEX_TID_MASK) != own) return 1;
    return 0;
}
