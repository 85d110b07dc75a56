// A process held still: every thread stopped with ptrace, its registers readable.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { THREADS_MAXIMUM = 1024, REGISTERS_MAXIMUM = 16384 };

struct stopped_thread {
    pid_t id;
    int signal; // arrived while it was being stopped; delivered when it goes on
};

struct stopped_process {
    pid_t id;
    size_t count;
    struct stopped_thread threads[THREADS_MAXIMUM];
};

// Stops every thread; false when the process is gone or may not be traced.
bool process_stop(struct stopped_process *process, pid_t id);

// Lets every thread go on and stops tracing.
void process_resume(struct stopped_process *process);

// All register sets of a thread: general, floating point and the extended state. Returns the bytes written.
size_t process_registers(const struct stopped_process *process, size_t thread, uint8_t out[REGISTERS_MAXIMUM]);
