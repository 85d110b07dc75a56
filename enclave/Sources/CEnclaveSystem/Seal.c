#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "HardeningFacts.h"
#include "SealTable.h"

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
/// Numbers from here on are the x32 ABI's: the same calls under other numbers.
#define FIRST_FOREIGN_CALL 0x40000000u
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_CALL UINT32_MAX
#else
#error "the system call table has not been checked on this architecture"
#endif

enum { MOST_INSTRUCTIONS = 1024 };

struct program {
    struct sock_filter code[MOST_INSTRUCTIONS];
    unsigned short length;
};

static void emit(struct program *program, uint16_t code, uint32_t operand, uint8_t if_true, uint8_t if_false) {
    program->code[program->length++] = (struct sock_filter){code, if_true, if_false, operand};
}

static void emit_load(struct program *program, size_t offset) {
    emit(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void emit_return(struct program *program, uint32_t action) { emit(program, BPF_RET | BPF_K, action, 0, 0); }

static uint32_t action_of(enum seal_verdict verdict) {
    switch (verdict) {
    case SEAL_ALLOW: return SECCOMP_RET_ALLOW;
    case SEAL_REFUSE: return SECCOMP_RET_ERRNO | EPERM;
    case SEAL_KILL: return SECCOMP_RET_KILL_PROCESS;
    }
    return SECCOMP_RET_KILL_PROCESS;
}

static void emit_prologue(struct program *program) {
    emit_load(program, offsetof(struct seccomp_data, arch));
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
    emit_return(program, SECCOMP_RET_KILL_PROCESS);
    emit_load(program, offsetof(struct seccomp_data, nr));
    emit(program, BPF_JMP | BPF_JGE | BPF_K, FIRST_FOREIGN_CALL, 0, 1);
    emit_return(program, SECCOMP_RET_KILL_PROCESS);
}

/// Expects the call's number in the accumulator and leaves it there.
static void emit_rule(struct program *program, const struct seal_rule *rule) {
    if (rule->test == SEAL_ALWAYS) {
        emit(program, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 1);
        emit_return(program, action_of(rule->verdict));
        return;
    }
    bool own = rule->test == SEAL_OWN_PROCESS;
    // Both architectures are little-endian: an argument's low half comes first.
    size_t argument = offsetof(struct seccomp_data, args) + rule->argument * sizeof(uint64_t);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 5);
    emit_load(program, argument);
    emit(program, BPF_ALU | BPF_AND | BPF_K, own ? UINT32_MAX : rule->mask, 0, 0);
    emit(program, BPF_JMP | BPF_JEQ | BPF_K, own ? (uint32_t)getpid() : rule->value, 0, 1);
    emit_return(program, action_of(rule->verdict));
    emit_load(program, offsetof(struct seccomp_data, nr));
}

const char *casemate_seal_process(void) {
    static struct program program;
    // A row takes at most six instructions, what surrounds the rows seven.
    if (seal_rule_count > (MOST_INSTRUCTIONS - 7) / 6) {
        errno = E2BIG;
        return "seccomp";
    }
    program.length = 0;
    emit_prologue(&program);
    for (size_t index = 0; index < seal_rule_count; index++) emit_rule(&program, &seal_rules[index]);
    emit_return(&program, SECCOMP_RET_ERRNO | ENOSYS);

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "prctl(PR_SET_NO_NEW_PRIVS)";
    hardening_facts.no_new_privileges = true;
    struct sock_fprog filter = {.len = program.length, .filter = program.code};
    // Speculation stays mitigated: SPEC_ALLOW is not among the flags. Refusals reach the audit log.
    unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG;
    long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
    if (result > 0) errno = ESRCH;
    if (result != 0) return "seccomp";
    hardening_facts.sealed = true;
    return NULL;
}
