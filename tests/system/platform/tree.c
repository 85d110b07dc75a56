#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void *tree_open_file(struct fuse_file_info *info, size_t size, size_t capacity) {
    struct tree_file *file = calloc(1, size);
    uint8_t *bytes = calloc(1, capacity);
    if (file == NULL || bytes == NULL) {
        free(file);
        free(bytes);
        return NULL;
    }
    file->bytes = bytes;
    info->fh = (uint64_t)(uintptr_t)file;
    return file;
}

void *tree_handle(const struct fuse_file_info *info) { return (void *)(uintptr_t)info->fh; }

int tree_read_file(const struct tree_file *file, char *buffer, size_t size, off_t offset) {
    if ((size_t)offset >= file->length) return 0;
    size_t rest = file->length - (size_t)offset;
    size_t count = rest < size ? rest : size;
    memcpy(buffer, file->bytes + offset, count);
    return (int)count;
}

int tree_write_file(struct tree_file *file, const char *buffer, size_t size, off_t offset, size_t limit) {
    if ((size_t)offset + size > limit) return -EFBIG;
    file->is_writing = true;
    memcpy(file->bytes + offset, buffer, size);
    if (file->written < (size_t)offset + size) file->written = (size_t)offset + size;
    return (int)size;
}

bool tree_take_written(struct tree_file *file) {
    bool was_writing = file->is_writing;
    file->is_writing = false;
    return was_writing;
}

struct stat tree_directory(void) { return (struct stat){.st_mode = S_IFDIR | 0755, .st_nlink = 2}; }

int tree_release(const char *path, struct fuse_file_info *info) {
    (void)path;
    struct tree_file *file = tree_handle(info);
    free(file->bytes);
    free(file);
    return 0;
}

int tree_truncate(const char *path, off_t size, struct fuse_file_info *info) {
    (void)path, (void)size, (void)info;
    return 0;
}

void tree_keep_nothing(struct fuse_config *config) {
    config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
}

int tree_serve(char *program, char *mountpoint, const struct fuse_operations *operations) {
    char *arguments[] = {program, "-f", "-s", "-o", "allow_other", mountpoint, NULL};
    return fuse_main(6, arguments, operations, NULL);
}
