// hostile-proxy: stands between two relays and does to their messages what a hostile network can.
//
//   hostile-proxy --listen HOST:PORT --to HOST:PORT --capture FILE --counts FILE [--seed N] [--every N]
//
// About one message in N (20) is dropped, repeated, held back behind the next one, altered in one bit, cut short,
// replaced by one of an earlier connection, or its connection is closed. Everything that passes is appended to
// --capture; what was done is kept in --counts. A message is a length of four bytes, big-endian, and its bytes.
#include <arpa/inet.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_MAXIMUM = 4 + (1 << 20), OLD_MAXIMUM = 64, OLD_LONGEST = 16384 };
enum act { PASS, DROP, REPEAT, SWAP, ALTER, CUT, REPLAY, CLOSE, ACTS };
static const char *const act_names[ACTS] = {
    "passed", "dropped", "repeated", "swapped", "altered", "cut", "replayed", "closed"};

struct old_message {
    size_t length;
    uint8_t bytes[OLD_LONGEST];
};

static struct {
    struct sockaddr_in listen, target;
    const char *counts;
    int capture;
    unsigned every;
    uint64_t random;
    unsigned long done[ACTS];
    struct old_message old[OLD_MAXIMUM];
    size_t kept;
    pthread_mutex_t lock;
} proxy = {.capture = -1, .every = 20, .random = 1, .lock = PTHREAD_MUTEX_INITIALIZER};

struct pump {
    int from, to;
    uint8_t message[MESSAGE_MAXIMUM], held[MESSAGE_MAXIMUM];
    size_t length, held_length;
};

// The caller holds the lock.
static uint64_t next_random(void) {
    proxy.random ^= proxy.random << 13;
    proxy.random ^= proxy.random >> 7;
    return proxy.random ^= proxy.random << 17;
}

// Whoever reads the file finds all of it.
static void write_counts(void) {
    char path[1024];
    snprintf(path, sizeof path, "%s.new", proxy.counts);
    FILE *file = fopen(path, "w");
    if (!file) return;
    for (int i = 0; i < ACTS; i++) fprintf(file, "%s %lu\n", act_names[i], proxy.done[i]);
    if (fclose(file) == 0) rename(path, proxy.counts);
}

static bool receive_all(int socket, uint8_t *bytes, size_t length) {
    for (ssize_t done; length > 0; bytes += done, length -= (size_t)done)
        if ((done = recv(socket, bytes, length, 0)) <= 0) return false;
    return true;
}

static bool send_all(int socket, const uint8_t *bytes, size_t length) {
    for (ssize_t done; length > 0; bytes += done, length -= (size_t)done)
        if ((done = send(socket, bytes, length, MSG_NOSIGNAL)) <= 0) return false;
    return true;
}

static bool receive_message(struct pump *pump) {
    if (!receive_all(pump->from, pump->message, 4)) return false;
    size_t body = (size_t)pump->message[0] << 24 | (size_t)pump->message[1] << 16 | (size_t)pump->message[2] << 8
        | pump->message[3];
    pump->length = body + 4;
    return pump->length <= MESSAGE_MAXIMUM && receive_all(pump->from, pump->message + 4, body);
}

// Keeps some messages for later connections, and puts one of them in this one's place.
static void keep(const struct pump *pump) {
    if (pump->length > OLD_LONGEST) return;
    size_t index = proxy.kept < OLD_MAXIMUM ? proxy.kept++ : next_random() % OLD_MAXIMUM;
    proxy.old[index].length = pump->length;
    memcpy(proxy.old[index].bytes, pump->message, pump->length);
}
static void replace(struct pump *pump) {
    const struct old_message *old = &proxy.old[next_random() % proxy.kept];
    memcpy(pump->message, old->bytes, old->length);
    pump->length = old->length;
}

// Decides what becomes of a message, and changes it.
static enum act choose(struct pump *pump) {
    pthread_mutex_lock(&proxy.lock);
    if (write(proxy.capture, pump->message, pump->length) != (ssize_t)pump->length) perror("capture");
    enum act act = next_random() % proxy.every ? PASS : (enum act)(1 + next_random() % (ACTS - 1));
    if (act == REPLAY && proxy.kept < OLD_MAXIMUM / 8) act = PASS;
    if (act == ALTER && pump->length > 4)
        pump->message[4 + next_random() % (pump->length - 4)] ^= (uint8_t)(1 << next_random() % 8);
    if (act == CUT && pump->length > 5) {
        pump->length -= 1 + next_random() % (pump->length - 5);
        for (int i = 0; i < 4; i++) pump->message[i] = (uint8_t)((pump->length - 4) >> (24 - 8 * i));
    }
    if (act == REPLAY) replace(pump);
    else if (next_random() % 4 == 0) keep(pump);
    proxy.done[act]++;
    write_counts();
    pthread_mutex_unlock(&proxy.lock);
    return act;
}

static bool pass_on(struct pump *pump) {
    enum act act = choose(pump);
    if (act == CLOSE) return false;
    if (act == SWAP && pump->held_length == 0) {
        memcpy(pump->held, pump->message, pump->length);
        pump->held_length = pump->length;
        return true;
    }
    bool good = act == DROP || send_all(pump->to, pump->message, pump->length);
    if (act == REPEAT) good = good && send_all(pump->to, pump->message, pump->length);
    if (pump->held_length > 0) good = good && send_all(pump->to, pump->held, pump->held_length);
    pump->held_length = 0;
    return good;
}

static void *pump_messages(void *argument) {
    struct pump *pump = argument;
    while (receive_message(pump) && pass_on(pump)) {}
    shutdown(pump->from, SHUT_RDWR);
    shutdown(pump->to, SHUT_RDWR);
    return NULL;
}

static void *serve(void *argument) {
    int near = (int)(intptr_t)argument, far = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    pthread_t thread;
    // Pages that were never written cost nothing.
    struct pump *pumps = mmap(NULL, 2 * sizeof *pumps, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pumps != MAP_FAILED && connect(far, (struct sockaddr *)&proxy.target, sizeof proxy.target) == 0) {
        setsockopt(near, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(far, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        pumps[0].from = pumps[1].to = near;
        pumps[0].to = pumps[1].from = far;
        pthread_create(&thread, NULL, pump_messages, &pumps[0]);
        pump_messages(&pumps[1]);
        pthread_join(thread, NULL);
    }
    if (pumps != MAP_FAILED) munmap(pumps, 2 * sizeof *pumps);
    close(near);
    close(far);
    return NULL;
}

static bool read_address(const char *text, struct sockaddr_in *address) {
    char host[64];
    unsigned port;
    *address = (struct sockaddr_in){.sin_family = AF_INET};
    if (sscanf(text, "%63[^:]:%u", host, &port) != 2 || inet_pton(AF_INET, host, &address->sin_addr) != 1) return false;
    address->sin_port = htons((uint16_t)port);
    return true;
}

static bool read_options(int count, char **values) {
    static const struct option known[] = {
        {"listen", 1, 0, 'l'}, {"to", 1, 0, 't'}, {"capture", 1, 0, 'c'}, {"counts", 1, 0, 'n'}, {"seed", 1, 0, 's'},
        {"every", 1, 0, 'e'},  {0},
    };
    bool good = true;
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 'l': good = good && read_address(optarg, &proxy.listen); break;
        case 't': good = good && read_address(optarg, &proxy.target); break;
        case 'c': proxy.capture = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600); break;
        case 'n': proxy.counts = optarg; break;
        case 's': proxy.random = strtoull(optarg, NULL, 10) * 0x9e3779b97f4a7c15ull | 1; break;
        case 'e': proxy.every = (unsigned)strtoul(optarg, NULL, 10); break;
        default: return false;
        }
    }
    return good && proxy.listen.sin_port && proxy.target.sin_port && proxy.capture >= 0 && proxy.counts && proxy.every;
}

int main(int count, char **values) {
    int on = 1;
    if (!read_options(count, values)) return fputs("usage: see the head of domain/proxy.c\n", stderr), 2;
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server, (struct sockaddr *)&proxy.listen, sizeof proxy.listen) != 0 || listen(server, 16) != 0)
        return perror("listen"), 1;
    for (int client; (client = accept4(server, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)client) != 0) return perror("thread"), 1;
        pthread_detach(thread);
    }
    return perror("accept"), 1;
}
