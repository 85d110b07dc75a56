// Tests of the stand-ins themselves: each refuses what the kernel, the firmware or Gramine refuses, with the same error.
// `platform-cases tsm|tsm-absent|tsm-services|tsm-tdx|gramine|gramine-none|sev-guest`, run on such a machine.
#include <errno.h>
#include <fcntl.h>
#include <linux/sev-guest.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *directory;
static int passed, failed;

/// One result against what is expected: a length, or a negative error number.
static void expect(const char *what, long got, long wanted) {
    if (got == wanted) {
        passed++;
        printf("ok      %s\n", what);
    } else {
        failed++;
        printf("FAILED  %s: %ld, expected %ld\n", what, got, wanted);
    }
}

static long put(const char *name, const void *bytes, size_t length) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    int file = open(path, O_WRONLY);
    if (file < 0) return -errno;
    ssize_t count = write(file, bytes, length);
    long result = count < 0 ? -errno : count;
    if (close(file) != 0 && result >= 0) result = -errno;
    return result;
}

static long put_text(const char *name, const char *text) { return put(name, text, strlen(text)); }

static long get(const char *name, void *bytes, size_t space) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    int file = open(path, O_RDONLY);
    if (file < 0) return -errno;
    size_t length = 0;
    ssize_t count;
    while ((count = read(file, (char *)bytes + length, space - length)) > 0) length += (size_t)count;
    long result = count < 0 ? -errno : (long)length;
    close(file);
    return result;
}

static long number(const char *name) {
    char text[64] = {0};
    return get(name, text, sizeof text - 1) > 0 ? atol(text) : -1;
}

static uint8_t blob[1 << 18];
static const uint8_t data[65] = {1, 2, 3};

static long make(const char *path) { return mkdir(path, 0700) == 0 ? 0 : -errno; }

static void begin_entry(const char *path) {
    directory = path;
    expect("an entry is made", make(path), 0);
}

static void end_entry(void) { expect("the entry is removed", rmdir(directory) == 0 ? 0 : -errno, 0); }

static const char report_root[] = "/sys/kernel/config/tsm/report";

/// What every driver has in common.
static void tsm_common(const char *entry, long evidence) {
    begin_entry(entry);
    expect("the name is taken", make(entry), -EEXIST);
    expect("a new generation is 0", number("generation"), 0);
    expect("evidence before report data", get("outblob", blob, sizeof blob), -EINVAL);
    expect("report data may not be read, not even by root", get("inblob", blob, sizeof blob), -EACCES);
    expect("evidence may not be written", put("outblob", data, 64), -EACCES);
    expect("the generation may not be written", put_text("generation", "7"), -EACCES);
    expect("the provider may not be written", put_text("provider", "x"), -EACCES);
    expect("63 bytes are taken", put("inblob", data, 63), 63);
    expect("and refused by the driver", get("outblob", blob, sizeof blob), -EINVAL);
    expect("the write counted", number("generation"), 1);
    expect("64 bytes are taken", put("inblob", data, 64), 64);
    expect("evidence", get("outblob", blob, sizeof blob), evidence);
    expect("both writes counted", number("generation"), 2);
    expect("65 bytes are refused", put("inblob", data, 65), -EFBIG);
    expect("which takes the last 64 back", get("outblob", blob, sizeof blob), -EINVAL);
    expect("and counts", number("generation"), 3);
    expect("an unknown attribute", get("other", blob, sizeof blob), -ENOENT);
    char path[300];
    snprintf(path, sizeof path, "%s/inblob", entry);
    expect("an attribute may not be removed", unlink(path) == 0 ? 0 : -errno, -EPERM);
    snprintf(path, sizeof path, "%s/deeper", entry);
    expect("nor an entry made in an entry", make(path), -EPERM);
    end_entry();
    expect("it is gone", get("generation", blob, sizeof blob), -ENOENT);
}

static void tsm_changes(const char *entry) {
    static uint8_t other[1 << 18];
    begin_entry(entry);
    put("inblob", data, 64);
    long length = get("outblob", blob, sizeof blob);
    expect("the same report twice", get("outblob", other, sizeof other) == length && !memcmp(blob, other, length), 1);
    put("inblob", data + 1, 64);
    get("outblob", other, sizeof other);
    expect("another one for other bytes", memcmp(blob, other, length) != 0, 1);
    end_entry();
}

/// Run with a floor of 1 and no SVSM.
static void tsm_cases(void) {
    tsm_common("/sys/kernel/config/tsm/report/a", -EINVAL);
    begin_entry("/sys/kernel/config/tsm/report/b");
    expect("the floor", number("privlevel_floor"), 1);
    expect("a level below it", put_text("privlevel", "0"), -EINVAL);
    expect("a level above 3", put_text("privlevel", "4"), -EINVAL);
    expect("no number", put_text("privlevel", "one"), -EINVAL);
    expect("a negative one", put_text("privlevel", "-1"), -EINVAL);
    expect("refused writes do not count", number("generation"), 0);
    expect("the floor itself", put_text("privlevel", "1\n"), 2);
    expect("it may not be read", get("privlevel", blob, sizeof blob), -EACCES);
    put("inblob", data, 64);
    expect("a report", get("outblob", blob, sizeof blob), 1184);
    expect("over the bytes given", memcmp(blob + 0x50, data, 64), 0);
    expect("for the level asked for", blob[0x30], 1);
    expect("no certificates", get("auxblob", blob, sizeof blob), 0);
    expect("no manifest without an SVSM", get("manifestblob", blob, sizeof blob), -ENOENT);
    expect("no services without an SVSM", put_text("service_provider", "svsm"), -ENOENT);
    end_entry();
}

static void tsm_services_cases(void) {
    tsm_common("/sys/kernel/config/tsm/report/a", -ENOTTY);
    begin_entry("/sys/kernel/config/tsm/report/b");
    expect("a GUID", put_text("service_guid", "00000000-0000-0000-0000-000000000000"), 36);
    expect("no GUID", put_text("service_guid", "00000000-0000"), -EINVAL);
    expect("a manifest version", put_text("service_manifest_version", "1"), 1);
    expect("no manifest version", put_text("service_manifest_version", "x"), -EINVAL);
    expect("an unknown service", put_text("service_provider", "other"), 5);
    put("inblob", data, 64);
    expect("is refused when asked", get("outblob", blob, sizeof blob), -EINVAL);
    expect("the SVSM", put_text("service_provider", "svsm\n"), 5);
    expect("gives a report", get("outblob", blob, sizeof blob), 1184);
    expect("of level 0", blob[0x30], 0);
    expect("not over the bytes alone", memcmp(blob + 0x50, data, 64) != 0, 1);
    expect("and a manifest", get("manifestblob", blob, sizeof blob) > 0, 1);
    end_entry();
}

static void tsm_tdx_cases(void) {
    tsm_common("/sys/kernel/config/tsm/report/a", 48 + 584 + 4 + 64 + 64 + 384 + 64 + 2 + 2 + 4 + 36);
    tsm_changes("/sys/kernel/config/tsm/report/b");
    begin_entry("/sys/kernel/config/tsm/report/c");
    expect("TDX has no privilege levels", put_text("privlevel", "1"), -ENOENT);
    expect("TDX has no certificates", get("auxblob", blob, sizeof blob), -ENOENT);
    end_entry();
}

static void tsm_absent_cases(void) {
    directory = report_root;
    expect("no entry without a driver", make("/sys/kernel/config/tsm/report/a"), -ENXIO);
}

static void gramine_files(void) {
    expect("the report data may be read", get("user_report_data", blob, sizeof blob), 64);
    expect("it begins as zeros", blob[0] | blob[63], 0);
    expect("5 bytes are padded", put("user_report_data", "hello", 5), 5);
    expect("with zeros", get("user_report_data", blob, sizeof blob) == 64 && !memcmp(blob, "hello\0", 6), 1);
    expect("65 are cut", put("user_report_data", data, 65), 65);
    expect("to 64", get("user_report_data", blob, sizeof blob) == 64 && !memcmp(blob, data, 64), 1);
    expect("the own target info", get("my_target_info", blob, sizeof blob), 512);
    expect("which may not be written", put("my_target_info", data, 64), -EACCES);
    expect("another's target info", put("target_info", blob, 512), 512);
    expect("a local report", get("report", blob, sizeof blob), 432);
    expect("over the same data", memcmp(blob + 320, data, 64), 0);
    expect("the type may not be written", put_text("attestation_type", "dcap"), -EACCES);
    expect("the enclave's key", get("keys/_sgx_mrenclave", blob, sizeof blob), 16);
    expect("the signer's key", get("keys/_sgx_mrsigner", blob + 16, sizeof blob - 16), 16);
    expect("another one", memcmp(blob, blob + 16, 16) != 0, 1);
    expect("which may not be written", put("keys/_sgx_mrsigner", data, 16), -EACCES);
}

static void gramine_cases(void) {
    directory = "/dev/attestation";
    expect("the type has no newline", get("attestation_type", blob, sizeof blob) == 4 && !memcmp(blob, "dcap", 4), 1);
    gramine_files();
    expect("a quote", get("quote", blob, sizeof blob), 48 + 384 + 4 + 64 + 64 + 384 + 64 + 2 + 2 + 4 + 36);
    expect("over the data written last", memcmp(blob + 48 + 320, data, 64), 0);
    expect("which may not be written", put("quote", data, 64), -EACCES);
    pid_t child = fork();
    if (child == 0) _exit(get("user_report_data", blob, sizeof blob) == 64 && blob[0] == 0 ? 0 : 1);
    int status;
    waitpid(child, &status, 0);
    expect("another process has report data of its own", status, 0);
}

static void gramine_none_cases(void) {
    directory = "/dev/attestation";
    expect("the type", get("attestation_type", blob, sizeof blob) == 4 && !memcmp(blob, "none", 4), 1);
    gramine_files();
    expect("no quote", get("quote", blob, sizeof blob), -ENOENT);
}

static int device;
static struct snp_report_resp answer;
static struct snp_derived_key_resp key;

static long request(unsigned long command, uint8_t version, void *body, void *reply, uint64_t *exit_info) {
    struct snp_guest_request_ioctl input = {
        .msg_version = version, .req_data = (uintptr_t)body, .resp_data = (uintptr_t)reply, .exitinfo2 = 7};
    long result = ioctl(device, command, &input) == 0 ? 0 : -errno;
    if (exit_info != NULL) *exit_info = input.exitinfo2;
    return result;
}

static long report_status(struct snp_report_req body) {
    long result = request(SNP_GET_REPORT, 1, &body, &answer, NULL);
    uint32_t status;
    memcpy(&status, answer.data, sizeof status);
    return result != 0 ? result : status;
}

static long key_status(struct snp_derived_key_req body) {
    long result = request(SNP_GET_DERIVED_KEY, 1, &body, &key, NULL);
    uint32_t status;
    memcpy(&status, key.data, sizeof status);
    return result != 0 ? result : status;
}

static void sev_guest_reports(void) {
    struct snp_report_req good = {.vmpl = 1};
    memcpy(good.user_data, data, 64);
    uint64_t info;
    expect("a report", request(SNP_GET_REPORT, 1, &good, &answer, &info), 0);
    expect("leaves the error field alone", (long)info, 7);
    expect("says how long it is", answer.data[4] | answer.data[5] << 8, 1184);
    expect("is over the data", memcmp(answer.data + 32 + 0x50, data, 64), 0);
    expect("message version 0", request(SNP_GET_REPORT, 0, &good, &answer, &info), -EINVAL);
    expect("sets the error field", (long)info, 0xFF);
    expect("no request", request(SNP_GET_REPORT, 1, NULL, &answer, NULL), -EINVAL);
    expect("no place for the answer", request(SNP_GET_REPORT, 1, &good, NULL, NULL), -EINVAL);
    expect("an unknown request", request(_IOWR('S', 9, struct snp_guest_request_ioctl), 1, &good, &answer, NULL), -ENOTTY);
    expect("a level above the guest's", report_status((struct snp_report_req){.vmpl = 0}), 0x16);
    expect("a level there is not", report_status((struct snp_report_req){.vmpl = 4}), 0x16);
    expect("reserved bytes", report_status((struct snp_report_req){.vmpl = 1, .rsvd = {[27] = 1}}), 0x16);
}

static void sev_guest_certificates(void) {
    static uint8_t room[0x8000];
    struct snp_ext_report_req body = {.data.vmpl = 1, .certs_address = (uintptr_t)room, .certs_len = 0x4000};
    expect("a report with certificates", request(SNP_GET_EXT_REPORT, 1, &body, &answer, NULL), 0);
    body.certs_len = 0x4001;
    expect("no whole pages", request(SNP_GET_EXT_REPORT, 1, &body, &answer, NULL), -EINVAL);
    body.certs_len = 0x8000;
    expect("too much room", request(SNP_GET_EXT_REPORT, 1, &body, &answer, NULL), -EINVAL);
    body.certs_len = 0;
    expect("none wanted", request(SNP_GET_EXT_REPORT, 1, &body, &answer, NULL), 0);
}

static void sev_guest_keys(void) {
    struct snp_derived_key_req good = {.guest_field_select = 9, .vmpl = 1};
    uint8_t first[32];
    expect("a key", key_status(good), 0);
    memcpy(first, key.data + 32, 32);
    expect("again", key_status(good), 0);
    expect("the same", memcmp(first, key.data + 32, 32), 0);
    struct snp_derived_key_req other = {.guest_field_select = 8, .vmpl = 1};
    expect("from other fields", key_status(other), 0);
    expect("another", memcmp(first, key.data + 32, 32) != 0, 1);
    other.guest_field_select = 1 << 6;
    expect("a field there is not", key_status(other), 0x16);
    other = good, other.rsvd = 1;
    expect("reserved bytes", key_status(other), 0x16);
    other = good, other.root_key_select = 2;
    expect("a root there is not", key_status(other), 0x16);
    other = good, other.vmpl = 0;
    expect("a level above the guest's", key_status(other), 0x16);
    other = good, other.guest_svn = 1;
    expect("a newer guest than this", key_status(other), 0x16);
    other = good, other.tcb_version = 1;
    expect("a newer firmware than this", key_status(other), 0x16);
}

static void sev_guest_cases(void) {
    device = open("/dev/sev-guest", O_RDWR);
    expect("the device opens", device >= 0, 1);
    sev_guest_reports();
    sev_guest_certificates();
    sev_guest_keys();
    int null = open("/dev/null", O_RDWR);
    int count;
    expect("other files are left alone", ioctl(null, FIONREAD, &count) == 0 ? 0 : -errno, -ENOTTY);
}

static const struct {
    const char *name;
    void (*run)(void);
} groups[] = {
    {"tsm", tsm_cases},         {"tsm-absent", tsm_absent_cases}, {"tsm-services", tsm_services_cases},
    {"tsm-tdx", tsm_tdx_cases}, {"gramine", gramine_cases},       {"gramine-none", gramine_none_cases},
    {"sev-guest", sev_guest_cases},
};

int main(int count, char **arguments) {
    for (size_t index = 0; count == 2 && index < sizeof groups / sizeof *groups; index++) {
        if (strcmp(groups[index].name, arguments[1]) == 0) groups[index].run();
    }
    if (passed + failed == 0) failed++;
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
