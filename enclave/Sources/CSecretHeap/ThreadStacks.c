// For pthread_attr_setstack and RTLD_NEXT.
#define _GNU_SOURCE

#include "ThreadStacks.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "Pages.h"
#include "ThreadCache.h"

enum {
    /// 128 KiB: six times what the deepest operation measured, RSA-4096 generation in BoringSSL under Swift, uses.
    STACK_PAGES = 32,
    GUARD_PAGES = 1,
    RUN_PAGES = STACK_PAGES + 2 * GUARD_PAGES,
};

struct stack {
    struct stack *next;
    char *low;
    /// The kernel's id of the thread that runs on it, 0 until it does, or `idle`.
    _Atomic int thread;
    /// That thread's.
    struct thread_cache *cache;
    void *(*start)(void *);
    void *argument;
};

/// In place of a thread id: the stack is zero and waits for a thread.
static const int idle = -1;

typedef int (*create_function)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct stack *first_stack;
static struct stack **last_link = &first_stack;
static _Atomic size_t stack_count;

static const size_t stack_size = (size_t)STACK_PAGES << PAGE_SHIFT;

static void *run(void *argument) {
    struct stack *stack = argument;
    stack->cache = &thread_cache;
    atomic_store(&stack->thread, (int)syscall(SYS_gettid));
    return stack->start(stack->argument);
}

/// Whether the kernel knows the thread no more: only then does nothing touch its stack.
static bool is_gone(int thread) {
    return thread > 0 && syscall(SYS_tgkill, getpid(), thread, 0) != 0 && errno == ESRCH;
}

/// Wipes the stacks of threads that are gone and makes them idle. The caller holds the lock.
static void collect_stacks(void) {
    for (struct stack *stack = first_stack; stack != NULL; stack = stack->next) {
        if (!is_gone(atomic_load(&stack->thread))) continue;
        // The cache lies in that thread's own thread-local memory, at the top of this stack.
        thread_cache_empty(stack->cache);
        wipe(stack->low, stack_size);
        atomic_store(&stack->thread, idle);
    }
}

static struct stack *make_stack(void) {
    struct stack *stack = calloc(1, sizeof *stack);
    if (stack == NULL) return NULL;
    uint32_t first = pages_take(RUN_PAGES, PAGE_SIZE, PAGE_STACK);
    if (first == no_page) {
        free(stack);
        return NULL;
    }
    char *run_start = page_address(first);
    size_t guard = (size_t)GUARD_PAGES << PAGE_SHIFT;
    stack->low = run_start + guard;
    if (mprotect(run_start, guard, PROT_NONE) != 0 || mprotect(stack->low + stack_size, guard, PROT_NONE) != 0) {
        mprotect(run_start, guard, PROT_READ | PROT_WRITE);
        pages_give(first, RUN_PAGES);
        free(stack);
        return NULL;
    }
    *last_link = stack;
    last_link = &stack->next;
    atomic_fetch_add(&stack_count, 1);
    return stack;
}

/// An idle stack or a new one. The caller holds the lock.
static struct stack *obtain_stack(void) {
    collect_stacks();
    for (struct stack *stack = first_stack; stack != NULL; stack = stack->next) {
        if (atomic_load(&stack->thread) != idle) continue;
        atomic_store(&stack->thread, 0);
        return stack;
    }
    return make_stack();
}

static int create_on(struct stack *stack, pthread_t *thread) {
    create_function create = (create_function)dlsym(RTLD_NEXT, "pthread_create");
    pthread_attr_t attributes;
    if (create == NULL || pthread_attr_init(&attributes) != 0) return EAGAIN;
    int error = pthread_attr_setstack(&attributes, stack->low, stack_size);
    // Nobody can join it: the exit futex would have to pin a page that the kernel must not pin.
    if (error == 0) error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (error == 0) error = create(thread, &attributes, run, stack);
    pthread_attr_destroy(&attributes);
    return error;
}

__attribute__((visibility("default"), used)) int pthread_create(
    pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*start)(void *),
    void *restrict argument) {
    (void)attributes;
    pthread_mutex_lock(&lock);
    struct stack *stack = obtain_stack();
    int error = EAGAIN;
    if (stack != NULL) {
        stack->start = start;
        stack->argument = argument;
        error = create_on(stack, thread);
        if (error != 0) atomic_store(&stack->thread, idle);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

size_t stacks_bytes(void) { return atomic_load(&stack_count) * ((size_t)RUN_PAGES << PAGE_SHIFT); }

size_t casemate_stack_count(void) { return atomic_load(&stack_count); }

bool casemate_stack_read_usage(size_t index, casemate_stack_usage *usage) {
    pthread_mutex_lock(&lock);
    struct stack *stack = first_stack;
    while (stack != NULL && index-- != 0) stack = stack->next;
    pthread_mutex_unlock(&lock);
    if (stack == NULL) return false;
    const char *lowest = stack->low;
    const char *end = stack->low + stack_size;
    while (lowest != end && *(const volatile char *)lowest == 0) lowest++;
    *usage = (casemate_stack_usage){
        .thread = atomic_load(&stack->thread), .size = stack_size, .high_water = (size_t)(end - lowest)};
    return true;
}
