// enclave-load: puts an enclave under load from several threads and writes down everything it answered.
//
//   enclave-load run --socket PATH --log FILE [--threads N] [--seconds N] [--prefix TEXT] [--ca NAME --csr FILE]
//                    [--wrap NAME [--text FILE]] [--sign NAME]... [--generate] [--compact]
//                    [--seal]
//   enclave-load mark --socket PATH --log FILE WORDS…    asks for random bytes, then writes the expectation WORDS
//   enclave-load check --socket PATH --log FILE          asks for everything the log owes
//
// A line of the log is a request id and what must hold once that request was answered (see verify.h). Keys of --sign
// and --wrap, and the authority, are there already. Exit status: 0 done, 1 something does not hold or was refused, 2
// wrong usage, 3 the connection was lost.
#include "calls.h"
#include "verify.h"

#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS_MAXIMUM = 64, KEYS_MAXIMUM = 16, REQUEST_MAXIMUM = 16384, TEXT_MAXIMUM = CIPHERTEXT_MAXIMUM - 256 };

static struct {
    const char *socket, *log_path, *prefix, *authority, *request_path, *wrap, *text_path, *keys[KEYS_MAXIMUM];
    size_t key_count, threads;
    unsigned algorithms[KEYS_MAXIMUM];
    double seconds;
    bool generates, compacts, seals;
    uint8_t request[REQUEST_MAXIMUM], text[TEXT_MAXIMUM];
    size_t request_length, text_length; // of a text given; without one, 48 random bytes
    int log;
    atomic_ullong answers, refusals;
    atomic_bool lost;
} load = {.prefix = "load", .threads = 4, .seconds = 5, .log = -1};

struct worker {
    size_t index;
    uint64_t random, made;
    struct connection connection;
    uint8_t text[TEXT_MAXIMUM], ciphertext[CIPHERTEXT_MAXIMUM];
    size_t text_length, ciphertext_length;
};

static uint64_t next_random(struct worker *worker) {
    worker->random ^= worker->random << 13;
    worker->random ^= worker->random >> 7;
    return worker->random ^= worker->random << 17;
}

// One write, so that lines of several threads do not mix.
static void expect(const struct connection *connection, const char *words) {
    char line[3 * CIPHERTEXT_MAXIMUM];
    int length = snprintf(line, sizeof line, "%llx %s\n", (unsigned long long)connection->last_request, words);
    if (load.log >= 0 && write(load.log, line, (size_t)length) != length) perror("log");
}

static enum reply count(struct worker *worker, enum reply reply) {
    if (reply == REPLY_ANSWER) atomic_fetch_add(&load.answers, 1);
    if (reply == REPLY_LOST) atomic_store(&load.lost, true);
    if (reply == REPLY_REFUSAL && atomic_fetch_add(&load.refusals, 1) < 5)
        fprintf(stderr, "refused (%u): %s\n", worker->connection.refusal, worker->connection.refusal_text);
    return reply;
}

// ---- what a thread does

static void sign(struct worker *worker) {
    uint8_t input[64], signature[SIGNATURE_MAXIMUM];
    size_t length, index = next_random(worker) % load.key_count;
    memset(input, (int)next_random(worker), sizeof input);
    count(worker, call_sign(
        &worker->connection, load.keys[index], load.algorithms[index], input, sizeof input, signature, &length));
}

static void choose_text(struct worker *worker) {
    worker->text_length = load.text_length ? load.text_length : 48;
    memcpy(worker->text, load.text, load.text_length);
    for (size_t i = load.text_length; i < worker->text_length; i++) worker->text[i] = (uint8_t)next_random(worker);
}

static void unwrap(struct worker *worker) {
    uint8_t text[CIPHERTEXT_MAXIMUM];
    size_t length;
    struct connection *connection = &worker->connection;
    if (worker->ciphertext_length == 0 || next_random(worker) % 16 == 0) {
        char words[3 * CIPHERTEXT_MAXIMUM], *cursor = words;
        choose_text(worker);
        if (count(worker, call_encrypt(connection, load.wrap, worker->text, worker->text_length, worker->ciphertext,
                &worker->ciphertext_length)) != REPLY_ANSWER)
            return;
        cursor += sprintf(cursor, "ciphertext %s ", load.wrap);
        hex_encode(cursor, worker->ciphertext, worker->ciphertext_length);
        cursor += 2 * worker->ciphertext_length;
        *cursor++ = ' ';
        hex_encode(cursor, worker->text, worker->text_length);
        expect(connection, words);
    }
    enum reply reply = count(worker, call_decrypt(
        connection, load.wrap, worker->ciphertext, worker->ciphertext_length, text, &length));
    if (reply == REPLY_ANSWER && (length != worker->text_length || memcmp(text, worker->text, length) != 0))
        fprintf(stderr, "decrypted to something else\n"), atomic_fetch_add(&load.refusals, 1);
}

static void issue(struct worker *worker) {
    struct certificate_facts facts;
    char words[256];
    if (count(worker, call_issue(
            &worker->connection, load.authority, load.request, load.request_length, &facts)) != REPLY_ANSWER)
        return;
    snprintf(words, sizeof words, "certificate %s %s", facts.serial, facts.fingerprint);
    expect(&worker->connection, words);
}

static void generate(struct worker *worker) {
    struct key_facts facts;
    char name[128], words[2 * SPKI_MAXIMUM + 256];
    snprintf(name, sizeof name, "%s-%zu-%llu", load.prefix, worker->index, (unsigned long long)worker->made++);
    struct connection *connection = &worker->connection;
    if (count(worker, call_generate(connection, name, ALGORITHM_P256, PURPOSE_SIGN, &facts)) != REPLY_ANSWER) return;
    int used = snprintf(words, sizeof words, "key %s ", name);
    hex_encode(words + used, facts.spki, facts.spki_length);
    // A third of the keys go on: rotated ones have another public key, so only their versions are owed.
    uint64_t fate = next_random(worker) % 6;
    if (fate != 0) expect(connection, words);
    if (fate > 1) return;
    enum operation operation = fate == 0 ? OPERATION_KEY_ROTATE : OPERATION_KEY_RETIRE;
    if (count(worker, call_change(connection, operation, name, &facts)) != REPLY_ANSWER) return;
    snprintf(words, sizeof words, fate == 0 ? "rotated %s 2" : "state %s 2", name);
    expect(connection, words);
}

static void compact(struct worker *worker) { count(worker, call_compact(&worker->connection)); }

static void *work(void *argument) {
    struct worker *worker = argument;
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        unsigned choice = next_random(worker) % 100;
        if (choice < 45 && load.key_count > 0) sign(worker);
        else if (choice < 65 && load.wrap) unwrap(worker);
        else if (choice < 85 && load.authority) issue(worker);
        else if (choice < 99 && load.generates) generate(worker);
        else if (choice == 99 && load.compacts && worker->index == 0) compact(worker);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (!atomic_load(&load.lost)
        && (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9 < load.seconds);
    return NULL;
}

// ---- commands

static uint64_t first_request(size_t thread) { return (uint64_t)getpid() << 32 | (uint64_t)thread << 25 | 1; }

static bool read_file(const char *path, uint8_t *bytes, size_t limit, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) return perror(path), false;
    *length = fread(bytes, 1, limit, file);
    fclose(file);
    return *length > 0;
}

static bool read_files(void) {
    return (!load.authority || read_file(load.request_path, load.request, REQUEST_MAXIMUM, &load.request_length))
        && (!load.text_path || read_file(load.text_path, load.text, TEXT_MAXIMUM, &load.text_length));
}

static bool read_algorithms(struct connection *connection) {
    struct key_facts facts;
    for (size_t i = 0; i < load.key_count; i++) {
        if (call_show(connection, load.keys[i], &facts) != REPLY_ANSWER)
            return fprintf(stderr, "%s: %s\n", load.keys[i], connection->refusal_text), false;
        load.algorithms[i] = facts.algorithm;
    }
    return true;
}

static int run(void) {
    static struct worker workers[THREADS_MAXIMUM];
    pthread_t threads[THREADS_MAXIMUM];
    if (!read_files()) return 2;
    for (size_t i = 0; i < load.threads; i++) {
        workers[i].index = i;
        workers[i].random = (first_request(i) ^ (uint64_t)time(NULL)) * 0x9e3779b97f4a7c15ull | 1;
        if (!connection_open(&workers[i].connection, load.socket, first_request(i))) return perror(load.socket), 3;
        if (load.seals && !connection_seal(&workers[i].connection)) return fprintf(stderr, "no sealed session\n"), 3;
    }
    if (!read_algorithms(&workers[0].connection)) return 1;
    for (size_t i = 0; i < load.threads; i++) pthread_create(&threads[i], NULL, work, &workers[i]);
    for (size_t i = 0; i < load.threads; i++) pthread_join(threads[i], NULL);
    printf("answers %llu refusals %llu%s\n", (unsigned long long)load.answers, (unsigned long long)load.refusals,
        load.lost ? ", connection lost" : "");
    return load.lost ? 3 : load.refusals > 0;
}

static int mark(struct connection *connection, char **words) {
    char line[2048] = "";
    for (; *words; words++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s%s", line[0] ? " " : "", *words);
    if (call_random(connection) != REPLY_ANSWER) return 3;
    expect(connection, line);
    return 0;
}

static bool read_options(int count, char **values) {
    static const struct option known[] = {
        {"socket", 1, 0, 's'}, {"log", 1, 0, 'l'},  {"threads", 1, 0, 't'}, {"seconds", 1, 0, 'd'},
        {"prefix", 1, 0, 'p'}, {"ca", 1, 0, 'a'},   {"csr", 1, 0, 'r'},     {"wrap", 1, 0, 'w'},
        {"sign", 1, 0, 'k'},   {"generate", 0, 0, 'g'}, {"compact", 0, 0, 'c'}, {"text", 1, 0, 'x'},
        {"seal", 0, 0, 'e'},   {0},
    };
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 's': load.socket = optarg; break;
        case 'l': load.log_path = optarg; break;
        case 't': load.threads = strtoul(optarg, NULL, 10); break;
        case 'd': load.seconds = atof(optarg); break;
        case 'p': load.prefix = optarg; break;
        case 'a': load.authority = optarg; break;
        case 'r': load.request_path = optarg; break;
        case 'w': load.wrap = optarg; break;
        case 'x': load.text_path = optarg; break;
        case 'g': load.generates = true; break;
        case 'c': load.compacts = true; break;
        case 'e': load.seals = true; break;
        case 'k':
            if (load.key_count == KEYS_MAXIMUM) return false;
            load.keys[load.key_count++] = optarg;
            break;
        default: return false;
        }
    }
    return load.socket && load.log_path && optind < count && load.threads >= 1 && load.threads <= THREADS_MAXIMUM
        && (!load.authority || load.request_path);
}

int main(int count, char **values) {
    struct connection connection;
    if (!read_options(count, values)) return fputs("usage: see the head of wire/load.c\n", stderr), 2;
    const char *command = values[optind];
    if (strcmp(command, "check") != 0)
        load.log = open(load.log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (strcmp(command, "run") == 0) return run();
    if (!connection_open(&connection, load.socket, first_request(0))) return perror(load.socket), 3;
    if (strcmp(command, "mark") == 0) return mark(&connection, values + optind + 1);
    if (strcmp(command, "check") != 0) return 2;
    long missing = verify_expectations(&connection, load.log_path);
    return missing < 0 ? 3 : missing > 0;
}
