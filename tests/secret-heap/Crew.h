#pragma once

// Threads for the cases. They are detached, so each reports on an eventfd when it is done.

#include <pthread.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "Case.h"

struct crew {
    void (*body)(unsigned member);
    unsigned member;
    int done;
};

static inline void *run_member(void *argument) {
    struct crew crew = *(struct crew *)argument;
    free(argument);
    crew.body(crew.member);
    uint64_t one = 1;
    REQUIRE(write(crew.done, &one, sizeof one) == sizeof one);
    return NULL;
}

static inline void run_crew(unsigned members, void (*body)(unsigned member)) {
    int done = eventfd(0, 0);
    for (unsigned member = 0; member < members; member++) {
        struct crew *crew = malloc(sizeof *crew);
        *crew = (struct crew){body, member, done};
        pthread_t thread;
        REQUIRE(pthread_create(&thread, NULL, run_member, crew) == 0);
    }
    for (uint64_t finished = 0, more; finished < members; finished += more) {
        REQUIRE(read(done, &more, sizeof more) == sizeof more);
    }
    close(done);
}

static inline void shallow_member(unsigned member) { (void)member; }
