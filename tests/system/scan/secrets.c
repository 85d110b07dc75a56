#include "secrets.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

static const char *part_name(const char *secret, const char *part) {
    static char text[256];
    snprintf(text, sizeof text, "%s.%s", secret, part);
    return text;
}

// x·2^(8·width) mod modulus, in each layout.
static void add_montgomery(
    struct pattern_set *set, const char *secret, const BIGNUM *value, const BIGNUM *modulus, size_t width, enum form form
) {
    uint8_t bytes[PATTERN_MAXIMUM];
    BN_CTX *context = BN_CTX_new();
    BIGNUM *product = BN_new();
    BN_lshift(product, value, (int)width * 8);
    BN_mod(product, product, modulus, context);
    BN_bn2binpad(product, bytes, (int)width);
    pattern_add_layouts(set, secret, bytes, width, form);
    BN_free(product);
    BN_CTX_free(context);
}

static void add_scalar(struct pattern_set *set, const char *secret, int curve, const uint8_t *bytes, size_t length) {
    const char *name = part_name(secret, "scalar");
    BIGNUM *value = BN_bin2bn(bytes, (int)length, NULL), *field = BN_new();
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve);
    EC_GROUP_get_curve(group, field, NULL, NULL, NULL);
    pattern_add_secret(set, name, bytes, length);
    add_montgomery(set, name, value, EC_GROUP_get0_order(group), length, FORM_MONTGOMERY_ORDER);
    add_montgomery(set, name, value, field, length, FORM_MONTGOMERY_FIELD);
    EC_GROUP_free(group);
    BN_free(field);
    BN_clear_free(value);
}

static void add_ed25519(struct pattern_set *set, const char *secret, const uint8_t seed[32]) {
    uint8_t expanded[64];
    pattern_add_secret(set, part_name(secret, "seed"), seed, 32);
    SHA512(seed, 32, expanded);
    pattern_add_layouts(set, part_name(secret, "prefix"), expanded + 32, 32, FORM_COUNT);
    pattern_add_layouts(set, part_name(secret, "expanded"), expanded, 32, FORM_COUNT);
    expanded[0] &= 248;
    expanded[31] = (expanded[31] & 127) | 64;
    pattern_add_layouts(set, part_name(secret, "clamped"), expanded, 32, FORM_COUNT);
}

static void add_rsa(struct pattern_set *set, const char *secret, EVP_PKEY *key) {
    static const struct {
        const char *parameter, *part;
    } parts[] = {
        {OSSL_PKEY_PARAM_RSA_D, "d"},          {OSSL_PKEY_PARAM_RSA_FACTOR1, "p"},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, "q"},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, "dP"},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, "dQ"}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, "qInv"},
    };
    uint8_t bytes[PATTERN_MAXIMUM];
    BIGNUM *values[6] = {NULL};
    size_t half = (size_t)EVP_PKEY_get_bits(key) / 16;
    for (size_t i = 0; i < 6; i++) {
        if (EVP_PKEY_get_bn_param(key, parts[i].parameter, &values[i]) != 1) continue;
        size_t width = i == 0 ? half * 2 : half;
        if (BN_bn2binpad(values[i], bytes, (int)width) < 0) continue;
        pattern_add_secret(set, part_name(secret, parts[i].part), bytes, width);
    }
    // What a private operation keeps: qInv in Montgomery form modulo p.
    if (values[5] && values[1])
        add_montgomery(set, part_name(secret, "qInv"), values[5], values[1], half, FORM_MONTGOMERY_FIELD);
    for (size_t i = 0; i < 6; i++) BN_clear_free(values[i]);
}

static bool add_key_parts(struct pattern_set *set, const char *secret, EVP_PKEY *key) {
    uint8_t bytes[64];
    size_t length = sizeof bytes;
    BIGNUM *scalar = NULL;
    char group[32] = "";
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: add_rsa(set, secret, key); return true;
    case EVP_PKEY_ED25519:
        if (EVP_PKEY_get_raw_private_key(key, bytes, &length) != 1) return false;
        add_ed25519(set, secret, bytes);
        return true;
    case EVP_PKEY_EC:
        EVP_PKEY_get_group_name(key, group, sizeof group, NULL);
        if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) != 1) return false;
        length = ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
        if (length <= sizeof bytes && BN_bn2binpad(scalar, bytes, (int)length) == (int)length)
            add_scalar(set, secret, OBJ_txt2nid(group), bytes, length);
        BN_clear_free(scalar);
        return true;
    default: return false;
    }
}

static bool add_pkcs8(struct pattern_set *set, const char *secret, const uint8_t *bytes, size_t length) {
    BIO *file = BIO_new_mem_buf(bytes, (int)length);
    const uint8_t *cursor = bytes;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(file, NULL, NULL, NULL);
    if (!key) key = d2i_AutoPrivateKey(NULL, &cursor, (long)length);
    BIO_free(file);
    if (!key) return false;
    bool added = add_key_parts(set, secret, key);
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    uint8_t *der = NULL;
    int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info, &der) : -1;
    if (size > 0) pattern_add_document(set, part_name(secret, "document"), der, (size_t)size);
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(key);
    return added && size > 0;
}

static bool add_kind(
    struct pattern_set *set, const char *name, const char *kind, const uint8_t *bytes, size_t length
) {
    if (strcmp(kind, "pkcs8") == 0) return add_pkcs8(set, name, bytes, length);
    if (strcmp(kind, "p256-scalar") == 0 && length == 32)
        return add_scalar(set, name, NID_X9_62_prime256v1, bytes, 32), true;
    if (strcmp(kind, "p384-scalar") == 0 && length == 48) return add_scalar(set, name, NID_secp384r1, bytes, 48), true;
    if (strcmp(kind, "ed25519-seed") == 0 && length == 32) return add_ed25519(set, name, bytes), true;
    if (strcmp(kind, "symmetric") == 0 || strcmp(kind, "raw") == 0)
        return pattern_add_secret(set, part_name(name, "bytes"), bytes, length), length >= PATTERN_MINIMUM;
    return false;
}

static ssize_t read_file(const char *path, uint8_t *bytes, size_t limit) {
    FILE *file = fopen(path, "rb");
    if (!file) return -1;
    size_t length = fread(bytes, 1, limit, file);
    fclose(file);
    return (ssize_t)length;
}

static ssize_t read_hex(const char *text, uint8_t *bytes, size_t limit) {
    size_t length = strlen(text) / 2;
    if (strlen(text) % 2 != 0 || length > limit) return -1;
    for (size_t i = 0; i < length; i++) {
        unsigned value;
        if (!isxdigit((unsigned char)text[2 * i]) || sscanf(text + 2 * i, "%2x", &value) != 1) return -1;
        bytes[i] = (uint8_t)value;
    }
    return (ssize_t)length;
}

static bool add_line(struct pattern_set *set, const char *name, const char *kind, const char *value) {
    uint8_t bytes[PATTERN_MAXIMUM];
    if (strcmp(kind, "text") == 0) {
        pattern_add(set, part_name(name, "text"), FORM_BIG_ENDIAN, (const uint8_t *)value, strlen(value));
        return strlen(value) >= PATTERN_MINIMUM;
    }
    ssize_t length = value[0] == '@' ? read_file(value + 1, bytes, sizeof bytes) : read_hex(value, bytes, sizeof bytes);
    return length > 0 && add_kind(set, name, kind, bytes, (size_t)length);
}

bool secrets_read(const char *path, struct pattern_set *set) {
    char line[PATTERN_MAXIMUM], name[128], kind[32], value[PATTERN_MAXIMUM];
    FILE *file = fopen(path, "r");
    if (!file) return perror(path), false;
    bool good = true;
    while (good && fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n') continue;
        good = sscanf(line, "%127s %31s %8191s", name, kind, value) == 3 && add_line(set, name, kind, value);
        if (!good) fprintf(stderr, "%s: this secret cannot be used: %.60s\n", path, line);
    }
    fclose(file);
    return good;
}
