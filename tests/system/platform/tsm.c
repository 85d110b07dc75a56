// A stand-in for the kernel's configfs-tsm, as a FUSE tree: `tsm-stand-in OPTION... MOUNTPOINT`, in the foreground.
//
//   --provider NAME        sev_guest or tdx_guest; without it no driver is loaded
//   --measurement HEX      what the evidence says runs here
//   --floor N              the guest's privilege level (SNP)
//   --services             an SVSM runs below it; --only-services: and the firmware answers nobody else
//   --certificates FILE    the host's certificate table
//   --signing-key FILE     a P-384 key that signs reports
//   --fault NAME[:COUNT]   busy, ebusy, race, timeout, oversize, short, other-data
//
// Read once, at the first read of an open file, and given from there; bytes are taken at the close, text at once: as
// fs/configfs has it. The page cache lies between, so that a reader's buffer may be secret memory.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"
#include "tree.h"
#include "tsm-entry.h"

static struct provider provider;
static struct entry *entries;

struct handle {
    struct tree_file open;
    struct entry *entry;
    const struct attribute *attribute;
    /// The first read has been answered.
    bool is_filled;
    /// Every read of this handle fails with it.
    int error;
};

static struct entry *find_entry(const char *path, const char **attribute) {
    const char *name = path + 1, *slash = strchr(name, '/');
    size_t length = slash != NULL ? (size_t)(slash - name) : strlen(name);
    *attribute = slash != NULL ? slash + 1 : NULL;
    for (struct entry *entry = entries; entry != NULL; entry = entry->next) {
        if (strlen(entry->name) == length && strncmp(entry->name, name, length) == 0) return entry;
    }
    return NULL;
}

static int tree_getattr(const char *path, struct stat *facts, struct fuse_file_info *info) {
    (void)info;
    const char *name = NULL;
    struct entry *entry = strcmp(path, "/") == 0 ? NULL : find_entry(path, &name);
    *facts = tree_directory();
    if (strcmp(path, "/") == 0) return 0;
    if (entry == NULL) return -ENOENT;
    if (name == NULL) return 0;
    const struct attribute *attribute = attribute_find(&provider, name);
    if (attribute == NULL) return -ENOENT;
    facts->st_mode = S_IFREG | attribute->mode;
    facts->st_nlink = 1;
    // The cache reads up to here and learns the true end from a short read.
    facts->st_size = attribute->is_binary ? MOST_BLOB : MOST_TEXT;
    return 0;
}

static int tree_readdir(const char *path, void *list, fuse_fill_dir_t add, off_t offset, struct fuse_file_info *info,
                        enum fuse_readdir_flags flags) {
    (void)offset, (void)info, (void)flags;
    add(list, ".", NULL, 0, 0);
    add(list, "..", NULL, 0, 0);
    if (strcmp(path, "/") == 0) {
        for (struct entry *entry = entries; entry != NULL; entry = entry->next) add(list, entry->name, NULL, 0, 0);
        return 0;
    }
    const struct attribute *attribute;
    for (size_t index = 0; (attribute = attribute_at(&provider, index)) != NULL; index++) {
        add(list, attribute->name, NULL, 0, 0);
    }
    return 0;
}

static int tree_mkdir(const char *path, mode_t mode) {
    (void)mode;
    const char *attribute;
    if (fuse_get_context()->uid != 0) return -EACCES;
    if (provider.name == NULL) return -ENXIO;
    if (strchr(path + 1, '/') != NULL) return -EPERM;
    if (find_entry(path, &attribute) != NULL) return -EEXIST;
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) return -ENOMEM;
    snprintf(entry->name, sizeof entry->name, "%s", path + 1);
    entry->next = entries;
    entries = entry;
    return 0;
}

static int tree_rmdir(const char *path) {
    const char *attribute;
    struct entry *entry = find_entry(path, &attribute);
    if (entry == NULL || attribute != NULL) return -ENOENT;
    for (struct entry **place = &entries; *place != NULL; place = &(*place)->next) {
        if (*place != entry) continue;
        *place = entry->next;
        break;
    }
    entry_free(entry);
    return 0;
}

static int tree_unlink(const char *path) {
    (void)path;
    return -EPERM;
}

static int tree_open(const char *path, struct fuse_file_info *info) {
    const char *name;
    struct entry *entry = find_entry(path, &name);
    const struct attribute *attribute = entry != NULL ? attribute_find(&provider, name) : NULL;
    if (attribute == NULL) return -ENOENT;
    // configfs looks at the mode itself: being root does not help.
    int access = info->flags & O_ACCMODE;
    if (access != O_RDONLY && attribute->store == NULL) return -EACCES;
    if (access != O_WRONLY && attribute->show == NULL) return -EACCES;
    struct handle *handle = tree_open_file(info, sizeof *handle, MOST_BLOB);
    if (handle == NULL) return -ENOMEM;
    handle->entry = entry;
    handle->attribute = attribute;
    bool is_evidence = strcmp(name, "outblob") == 0;
    if (is_evidence && fault_strikes("busy")) handle->error = -EWOULDBLOCK;
    if (is_evidence && fault_strikes("ebusy")) handle->error = -EBUSY;
    return 0;
}

static int tree_read(const char *path, char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path;
    struct handle *handle = tree_handle(info);
    if (handle->error != 0) return handle->error;
    if (!handle->is_filled) {
        ssize_t length = handle->attribute->show(&provider, handle->entry, handle->open.bytes);
        if (length < 0) {
            // The cache asks a second time before it gives up: both must hear the same.
            handle->error = (int)length;
            return (int)length;
        }
        handle->open.length = (size_t)length;
        handle->is_filled = true;
    }
    return tree_read_file(&handle->open, buffer, size, offset);
}

static int tree_write(const char *path, const char *buffer, size_t size, off_t offset, struct fuse_file_info *info) {
    (void)path;
    struct handle *handle = tree_handle(info);
    if (!handle->attribute->is_binary) {
        if (size >= MOST_TEXT) size = MOST_TEXT - 1;
        int result = handle->attribute->store(&provider, handle->entry, (const uint8_t *)buffer, size);
        return result != 0 ? result : (int)size;
    }
    // Too much is refused, and yet the close hands over what there is: nothing, which takes an earlier write back.
    handle->open.is_writing = true;
    return tree_write_file(&handle->open, buffer, size, offset, MOST_INBLOB);
}

/// Where configfs hands the bytes over; it ignores what the driver says to them, and so does this.
static int tree_flush(const char *path, struct fuse_file_info *info) {
    (void)path;
    struct handle *handle = tree_handle(info);
    if (tree_take_written(&handle->open)) {
        handle->attribute->store(&provider, handle->entry, handle->open.bytes, handle->open.written);
    }
    return 0;
}

static void *tree_init(struct fuse_conn_info *connection, struct fuse_config *config) {
    // Reads come one after the other, so that the first one of a handle decides.
    connection->want &= ~(unsigned)FUSE_CAP_ASYNC_READ;
    tree_keep_nothing(config);
    return NULL;
}

static const struct fuse_operations operations = {
    .init = tree_init,
    .getattr = tree_getattr,
    .readdir = tree_readdir,
    .mkdir = tree_mkdir,
    .rmdir = tree_rmdir,
    .unlink = tree_unlink,
    .truncate = tree_truncate,
    .open = tree_open,
    .read = tree_read,
    .write = tree_write,
    .flush = tree_flush,
    .release = tree_release,
};

static bool read_certificates(const char *file_name) {
    FILE *file = fopen(file_name, "r");
    if (file == NULL) return false;
    provider.certificates = malloc(MOST_BLOB);
    provider.certificates_length = fread(provider.certificates, 1, 32 << 10, file);
    fclose(file);
    return true;
}

static int usage(void) {
    fprintf(stderr, "tsm-stand-in: see the head of tsm.c\n");
    return 2;
}

int main(int count, char **arguments) {
    const char *measurement = "5a", *signing_key = NULL;
    int index = 1;
    for (; index + 1 < count; index++) {
        const char *name = arguments[index];
        if (strcmp(name, "--only-services") == 0) provider.has_services = provider.has_only_services = true;
        else if (strcmp(name, "--services") == 0) provider.has_services = true;
        else if (strcmp(name, "--provider") == 0) provider.name = arguments[++index];
        else if (strcmp(name, "--measurement") == 0) measurement = arguments[++index];
        else if (strcmp(name, "--signing-key") == 0) signing_key = arguments[++index];
        else if (strcmp(name, "--floor") == 0) provider.privilege_floor = (unsigned)atoi(arguments[++index]);
        else if (strcmp(name, "--certificates") == 0) { if (!read_certificates(arguments[++index])) return usage(); }
        else if (strcmp(name, "--fault") == 0) { if (!fault_add(arguments[++index])) return usage(); }
        else return usage();
    }
    if (index != count - 1 || !machine_init(&provider.machine, measurement, signing_key)) return usage();
    return tree_serve(arguments[0], arguments[index], &operations);
}
