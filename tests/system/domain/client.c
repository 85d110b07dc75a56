// domain-client: changes and uses what the members of a domain share, and writes down what became of each operation.
//
//   domain-client run --members FILE --name NAME --log FILE --owed FILE --stop FILE
//                     [--administrator KEY.pem] [--seed N] [--pause MILLISECONDS]
//   domain-client holdings --socket PATH FILE…      asks for everything in the --owed files, a line of JSON each
//
// A line of --members is NAME SOCKET; it is read before each operation. `run` ends when the file --stop is there. Keys
// of this client are called NAME-number, and its policies NAME-p-number: nobody else changes them. Exit status: 0 done,
// 1 something was not answered, 2 wrong usage.
#include "holdings.h"
#include "record.h"

#include <getopt.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMBERS_MAXIMUM = 8, KEYS_MAXIMUM = 1 << 16, POLICIES = 4, PATIENCE_SECONDS = 12 };
enum { WRITE_WEIGHT = 7, ALL_WEIGHT = 10 };

struct member {
    char name[32], path[512];
    struct connection connection;
    bool is_open;
};

struct own_key {
    unsigned purpose;
    bool is_certain, is_active;
};

static struct {
    const char *members, *name, *log_path, *owed_path, *stop, *socket;
    EVP_PKEY *administrator;
    uint64_t random;
    unsigned pause;
    FILE *log, *owed;
    struct member member[MEMBERS_MAXIMUM];
    size_t count, lead;
    struct own_key keys[KEYS_MAXIMUM];
    size_t made, rates[POLICIES];
} client = {.random = 1};

static uint64_t next_random(void) {
    client.random ^= client.random << 13;
    client.random ^= client.random >> 7;
    return client.random ^= client.random << 17;
}

// ---- members

static void close_member(struct member *member) {
    if (member->is_open) connection_close(&member->connection);
    member->is_open = false;
}

static void read_members(void) {
    char name[32], path[512];
    size_t count = 0;
    FILE *file = fopen(client.members, "r");
    if (!file) return;
    while (count < MEMBERS_MAXIMUM && fscanf(file, "%31s %511s", name, path) == 2) {
        struct member *member = &client.member[count++];
        if (strcmp(member->name, name) == 0 && strcmp(member->path, path) == 0) continue;
        close_member(member);
        strcpy(member->name, name);
        strcpy(member->path, path);
    }
    fclose(file);
    client.count = count;
    if (client.lead >= count) client.lead = 0;
}

static bool open_member(struct member *member) {
    if (member->is_open) return true;
    member->is_open = connection_open(&member->connection, member->path, 1);
    if (member->is_open && !connection_seal(&member->connection)) close_member(member);
    return member->is_open;
}

// ---- operations

// Writes down what came of an operation, and looks for the lead elsewhere when this member is not it.
static enum reply finish(struct member *member, struct operation_record record, enum reply reply) {
    record.client = client.name;
    record.member = member->name;
    record.end = now_milliseconds();
    record.reply = reply;
    record.refusal = member->connection.refusal;
    write_record(client.log, &record);
    // Who lives there may be another by now, with another instance to sign for.
    bool elsewhere = reply == REPLY_LOST
        || (reply == REPLY_REFUSAL && record.refusal != REFUSED_UNCONFIRMED && record.refusal != REFUSED_KEY_NOT_ACTIVE);
    if (elsewhere) close_member(member);
    if (elsewhere && client.count > 0) client.lead = (client.lead + 1) % client.count;
    return reply;
}

static void key_name(char name[64], size_t index) { snprintf(name, 64, "%s-%zu", client.name, index); }

static void generate(struct member *member) {
    struct key_facts facts;
    char name[64];
    if (client.made == KEYS_MAXIMUM) return;
    bool wraps = next_random() % 4 == 0;
    unsigned purpose = wraps ? PURPOSE_WRAP : PURPOSE_SIGN;
    key_name(name, client.made);
    fprintf(client.owed, "key %s %u\n", name, purpose);
    struct operation_record record = {.operation = "key-generate", .name = name, .value = 1, .start = now_milliseconds()};
    enum reply reply = finish(member, record,
        call_generate(&member->connection, name, wraps ? ALGORITHM_AES256 : ALGORITHM_P256, purpose, &facts));
    bool made = reply == REPLY_ANSWER;
    client.keys[client.made++] = (struct own_key){purpose, made, made};
}

// Some key that this client knows to be there and active; false when it found none.
static bool choose(size_t *index) {
    for (int tries = 0; client.made > 0 && tries < 16; tries++) {
        *index = next_random() % client.made;
        if (client.keys[*index].is_certain && client.keys[*index].is_active) return true;
    }
    return false;
}

static void change(struct member *member, enum operation operation) {
    struct key_facts facts = {0};
    char name[64];
    size_t index;
    if (!choose(&index)) return;
    key_name(name, index);
    bool rotates = operation == OPERATION_KEY_ROTATE;
    struct operation_record record = {
        .operation = rotates ? "key-rotate" : "key-retire", .name = name, .start = now_milliseconds()};
    if (!rotates) client.keys[index].is_active = false;
    enum reply reply = call_change(&member->connection, operation, name, &facts);
    record.value = rotates ? facts.versions : facts.state;
    finish(member, record, reply);
}

static void put_policy(struct message *body, const char *name, size_t rate) {
    put_string(body, name);
    put_string(body, "default");
    put_integer(body, 1, 2);
    put_string(body, "key-sign");
    put_integer(body, 1, 2);
    put_string(body, client.name);
    put_integer(body, rate, 4);
}

// An administrator's change: the rate only ever rises, so what is left at the end tells which change came last.
static void set_policy(struct member *member) {
    struct authorization authorization;
    struct message body = message_make(), answer = message_make();
    struct connection *connection = &member->connection;
    char name[64];
    size_t index = next_random() % POLICIES, rate = ++client.rates[index];
    snprintf(name, sizeof name, "%s-p-%zu", client.name, index);
    put_policy(&body, name, rate);
    struct operation_record record = {
        .operation = "policy-put", .name = name, .value = (long long)rate, .start = now_milliseconds()};
    enum reply reply = REPLY_LOST;
    if (connection_challenge(connection, authorization.challenge)
        && authorize(client.administrator, connection->instance, OPERATION_POLICY_PUT, authorization.challenge, &body,
            &authorization))
        reply = connection_call_authorized(connection, OPERATION_POLICY_PUT, &authorization, &body, &answer);
    finish(member, record, reply);
    message_free(&body);
    message_free(&answer);
}

// Uses a key, at any member: signs, or leaves a ciphertext that every member must be able to read in the end.
static void use(struct member *member) {
    static const uint8_t input[] = HOLDINGS_TEXT;
    uint8_t bytes[CIPHERTEXT_MAXIMUM];
    char name[64], hex[2 * CIPHERTEXT_MAXIMUM + 1];
    size_t index, length = 0;
    if (!choose(&index)) return;
    key_name(name, index);
    bool wraps = client.keys[index].purpose == PURPOSE_WRAP;
    struct operation_record record = {.operation = wraps ? "encrypt" : "key-sign", .name = name, .start = now_milliseconds()};
    enum reply reply = wraps
        ? call_encrypt(&member->connection, name, input, sizeof input, bytes, &length)
        : call_sign(&member->connection, name, ALGORITHM_P256, input, sizeof input, bytes, &length);
    if (finish(member, record, reply) != REPLY_ANSWER || !wraps) return;
    hex_encode(hex, bytes, length);
    fprintf(client.owed, "cipher %s %s\n", name, hex);
}

static void operate(void) {
    bool writes = next_random() % ALL_WEIGHT < WRITE_WEIGHT;
    struct member *member = &client.member[writes ? client.lead : next_random() % client.count];
    if (!open_member(member)) {
        if (writes) client.lead = (client.lead + 1) % client.count;
        return;
    }
    unsigned choice = next_random() % 10;
    if (!writes) use(member);
    else if (choice < 4) generate(member);
    else if (choice < 7) change(member, OPERATION_KEY_ROTATE);
    else if (choice < 8) change(member, OPERATION_KEY_RETIRE);
    else if (client.administrator) set_policy(member);
    else generate(member);
    fflush(client.owed);
}

static int run(void) {
    client.log = fopen(client.log_path, "a");
    client.owed = fopen(client.owed_path, "a");
    if (!client.log || !client.owed) return perror(client.log_path), 1;
    for (size_t index = 0; client.administrator && index < POLICIES; index++)
        fprintf(client.owed, "policy %s-p-%zu\n", client.name, index);
    while (access(client.stop, F_OK) != 0) {
        read_members();
        if (client.count > 0) operate();
        usleep(client.pause * 1000);
    }
    return fclose(client.log) == 0 && fclose(client.owed) == 0 ? 0 : 1;
}

static EVP_PKEY *read_key(const char *path) {
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    if (file) fclose(file);
    return key;
}

static bool read_options(int count, char **values) {
    static const struct option known[] = {
        {"members", 1, 0, 'm'}, {"name", 1, 0, 'n'}, {"log", 1, 0, 'l'},  {"owed", 1, 0, 'o'},   {"stop", 1, 0, 't'},
        {"administrator", 1, 0, 'a'}, {"seed", 1, 0, 's'}, {"pause", 1, 0, 'p'}, {"socket", 1, 0, 'k'}, {0},
    };
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        switch (choice) {
        case 'm': client.members = optarg; break;
        case 'n': client.name = optarg; break;
        case 'l': client.log_path = optarg; break;
        case 'o': client.owed_path = optarg; break;
        case 't': client.stop = optarg; break;
        case 's': client.random = strtoull(optarg, NULL, 10) * 0x9e3779b97f4a7c15ull | 1; break;
        case 'p': client.pause = (unsigned)strtoul(optarg, NULL, 10); break;
        case 'k': client.socket = optarg; break;
        case 'a':
            client.administrator = read_key(optarg);
            if (!client.administrator) return fprintf(stderr, "%s: no private key\n", optarg), false;
            break;
        default: return false;
        }
    }
    return optind < count;
}

int main(int count, char **values) {
    struct connection connection;
    bool good = read_options(count, values);
    connection_patience = PATIENCE_SECONDS;
    if (good && strcmp(values[optind], "run") == 0 && client.members && client.name && client.log_path
        && client.owed_path && client.stop)
        return run();
    if (!good || strcmp(values[optind], "holdings") != 0 || !client.socket)
        return fputs("usage: see the head of domain/client.c\n", stderr), 2;
    if (!connection_open(&connection, client.socket, 1)) return perror(client.socket), 1;
    return write_holdings(&connection, values + optind + 1) ? 0 : 1;
}
