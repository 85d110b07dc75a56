// unix-tap LISTEN TO DIRECTORY: passes every connection of the Unix socket LISTEN on to the Unix socket TO, and keeps
// what went each way in DIRECTORY/NUMBER-up and NUMBER-down. Ends with its parent.
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// One way of a connection.
struct way {
    int from, to;
    FILE *kept;
};

static struct sockaddr_un address_of(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "unix-tap: %s is too long for a socket's name\n", path);
        exit(2);
    }
    strcpy(address.sun_path, path);
    return address;
}

static bool write_all(int descriptor, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

// Passes bytes on until one end closes, then closes that way only: the other may have an answer under way.
static void *pass(void *context) {
    struct way *way = context;
    char bytes[65536];
    for (;;) {
        ssize_t count = read(way->from, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        fwrite(bytes, 1, (size_t)count, way->kept);
        fflush(way->kept);
        if (!write_all(way->to, bytes, (size_t)count)) break;
    }
    shutdown(way->from, SHUT_RD);
    shutdown(way->to, SHUT_WR);
    fclose(way->kept);
    free(way);
    return NULL;
}

static bool begin(int from, int to, const char *directory, unsigned number, const char *name, pthread_t *thread) {
    char path[PATH_MAX];
    struct way *way = malloc(sizeof *way);
    if (!way) return false;
    snprintf(path, sizeof path, "%s/%u-%s", directory, number, name);
    *way = (struct way){from, to, fopen(path, "wb")};
    return way->kept && pthread_create(thread, NULL, pass, way) == 0;
}

struct connection {
    int client, server;
    unsigned number;
    const char *directory;
};

static void *serve(void *context) {
    struct connection connection = *(struct connection *)context;
    pthread_t up, down;
    free(context);
    if (begin(connection.client, connection.server, connection.directory, connection.number, "up", &up)
        && begin(connection.server, connection.client, connection.directory, connection.number, "down", &down)) {
        pthread_join(up, NULL);
        pthread_join(down, NULL);
    }
    close(connection.client);
    close(connection.server);
    return NULL;
}

int main(int count, char **values) {
    if (count != 4) return fputs("usage: unix-tap LISTEN TO DIRECTORY\n", stderr), 2;
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    umask(0077);
    unlink(values[1]);
    struct sockaddr_un here = address_of(values[1]), there = address_of(values[2]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 64) != 0)
        return perror("unix-tap"), 1;
    for (unsigned number = 0;; number++) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        int server = socket(AF_UNIX, SOCK_STREAM, 0);
        struct connection *connection = malloc(sizeof *connection);
        pthread_t thread;
        // Nobody listens there, as when the program behind is away: the caller finds its connection closed.
        if (!connection || connect(server, (struct sockaddr *)&there, sizeof there) != 0) {
            close(client);
            close(server);
            free(connection);
            continue;
        }
        *connection = (struct connection){client, server, number, values[3]};
        if (pthread_create(&thread, NULL, serve, connection) == 0) pthread_detach(thread);
    }
}
