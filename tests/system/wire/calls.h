// The operations the load and the checks use, one function each.
#pragma once

#include "connection.h"

enum { ALGORITHM_P256 = 1, ALGORITHM_P384 = 2, ALGORITHM_ED25519 = 4, ALGORITHM_RSA2048 = 5, ALGORITHM_AES256 = 8 };
enum { PURPOSE_ISSUE = 1, PURPOSE_SIGN = 2, PURPOSE_WRAP = 4 };
enum { KEY_ACTIVE = 1, KEY_RETIRED = 2, KEY_DESTROYED = 3 };
enum { SPKI_MAXIMUM = 1024, SIGNATURE_MAXIMUM = 1024, CIPHERTEXT_MAXIMUM = 4096 };

struct key_facts {
    unsigned algorithm, state, versions;
    uint8_t spki[SPKI_MAXIMUM];
    size_t spki_length;
};

struct certificate_facts {
    char serial[64], fingerprint[65];
};

enum reply call_generate(
    struct connection *connection, const char *name, unsigned algorithm, unsigned purpose, struct key_facts *facts);
enum reply call_show(struct connection *connection, const char *name, struct key_facts *facts);
// Rotates or retires, by operation.
enum reply call_change(
    struct connection *connection, enum operation operation, const char *name, struct key_facts *facts);

// Signs a message with the scheme and hash that fit the algorithm.
enum reply call_sign(
    struct connection *connection, const char *name, unsigned algorithm, const uint8_t *input, size_t length,
    uint8_t signature[SIGNATURE_MAXIMUM], size_t *signature_length);

enum reply call_encrypt(
    struct connection *connection, const char *name, const uint8_t *text, size_t length,
    uint8_t ciphertext[CIPHERTEXT_MAXIMUM], size_t *ciphertext_length);
enum reply call_decrypt(
    struct connection *connection, const char *name, const uint8_t *ciphertext, size_t length,
    uint8_t text[CIPHERTEXT_MAXIMUM], size_t *text_length);

enum reply call_create_authority(struct connection *connection, const char *name, char fingerprint[65]);
// The SHA-256 of the authority's own certificate; `der` (may be NULL) receives the certificate.
enum reply call_show_authority(
    struct connection *connection, const char *name, char fingerprint[65], struct message *der);
enum reply call_revocation_list(struct connection *connection, const char *name, struct message *der);
enum reply call_issue(
    struct connection *connection, const char *authority, const uint8_t *request, size_t length,
    struct certificate_facts *facts);

enum reply call_random(struct connection *connection);
enum reply call_compact(struct connection *connection);

// All audit entries, a line each; the text is to be freed. NULL when they cannot be read.
char *call_audit(struct connection *connection);
