// Looks for the markers of `holder` in another process or in a file, and prints how often each was found:
// `scan mem PID`, `scan vm PID`, `scan file PATH`. Output: small large stack freed.
#define _GNU_SOURCE

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "Marker.h"

enum { PAGE = 4096, MARKERS = 4 };

static unsigned char markers[MARKERS][MARKER_SIZE];
static unsigned found[MARKERS];

/// The end of the previous page before each new one, so that a marker across two pages is seen.
static unsigned char window[MARKER_SIZE - 1 + PAGE];

static void look(size_t length) {
    for (int marker = 0; marker < MARKERS; marker++) {
        unsigned char *at = window;
        size_t left = MARKER_SIZE - 1 + length;
        while ((at = memmem(at, left, markers[marker], MARKER_SIZE)) != NULL) {
            found[marker]++;
            at++;
            left = (size_t)(window + MARKER_SIZE - 1 + length - at);
        }
    }
    memmove(window, window + length, MARKER_SIZE - 1);
}

static ssize_t read_process(int pid, uint64_t address) {
    struct iovec local = {window + MARKER_SIZE - 1, PAGE}, remote = {(void *)(uintptr_t)address, PAGE};
    return process_vm_readv(pid, &local, 1, &remote, 1, 0);
}

static void scan_process(int pid, int memory) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "r");
    if (maps == NULL) exit(2);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long start, end;
        if (sscanf(line, "%lx-%lx", &start, &end) != 2 || start > INT64_MAX) continue;
        memset(window, 0, sizeof window);
        for (unsigned long address = start; address < end; address += PAGE) {
            ssize_t count = memory >= 0 ? pread(memory, window + MARKER_SIZE - 1, PAGE, (off_t)address)
                                        : read_process(pid, address);
            if (count > 0) look((size_t)count);
        }
    }
    fclose(maps);
}

static void scan_file(const char *path) {
    int file = open(path, O_RDONLY);
    if (file < 0) exit(2);
    ssize_t count;
    while ((count = read(file, window + MARKER_SIZE - 1, PAGE)) > 0) look((size_t)count);
    close(file);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    static const uint64_t seeds[MARKERS] = {SEED_HEAP, SEED_LARGE, SEED_STACK, SEED_FREED};
    for (int marker = 0; marker < MARKERS; marker++) marker_write(markers[marker], seeds[marker]);
    if (strcmp(arguments[1], "file") == 0) {
        scan_file(arguments[2]);
    } else {
        char path[64];
        snprintf(path, sizeof path, "/proc/%s/mem", arguments[2]);
        int memory = strcmp(arguments[1], "mem") == 0 ? open(path, O_RDONLY) : -1;
        if (memory < 0 && strcmp(arguments[1], "mem") == 0) return 2;
        scan_process(atoi(arguments[2]), memory);
    }
    printf("%u %u %u %u\n", found[0], found[1], found[2], found[3]);
    return 0;
}
