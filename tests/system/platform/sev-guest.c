// A stand-in for the SEV-SNP firmware behind /dev/sev-guest, preloaded into the program that calls it. It answers ioctl
// on descriptors of that path as the kernel's driver and the firmware behind it do, and leaves every other call alone.
// Its settings are environment variables, read once at the start:
//
//   STAND_IN_MEASUREMENT   hex; STAND_IN_POLICY, a number; STAND_IN_FLOOR, the guest's privilege level
//   STAND_IN_SIGNING_KEY   a file with a P-384 key; STAND_IN_CERTIFICATES, a file with the host's certificate table
//   STAND_IN_FAULTS        names with commas: firmware (EIO), short-buffer, disabled (ENOTTY), short, other-data
#include <dlfcn.h>
#include <errno.h>
#include <linux/sev-guest.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "evidence.h"
#include "faults.h"

enum { INVALID_PARAMETER = 0x16, PAGE = 4096, MOST_CERTIFICATES = 0x4000, HIGHEST_LEVEL = 3, KNOWN_FIELDS = 0x3F };

static struct machine machine;
static uint32_t floor_level;
static uint8_t *certificates;
static size_t certificates_length;

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL ? value : otherwise;
}

__attribute__((constructor)) static void start(void) {
    bool is_known = machine_init(&machine, setting("STAND_IN_MEASUREMENT", "5a"), getenv("STAND_IN_SIGNING_KEY"));
    machine.policy = strtoull(setting("STAND_IN_POLICY", "0x30000"), NULL, 0);
    floor_level = (uint32_t)strtoul(setting("STAND_IN_FLOOR", "0"), NULL, 0);
    char *faults = strdup(setting("STAND_IN_FAULTS", ""));
    for (char *fault = strtok(faults, ","); fault != NULL; fault = strtok(NULL, ",")) is_known &= fault_add(fault);
    free(faults);
    FILE *file = fopen(setting("STAND_IN_CERTIFICATES", "/dev/null"), "r");
    if (file != NULL) {
        certificates = malloc(2 * MOST_CERTIFICATES);
        certificates_length = fread(certificates, 1, 2 * MOST_CERTIFICATES, file);
        fclose(file);
    }
    if (!is_known) {
        fprintf(stderr, "sev-guest.so: see the head of sev-guest.c\n");
        _exit(2);
    }
}

static bool is_zero(const uint8_t *bytes, size_t length) {
    for (size_t index = 0; index < length; index++) {
        if (bytes[index] != 0) return false;
    }
    return true;
}

/// The firmware's answer to MSG_REPORT_REQ: a status, and with 0 the report's size and the report.
static void answer_report(const struct snp_report_req *request, struct snp_report_resp *answer) {
    memset(answer, 0, sizeof *answer);
    bool is_valid = is_zero(request->rsvd, sizeof request->rsvd) && request->vmpl >= floor_level &&
                    request->vmpl <= HIGHEST_LEVEL;
    uint32_t status = is_valid ? 0 : INVALID_PARAMETER, size = REPORT_LENGTH;
    memcpy(answer->data, &status, sizeof status);
    if (!is_valid) return;
    snp_report(&machine, request->user_data, request->vmpl, answer->data + 32);
    if (fault_strikes("short")) size = 100;
    if (fault_strikes("oversize")) size = sizeof answer->data;
    if (fault_strikes("other-data")) answer->data[32 + 0x50] ^= 1;
    memcpy(answer->data + 4, &size, sizeof size);
}

/// The firmware's answer to MSG_KEY_REQ. The key depends on exactly the fields that were selected.
static void answer_key(const struct snp_derived_key_req *request, struct snp_derived_key_resp *answer) {
    memset(answer, 0, sizeof *answer);
    bool is_valid = request->rsvd == 0 && request->root_key_select <= 1 &&
                    (request->guest_field_select & ~(uint64_t)KNOWN_FIELDS) == 0 && request->vmpl >= floor_level &&
                    request->vmpl <= HIGHEST_LEVEL && request->guest_svn == 0 && request->tcb_version == 0;
    uint32_t status = is_valid ? 0 : INVALID_PARAMETER;
    memcpy(answer->data, &status, sizeof status);
    if (!is_valid) return;
    struct {
        struct snp_derived_key_req request;
        uint64_t policy;
        uint8_t measurement[MEASUREMENT_LENGTH];
    } input = {.request = *request};
    if (request->guest_field_select & 1) input.policy = machine.policy;
    if (request->guest_field_select & 8) memcpy(input.measurement, machine.measurement, MEASUREMENT_LENGTH);
    machine_key("derived key", &input, sizeof input, answer->data + 32, 32);
}

/// The driver's own checks of where the certificates shall go, then what the host says.
static int fetch_certificates(struct snp_ext_report_req *request, struct snp_guest_request_ioctl *input) {
    if (request->certs_len == 0 || request->certs_address == 0) return 0;
    if (request->certs_len > MOST_CERTIFICATES || request->certs_len % PAGE != 0) return EINVAL;
    memset((void *)(uintptr_t)request->certs_address, 0, request->certs_len);
    if (certificates_length > request->certs_len || fault_strikes("short-buffer")) {
        request->certs_len = (uint32_t)((certificates_length + PAGE - 1) / PAGE * PAGE);
        input->exitinfo2 = (uint64_t)SNP_GUEST_VMM_ERR_INVALID_LEN << 32;
        return EIO;
    }
    memcpy((void *)(uintptr_t)request->certs_address, certificates, certificates_length);
    return 0;
}

static int answer(unsigned long command, struct snp_guest_request_ioctl *input) {
    if (input->msg_version == 0) return EINVAL;
    void *request = (void *)(uintptr_t)input->req_data, *answer = (void *)(uintptr_t)input->resp_data;
    if (command != SNP_GET_REPORT && command != SNP_GET_DERIVED_KEY && command != SNP_GET_EXT_REPORT) return ENOTTY;
    if (request == NULL || answer == NULL) return EINVAL;
    if (fault_strikes("disabled")) return ENOTTY;
    if (fault_strikes("firmware")) {
        input->exitinfo2 = 0x0F;
        return EIO;
    }
    switch (command) {
    case SNP_GET_REPORT: answer_report(request, answer); return 0;
    case SNP_GET_DERIVED_KEY: answer_key(request, answer); return 0;
    default: break;
    }
    struct snp_ext_report_req *extended = request;
    int error = fetch_certificates(extended, input);
    if (error == 0) answer_report(&extended->data, answer);
    return error;
}

static bool is_device(int descriptor) {
    char link[64], path[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return false;
    path[length] = 0;
    return strcmp(path, "/dev/sev-guest") == 0;
}

__attribute__((visibility("default"))) int ioctl(int descriptor, unsigned long command, ...) {
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (!is_device(descriptor)) {
        int (*next)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
        return next(descriptor, command, argument);
    }
    struct snp_guest_request_ioctl input = *(struct snp_guest_request_ioctl *)argument;
    input.exitinfo2 = 0xFF;
    int error = answer(command, &input);
    // The driver copies back only what has an error in it.
    if (error != 0) *(struct snp_guest_request_ioctl *)argument = input;
    if (error == 0) return 0;
    errno = error;
    return -1;
}
