// Thread stacks: where they are, where they end, and what becomes of them.
#define _GNU_SOURCE

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>

#include "CSecretHeap.h"
#include "Case.h"
#include "Crew.h"

static void *burn(size_t bytes) {
    volatile unsigned char used[bytes];
    memset((void *)used, 0x77, bytes);
    return (void *)(uintptr_t)used[bytes / 2];
}

static void deep_member(unsigned member) {
    (void)member;
    burn(40000);
}

static void high_water(void) {
    run_crew(1, deep_member);
    casemate_stack_usage usage;
    REQUIRE(casemate_stack_read_usage(0, &usage) && !casemate_stack_read_usage(1, &usage));
    REQUIRE(usage.thread != 0 && usage.high_water > 40000 && usage.high_water < 60000);
}

static void stack_reuse(void) {
    for (int round = 0; round < 500; round++) {
        run_crew(2, round == 0 ? deep_member : shallow_member);
        usleep(200);
    }
    REQUIRE(casemate_stack_count() < 20);
    usleep(10000);
    run_crew(1, shallow_member);
    casemate_stack_usage usage;
    REQUIRE(casemate_stack_read_usage(0, &usage) && usage.high_water < 20000);
    REQUIRE(casemate_heap_read_statistics().in_use < 64 << 10);
}

static _Atomic uintptr_t seen_local;

static void stack_member(unsigned member) {
    (void)member;
    int local;
    atomic_store(&seen_local, (uintptr_t)&local);
}

static void stacks_in_arena(void) {
    uintptr_t base = (uintptr_t)malloc(1);
    run_crew(1, stack_member);
    REQUIRE(atomic_load(&seen_local) - base < 8 << 20);
}

static void join_is_refused(void) {
    pthread_t thread;
    struct crew *crew = malloc(sizeof *crew);
    *crew = (struct crew){shallow_member, 0, eventfd(0, 0)};
    int done = crew->done;
    REQUIRE(pthread_create(&thread, NULL, run_member, crew) == 0);
    REQUIRE(pthread_join(thread, NULL) == EINVAL);
    uint64_t more;
    REQUIRE(read(done, &more, sizeof more) == sizeof more);
}

static void no_memory_for_stacks(void) {
    void *all = malloc(casemate_heap_read_statistics().available - (64 << 10));
    pthread_t thread;
    REQUIRE(all != NULL && pthread_create(&thread, NULL, run_member, NULL) == EAGAIN);
    free(all);
    // The same heap carries a thread once there is room.
    run_crew(1, shallow_member);
}

// A thread that runs off its stack must fault on the guard page itself, not somewhere behind it.

/// Exits with 0 when the address is in a small mapping without any access, such as a guard page is.
static void judge_fault(int number, siginfo_t *fault, void *context) {
    (void)number, (void)context;
    uintptr_t address = (uintptr_t)fault->si_addr, start, end;
    char line[512], rights[8];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) != 3 || address < start || address >= end) continue;
        _Exit(strncmp(rights, "---", 3) == 0 && end - start <= 8192 ? 0 : 1);
    }
    _Exit(1);
}

static void expect_guard_page(void (*member)(unsigned)) {
    struct sigaction action = {.sa_sigaction = judge_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0);
    alarm(20);
    // Used pages below the lower stack, as there are above the upper one: nothing but a guard can stop the thread.
    REQUIRE(malloc(100000) != NULL);
    run_crew(2, member);
}

static void use_own_signal_stack(void) {
    stack_t stack = {.ss_sp = malloc(64 << 10), .ss_size = 64 << 10};
    REQUIRE(stack.ss_sp != NULL && sigaltstack(&stack, NULL) == 0);
}

static unsigned recurse(unsigned depth) {
    volatile unsigned char frame[100];
    frame[depth % 100] = 1;
    return depth == UINT32_MAX ? frame[0] : recurse(depth + 1) + frame[depth % 100];
}

static void overflow_member(unsigned member) {
    use_own_signal_stack();
    if (member == 0) recurse(0);
    for (;;) pause();
}

static void overflow_stack(void) { expect_guard_page(overflow_member); }

static void overrun_member(unsigned member) {
    volatile char *byte = (volatile char *)&member;
    use_own_signal_stack();
    REQUIRE(malloc(200000) != NULL);
    if (member == 1) for (size_t index = 0; index < 1 << 20; index += 512) byte[index] = byte[index];
    for (;;) pause();
}

static void overrun_stack(void) { expect_guard_page(overrun_member); }

static const struct test_case cases[] = {
    {"high-water", high_water},
    {"stack-reuse", stack_reuse},
    {"stacks-in-arena", stacks_in_arena},
    {"join-is-refused", join_is_refused},
    {"no-memory-for-stacks", no_memory_for_stacks},
    {"guard-below-stack", overflow_stack},
    {"guard-above-stack", overrun_stack},
};

int main(int count, char **arguments) {
    return run_cases(count, arguments, cases, sizeof cases / sizeof *cases);
}
