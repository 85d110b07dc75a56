// secret-scan: stops a process at random moments and looks for known secrets wherever root can look.
//
// Prints one JSON object a stop, then `form NAME HITS` for each pattern class and a line of totals.
// `kernel-core BYTES` tells what the kernel wrote when it was asked to, 0 for none. --print writes every pattern of one
// secret, to be planted. Exit status: 0 nothing found outside registers, 1 found, 2 wrong usage, 3 the process could not be scanned.
#include "secrets.h"
#include "sources.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DIRECTORIES_MAXIMUM = 16 };

struct options {
    pid_t process;
    const char *secrets, *printed, *directories[DIRECTORIES_MAXIMUM];
    size_t directory_count;
    unsigned stops, longest_pause, core_every, seed;
    bool names_hits, kernel_core;
};

static const char usage[] =
    "usage: secret-scan --secrets FILE [--pid PID] [--stops N] [--pause MILLISECONDS] [--seed N]\n"
    "                   [--directory DIR]... [--core-every N] [--kernel-core] [--names]\n"
    "       secret-scan --secrets FILE --print NAME\n";

static bool read_options(int count, char **values, struct options *options) {
    static const struct option known[] = {
        {"pid", 1, 0, 'p'},        {"secrets", 1, 0, 's'},   {"stops", 1, 0, 'n'},       {"pause", 1, 0, 'i'},
        {"directory", 1, 0, 'd'},  {"core-every", 1, 0, 'c'}, {"kernel-core", 0, 0, 'k'}, {"names", 0, 0, 'v'},
        {"seed", 1, 0, 'r'},       {"print", 1, 0, 'o'},     {0},
    };
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 'p': options->process = atoi(optarg); break;
        case 's': options->secrets = optarg; break;
        case 'n': options->stops = (unsigned)atoi(optarg); break;
        case 'i': options->longest_pause = (unsigned)atoi(optarg); break;
        case 'c': options->core_every = (unsigned)atoi(optarg); break;
        case 'r': options->seed = (unsigned)atoi(optarg); break;
        case 'o': options->printed = optarg; break;
        case 'k': options->kernel_core = true; break;
        case 'v': options->names_hits = true; break;
        case 'd':
            if (options->directory_count == DIRECTORIES_MAXIMUM) return false;
            options->directories[options->directory_count++] = optarg;
            break;
        default: return false;
        }
    }
    return options->secrets && (options->process > 0 || options->directory_count > 0 || options->printed);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void print_stop(unsigned number, size_t threads, const struct findings *findings, double seconds) {
    printf("{\"stop\":%u,\"threads\":%zu,\"milliseconds\":%.1f,\"mappings\":%llu,\"unreadableMappings\":%llu,", number,
        threads, seconds * 1e3, (unsigned long long)findings->mappings,
        (unsigned long long)findings->unreadable_mappings);
    printf("\"unreadableBytes\":%llu,\"bytes\":{", (unsigned long long)findings->unreadable_bytes);
    for (int i = 0; i < SOURCE_COUNT; i++)
        printf("%s\"%s\":%llu", i ? "," : "", source_name(i), (unsigned long long)findings->bytes[i]);
    printf("},\"hits\":{");
    for (int i = 0; i < SOURCE_COUNT; i++)
        printf("%s\"%s\":%llu", i ? "," : "", source_name(i), (unsigned long long)findings->hits[i]);
    printf("}}\n");
    fflush(stdout);
}

static void add(struct findings *total, const struct findings *more) {
    for (int i = 0; i < SOURCE_COUNT; i++) total->hits[i] += more->hits[i], total->bytes[i] += more->bytes[i];
    for (int i = 0; i < FORM_COUNT; i++) total->forms[i] += more->forms[i];
}

static uint64_t print_totals(const struct pattern_set *set, const struct findings *total, unsigned stops) {
    uint64_t outside = 0;
    for (int i = 0; i < FORM_COUNT; i++) printf("form %s %llu\n", form_name(i), (unsigned long long)total->forms[i]);
    for (int i = 0; i < SOURCE_COUNT; i++) {
        printf("source %s hits %llu bytes %llu\n", source_name(i), (unsigned long long)total->hits[i],
            (unsigned long long)total->bytes[i]);
        if (i != SOURCE_REGISTERS) outside += total->hits[i];
    }
    printf("total stops %u patterns %zu hits %llu register-hits %llu\n", stops, set->count,
        (unsigned long long)outside, (unsigned long long)total->hits[SOURCE_REGISTERS]);
    return outside;
}

// A core as a debugger writes it; false when there is no gcore here.
static bool scan_core(const struct matcher *matcher, pid_t process, struct findings *findings) {
    char folder[] = "/tmp/secret-scan.XXXXXX", command[256];
    if (!mkdtemp(folder)) return false;
    snprintf(command, sizeof command, "gcore -a -o %s/core %d >/dev/null 2>&1", folder, process);
    bool written = system(command) == 0;
    if (written) scan_path(matcher, folder, SOURCE_CORE, findings);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) == 0 && written;
}

static bool has_ended(pid_t process) {
    char path[64], state = 'Z';
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (!file) return true;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1) state = 'Z';
    fclose(file);
    return state == 'Z' || state == 'X';
}

// Lifts the process's own core limit, where a capability allows that, and aborts the process. What the kernel then
// writes to its directory is scanned and told.
static bool scan_kernel_core(const struct matcher *matcher, pid_t process, struct findings *findings) {
    char link[64], folder[PATH_MAX], path[PATH_MAX + 32];
    struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    snprintf(link, sizeof link, "/proc/%d/cwd", process);
    ssize_t length = readlink(link, folder, sizeof folder - 1);
    if (length <= 0) return false;
    folder[length] = 0;
    printf("core-limit %s\n", prlimit(process, RLIMIT_CORE, &unlimited, NULL) == 0 ? "lifted" : "kept");
    kill(process, SIGABRT);
    for (int i = 0; i < 100 && !has_ended(process); i++) usleep(50000);
    uint64_t before = findings->bytes[SOURCE_CORE];
    const char *const names[] = {"core", "core.%d"};
    for (size_t i = 0; i < 2; i++) {
        int used = snprintf(path, sizeof path, "%s/", folder);
        snprintf(path + used, sizeof path - (size_t)used, names[i], process);
        scan_path(matcher, path, SOURCE_CORE, findings);
    }
    printf("kernel-core %llu\n", (unsigned long long)(findings->bytes[SOURCE_CORE] - before));
    return has_ended(process);
}

static bool scan_once(
    const struct options *options, const struct matcher *matcher, unsigned number, struct findings *total
) {
    static struct stopped_process process;
    struct findings findings = {.names_hits = options->names_hits};
    double start = now();
    if (options->process > 0) {
        if (!process_stop(&process, options->process)) return false;
        scan_registers(matcher, &process, &findings);
        scan_mappings(matcher, options->process, &findings);
    }
    double seconds = now() - start;
    size_t threads = process.count;
    process_resume(&process);
    bool last = number == options->stops;
    if (options->core_every > 0 && options->process > 0 && (number % options->core_every == 0 || last)
        && !scan_core(matcher, options->process, &findings))
        fprintf(stderr, "no core: gcore is not installed or was refused\n");
    if (number % 10 == 1 || last) {
        for (size_t i = 0; i < options->directory_count; i++)
            scan_path(matcher, options->directories[i], SOURCE_FILES, &findings);
        scan_path(matcher, "/dev/shm", SOURCE_FILES, &findings);
    }
    if (last && options->kernel_core && !scan_kernel_core(matcher, options->process, &findings))
        fprintf(stderr, "the process could not be aborted\n");
    print_stop(number, threads, &findings, seconds);
    add(total, &findings);
    return true;
}

// Writes every pattern of a secret, each at an offset divisible by eight.
static int print_patterns(const struct pattern_set *set, const char *name) {
    static const uint8_t padding[8];
    size_t length = strlen(name);
    for (size_t i = 0; i < set->count; i++) {
        const struct pattern *pattern = &set->items[i];
        if (strncmp(pattern->secret, name, length) != 0 || pattern->secret[length] != '.') continue;
        fwrite(pattern->bytes, 1, pattern->length, stdout);
        fwrite(padding, 1, (8 - pattern->length % 8) % 8, stdout);
    }
    return fflush(stdout) == 0 ? 0 : 2;
}

int main(int count, char **values) {
    struct options options = {.stops = 1, .longest_pause = 100, .seed = 1};
    struct pattern_set set = {0};
    struct findings total = {0};
    if (!read_options(count, values, &options)) return fputs(usage, stderr), 2;
    if (!secrets_read(options.secrets, &set)) return 2;
    if (options.printed) return print_patterns(&set, options.printed);
    struct matcher *matcher = matcher_make(&set);
    srand(options.seed);
    for (unsigned number = 1; number <= options.stops; number++) {
        if (options.process > 0) usleep((useconds_t)rand() % (options.longest_pause * 1000 + 1));
        if (!scan_once(&options, matcher, number, &total)) {
            fprintf(stderr, "process %d could not be stopped: %s\n", options.process, strerror(errno));
            print_totals(&set, &total, number - 1);
            return 3;
        }
    }
    return print_totals(&set, &total, options.stops) > 0;
}
