// Loads a KMS v2 plugin over its Unix socket in closed loops: CALLERS calls are always under way on CONNECTIONS
// connections (kube-apiserver has one), four Decrypts to one Encrypt, and a Status every 10 ms. HTTP/2 by hand, so that
// the load costs little beside what is measured. Every Decrypt's plaintext is compared.
//
//   kms-load SOCKET CALLERS CALLS [CONNECTIONS]
//
// Prints one JSON object; `wrong` are the calls that gave other bytes, part of `errors`, and `longestGap` is the longest
// time in which no call succeeded. Exit 1 when a call failed or gave other bytes.
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGES = 512, MAXIMUM_CALLERS = 1024, MAXIMUM_CONNECTIONS = 64, SEED = 32, STATUS_PERIOD_US = 10000 };
enum kind { ENCRYPT, DECRYPT, STATUS };
enum frame { DATA = 0, HEADERS = 1, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8 };

struct bytes {
    uint8_t *data;
    size_t length, capacity;
};

struct call {
    enum kind kind;
    uint32_t stream;
    int message;
    bool answered, wrong;
    double start;
};

struct connection {
    int descriptor;
    uint32_t next_stream;
    int64_t window;
    struct bytes in, out;
    struct call calls[MAXIMUM_CALLERS + 1]; // the last is Status's
    int callers;
};

struct message {
    uint8_t seed[SEED];
    struct bytes request;
};

static struct message messages[MESSAGES];
static int message_count;
static double *latencies, *status_latencies;
static size_t latency_count, status_count, wanted, begun, errors, wrong;
static double last_success, longest_gap;
static uint64_t random_state = 88172645463325252;

static void die(const char *what) {
    fprintf(stderr, "kms-load: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static uint32_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32);
}

static void append(struct bytes *to, const void *data, size_t length) {
    if (to->length + length > to->capacity) {
        to->capacity = (to->length + length) * 2;
        if (!(to->data = realloc(to->data, to->capacity))) die("memory");
    }
    memcpy(to->data + to->length, data, length);
    to->length += length;
}

static void drop(struct bytes *from, size_t length) {
    memmove(from->data, from->data + length, from->length - length);
    from->length -= length;
}

static uint32_t big_endian(const uint8_t *at, int count) {
    uint32_t value = 0;
    while (count--) value = value << 8 | *at++;
    return value;
}

static void append_frame(struct bytes *to, enum frame type, uint8_t flags, uint32_t stream, const void *data, size_t length) {
    uint8_t header[9] = {length >> 16, length >> 8, length, type, flags, stream >> 24, stream >> 16, stream >> 8, stream};
    append(to, header, sizeof header);
    append(to, data, length);
}

// Protobuf: a length-delimited field.
static void append_field(struct bytes *to, int number, const void *data, size_t length) {
    uint8_t head[3] = {number << 3 | 2, length & 0x7f, length >> 7};
    if (length >= 128) head[1] |= 0x80;
    append(to, head, length < 128 ? 2 : 3);
    append(to, data, length);
}

// HPACK: POST and http from the static table, the rest literal.
static void append_headers(struct bytes *to, const char *method) {
    char path[64];
    int length = snprintf(path, sizeof path, "/v2.KeyManagementService/%s", method);
    append(to, "\x83\x86\x04", 3);
    append(to, &(uint8_t){length}, 1);
    append(to, path, length);
    append(to, "\x01\x09localhost", 11);
    append(to, "\x00\x0c" "content-type" "\x10" "application/grpc", 1 + 1 + 12 + 1 + 16);
    append(to, "\x00\x02te\x08trailers", 1 + 1 + 2 + 1 + 8);
}

static void send_call(struct connection *connection, struct call *call, enum kind kind) {
    static const char *const names[] = {"Encrypt", "Decrypt", "Status"};
    static struct bytes headers, body;
    headers.length = body.length = 0;
    append_headers(&headers, names[kind]);
    append(&body, "\0\0\0\0\0", 5);
    if (kind == ENCRYPT) {
        call->message = message_count;
        uint8_t seed[SEED];
        for (int i = 0; i < SEED; i++) seed[i] = next_random();
        if (message_count < MESSAGES) memcpy(messages[message_count].seed, seed, SEED);
        append_field(&body, 1, seed, SEED);
        append_field(&body, 2, "5e1f7d4c-0000-4000-8000-000000000000", 36);
    } else if (kind == DECRYPT) {
        call->message = next_random() % message_count;
        append(&body, messages[call->message].request.data, messages[call->message].request.length);
    }
    uint32_t length = body.length - 5;
    for (int i = 0; i < 4; i++) body.data[1 + i] = length >> (24 - 8 * i);
    call->kind = kind;
    call->stream = connection->next_stream;
    call->answered = call->wrong = false;
    call->start = now();
    connection->next_stream += 2;
    connection->window -= body.length;
    append_frame(&connection->out, HEADERS, 4, call->stream, headers.data, headers.length);
    append_frame(&connection->out, DATA, 1, call->stream, body.data, body.length);
}

static void flush_out(struct connection *connection) {
    while (connection->out.length) {
        ssize_t count = write(connection->descriptor, connection->out.data, connection->out.length);
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) die("write");
        drop(&connection->out, count);
    }
}

// Reads a length-delimited field at *at; false at the end or when it is something else.
static bool read_field(const uint8_t **at, const uint8_t *end, int *number, const uint8_t **data, size_t *length) {
    if (end - *at < 2 || (**at & 7) != 2) return false;
    *number = *(*at)++ >> 3;
    *length = *(*at)++;
    if (*length & 0x80) {
        if (*at >= end) return false;
        *length = (*length & 0x7f) | (size_t)*(*at)++ << 7;
    }
    if (*length > (size_t)(end - *at)) return false;
    *data = *at;
    *at += *length;
    return true;
}

// An Encrypt's answer becomes the Decrypt that asks for it: ciphertext 1 -> 1, key id 2 -> 3, annotations 3 -> 4.
static void keep_message(const uint8_t *at, const uint8_t *end) {
    struct bytes *request = &messages[message_count].request;
    int number;
    const uint8_t *data;
    size_t length;
    while (read_field(&at, end, &number, &data, &length)) append_field(request, number == 1 ? 1 : number + 1, data, length);
    append_field(request, 2, "5e1f7d4c-0000-4000-8000-000000000000", 36);
}

static void take_data(struct call *call, const uint8_t *data, size_t length) {
    int number;
    const uint8_t *value, *at = data + 5, *end = data + length;
    size_t count;
    if (length < 5) return;
    call->answered = true;
    if (call->kind == DECRYPT) {
        call->wrong = !read_field(&at, end, &number, &value, &count) || number != 1 || count != SEED ||
                      memcmp(value, messages[call->message].seed, SEED) != 0;
    } else if (call->kind == ENCRYPT && message_count < MESSAGES) {
        keep_message(at, end);
        message_count++;
    }
}

static void finish_call(struct call *call, bool failed) {
    double ended = now(), took = ended - call->start;
    bool succeeded = !failed && call->answered && !call->wrong;
    if (!succeeded) errors++;
    if (call->wrong) wrong++;
    if (succeeded && call->kind != STATUS) {
        if (last_success && ended - last_success > longest_gap) longest_gap = ended - last_success;
        last_success = ended;
    }
    call->stream = 0;
    if (call->kind == STATUS) {
        status_latencies[status_count++] = took;
    } else if (latencies) {
        latencies[latency_count++] = took;
    }
}

static struct call *find_call(struct connection *connection, uint32_t stream) {
    for (int i = 0; i < connection->callers; i++)
        if (connection->calls[i].stream == stream) return &connection->calls[i];
    return connection->calls[MAXIMUM_CALLERS].stream == stream ? &connection->calls[MAXIMUM_CALLERS] : NULL;
}

static void take_frame(struct connection *connection, const uint8_t *frame, size_t length) {
    enum frame type = frame[3];
    uint8_t flags = frame[4];
    uint32_t stream = big_endian(frame + 5, 4) & 0x7fffffff;
    const uint8_t *payload = frame + 9;
    struct call *call = stream ? find_call(connection, stream) : NULL;
    switch (type) {
        case SETTINGS:
            if (!(flags & 1)) append_frame(&connection->out, SETTINGS, 1, 0, "", 0);
            break;
        case PING:
            if (!(flags & 1)) append_frame(&connection->out, PING, 1, 0, payload, length);
            break;
        case WINDOW_UPDATE:
            if (!stream) connection->window += big_endian(payload, 4);
            break;
        case GOAWAY:
            errno = ECONNRESET;
            die("GOAWAY");
            break;
        case DATA:
            if (call) take_data(call, payload, length);
            break;
        case HEADERS:
            if (call && (flags & 1)) finish_call(call, false);
            break;
        case RST_STREAM:
            if (call) finish_call(call, true);
            break;
    }
}

static void receive(struct connection *connection) {
    uint8_t buffer[65536];
    ssize_t count = read(connection->descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) die("the plugin closed the connection");
    append(&connection->in, buffer, count);
    size_t at = 0;
    while (connection->in.length - at >= 9) {
        size_t length = big_endian(connection->in.data + at, 3);
        if (connection->in.length - at < 9 + length) break;
        take_frame(connection, connection->in.data + at, length);
        at += 9 + length;
    }
    drop(&connection->in, at);
}

static void open_connection(struct connection *connection, const char *path, int callers) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    connection->descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(connection->descriptor, (struct sockaddr *)&address, sizeof address) != 0) die(path);
    connection->next_stream = 1;
    connection->window = 65535;
    connection->callers = callers;
    append(&connection->out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
    append_frame(&connection->out, SETTINGS, 0, 0, "", 0);
    append_frame(&connection->out, WINDOW_UPDATE, 0, 0, "\x7f\xfe\xff\xff", 4);
}

static void fill(struct connection *connection) {
    for (int i = 0; i < connection->callers && begun < wanted; i++) {
        struct call *call = &connection->calls[i];
        if (call->stream || connection->window < 2048) continue;
        send_call(connection, call, message_count < MESSAGES || begun % 5 == 0 ? ENCRYPT : DECRYPT);
        begun++;
    }
}

static bool is_idle(const struct connection *connections, int count) {
    for (int c = 0; c < count; c++)
        for (int i = 0; i <= MAXIMUM_CALLERS; i++)
            if (connections[c].calls[i].stream) return false;
    return true;
}

static void run(struct connection *connections, int count) {
    double next_status = now();
    while (begun < wanted || !is_idle(connections, count)) {
        struct pollfd polls[MAXIMUM_CONNECTIONS];
        struct call *status = &connections[0].calls[MAXIMUM_CALLERS];
        if (status_latencies && begun < wanted && !status->stream && now() >= next_status) {
            send_call(&connections[0], status, STATUS);
            next_status += STATUS_PERIOD_US;
        }
        for (int c = 0; c < count; c++) {
            fill(&connections[c]);
            flush_out(&connections[c]);
            polls[c] = (struct pollfd){connections[c].descriptor, POLLIN, 0};
        }
        if (poll(polls, count, 10000) == 0) {
            errno = ETIMEDOUT;
            die("no answer for 10 s");
        }
        for (int c = 0; c < count; c++)
            if (polls[c].revents) receive(&connections[c]);
    }
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double percentile(const double *sorted, size_t count, double part) {
    return count ? sorted[(size_t)(part * (count - 1))] : 0;
}

int main(int argc, char **argv) {
    static struct connection connections[MAXIMUM_CONNECTIONS];
    int callers = argc > 2 ? atoi(argv[2]) : 0, count = argc > 4 ? atoi(argv[4]) : 1;
    size_t calls = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    if (!callers || !calls || callers > MAXIMUM_CALLERS || count < 1 || count > MAXIMUM_CONNECTIONS || callers < count) {
        fprintf(stderr, "usage: kms-load SOCKET CALLERS CALLS [CONNECTIONS]\n");
        return 2;
    }
    for (int c = 0; c < count; c++) open_connection(&connections[c], argv[1], 1);
    // The messages to decrypt, one after another, then a warm-up.
    while (message_count < MESSAGES) {
        wanted = begun + 1;
        run(connections, 1);
        if (errors) return fprintf(stderr, "kms-load: Encrypt fails\n"), 1;
    }
    for (int c = 0; c < count; c++) connections[c].callers = callers / count + (c < callers % count);
    wanted = begun + calls / 10;
    run(connections, count);
    latencies = calloc(calls, sizeof *latencies);
    status_latencies = calloc(calls + 1000000, sizeof *status_latencies);
    if (!latencies || !status_latencies) die("memory");
    wanted = begun + calls;
    double start = now();
    run(connections, count);
    double seconds = (now() - start) / 1e6;
    qsort(latencies, latency_count, sizeof *latencies, ascending);
    qsort(status_latencies, status_count, sizeof *status_latencies, ascending);
    printf("{\"callers\":%d,\"connections\":%d,\"calls\":%zu,\"errors\":%zu,\"wrong\":%zu,\"rate\":%.0f,\"p50Microseconds\":%.0f,"
           "\"p99Microseconds\":%.0f,\"maximumMicroseconds\":%.0f,\"statusCalls\":%zu,\"statusP99Microseconds\":%.0f,"
           "\"longestGapMicroseconds\":%.0f}\n",
           callers, count, latency_count, errors, wrong, latency_count / seconds, percentile(latencies, latency_count, 0.5),
           percentile(latencies, latency_count, 0.99), percentile(latencies, latency_count, 1), status_count,
           percentile(status_latencies, status_count, 0.99), longest_gap);
    return errors ? 1 : 0;
}
