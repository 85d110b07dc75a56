#include "CGramineLocks.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/// A lock's word as the kernel has it: 0, or the holder's thread id, with FUTEX_WAITERS when somebody may wait.
typedef _Atomic uint32_t lock_word;

static _Atomic bool is_lacking;

static uint32_t own_thread(void) {
    static _Thread_local uint32_t known;
    if (known == 0) known = (uint32_t)__real_syscall(SYS_gettid);
    return known;
}

static long fail(int error) {
    errno = error;
    return -1;
}

static long take(lock_word *word) {
    uint32_t own = own_thread(), wanted = own, seen;
    while (true) {
        seen = 0;
        if (atomic_compare_exchange_strong(word, &seen, wanted)) return 0;
        if ((seen & FUTEX_TID_MASK) == own) return fail(EDEADLK);
        if (!(seen & FUTEX_WAITERS) && !atomic_compare_exchange_strong(word, &seen, seen | FUTEX_WAITERS)) continue;
        __real_syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen | FUTEX_WAITERS, NULL, NULL, 0);
        // Others may have waited beside this thread: it takes the lock with the mark, so that letting go wakes them.
        wanted = own | FUTEX_WAITERS;
    }
}

static long try_to_take(lock_word *word) {
    uint32_t seen = 0;
    return atomic_compare_exchange_strong(word, &seen, own_thread()) ? 0 : fail(EWOULDBLOCK);
}

static long let_go(lock_word *word) {
    if ((atomic_load(word) & FUTEX_TID_MASK) != own_thread()) return fail(EPERM);
    atomic_store(word, 0);
    __real_syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    return 0;
}

static bool is_for_locks(long number, long operation) {
    long command = operation & FUTEX_CMD_MASK;
    return number == SYS_futex &&
           (command == FUTEX_LOCK_PI || command == FUTEX_TRYLOCK_PI || command == FUTEX_UNLOCK_PI);
}

static long stand_in(lock_word *word, long operation) {
    switch (operation & FUTEX_CMD_MASK) {
    case FUTEX_LOCK_PI: return take(word);
    case FUTEX_TRYLOCK_PI: return try_to_take(word);
    default: return let_go(word);
    }
}

long __wrap_syscall(long number, ...) {
    long argument[6];
    va_list arguments;
    va_start(arguments, number);
    for (int index = 0; index < 6; index++) argument[index] = va_arg(arguments, long);
    va_end(arguments);

    bool is_lock = is_for_locks(number, argument[1]);
    if (!is_lock || !atomic_load_explicit(&is_lacking, memory_order_relaxed)) {
        long result = __real_syscall(
            number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5]);
        if (!is_lock || result != -1 || errno != ENOSYS) return result;
        atomic_store_explicit(&is_lacking, true, memory_order_relaxed);
    }
    return stand_in((lock_word *)argument[0], argument[1]);
}
