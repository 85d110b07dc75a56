#include "CSEVGuest.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>

// The structures of the kernel's interface, written out because older headers lack them.

struct report_request {
    uint8_t user_data[64];
    uint32_t privilege_level;
    uint8_t reserved[28];
};

struct extended_request {
    struct report_request report;
    uint64_t certificates;
    uint32_t certificates_length;
};

struct key_request {
    uint32_t root_key;
    uint32_t reserved;
    uint64_t fields;
    uint32_t privilege_level;
    uint32_t guest_svn;
    uint64_t tcb_version;
};

struct guest_request {
    uint8_t message_version;
    uint64_t request;
    uint64_t answer;
    uint64_t exit_info;
};

_Static_assert(sizeof(struct report_request) == 96, "snp_report_req");
_Static_assert(sizeof(struct extended_request) == 112, "snp_ext_report_req");
_Static_assert(sizeof(struct key_request) == 32, "snp_derived_key_req");
_Static_assert(sizeof(struct guest_request) == 32, "snp_guest_request_ioctl");

static const unsigned long get_report = _IOWR('S', 0, struct guest_request);
static const unsigned long get_derived_key = _IOWR('S', 1, struct guest_request);
static const unsigned long get_extended_report = _IOWR('S', 2, struct guest_request);

static int call(int device, unsigned long command, const void *request, void *answer, uint64_t *exit_info) {
    struct guest_request guest = {
        .message_version = 1, .request = (uintptr_t)request, .answer = (uintptr_t)answer};
    int result = ioctl(device, command, &guest);
    *exit_info = guest.exit_info;
    return result == 0 ? 0 : errno;
}

static struct report_request report_over(const uint8_t *report_data, uint32_t privilege_level) {
    struct report_request request = {.privilege_level = privilege_level};
    memcpy(request.user_data, report_data, sizeof request.user_data);
    return request;
}

int casemate_snp_report(int device, const uint8_t *report_data, uint32_t privilege_level, uint8_t *answer,
                        uint64_t *exit_info) {
    struct report_request request = report_over(report_data, privilege_level);
    return call(device, get_report, &request, answer, exit_info);
}

int casemate_snp_extended_report(int device, const uint8_t *report_data, uint32_t privilege_level, uint8_t *answer,
                                 uint8_t *certificates, uint64_t *exit_info) {
    struct extended_request request = {
        .report = report_over(report_data, privilege_level),
        .certificates = (uintptr_t)certificates,
        .certificates_length = CASEMATE_SNP_MOST_CERTIFICATES,
    };
    return call(device, get_extended_report, &request, answer, exit_info);
}

int casemate_snp_derived_key(int device, uint32_t privilege_level, uint64_t fields, uint8_t *answer,
                             uint64_t *exit_info) {
    struct key_request request = {.fields = fields, .privilege_level = privilege_level};
    return call(device, get_derived_key, &request, answer, exit_info);
}
