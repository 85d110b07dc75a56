#include "tsm-entry.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "faults.h"

enum { HIGHEST_LEVEL = 3 };

/// Every write counts, until so many were made that the counter would meet the last read again.
static int advance(struct entry *entry) {
    if (entry->written == entry->read - 1) return -EBUSY;
    entry->written++;
    return 0;
}

static int parse_unsigned(const uint8_t *bytes, size_t length, unsigned *value) {
    char text[32] = {0}, *end;
    if (length >= sizeof text) return -EINVAL;
    memcpy(text, bytes, length);
    if (text[0] < '0' || text[0] > '9') return -EINVAL;
    unsigned long number = strtoul(text, &end, 0);
    if (*end == '\n') end++;
    if (*end != 0) return -EINVAL;
    if (number > UINT32_MAX) return -ERANGE;
    *value = (unsigned)number;
    return 0;
}

static int store_inblob(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length) {
    (void)provider;
    int result = advance(entry);
    if (result != 0) return result;
    entry->inblob_length = length;
    memcpy(entry->inblob, bytes, length);
    return 0;
}

static int store_level(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length) {
    unsigned value;
    int result = parse_unsigned(bytes, length, &value);
    if (result != 0) return result;
    if (value < provider->privilege_floor || value > HIGHEST_LEVEL) return -EINVAL;
    result = advance(entry);
    if (result == 0) entry->privilege_level = value;
    return result;
}

static int store_service(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length) {
    (void)provider;
    int result = advance(entry);
    if (result != 0) return result;
    if (length > 0 && bytes[length - 1] == '\n') length--;
    if (length >= sizeof entry->service_provider) return -ENOMEM;
    memcpy(entry->service_provider, bytes, length);
    entry->service_provider[length] = 0;
    return 0;
}

static int store_guid(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length) {
    (void)provider;
    int result = advance(entry);
    if (result != 0) return result;
    if (length < 36) return -EINVAL;
    for (size_t index = 0; index < 36; index++) {
        bool is_dash = index == 8 || index == 13 || index == 18 || index == 23;
        bool is_digit = memchr("0123456789abcdefABCDEF", bytes[index], 22) != NULL;
        if (is_dash ? bytes[index] != '-' : !is_digit) return -EINVAL;
    }
    return 0;
}

static int store_version(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length) {
    (void)provider;
    unsigned value;
    int result = parse_unsigned(bytes, length, &value);
    return result != 0 ? result : advance(entry);
}

static void drop_report(struct entry *entry) {
    free(entry->outblob);
    free(entry->manifest);
    entry->outblob = entry->manifest = NULL;
    entry->outblob_length = entry->manifest_length = entry->certificates_length = 0;
    entry->has_report = false;
}

/// The SVSM's report is over SHA-512(nonce, manifest) and comes from level 0.
static int services_report(const struct provider *provider, struct entry *entry) {
    static const char manifest[] = "a stand-in's services manifest";
    uint8_t text[MOST_INBLOB + sizeof manifest - 1], digest[64];
    if (strcmp(entry->service_provider, "svsm") != 0) return -EINVAL;
    memcpy(text, entry->inblob, MOST_INBLOB);
    memcpy(text + MOST_INBLOB, manifest, sizeof manifest - 1);
    if (EVP_Digest(text, sizeof text, digest, NULL, EVP_sha512(), NULL) != 1) abort();
    entry->manifest_length = sizeof manifest - 1;
    entry->manifest = malloc(entry->manifest_length);
    memcpy(entry->manifest, manifest, entry->manifest_length);
    snp_report(&provider->machine, digest, 0, entry->outblob);
    return 0;
}

static int make_snp(const struct provider *provider, struct entry *entry) {
    entry->certificates_length = provider->certificates_length;
    entry->outblob_length = REPORT_LENGTH;
    if (entry->service_provider[0] != 0) return services_report(provider, entry);
    if (provider->has_only_services) return -ENOTTY;
    // The firmware refuses to speak for a level above the caller's.
    if (entry->privilege_level < provider->privilege_floor) return -EINVAL;
    snp_report(&provider->machine, entry->inblob, entry->privilege_level, entry->outblob);
    return 0;
}

static int make_report(const struct provider *provider, struct entry *entry) {
    drop_report(entry);
    if (entry->inblob_length != MOST_INBLOB) return -EINVAL;
    if (fault_strikes("timeout")) return -ETIMEDOUT;
    entry->outblob = calloc(1, MOST_BLOB);
    int result = 0;
    if (strcmp(provider->name, "sev_guest") == 0) {
        result = make_snp(provider, entry);
    } else {
        entry->outblob_length = tdx_quote(&provider->machine, entry->inblob, entry->outblob);
    }
    if (fault_strikes("oversize")) entry->outblob_length = MOST_BLOB;
    if (fault_strikes("short")) entry->outblob_length = 100;
    if (fault_strikes("other-data")) entry->outblob[strcmp(provider->name, "sev_guest") == 0 ? 0x50 : 568] ^= 1;
    entry->has_report = result == 0;
    return result;
}

static int refresh(const struct provider *provider, struct entry *entry) {
    if (entry->inblob_length == 0) return -EINVAL;
    if (entry->has_report && entry->read == entry->written) return 0;
    int result = make_report(provider, entry);
    if (result == 0) entry->read = entry->written;
    return result;
}

static ssize_t show_outblob(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    int result = refresh(provider, entry);
    if (result != 0) return result;
    memcpy(bytes, entry->outblob, entry->outblob_length);
    ssize_t length = (ssize_t)entry->outblob_length;
    // Another process writes to the same entry before the reader has looked at the generation again.
    if (fault_strikes("race")) advance(entry);
    return length;
}

static ssize_t show_certificates(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    int result = refresh(provider, entry);
    if (result != 0) return result;
    if (entry->certificates_length > 0) memcpy(bytes, provider->certificates, entry->certificates_length);
    return (ssize_t)entry->certificates_length;
}

static ssize_t show_manifest(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    int result = refresh(provider, entry);
    if (result != 0) return result;
    if (entry->manifest_length > 0) memcpy(bytes, entry->manifest, entry->manifest_length);
    return (ssize_t)entry->manifest_length;
}

static ssize_t show_generation(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    (void)provider;
    return snprintf((char *)bytes, MOST_TEXT, "%llu\n", (unsigned long long)entry->written);
}

static ssize_t show_provider(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    (void)entry;
    return snprintf((char *)bytes, MOST_TEXT, "%s\n", provider->name);
}

static ssize_t show_floor(const struct provider *provider, struct entry *entry, uint8_t *bytes) {
    (void)entry;
    return snprintf((char *)bytes, MOST_TEXT, "%u\n", provider->privilege_floor);
}

static bool always(const struct provider *provider) { return provider != NULL; }
static bool has_levels(const struct provider *provider) { return strcmp(provider->name, "sev_guest") == 0; }
static bool has_services(const struct provider *provider) { return has_levels(provider) && provider->has_services; }

static const struct attribute attributes[] = {
    {"generation", 0444, false, always, NULL, show_generation},
    {"provider", 0444, false, always, NULL, show_provider},
    {"inblob", 0200, true, always, store_inblob, NULL},
    {"outblob", 0444, true, always, NULL, show_outblob},
    {"auxblob", 0444, true, has_levels, NULL, show_certificates},
    {"privlevel", 0200, false, has_levels, store_level, NULL},
    {"privlevel_floor", 0444, false, has_levels, NULL, show_floor},
    {"manifestblob", 0444, true, has_services, NULL, show_manifest},
    {"service_provider", 0200, false, has_services, store_service, NULL},
    {"service_guid", 0200, false, has_services, store_guid, NULL},
    {"service_manifest_version", 0200, false, has_services, store_version, NULL},
};

const struct attribute *attribute_at(const struct provider *provider, size_t index) {
    for (size_t row = 0; row < sizeof attributes / sizeof *attributes; row++) {
        if (attributes[row].is_visible(provider) && index-- == 0) return &attributes[row];
    }
    return NULL;
}

const struct attribute *attribute_find(const struct provider *provider, const char *name) {
    const struct attribute *found;
    for (size_t index = 0; (found = attribute_at(provider, index)) != NULL; index++) {
        if (strcmp(found->name, name) == 0) return found;
    }
    return NULL;
}

void entry_free(struct entry *entry) {
    drop_report(entry);
    free(entry);
}
