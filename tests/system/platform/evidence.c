#include "evidence.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(uint8_t *place, uint64_t value, size_t size) {
    for (size_t index = 0; index < size; index++) place[index] = (uint8_t)(value >> (8 * index));
}

static EVP_PKEY *read_key(const char *name) {
    FILE *file = fopen(name, "r");
    if (file == NULL) return NULL;
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return key;
}

bool machine_init(struct machine *machine, const char *hex, const char *signing_key) {
    *machine = (struct machine){.policy = 0x30000};
    size_t digits = strlen(hex);
    if (digits < 2 || digits % 2 != 0 || strspn(hex, "0123456789abcdef") != digits) return false;
    for (size_t index = 0; index < MEASUREMENT_LENGTH; index++) {
        char pair[3] = {hex[2 * index % digits], hex[(2 * index + 1) % digits], 0};
        machine->measurement[index] = (uint8_t)strtoul(pair, NULL, 16);
    }
    if (signing_key == NULL) return true;
    machine->signing_key = read_key(signing_key);
    return machine->signing_key != NULL;
}

/// Big-endian in a 48-byte number, little-endian in a 72-byte field.
static void put_reversed(uint8_t field[72], const BIGNUM *number) {
    uint8_t bytes[48];
    BN_bn2binpad(number, bytes, sizeof bytes);
    for (size_t index = 0; index < sizeof bytes; index++) field[index] = bytes[sizeof bytes - 1 - index];
}

static void sign(EVP_PKEY *key, uint8_t report[REPORT_LENGTH]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[256];
    size_t length = sizeof der;
    const uint8_t *cursor = der;
    if (EVP_DigestSignInit(context, NULL, EVP_sha384(), NULL, key) != 1 ||
        EVP_DigestSign(context, der, &length, report, 0x2A0) != 1) abort();
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &cursor, (long)length);
    put_reversed(report + 0x2A0, ECDSA_SIG_get0_r(signature));
    put_reversed(report + 0x2E8, ECDSA_SIG_get0_s(signature));
    ECDSA_SIG_free(signature);
    EVP_MD_CTX_free(context);
}

void snp_report(const struct machine *machine, const uint8_t report_data[64], uint32_t privilege_level,
                uint8_t report[REPORT_LENGTH]) {
    // A Milan: boot loader 3, TEE 0, SNP 8, microcode 115.
    static const uint64_t tcb = UINT64_C(115) << 56 | UINT64_C(8) << 48 | 3;
    memset(report, 0, REPORT_LENGTH);
    put(report, 3, 4);
    put(report + 0x008, machine->policy, 8);
    put(report + 0x030, privilege_level, 4);
    put(report + 0x034, 1, 4);
    put(report + 0x038, tcb, 8);
    put(report + 0x040, 1, 8);
    memcpy(report + 0x050, report_data, 64);
    memcpy(report + 0x090, machine->measurement, MEASUREMENT_LENGTH);
    machine_key("report id", machine->measurement, MEASUREMENT_LENGTH, report + 0x140, 32);
    memset(report + 0x160, 0xFF, 32);
    put(report + 0x180, tcb, 8);
    put(report + 0x188, 0x0119, 2);
    machine_key("chip id", NULL, 0, report + 0x1A0, 64);
    put(report + 0x1E0, tcb, 8);
    memcpy(report + 0x1E8, (uint8_t[]){21, 55, 1}, 3);
    memcpy(report + 0x1EC, (uint8_t[]){21, 55, 1}, 3);
    put(report + 0x1F0, tcb, 8);
    if (machine->signing_key != NULL) sign(machine->signing_key, report);
}

/// The header, and behind the body signature data with a certification of type 1: enough for a length to be right.
static size_t quote_around(uint8_t *quote, uint16_t version, uint32_t tee, size_t body) {
    static const uint8_t vendor[16] = {0x93, 0x9A, 0x72, 0x33, 0xF7, 0x9C, 0x4C, 0xA9,
                                       0x94, 0x0A, 0x0D, 0xB3, 0x95, 0x7F, 0x06, 0x07};
    static const size_t signature_data = 64 + 64 + 384 + 64 + 2 + 2 + 4 + 36;
    put(quote, version, 2);
    put(quote + 2, 2, 2);
    put(quote + 4, tee, 4);
    memcpy(quote + 12, vendor, sizeof vendor);
    put(quote + 48 + body, signature_data, 4);
    uint8_t *certification = quote + 48 + body + 4 + 64 + 64 + 384 + 64 + 2;
    put(certification, 1, 2);
    put(certification + 2, 36, 4);
    return 48 + body + 4 + signature_data;
}

size_t tdx_quote(const struct machine *machine, const uint8_t report_data[64], uint8_t *quote) {
    memset(quote, 0, MOST_QUOTE);
    uint8_t *body = quote + 48;
    put(body + 120, UINT64_C(1) << 28, 8);
    put(body + 128, 3, 8);
    memcpy(body + 136, machine->measurement, MEASUREMENT_LENGTH);
    memcpy(body + 520, report_data, 64);
    return quote_around(quote, 4, 0x81, 584);
}

size_t sgx_quote(const struct machine *machine, const uint8_t report_data[64], uint8_t *quote) {
    memset(quote, 0, MOST_QUOTE);
    uint8_t *body = quote + 48;
    put(body + 48, 5, 8);
    put(body + 56, 3, 8);
    memcpy(body + 64, machine->measurement, 32);
    machine_key("signer", NULL, 0, body + 128, 32);
    memcpy(body + 320, report_data, 64);
    return quote_around(quote, 3, 0, 384);
}

void machine_key(const char *purpose, const void *input, size_t input_length, uint8_t *key, size_t length) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t digest[64];
    if (EVP_DigestInit_ex(context, EVP_sha512(), NULL) != 1 || length > sizeof digest ||
        EVP_DigestUpdate(context, "a stand-in machine", 18) != 1 ||
        EVP_DigestUpdate(context, purpose, strlen(purpose) + 1) != 1 ||
        EVP_DigestUpdate(context, input, input_length) != 1 || EVP_DigestFinal_ex(context, digest, NULL) != 1) abort();
    EVP_MD_CTX_free(context);
    memcpy(key, digest, length);
}
