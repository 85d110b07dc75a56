#include "session.h"

#include <string.h>

#include <openssl/ec.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>

enum { HASH = 32 };

static void hmac(const uint8_t *key, size_t key_length, const uint8_t *text, size_t length, uint8_t out[HASH]) {
    HMAC(EVP_sha256(), key, (int)key_length, text, length, out, NULL);
}

// LabeledExtract of RFC 9180, section 4.
static void extract(
    const char *suite, size_t suite_length, const uint8_t *salt, size_t salt_length, const char *label,
    const uint8_t *input, size_t length, uint8_t out[HASH]
) {
    uint8_t text[512];
    size_t used = 0;
    const struct {
        const void *bytes;
        size_t length;
    } parts[] = {{"HPKE-v1", 7}, {suite, suite_length}, {label, strlen(label)}, {input, length}};
    for (size_t i = 0; i < 4; i++) {
        memcpy(text + used, parts[i].bytes, parts[i].length);
        used += parts[i].length;
    }
    hmac(salt, salt_length, text, used, out);
}

// LabeledExpand for at most one block.
static void expand(
    const char *suite, size_t suite_length, const uint8_t key[HASH], const char *label, const uint8_t *info,
    size_t info_length, uint8_t *out, size_t length
) {
    uint8_t text[512] = {0, (uint8_t)length}, block[HASH];
    size_t used = 2;
    const struct {
        const void *bytes;
        size_t length;
    } parts[] = {{"HPKE-v1", 7}, {suite, suite_length}, {label, strlen(label)}, {info, info_length}, {"\1", 1}};
    for (size_t i = 0; i < 5; i++) {
        memcpy(text + used, parts[i].bytes, parts[i].length);
        used += parts[i].length;
    }
    hmac(key, HASH, text, used, block);
    memcpy(out, block, length);
}

static EVP_PKEY *public_key(const uint8_t point[POINT_LENGTH]) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, POINT_LENGTH),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

static bool agree(EVP_PKEY *own, EVP_PKEY *peer, uint8_t shared[32]) {
    size_t length = 32;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(own, NULL);
    bool agreed = EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_derive_set_peer(context, peer) == 1
        && EVP_PKEY_derive(context, shared, &length) == 1 && length == 32;
    EVP_PKEY_CTX_free(context);
    return agreed;
}

// Encap of DHKEM, section 4.1.
static bool encapsulate(const uint8_t recipient[POINT_LENGTH], uint8_t encapsulated[POINT_LENGTH], uint8_t out[HASH]) {
    static const char suite[] = {'K', 'E', 'M', 0, 16};
    uint8_t shared[32], context[2 * POINT_LENGTH], pseudorandom[HASH];
    size_t length = 0;
    EVP_PKEY *own = EVP_EC_gen("P-256"), *peer = public_key(recipient);
    bool good = own && peer && agree(own, peer, shared)
        && EVP_PKEY_get_octet_string_param(own, OSSL_PKEY_PARAM_PUB_KEY, encapsulated, POINT_LENGTH, &length) == 1
        && length == POINT_LENGTH;
    EVP_PKEY_free(own);
    EVP_PKEY_free(peer);
    if (!good) return false;
    memcpy(context, encapsulated, POINT_LENGTH);
    memcpy(context + POINT_LENGTH, recipient, POINT_LENGTH);
    extract(suite, sizeof suite, NULL, 0, "eae_prk", shared, sizeof shared, pseudorandom);
    expand(suite, sizeof suite, pseudorandom, "shared_secret", context, sizeof context, out, HASH);
    return true;
}

bool session_open(struct session *session, const uint8_t recipient[POINT_LENGTH], uint8_t encapsulated[POINT_LENGTH]) {
    static const char suite[] = {'H', 'P', 'K', 'E', 0, 16, 0, 1, 0, 2};
    static const char info[] = "casemate/session/1", answer[] = "casemate/session/1/answer";
    uint8_t shared[HASH], secret[HASH], exporter[HASH], context[1 + 2 * HASH] = {0};
    if (!encapsulate(recipient, encapsulated, shared)) return false;
    extract(suite, sizeof suite, NULL, 0, "psk_id_hash", NULL, 0, context + 1);
    extract(suite, sizeof suite, NULL, 0, "info_hash", (const uint8_t *)info, strlen(info), context + 1 + HASH);
    extract(suite, sizeof suite, shared, sizeof shared, "secret", NULL, 0, secret);
    expand(suite, sizeof suite, secret, "key", context, sizeof context, session->key, 32);
    expand(suite, sizeof suite, secret, "base_nonce", context, sizeof context, session->base_nonce, 12);
    expand(suite, sizeof suite, secret, "exp", context, sizeof context, exporter, 32);
    expand(suite, sizeof suite, exporter, "sec", (const uint8_t *)answer, strlen(answer), session->answer_key, 32);
    session->sent = session->received = 0;
    return true;
}

static void add_number(uint8_t nonce[12], uint64_t number) {
    for (size_t i = 0; i < 8; i++) nonce[4 + i] ^= (uint8_t)(number >> (56 - 8 * i));
}

bool session_seal(struct session *session, const uint8_t *text, size_t length, uint8_t *out) {
    uint8_t nonce[12];
    int used = 0, rest = 0;
    memcpy(nonce, session->base_nonce, 12);
    add_number(nonce, session->sent++);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool good = EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, session->key, nonce) == 1
        && EVP_EncryptUpdate(context, out, &used, text, (int)length) == 1
        && EVP_EncryptFinal_ex(context, out + used, &rest) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_LENGTH, out + length) == 1;
    EVP_CIPHER_CTX_free(context);
    return good;
}

bool session_unseal(struct session *session, const uint8_t *sealed, size_t length, uint8_t *out) {
    uint8_t nonce[12] = {0};
    int used = 0, rest = 0;
    if (length < TAG_LENGTH) return false;
    add_number(nonce, session->received++);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    void *tag = (void *)(sealed + length - TAG_LENGTH);
    bool good = EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, session->answer_key, nonce) == 1
        && EVP_DecryptUpdate(context, out, &used, sealed, (int)(length - TAG_LENGTH)) == 1
        && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_LENGTH, tag) == 1
        && EVP_DecryptFinal_ex(context, out + used, &rest) == 1;
    EVP_CIPHER_CTX_free(context);
    return good;
}
