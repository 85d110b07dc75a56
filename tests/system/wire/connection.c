#include "connection.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <openssl/sha.h>
#include <openssl/x509.h>

enum { HEADER = 16 };
enum kind { KIND_HELLO = 1, KIND_REQUEST = 2, KIND_ANSWER = 3, KIND_REFUSAL = 4, KIND_OPEN = 5, KIND_SEALED = 6 };

unsigned connection_patience;

static bool send_all(int socket, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t done = send(socket, bytes, length, MSG_NOSIGNAL);
        if (done <= 0) return false;
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static bool receive_all(int socket, uint8_t *bytes, size_t length) {
    while (length > 0) {
        ssize_t done = recv(socket, bytes, length, 0);
        if (done <= 0) return false;
        bytes += done;
        length -= (size_t)done;
    }
    return true;
}

static void put_header(
    struct message *frame, size_t body, enum kind kind, bool authorized, unsigned operation, uint64_t request
) {
    put_integer(frame, body + HEADER - 4, 4);
    put_integer(frame, kind, 1);
    put_integer(frame, authorized, 1);
    put_integer(frame, operation, 2);
    put_integer(frame, request, 8);
}

// Reads one frame into `frame`, its position behind the header; returns its kind or 0.
static enum kind receive_frame(struct connection *connection, struct message *frame) {
    message_clear(frame);
    if (!receive_all(connection->socket, frame->bytes, HEADER)) return 0;
    frame->length = HEADER;
    size_t length = get_integer(frame, 4) - (HEADER - 4);
    enum kind kind = get_integer(frame, 1);
    frame->position = HEADER;
    if (length > MESSAGE_MAXIMUM - HEADER || !receive_all(connection->socket, frame->bytes + HEADER, length)) return 0;
    frame->length = HEADER + length;
    return kind;
}

// Opens a sealed frame in place: afterwards `frame` is the inner one. Returns the inner kind or 0.
static enum kind unseal(struct connection *connection, struct message *frame) {
    size_t length = frame->length - HEADER;
    struct message inner = message_make();
    bool good = session_unseal(&connection->session, frame->bytes + HEADER, length, inner.bytes)
        && length - TAG_LENGTH >= HEADER;
    if (good) memcpy(frame->bytes, inner.bytes, length - TAG_LENGTH);
    message_free(&inner);
    if (!good) return 0;
    frame->length = length - TAG_LENGTH;
    frame->position = HEADER;
    return frame->bytes[4];
}

static enum reply receive_reply(struct connection *connection, struct message *answer) {
    enum kind kind = receive_frame(connection, answer);
    if (kind == KIND_SEALED) kind = unseal(connection, answer);
    if (kind == KIND_ANSWER) return REPLY_ANSWER;
    if (kind != KIND_REFUSAL) return REPLY_LOST;
    connection->refusal = (unsigned)get_integer(answer, 2);
    get_string(answer, connection->refusal_text, sizeof connection->refusal_text);
    return REPLY_REFUSAL;
}

static enum reply send_request(
    struct connection *connection, enum operation operation, bool authorized, const struct message *body,
    struct message *answer
) {
    struct message *frame = &connection->frame;
    connection->last_request = connection->next_request++;
    message_clear(frame);
    put_header(frame, body->length, KIND_REQUEST, authorized, operation, connection->last_request);
    put_fixed(frame, body->bytes, body->length);
    if (connection->is_sealed) {
        struct message sealed = message_make();
        put_header(&sealed, frame->length + TAG_LENGTH, KIND_SEALED, false, 0, connection->last_request);
        bool good = session_seal(&connection->session, frame->bytes, frame->length, sealed.bytes + HEADER);
        sealed.length = HEADER + frame->length + TAG_LENGTH;
        good = good && send_all(connection->socket, sealed.bytes, sealed.length);
        message_free(&sealed);
        return good ? receive_reply(connection, answer) : REPLY_LOST;
    }
    if (!send_all(connection->socket, frame->bytes, frame->length)) return REPLY_LOST;
    return receive_reply(connection, answer);
}

enum reply connection_call(
    struct connection *connection, enum operation operation, const struct message *body, struct message *answer
) {
    return send_request(connection, operation, false, body, answer);
}

static bool say_hello(struct connection *connection) {
    struct message body = message_make(), answer = message_make();
    size_t length;
    put_integer(&body, 1, 2);
    put_integer(&body, 1, 2);
    put_string(&body, "casemate-system-tests");
    put_header(&connection->frame, body.length, KIND_HELLO, false, 0, connection->next_request++);
    put_fixed(&connection->frame, body.bytes, body.length);
    bool good = send_all(connection->socket, connection->frame.bytes, connection->frame.length)
        && receive_reply(connection, &answer) == REPLY_ANSWER;
    if (good) {
        get_integer(&answer, 2);
        memcpy(connection->instance, get_fixed(&answer, 16), 16);
        get_integer(&answer, 1);
        const uint8_t *key = get_data(&answer, &length);
        good = length == POINT_LENGTH;
        if (good) memcpy(connection->session_key, key, POINT_LENGTH);
    }
    message_free(&body);
    message_free(&answer);
    return good;
}

bool connection_open(struct connection *connection, const char *path, uint64_t first_request) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *connection = (struct connection){.socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    connection->frame = message_make();
    connection->next_request = first_request;
    struct timeval patience = {.tv_sec = connection_patience};
    setsockopt(connection->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(connection->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) == 0 && say_hello(connection))
        return true;
    connection_close(connection);
    return false;
}

void connection_close(struct connection *connection) {
    close(connection->socket);
    message_free(&connection->frame);
}

bool connection_seal(struct connection *connection) {
    uint8_t encapsulated[POINT_LENGTH];
    struct message *frame = &connection->frame, answer = message_make();
    if (!session_open(&connection->session, connection->session_key, encapsulated)) return false;
    message_clear(frame);
    put_header(frame, 4 + POINT_LENGTH, KIND_OPEN, false, 0, connection->next_request++);
    put_data(frame, encapsulated, POINT_LENGTH);
    connection->is_sealed = send_all(connection->socket, frame->bytes, frame->length)
        && receive_reply(connection, &answer) == REPLY_ANSWER;
    message_free(&answer);
    return connection->is_sealed;
}

// ---- administrators

bool connection_challenge(struct connection *connection, uint8_t challenge[32]) {
    struct message body = message_make(), answer = message_make();
    size_t length = 0;
    bool good = connection_call(connection, OPERATION_CHALLENGE, &body, &answer) == REPLY_ANSWER;
    const uint8_t *bytes = good ? get_data(&answer, &length) : NULL;
    if (length == 32) memcpy(challenge, bytes, 32);
    message_free(&body);
    message_free(&answer);
    return length == 32;
}

bool authorize(
    EVP_PKEY *key, const uint8_t instance[16], enum operation operation, const uint8_t challenge[32],
    const struct message *body, struct authorization *authorization
) {
    struct message content = message_make();
    uint8_t *spki = NULL;
    int spki_length = i2d_PUBKEY(key, &spki);
    put_fixed(&content, "casemate/administrator/1", 25); // its terminator belongs to it
    put_fixed(&content, instance, 16);
    put_integer(&content, operation, 2);
    put_fixed(&content, challenge, 32);
    put_fixed(&content, body->bytes, body->length);
    memcpy(authorization->challenge, challenge, 32);
    if (spki_length > 0) SHA256(spki, (size_t)spki_length, authorization->fingerprint);
    authorization->signature_length = sizeof authorization->signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *hash = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
    bool good = spki_length > 0 && EVP_DigestSignInit(context, NULL, hash, NULL, key) == 1
        && EVP_DigestSign(
               context, authorization->signature, &authorization->signature_length, content.bytes, content.length)
            == 1;
    EVP_MD_CTX_free(context);
    OPENSSL_free(spki);
    message_free(&content);
    return good;
}

enum reply connection_call_authorized(
    struct connection *connection, enum operation operation, const struct authorization *authorization,
    const struct message *body, struct message *answer
) {
    struct message whole = message_make();
    put_fixed(&whole, authorization->challenge, 32);
    put_integer(&whole, 1, 2);
    put_fixed(&whole, authorization->fingerprint, 32);
    put_data(&whole, authorization->signature, authorization->signature_length);
    put_fixed(&whole, body->bytes, body->length);
    enum reply reply = send_request(connection, operation, true, &whole, answer);
    message_free(&whole);
    return reply;
}
