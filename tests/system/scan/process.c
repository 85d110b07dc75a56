#include "process.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

static bool holds(const struct stopped_process *process, pid_t id) {
    for (size_t i = 0; i < process->count; i++)
        if (process->threads[i].id == id) return true;
    return false;
}

static bool stop_thread(struct stopped_process *process, pid_t id) {
    int status;
    if (ptrace(PTRACE_SEIZE, id, 0, 0) != 0) return false;
    if (ptrace(PTRACE_INTERRUPT, id, 0, 0) != 0 || waitpid(id, &status, __WALL) != id || !WIFSTOPPED(status)) {
        return false;
    }
    int signal = status >> 16 == PTRACE_EVENT_STOP ? 0 : WSTOPSIG(status);
    process->threads[process->count++] = (struct stopped_thread){id, signal};
    return true;
}

// One pass over the list of threads; the number of threads newly stopped, or -1.
static int stop_new_threads(struct stopped_process *process) {
    char path[64];
    int found = 0;
    snprintf(path, sizeof path, "/proc/%d/task", process->id);
    DIR *tasks = opendir(path);
    if (!tasks) return -1;
    for (struct dirent *entry; (entry = readdir(tasks));) {
        pid_t id = atoi(entry->d_name);
        if (id <= 0 || holds(process, id) || process->count == THREADS_MAXIMUM) continue;
        if (stop_thread(process, id)) found++;
        else if (errno == EPERM) found = -1;
        if (found < 0) break;
    }
    closedir(tasks);
    return found;
}

bool process_stop(struct stopped_process *process, pid_t id) {
    int found;
    process->id = id;
    process->count = 0;
    // A thread may start another one until it is stopped itself.
    while ((found = stop_new_threads(process)) > 0) {}
    if (found == 0 && process->count > 0) return true;
    process_resume(process);
    return false;
}

void process_resume(struct stopped_process *process) {
    for (size_t i = 0; i < process->count; i++)
        ptrace(PTRACE_DETACH, process->threads[i].id, 0, (long)process->threads[i].signal);
    process->count = 0;
}

size_t process_registers(const struct stopped_process *process, size_t thread, uint8_t out[REGISTERS_MAXIMUM]) {
    static const int sets[] = {NT_PRSTATUS, NT_PRFPREG, NT_X86_XSTATE};
    size_t used = 0;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        struct iovec vector = {out + used, REGISTERS_MAXIMUM - used};
        if (ptrace(PTRACE_GETREGSET, process->threads[thread].id, (void *)(long)sets[i], &vector) != 0) continue;
        used += (vector.iov_len + 7) / 8 * 8;
    }
    return used;
}
