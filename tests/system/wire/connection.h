// One blocking connection to an enclave: hello, calls in clear or in a sealed session, administrators' signatures.
#pragma once

#include "message.h"
#include "session.h"

#include <openssl/evp.h>

enum operation {
    OPERATION_STATUS = 1,
    OPERATION_CHALLENGE = 2,
    OPERATION_IMPORT_KEY = 3,
    OPERATION_KEY_GENERATE = 16,
    OPERATION_KEY_SHOW = 18,
    OPERATION_KEY_SIGN = 19,
    OPERATION_KEY_SIGN_BATCH = 20,
    OPERATION_KEY_REQUEST = 21,
    OPERATION_KEY_IMPORT_SEALED = 22,
    OPERATION_KEY_IMPORT_CLEAR = 23,
    OPERATION_KEY_ROTATE = 25,
    OPERATION_KEY_RETIRE = 26,
    OPERATION_KEY_DESTROY = 27,
    OPERATION_ENCRYPT = 28,
    OPERATION_DECRYPT = 29,
    OPERATION_RANDOM = 30,
    OPERATION_CA_CREATE = 48,
    OPERATION_CA_SHOW = 50,
    OPERATION_CA_INSTALL = 52,
    OPERATION_CA_ISSUE = 53,
    OPERATION_CA_REVOKE = 54,
    OPERATION_CA_CRL = 55,
    OPERATION_AUDIT_READ = 64,
    OPERATION_POLICY_PUT = 80,
    OPERATION_POLICY_LIST = 81,
    OPERATION_TEMPLATE_PUT = 82,
    OPERATION_PROFILE_PUT = 84,
    OPERATION_ADMINISTRATORS_PUT = 86,
    OPERATION_CLOCK_ACCEPT = 88,
    OPERATION_ANCHOR_ACCEPT = 89,
    OPERATION_RECOVERY_CREATE = 96,
    OPERATION_BACKUP_CREATE = 98,
    OPERATION_RESTORE = 99,
    OPERATION_COMPACT = 100,
};

enum refusal {
    REFUSED_KEY_NOT_ACTIVE = 14,
    REFUSED_CLOCK_LOCKED = 22,
    REFUSED_STORAGE_LOW = 23,
    REFUSED_STORAGE_FAILED = 24,
    REFUSED_SHUTTING_DOWN = 27,
    REFUSED_INTERNAL = 30,
    REFUSED_NOT_LEAD = 32,
    REFUSED_UNCONFIRMED = 33,
    REFUSED_MEMBER = 34,
};

enum reply { REPLY_ANSWER, REPLY_REFUSAL, REPLY_LOST };

struct connection {
    int socket;
    uint64_t next_request, last_request;
    uint8_t instance[16], session_key[POINT_LENGTH];
    bool is_sealed;
    struct session session;
    struct message frame; // scratch
    unsigned refusal;     // code of the last refusal
    char refusal_text[256];
};

// How long a connection waits for an answer, in seconds; 0, as it begins, is for ever.
extern unsigned connection_patience;

// Connects and says hello; request ids count up from `first_request`. False when nobody answers.
bool connection_open(struct connection *connection, const char *path, uint64_t first_request);
void connection_close(struct connection *connection);

// Puts all later calls into a sealed session.
bool connection_seal(struct connection *connection);

// Carries out one call; the answer's body is in `answer`.
enum reply connection_call(
    struct connection *connection, enum operation operation, const struct message *body, struct message *answer);

// What an administrator signs for, and whatever a hostile host may want to change about it.
struct authorization {
    uint8_t challenge[32], signature[256];
    size_t signature_length;
    uint8_t fingerprint[32];
};

bool connection_challenge(struct connection *connection, uint8_t challenge[32]);

// Signs (instance, operation, challenge, body) with an Ed25519 or P-256 key.
bool authorize(
    EVP_PKEY *key, const uint8_t instance[16], enum operation operation, const uint8_t challenge[32],
    const struct message *body, struct authorization *authorization);

// A call with an authorization before its body.
enum reply connection_call_authorized(
    struct connection *connection, enum operation operation, const struct authorization *authorization,
    const struct message *body, struct message *answer);
