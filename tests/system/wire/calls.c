#include "calls.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

// A call's two messages, made once a thread.
static _Thread_local struct message body, answer;

static struct message *begin(void) {
    if (!body.bytes) body = message_make(), answer = message_make();
    message_clear(&body);
    return &body;
}

static void put_key(struct message *message, const char *name) {
    put_integer(message, 2, 1);
    put_string(message, name);
}

static void digest_hex(const uint8_t *bytes, size_t length, char text[65]) {
    uint8_t digest[32];
    SHA256(bytes, length, digest);
    hex_encode(text, digest, sizeof digest);
}

// Copies a data field of the answer; nothing when it does not fit.
static size_t copy_data(uint8_t *out, size_t size) {
    size_t length;
    const uint8_t *bytes = get_data(&answer, &length);
    if (length > size) return 0;
    memcpy(out, bytes, length);
    return length;
}

static enum reply read_key(enum reply reply, struct key_facts *facts) {
    char text[256];
    if (reply != REPLY_ANSWER) return reply;
    get_fixed(&answer, 16);
    get_string(&answer, text, sizeof text);
    get_string(&answer, text, sizeof text);
    facts->algorithm = (unsigned)get_integer(&answer, 1);
    get_fixed(&answer, 5); // purpose, origin, export, replication, audit
    facts->state = (unsigned)get_integer(&answer, 1);
    facts->spki_length = copy_data(facts->spki, sizeof facts->spki);
    facts->versions = (unsigned)get_integer(&answer, 2);
    return answer.failed ? REPLY_LOST : REPLY_ANSWER;
}

enum reply call_generate(
    struct connection *connection, const char *name, unsigned algorithm, unsigned purpose, struct key_facts *facts
) {
    struct message *message = begin();
    put_string(message, name);
    put_integer(message, algorithm, 1);
    put_integer(message, purpose, 1);
    put_integer(message, 0, 1); // never exported
    put_integer(message, 1, 1); // replicated in the domain
    put_integer(message, 0, 1); // uses counted
    return read_key(connection_call(connection, OPERATION_KEY_GENERATE, message, &answer), facts);
}

enum reply call_show(struct connection *connection, const char *name, struct key_facts *facts) {
    return call_change(connection, OPERATION_KEY_SHOW, name, facts);
}

enum reply call_change(
    struct connection *connection, enum operation operation, const char *name, struct key_facts *facts
) {
    struct message *message = begin();
    put_key(message, name);
    return read_key(connection_call(connection, operation, message, &answer), facts);
}

enum reply call_sign(
    struct connection *connection, const char *name, unsigned algorithm, const uint8_t *input, size_t length,
    uint8_t signature[SIGNATURE_MAXIMUM], size_t *signature_length
) {
    struct message *message = begin();
    unsigned scheme = algorithm == ALGORITHM_ED25519 ? 2 : algorithm >= ALGORITHM_RSA2048 ? 3 : 1;
    put_key(message, name);
    put_integer(message, scheme, 1);
    put_integer(message, algorithm == ALGORITHM_ED25519 ? 3 : algorithm == ALGORITHM_P384 ? 2 : 1, 1);
    put_integer(message, 0, 1);
    put_data(message, input, length);
    enum reply reply = connection_call(connection, OPERATION_KEY_SIGN, message, &answer);
    if (reply == REPLY_ANSWER) *signature_length = copy_data(signature, SIGNATURE_MAXIMUM);
    return reply;
}

static const uint8_t context[] = "system tests";

enum reply call_encrypt(
    struct connection *connection, const char *name, const uint8_t *text, size_t length,
    uint8_t ciphertext[CIPHERTEXT_MAXIMUM], size_t *ciphertext_length
) {
    struct message *message = begin();
    put_key(message, name);
    put_data(message, context, sizeof context);
    put_data(message, text, length);
    enum reply reply = connection_call(connection, OPERATION_ENCRYPT, message, &answer);
    if (reply == REPLY_ANSWER) *ciphertext_length = copy_data(ciphertext, CIPHERTEXT_MAXIMUM);
    return reply;
}

enum reply call_decrypt(
    struct connection *connection, const char *name, const uint8_t *ciphertext, size_t length,
    uint8_t text[CIPHERTEXT_MAXIMUM], size_t *text_length
) {
    struct message *message = begin();
    put_key(message, name);
    put_data(message, context, sizeof context);
    put_data(message, ciphertext, length);
    enum reply reply = connection_call(connection, OPERATION_DECRYPT, message, &answer);
    if (reply == REPLY_ANSWER) *text_length = copy_data(text, CIPHERTEXT_MAXIMUM);
    return reply;
}

static enum reply read_authority(enum reply reply, char fingerprint[65], struct message *der) {
    char text[256];
    size_t length = 0;
    if (reply != REPLY_ANSWER) return reply;
    get_string(&answer, text, sizeof text);
    get_fixed(&answer, 17); // key id, algorithm
    get_string(&answer, text, sizeof text);
    const uint8_t *own = get_integer(&answer, 2) > 0 ? get_data(&answer, &length) : (uint8_t *)text;
    digest_hex(own, length, fingerprint);
    if (der) {
        message_clear(der);
        put_fixed(der, own, length);
    }
    return answer.failed ? REPLY_LOST : REPLY_ANSWER;
}

enum reply call_create_authority(struct connection *connection, const char *name, char fingerprint[65]) {
    struct message *message = begin();
    put_string(message, name);
    put_string(message, "CN=System tests");
    put_integer(message, ALGORITHM_P256, 1);
    put_integer(message, 3650ull * 86400, 8);
    put_integer(message, 0, 1); // no path length
    put_integer(message, 0, 1); // no parent
    put_integer(message, 0, 1); // no external root
    put_integer(message, 1, 2);
    put_string(message, "server");
    return read_authority(connection_call(connection, OPERATION_CA_CREATE, message, &answer), fingerprint, NULL);
}

enum reply call_show_authority(
    struct connection *connection, const char *name, char fingerprint[65], struct message *der
) {
    struct message *message = begin();
    put_string(message, name);
    return read_authority(connection_call(connection, OPERATION_CA_SHOW, message, &answer), fingerprint, der);
}

enum reply call_revocation_list(struct connection *connection, const char *name, struct message *der) {
    struct message *message = begin();
    size_t length;
    put_string(message, name);
    put_integer(message, 86400, 8);
    enum reply reply = connection_call(connection, OPERATION_CA_CRL, message, &answer);
    if (reply != REPLY_ANSWER) return reply;
    const uint8_t *bytes = get_data(&answer, &length);
    message_clear(der);
    put_fixed(der, bytes, length);
    return REPLY_ANSWER;
}

enum reply call_issue(
    struct connection *connection, const char *authority, const uint8_t *request, size_t length,
    struct certificate_facts *facts
) {
    struct message *message = begin();
    uint8_t bytes[32];
    size_t count = 0;
    put_string(message, authority);
    put_data(message, request, length);
    put_string(message, ""); // the authority's first profile
    put_integer(message, 3600, 8);
    put_integer(message, 0, 2);
    put_string(message, "load");
    enum reply reply = connection_call(connection, OPERATION_CA_ISSUE, message, &answer);
    if (reply != REPLY_ANSWER) return reply;
    hex_encode(facts->serial, bytes, copy_data(bytes, 20));
    for (size_t chain = get_integer(&answer, 2); chain > 0 && !answer.failed; chain--) get_data(&answer, &count);
    get_fixed(&answer, 16); // validity
    hex_encode(facts->fingerprint, bytes, copy_data(bytes, 32));
    return answer.failed ? REPLY_LOST : REPLY_ANSWER;
}

enum reply call_random(struct connection *connection) {
    struct message *message = begin();
    put_integer(message, 16, 2);
    return connection_call(connection, OPERATION_RANDOM, message, &answer);
}

enum reply call_compact(struct connection *connection) {
    return connection_call(connection, OPERATION_COMPACT, begin(), &answer);
}

char *call_audit(struct connection *connection) {
    char *text = calloc(1, 1);
    size_t used = 0, length;
    for (uint64_t from = 1, next = 0; text; from = next) {
        struct message *message = begin();
        put_integer(message, from, 8);
        put_integer(message, 1000, 2);
        enum reply reply = connection_call(connection, OPERATION_AUDIT_READ, message, &answer);
        if (reply != REPLY_ANSWER) {
            fprintf(stderr, "the audit from entry %llu cannot be read: %s\n", (unsigned long long)from,
                    reply == REPLY_REFUSAL ? connection->refusal_text : "no answer");
            break;
        }
        get_data(&answer, &length);
        size_t lines = get_integer(&answer, 2);
        for (size_t i = 0; i < lines && text; i++) {
            const uint8_t *line = get_data(&answer, &length);
            if ((text = realloc(text, used + length + 2))) memcpy(text + used, line, length);
            used += length;
            if (text) memcpy(text + used++, "\n", 2);
        }
        next = get_integer(&answer, 1) ? get_integer(&answer, 8) : 0;
        if (answer.failed) break;
        if (next <= from) return text;
    }
    free(text);
    return NULL;
}
