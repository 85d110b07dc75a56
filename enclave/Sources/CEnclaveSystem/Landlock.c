// O_PATH.
#define _GNU_SOURCE

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "HardeningFacts.h"

// Rights that came after version 2, for building with older headers.
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)
#define ACCESS_IOCTL_DEVICE (UINT64_C(1) << 15)
#define ACCESS_CONNECT_TCP (UINT64_C(1) << 1)
#define SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS UINT64_C(3)

/// The kernel's structure with the fields of version 6; an older kernel accepts it as long as those are zero.
struct rules_attributes {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

static const uint64_t read_rights = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t write_rights =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | ACCESS_TRUNCATE;
static const uint64_t socket_rights = LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE;
/// What a rule for a single file may name.
static const uint64_t rights_on_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE;

int casemate_landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

static uint64_t rights_of_version(int version) {
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2) rights |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3) rights |= ACCESS_TRUNCATE;
    if (version >= 5) rights |= ACCESS_IOCTL_DEVICE;
    return rights;
}

int casemate_files_begin(void) {
    int version = casemate_landlock_version();
    struct rules_attributes attributes = {.files = rights_of_version(version)};
    size_t size = sizeof attributes.files;
    if (version >= 4) {
        attributes.network = ACCESS_CONNECT_TCP;
        size += sizeof attributes.network;
    }
    if (version >= 6) {
        attributes.scopes = SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS;
        size += sizeof attributes.scopes;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

static uint64_t rights_for(uint32_t access) {
    uint64_t rights = 0;
    if (access & (CASEMATE_FILES_READ | CASEMATE_FILES_WRITE)) rights |= read_rights;
    if (access & CASEMATE_FILES_WRITE) rights |= write_rights;
    if (access & CASEMATE_FILES_SOCKETS) rights |= socket_rights;
    return rights & rights_of_version(casemate_landlock_version());
}

const char *casemate_files_allow(int rules, const char *path, uint32_t access) {
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return "open";
    struct landlock_path_beneath_attr rule = {.allowed_access = rights_for(access), .parent_fd = place};
    struct stat facts;
    if (fstat(place, &facts) == 0 && !S_ISDIR(facts.st_mode)) rule.allowed_access &= rights_on_files;
    long result = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(place);
    return result == 0 ? NULL : "landlock_add_rule";
}

const char *casemate_files_enforce(int rules) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "prctl(PR_SET_NO_NEW_PRIVS)";
    hardening_facts.no_new_privileges = true;
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0) return "landlock_restrict_self";
    close(rules);
    hardening_facts.landlock = casemate_landlock_version();
    return NULL;
}
