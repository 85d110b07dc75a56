#pragma once

// An entry of configfs-tsm as drivers/virt/coco and fs/configfs treat it, without the file system around it. Functions
// return 0 or a length, else a negative error number.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "evidence.h"

enum { MOST_INBLOB = 64, MOST_TEXT = 4096, MOST_BLOB = 128 << 10 };

/// The driver behind the tree.
struct provider {
    /// `sev_guest` or `tdx_guest`; NULL where no driver is loaded.
    const char *name;
    unsigned privilege_floor;
    /// An SVSM runs below the guest.
    bool has_services;
    /// The firmware answers nobody but the SVSM.
    bool has_only_services;
    struct machine machine;
    /// The host's certificate table.
    uint8_t *certificates;
    size_t certificates_length;
};

struct entry {
    char name[256];
    uint64_t written, read;
    uint8_t inblob[MOST_INBLOB];
    size_t inblob_length;
    unsigned privilege_level;
    char service_provider[64];
    uint8_t *outblob, *manifest;
    size_t outblob_length, manifest_length, certificates_length;
    bool has_report;
    struct entry *next;
};

struct attribute {
    const char *name;
    mode_t mode;
    bool is_binary;
    /// Which drivers show it.
    bool (*is_visible)(const struct provider *provider);
    /// Takes what was written: text at once, bytes at the close.
    int (*store)(const struct provider *provider, struct entry *entry, const uint8_t *bytes, size_t length);
    /// Fills `bytes`, which holds MOST_BLOB.
    ssize_t (*show)(const struct provider *provider, struct entry *entry, uint8_t *bytes);
};

/// The attribute of a name that this driver shows, or NULL.
const struct attribute *attribute_find(const struct provider *provider, const char *name);
/// The attribute number `index` that this driver shows, or NULL behind the last.
const struct attribute *attribute_at(const struct provider *provider, size_t index);

/// Frees what the entry holds, and the entry.
void entry_free(struct entry *entry);
