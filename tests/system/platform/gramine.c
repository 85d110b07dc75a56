// A stand-in for Gramine's /dev/attestation on SGX, as a FUSE tree: `gramine-stand-in OPTION... MOUNTPOINT`, in the
// foreground.
//
//   --type NAME            what attestation_type says (dcap); with "none" there is no quote
//   --measurement HEX      MRENCLAVE
//   --fault NAME[:COUNT]   quote (EACCES), other-data, short
//
// What a process writes is its own: another sees zeros. A file is computed when it is opened to be read; what is
// written counts at the close, cut or padded to the file's length. Every failure is EACCES.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "faults.h"
#include "tree.h"

enum { TARGET_INFO = 512, REPORT = 432, KEY = 16, MOST_PROCESSES = 64 };

static const char *scheme = "dcap";
static struct machine machine;

/// What one process has written.
struct state {
    int process;
    uint8_t report_data[64], target_info[TARGET_INFO];
};
static struct state states[MOST_PROCESSES];

static int process_of(int thread) {
    char path[64], line[128];
    int process = thread;
    snprintf(path, sizeof path, "/proc/%d/status", thread);
    FILE *file = fopen(path, "r");
    if (file == NULL) return thread;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Tgid: %d", &process) != 1) continue;
    fclose(file);
    return process;
}

/// The calling process's state; the oldest makes room.
static struct state *own_state(void) {
    static int next;
    int process = process_of(fuse_get_context()->pid);
    for (int index = 0; index < MOST_PROCESSES; index++) {
        if (states[index].process == process) return &states[index];
    }
    struct state *state = &states[next++ % MOST_PROCESSES];
    *state = (struct state){.process = process};
    return state;
}

static ssize_t load_type(uint8_t *bytes) {
    memcpy(bytes, scheme, strlen(scheme));
    return (ssize_t)strlen(scheme);
}

static ssize_t load_report_data(uint8_t *bytes) {
    memcpy(bytes, own_state()->report_data, 64);
    return 64;
}

static ssize_t load_target(uint8_t *bytes) {
    memcpy(bytes, own_state()->target_info, TARGET_INFO);
    return TARGET_INFO;
}

static ssize_t load_own_target(uint8_t *bytes) {
    memset(bytes, 0, TARGET_INFO);
    memcpy(bytes, machine.measurement, 32);
    return TARGET_INFO;
}

static ssize_t load_report(uint8_t *bytes) {
    uint8_t quote[MOST_QUOTE];
    struct state *state = own_state();
    sgx_quote(&machine, state->report_data, quote);
    memset(bytes, 0, REPORT);
    memcpy(bytes, quote + 48, 384);
    machine_key("report", state->target_info, TARGET_INFO, bytes + 416, 16);
    return REPORT;
}

static ssize_t load_quote(uint8_t *bytes) {
    if (fault_strikes("quote")) return -EACCES;
    size_t length = sgx_quote(&machine, own_state()->report_data, bytes);
    if (fault_strikes("short")) length = 100;
    if (fault_strikes("other-data")) bytes[48 + 320] ^= 1;
    return (ssize_t)length;
}

static ssize_t load_enclave_key(uint8_t *bytes) {
    machine_key("mrenclave", machine.measurement, 32, bytes, KEY);
    return KEY;
}

static ssize_t load_signer_key(uint8_t *bytes) {
    machine_key("mrsigner", NULL, 0, bytes, KEY);
    return KEY;
}

static void save_report_data(const uint8_t *bytes, size_t length) {
    struct state *state = own_state();
    memset(state->report_data, 0, 64);
    memcpy(state->report_data, bytes, length < 64 ? length : 64);
}

static void save_target(const uint8_t *bytes, size_t length) {
    struct state *state = own_state();
    memset(state->target_info, 0, TARGET_INFO);
    memcpy(state->target_info, bytes, length < TARGET_INFO ? length : TARGET_INFO);
}

static const struct file {
    const char *path;
    ssize_t (*load)(uint8_t *bytes);
    void (*save)(const uint8_t *bytes, size_t length);
} files[] = {
    {"/attestation_type", load_type, NULL},
    {"/user_report_data", load_report_data, save_report_data},
    {"/target_info", load_target, save_target},
    {"/my_target_info", load_own_target, NULL},
    {"/report", load_report, NULL},
    {"/quote", load_quote, NULL},
    {"/keys/_sgx_mrenclave", load_enclave_key, NULL},
    {"/keys/_sgx_mrsigner", load_signer_key, NULL},
};

static const struct file *find(const char *path) {
    for (size_t index = 0; index < sizeof files / sizeof *files; index++) {
        bool is_missing = files[index].load == load_quote && strcmp(scheme, "none") == 0;
        if (strcmp(files[index].path, path) == 0 && !is_missing) return &files[index];
    }
    return NULL;
}

struct handle {
    struct tree_file open;
    const struct file *file;
};

static int tree_getattr(const char *path, struct stat *facts, struct fuse_file_info *info) {
    (void)info;
    *facts = tree_directory();
    if (strcmp(path, "/") == 0 || strcmp(path, "/keys") == 0) return 0;
    const struct file *file = find(path);
    if (file == NULL) return -ENOENT;
    facts->st_mode = S_IFREG | (file->save != NULL ? 0600 : 0400);
    facts->st_size = MOST_QUOTE;
    return 0;
}

static int tree_open(const char *path, struct fuse_file_info *info) {
    const struct file *file = find(path);
    if (file == NULL) return -ENOENT;
    int access = info->flags & O_ACCMODE;
    if (access != O_RDONLY && file->save == NULL) return -EACCES;
    uint8_t bytes[MOST_QUOTE] = {0};
    ssize_t length = access != O_WRONLY ? file->load(bytes) : 0;
    if (length < 0) return (int)length;
    struct handle *handle = tree_open_file(info, sizeof *handle, MOST_QUOTE);
    if (handle == NULL) return -EACCES;
    memcpy(handle->open.bytes, bytes, (size_t)length);
    handle->open.length = handle->open.written = (size_t)length;
    handle->file = file;
    // No page cache: it would show one process's bytes to another.
    info->direct_io = 1;
    return 0;
}

static int tree_read(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path;
    return tree_read_file(tree_handle(info), buffer, size, offset);
}

static int tree_write(const char *path, const char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path;
    int result = tree_write_file(tree_handle(info), buffer, size, offset, MOST_QUOTE);
    return result < 0 ? -EACCES : result;
}

static int tree_flush(const char *path, struct fuse_file_info *info) {
    (void)path;
    struct handle *handle = tree_handle(info);
    if (tree_take_written(&handle->open)) handle->file->save(handle->open.bytes, handle->open.written);
    return 0;
}

static void *tree_init(struct fuse_conn_info *connection, struct fuse_config *config) {
    (void)connection;
    tree_keep_nothing(config);
    return NULL;
}

static const struct fuse_operations operations = {
    .init = tree_init,
    .getattr = tree_getattr,
    .open = tree_open,
    .read = tree_read,
    .write = tree_write,
    .flush = tree_flush,
    .release = tree_release,
    .truncate = tree_truncate,
};

static int usage(void) {
    fprintf(stderr, "gramine-stand-in: see the head of gramine.c\n");
    return 2;
}

int main(int count, char **arguments) {
    const char *measurement = "5a";
    int index = 1;
    for (; index + 2 < count; index += 2) {
        const char *name = arguments[index], *value = arguments[index + 1];
        if (strcmp(name, "--type") == 0) scheme = value;
        else if (strcmp(name, "--measurement") == 0) measurement = value;
        else if (strcmp(name, "--fault") == 0) { if (!fault_add(value)) return usage(); }
        else return usage();
    }
    if (index != count - 1 || !machine_init(&machine, measurement, NULL)) return usage();
    return tree_serve(arguments[0], arguments[index], &operations);
}
