#pragma once

// A test program is a table of named cases, one of which it runs: `PROGRAM case NAME`. Exit status 0 is a pass, 77 a
// skip; `PROGRAM list` prints the names. A case that must die runs as any other, and the script checks how it died.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test_case {
    const char *name;
    void (*run)(void);
};

#define SKIPPED 77

#define REQUIRE(condition)                                                                    \
    do {                                                                                      \
        if (!(condition)) {                                                                   \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);           \
            _Exit(1);                                                                         \
        }                                                                                     \
    } while (0)

static inline int run_cases(int count, char **arguments, const struct test_case *cases, size_t case_count) {
    const char *wanted = count > 2 && strcmp(arguments[1], "case") == 0 ? arguments[2] : NULL;
    for (size_t index = 0; index < case_count; index++) {
        if (wanted == NULL) {
            puts(cases[index].name);
        } else if (strcmp(cases[index].name, wanted) == 0) {
            cases[index].run();
            return 0;
        }
    }
    return wanted == NULL ? 0 : 2;
}
