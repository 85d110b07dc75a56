#pragma once

// What the stand-ins' file systems do alike: bytes of open files, and answers that need no thought.

#ifndef FUSE_USE_VERSION
#define FUSE_USE_VERSION 31
#endif

#include <fuse3/fuse.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An open file's bytes. A tree's handle begins with it, so that `tree_release` can free either.
struct tree_file {
    uint8_t *bytes;
    /// What reads give.
    size_t length;
    /// What writes left, up to the last of them.
    size_t written;
    /// Something was written that nobody has taken yet.
    bool is_writing;
};

/// A handle of `size` bytes, zero, that begins with a tree_file of `capacity` bytes and is the open file's from now on.
void *tree_open_file(struct fuse_file_info *info, size_t size, size_t capacity);
/// The handle.
void *tree_handle(const struct fuse_file_info *info);

/// Gives a part of what there is to read; the number of bytes.
int tree_read_file(const struct tree_file *file, char *buffer, size_t size, off_t offset);
/// Takes bytes of which none lies behind `limit`; their number, or -EFBIG.
int tree_write_file(struct tree_file *file, const char *buffer, size_t size, off_t offset, size_t limit);
/// What was written and not taken yet, now taken: true once.
bool tree_take_written(struct tree_file *file);

/// A directory's facts.
struct stat tree_directory(void);

/// `release` and `truncate` of every tree.
int tree_release(const char *path, struct fuse_file_info *info);
int tree_truncate(const char *path, off_t size, struct fuse_file_info *info);

/// Nothing about files is kept by the kernel; to be called by `init`.
void tree_keep_nothing(struct fuse_config *config);

/// Serves the tree in the foreground, one request at a time; the exit status.
int tree_serve(char *program, char *mountpoint, const struct fuse_operations *operations);
