// crash-states: starts a program on the disk states that a power cut may leave behind a recorded run.
//
// The check is run as `CHECK STATE ANSWERED`: STATE is a directory with one disk state, ANSWERED holds the
// expectations whose requests were answered before the cut, a line each. Its exit status says 0 for "all of them
// hold", 2 for "refused by name", anything else for a violation.
// Exit status: 0 no violation, 1 violations, 2 wrong usage.
#include "disk.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOBS_MAXIMUM = 64, CHECK_OK = 0, CHECK_REFUSED = 2 };

struct options {
    const char *recording, *expectations, *base, *check, *work;
    size_t states, jobs;
    uint64_t seed;
};

struct job {
    pid_t process; // 0 when free
    char folder[512];
    size_t cut, state;
};

struct run {
    const struct options *options;
    struct recording recording;
    struct expectations expectations;
    struct job jobs[JOBS_MAXIMUM];
    uint64_t *seen; // open addressing
    size_t seen_mask;
    size_t started, held, refused, violations, answered;
};

static const char usage[] =
    "usage: crash-states --recording FILE --expectations FILE --check PROGRAM --work DIR\n"
    "                    [--base DIR] [--states N] [--jobs N] [--seed N]\n";

static bool read_options(int count, char **values, struct options *options) {
    static const struct option known[] = {
        {"recording", 1, 0, 'r'}, {"expectations", 1, 0, 'e'}, {"check", 1, 0, 'c'}, {"work", 1, 0, 'w'},
        {"base", 1, 0, 'b'},      {"states", 1, 0, 'n'},       {"jobs", 1, 0, 'j'},  {"seed", 1, 0, 's'},
        {0},
    };
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 'r': options->recording = optarg; break;
        case 'e': options->expectations = optarg; break;
        case 'c': options->check = optarg; break;
        case 'w': options->work = optarg; break;
        case 'b': options->base = optarg; break;
        case 'n': options->states = strtoul(optarg, NULL, 10); break;
        case 'j': options->jobs = strtoul(optarg, NULL, 10); break;
        case 's': options->seed = strtoull(optarg, NULL, 10); break;
        default: return false;
        }
    }
    return options->recording && options->expectations && options->check && options->work && options->states > 0
        && options->jobs > 0 && options->jobs <= JOBS_MAXIMUM;
}

static bool is_new(struct run *run, uint64_t hash) {
    size_t slot = hash & run->seen_mask;
    if (hash == 0) hash = 1;
    while (run->seen[slot]) {
        if (run->seen[slot] == hash) return false;
        slot = (slot + 1) & run->seen_mask;
    }
    run->seen[slot] = hash;
    return true;
}

// ---- jobs

static void remove_tree(const char *path) {
    pid_t process = fork();
    if (process == 0) {
        execlp("rm", "rm", "-rf", path, NULL);
        _exit(127);
    }
    waitpid(process, NULL, 0);
}

static void settle(struct run *run, struct job *job, int status) {
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    job->process = 0;
    if (code == CHECK_OK) run->held++;
    if (code == CHECK_REFUSED) run->refused++;
    if (code == CHECK_OK || code == CHECK_REFUSED) return;
    char kept[1024];
    snprintf(kept, sizeof kept, "%s/violation-%zu", run->options->work, job->state);
    if (run->violations++ < 5) {
        rename(job->folder, kept);
        printf("violation: state %zu, cut behind record %zu, check said %d; kept as %s\n", job->state, job->cut, code,
            kept);
    }
}

static void wait_for_one(struct run *run) {
    int status;
    pid_t process = waitpid(-1, &status, 0);
    for (size_t i = 0; i < run->options->jobs; i++)
        if (process > 0 && run->jobs[i].process == process) settle(run, &run->jobs[i], status);
}

static struct job *free_job(struct run *run) {
    for (;;) {
        for (size_t i = 0; i < run->options->jobs; i++)
            if (run->jobs[i].process == 0) return &run->jobs[i];
        wait_for_one(run);
    }
}

static void write_answered(struct run *run, const char *path, size_t cut) {
    FILE *file = fopen(path, "w");
    if (!file) return;
    for (size_t i = 0; i < run->expectations.count; i++) {
        const struct expectation *item = &run->expectations.items[i];
        if (item->answered >= cut) continue;
        fputs(item->line, file);
        run->answered++;
    }
    fclose(file);
}

static bool start(struct run *run, const struct disk *disk, size_t cut) {
    char state[600], answered[600];
    struct job *job = free_job(run);
    snprintf(job->folder, sizeof job->folder, "%s/job-%td", run->options->work, job - run->jobs);
    snprintf(state, sizeof state, "%s/state", job->folder);
    snprintf(answered, sizeof answered, "%s/answered", job->folder);
    remove_tree(job->folder);
    if (mkdir(job->folder, 0700) != 0 || mkdir(state, 0700) != 0 || !disk_write(disk, state)) return false;
    write_answered(run, answered, cut);
    job->cut = cut;
    job->state = ++run->started;
    job->process = fork();
    if (job->process != 0) return job->process > 0;
    execl(run->options->check, run->options->check, state, answered, NULL);
    _exit(127);
}

// ---- cuts

static int by_size(const void *left, const void *right) {
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

// Where the power goes: half of the cuts anywhere, half just behind something was sent, when most is owed.
static size_t choose_cut(const struct run *run, struct choices *choices) {
    size_t cut = 1 + (size_t)choose(choices, run->recording.count);
    if (choose(choices, 2) == 0) return cut;
    for (size_t i = cut; i < run->recording.count; i++)
        if (run->recording.events[i - 1].head.kind == RECORD_ANSWER) return i;
    return cut;
}

// How many expectations were answered before the cut: the same disk owes more behind a later answer.
static uint64_t owed(const struct run *run, size_t cut) {
    uint64_t count = 0;
    for (size_t i = 0; i < run->expectations.count; i++) count += run->expectations.items[i].answered < cut;
    return count;
}

// One pass over the recording with as many cuts as states are missing, and some more for those found before.
static bool pass(struct run *run, struct choices *choices) {
    size_t wanted = run->options->states - run->started + 64, position = 0;
    size_t *cuts = calloc(wanted, sizeof *cuts);
    struct history *history = history_make(run->options->base);
    if (!cuts || !history) return false;
    for (size_t i = 0; i < wanted; i++) cuts[i] = choose_cut(run, choices);
    qsort(cuts, wanted, sizeof *cuts, by_size);
    for (size_t i = 0; i < wanted && run->started < run->options->states; i++) {
        while (position < cuts[i]) history_add(history, &run->recording.events[position++]);
        struct disk *disk = disk_make(history, choices);
        uint64_t hash = disk_hash(disk) ^ owed(run, position) * 0x9e3779b97f4a7c15ull;
        bool good = !is_new(run, hash) || start(run, disk, position);
        disk_free(disk);
        if (!good) return false;
    }
    free(cuts);
    return true;
}

static void read_inputs(struct run *run) {
    if (!recording_read(run->options->recording, &run->recording)
        || !expectations_read(run->options->expectations, &run->expectations) || run->recording.count == 0) {
        fprintf(stderr, "nothing to work on\n");
        exit(2);
    }
    expectations_match(&run->expectations, &run->recording);
    size_t answered = 0;
    for (size_t i = 0; i < run->expectations.count; i++) answered += run->expectations.items[i].answered != SIZE_MAX;
    printf("recording: %zu records, %zu expectations, %zu of them answered\n", run->recording.count,
        run->expectations.count, answered);
    fflush(stdout);
}

int main(int count, char **values) {
    struct options options = {.states = 1000, .jobs = 4, .seed = 1};
    static struct run run;
    if (!read_options(count, values, &options)) return fputs(usage, stderr), 2;
    run.options = &options;
    read_inputs(&run);
    run.seen_mask = 1023;
    while (run.seen_mask < options.states * 4) run.seen_mask = run.seen_mask * 2 + 1;
    run.seen = calloc(run.seen_mask + 1, sizeof *run.seen);
    struct choices choices = {options.seed};
    for (int passes = 0; passes < 200 && run.started < options.states; passes++)
        if (!pass(&run, &choices)) return perror("crash-states"), 2;
    for (;;) {
        size_t busy = 0;
        for (size_t i = 0; i < options.jobs; i++) busy += run.jobs[i].process != 0;
        if (busy == 0) break;
        wait_for_one(&run);
    }
    printf("states %zu held %zu refused %zu violations %zu; expectations checked %zu\n", run.started, run.held,
        run.refused, run.violations, run.answered);
    return run.violations > 0;
}
