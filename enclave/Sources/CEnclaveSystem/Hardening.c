#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "HardeningFacts.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif
#ifndef PR_MDWE_REFUSE_EXEC_GAIN
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

casemate_hardening_facts hardening_facts = {.dumpable = true, .core_files = true};

casemate_hardening_facts casemate_read_hardening(void) { return hardening_facts; }

static const char *remove_crash_handlers(void) {
    static const int signals[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        if (sigaction(signals[index], &action, NULL) != 0) return "sigaction";
    }
    return NULL;
}

static const char *ignore_broken_pipes(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    return sigaction(SIGPIPE, &action, NULL) == 0 ? NULL : "sigaction(SIGPIPE)";
}

const char *casemate_harden_begin(void) {
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return "prctl(PR_SET_DUMPABLE)";
    hardening_facts.dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0;

    // A core_pattern that names a program ignores the limit; not being dumpable covers that case.
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return "setrlimit(RLIMIT_CORE)";
    hardening_facts.core_files = false;

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "prctl(PR_SET_NO_NEW_PRIVS)";
    hardening_facts.no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;

    // Older kernels do not know it; the sealed process is refused executable memory either way.
    hardening_facts.no_new_code = prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) == 0;

    return casemate_harden_signals();
}

const char *casemate_harden_signals(void) {
    const char *failed = remove_crash_handlers();
    return failed != NULL ? failed : ignore_broken_pipes();
}
