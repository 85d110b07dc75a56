// enclave-check: starts an enclave on a state directory, asks for everything it owes, and kills it.
//
//   enclave-check FOLDER ANSWERED      FOLDER holds state/ and sealing.key; the check of crash-states
//
// The environment gives CASEMATE_ENCLAVE_BINARY and, separated by spaces, more options of it in
// CASEMATE_ENCLAVE_OPTIONS. Exit status: 0 all of it holds, 1 not, 2 the start was refused by a name of what is wrong with
// the state, 3 neither.
#include "verify.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 32, PATIENCE_SECONDS = 60 };

static pid_t start(const char *folder, const char *log, const char *socket) {
    char state[600], listen[600], sealing[600], options[1024], *arguments[WORDS];
    const char *binary = getenv("CASEMATE_ENCLAVE_BINARY"), *more = getenv("CASEMATE_ENCLAVE_OPTIONS");
    size_t count = 0;
    if (!binary) return fprintf(stderr, "CASEMATE_ENCLAVE_BINARY is not set\n"), -1;
    snprintf(state, sizeof state, "%s/state", folder);
    snprintf(listen, sizeof listen, "unix:%s", socket);
    snprintf(sealing, sizeof sealing, "file:%s/sealing.key", folder);
    snprintf(options, sizeof options, "%s", more ? more : "");
    char *fixed[] = {(char *)binary, "--state", state, "--listen", listen, "--sealing", sealing};
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) arguments[count++] = fixed[i];
    for (char *word = strtok(options, " "); word && count < WORDS - 1; word = strtok(NULL, " "))
        arguments[count++] = word;
    arguments[count] = NULL;
    pid_t process = fork();
    if (process != 0) return process;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, 1);
    dup2(file, 2);
    execv(binary, arguments);
    _exit(127);
}

// Waits until the enclave answers hello (true) or is gone.
static bool answers(pid_t process, const char *socket, struct connection *connection, int *status) {
    for (time_t end = time(NULL) + PATIENCE_SECONDS; time(NULL) < end;) {
        if (connection_open(connection, socket, (uint64_t)getpid() << 32 | 1)) return true;
        if (waitpid(process, status, WNOHANG) == process) return false;
        poll(NULL, 0, 3);
    }
    *status = -1;
    return false;
}

static void show(const char *path) {
    char line[512];
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) fprintf(stderr, "  enclave: %s", line);
    if (file) fclose(file);
}

// An enclave refused that ended by itself with status 1 and named the damage; anything else is a fault of its own.
static bool refused(int status, const char *log) {
    static const char *const names[] = {
        "state-missing", "state-altered", "state-truncated", "state-newer-format", "state-exists"};
    char text[4096] = "";
    FILE *file = fopen(log, "r");
    if (file) text[fread(text, 1, sizeof text - 1, file)] = 0, fclose(file);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(text, names[i])) return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 1;
    return false;
}

int main(int count, char **values) {
    char log[600], socket[128];
    struct connection connection;
    int status = 0;
    if (count != 3) return fputs("usage: enclave-check FOLDER ANSWERED\n", stderr), 3;
    snprintf(log, sizeof log, "%s.log", values[1]);
    // In a folder of its own: a socket's name has room for 107 bytes only.
    char place[] = "/tmp/enclave-check.XXXXXX";
    if (!mkdtemp(place)) return perror(place), 3;
    snprintf(socket, sizeof socket, "%s/socket", place);
    pid_t process = start(values[1], log, socket);
    int result = 3;
    if (process > 0 && answers(process, socket, &connection, &status)) {
        long missing = verify_expectations(&connection, values[2]);
        result = missing < 0 ? 3 : missing > 0;
        connection_close(&connection);
        if (missing > 0 && waitpid(process, &status, WNOHANG) == process) {
            fprintf(stderr, "the enclave ended meanwhile (wait status %x)\n", status);
            process = 0;
            result = 3;
        }
    } else if (process > 0) {
        result = refused(status, log) ? 2 : 3;
    }
    if (result != 0) show(log);
    if (process > 0) {
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
    }
    unlink(socket);
    rmdir(place);
    return result;
}
