#include "verify.h"

#include "calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/x509.h>

enum { WORD_MAXIMUM = 2 * CIPHERTEXT_MAXIMUM + 1, SIGNATURE_SAMPLES = 4 };

struct words {
    char kind[16], name[256], first[WORD_MAXIMUM], second[WORD_MAXIMUM];
};

struct verification {
    struct connection *connection;
    char *audit;
    unsigned signatures;
};

bool signature_verifies(struct connection *connection, const char *name, const struct key_facts *facts) {
    static const uint8_t input[] = "is this the same key?";
    uint8_t signature[SIGNATURE_MAXIMUM];
    size_t length = 0;
    const uint8_t *cursor = facts->spki;
    if (call_sign(connection, name, facts->algorithm, input, sizeof input, signature, &length)
        != REPLY_ANSWER)
        return false;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &cursor, (long)facts->spki_length);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *hash = facts->algorithm == ALGORITHM_ED25519 ? NULL
        : facts->algorithm == ALGORITHM_P384                   ? EVP_sha384()
                                                               : EVP_sha256();
    bool good = key && EVP_DigestVerifyInit(context, NULL, hash, NULL, key) == 1
        && EVP_DigestVerify(context, signature, length, input, sizeof input) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return good;
}

static bool verify_key(struct verification *verification, const struct words *words) {
    struct key_facts facts;
    char spki[2 * SPKI_MAXIMUM + 1];
    if (call_show(verification->connection, words->name, &facts) != REPLY_ANSWER) return false;
    hex_encode(spki, facts.spki, facts.spki_length);
    if (strcmp(spki, words->first) != 0) return false;
    if (facts.state != KEY_ACTIVE || facts.algorithm == ALGORITHM_AES256) return true;
    return verification->signatures++ >= SIGNATURE_SAMPLES || signature_verifies(verification->connection, words->name, &facts);
}

static bool verify_rotated(struct verification *verification, const struct words *words) {
    struct key_facts facts;
    return call_show(verification->connection, words->name, &facts) == REPLY_ANSWER
        && facts.versions >= strtoul(words->first, NULL, 10);
}

static bool verify_state(struct verification *verification, const struct words *words) {
    struct key_facts facts;
    return call_show(verification->connection, words->name, &facts) == REPLY_ANSWER
        && facts.state >= strtoul(words->first, NULL, 10);
}

static bool verify_ciphertext(struct verification *verification, const struct words *words) {
    uint8_t ciphertext[CIPHERTEXT_MAXIMUM], text[CIPHERTEXT_MAXIMUM];
    char shown[WORD_MAXIMUM];
    size_t text_length = 0;
    long length = hex_decode(ciphertext, sizeof ciphertext, words->first);
    if (length < 0
        || call_decrypt(verification->connection, words->name, ciphertext, (size_t)length, text, &text_length)
            != REPLY_ANSWER)
        return false;
    hex_encode(shown, text, text_length);
    return strcmp(shown, words->second) == 0;
}

static bool list_verifies(struct connection *connection, const char *name, const struct message *certificate) {
    struct message list = message_make();
    bool good = call_revocation_list(connection, name, &list) == REPLY_ANSWER;
    const uint8_t *cursor = certificate->bytes, *list_cursor = list.bytes;
    X509 *authority = d2i_X509(NULL, &cursor, (long)certificate->length);
    X509_CRL *crl = good ? d2i_X509_CRL(NULL, &list_cursor, (long)list.length) : NULL;
    good = authority && crl && X509_CRL_verify(crl, X509_get0_pubkey(authority)) == 1;
    X509_CRL_free(crl);
    X509_free(authority);
    message_free(&list);
    return good;
}

static bool verify_authority(struct verification *verification, const struct words *words) {
    struct message certificate = message_make();
    char fingerprint[65];
    bool good = call_show_authority(verification->connection, words->name, fingerprint, &certificate) == REPLY_ANSWER
        && strcmp(fingerprint, words->first) == 0
        && list_verifies(verification->connection, words->name, &certificate);
    message_free(&certificate);
    return good;
}

static bool audit_has(struct verification *verification, const char *text) {
    if (!verification->audit) verification->audit = call_audit(verification->connection);
    return verification->audit && strstr(verification->audit, text);
}

static bool verify_certificate(struct verification *verification, const struct words *words) {
    return audit_has(verification, words->name) && audit_has(verification, words->first);
}

static bool verify_audit(struct verification *verification, const struct words *words) {
    char text[256];
    snprintf(text, sizeof text, "%s", words->name);
    for (char *c = text; *c; c++) *c = *c == '_' ? ' ' : *c;
    return audit_has(verification, text);
}

static bool verify_words(struct verification *verification, const struct words *words) {
    static const struct {
        const char *kind;
        bool (*verify)(struct verification *, const struct words *);
    } table[] = {
        {"key", verify_key},           {"rotated", verify_rotated},         {"state", verify_state},
        {"ca", verify_authority},      {"ciphertext", verify_ciphertext},   {"certificate", verify_certificate},
        {"audit", verify_audit},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(words->kind, table[i].kind) == 0) return table[i].verify(verification, words);
    return false;
}

long verify_expectations(struct connection *connection, const char *path) {
    struct verification verification = {.connection = connection};
    static struct words words;
    char *line = NULL;
    size_t size = 0;
    long missing = 0;
    FILE *file = fopen(path, "r");
    if (!file) return perror(path), -1;
    while (getline(&line, &size, file) > 0) {
        words = (struct words){0};
        if (sscanf(line, "%*s %15s %255s %8192s %8192s", words.kind, words.name, words.first, words.second) < 2)
            continue;
        if (verify_words(&verification, &words)) continue;
        fprintf(stderr, "does not hold: %.120s%s\n", line, strlen(line) > 120 ? "…" : "");
        missing++;
    }
    free(line);
    free(verification.audit);
    fclose(file);
    return missing;
}
