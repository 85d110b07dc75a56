// wal-victim: a small write-ahead log, right by construction, for the test of crash-shim and crash-states themselves.
//
//   wal-victim run DIRECTORY EXPECTATIONS RECORDS   appends records and answers each over a socket once it is synced
//   wal-victim check STATE ANSWERED                 0 when every answered record is there; 1 when not
//
// Segments of 16 records follow each other; `mark`, replaced whole, names the newest closed one.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PER_SEGMENT = 16, WORDS = 90 }; // 720 bytes: a record spans sectors

struct entry {
    uint64_t words[WORDS]; // number, filler, sum
};

static struct entry entry_of(uint64_t number) {
    struct entry entry = {{number + 1}};
    for (size_t i = 1; i < WORDS - 1; i++) entry.words[i] = entry.words[i - 1] * 0x9e3779b97f4a7c15ull + i;
    for (size_t i = 0; i < WORDS - 1; i++) entry.words[WORDS - 1] += entry.words[i];
    return entry;
}

static void must(int good, const char *what) {
    if (good) return;
    perror(what);
    exit(3);
}

static int open_segment(int directory, uint64_t number) {
    char name[32];
    snprintf(name, sizeof name, "segment-%04u", (unsigned)(number / PER_SEGMENT));
    int file = openat(directory, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(file >= 0, name);
    must(fsync(directory) == 0, "fsync of the folder");
    return file;
}

static void replace_mark(int directory, uint64_t number) {
    struct entry entry = entry_of(number);
    int file = openat(directory, "mark.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(file >= 0 && pwrite(file, &entry, sizeof entry, 0) == sizeof entry, "mark");
    must(fdatasync(file) == 0, "fdatasync of the mark");
    close(file);
    must(renameat(directory, "mark.new", directory, "mark") == 0, "rename");
    must(fsync(directory) == 0, "fsync of the folder");
}

static void answer(int socket, uint64_t request) {
    uint8_t frame[16] = {0, 0, 0, 12, 3};
    for (int i = 0; i < 8; i++) frame[8 + i] = (uint8_t)(request >> (56 - 8 * i));
    must(send(socket, frame, sizeof frame, 0) == sizeof frame, "send");
    must(read(socket + 1, frame, sizeof frame) == sizeof frame, "read");
}

static int run(const char *path, const char *expectations, uint64_t records) {
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), sockets[2], file = -1;
    FILE *log = fopen(expectations, "w");
    must(directory >= 0 && log, path);
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0 && sockets[1] == sockets[0] + 1, "socketpair");
    for (uint64_t number = 0; number < records; number++) {
        if (number % PER_SEGMENT == 0) {
            if (file >= 0) replace_mark(directory, number / PER_SEGMENT), close(file);
            file = open_segment(directory, number);
        }
        struct entry entry = entry_of(number);
        off_t offset = (off_t)(number % PER_SEGMENT * sizeof entry);
        must(pwrite(file, &entry, sizeof entry, offset) == sizeof entry, "write");
        must(fdatasync(file) == 0, "fdatasync");
        fprintf(log, "%llx record %llu\n", (unsigned long long)number + 1, (unsigned long long)number);
        answer(sockets[0], number + 1);
    }
    return fclose(log);
}

static int is_entry(int directory, const char *name, off_t offset, uint64_t number) {
    struct entry entry, wanted = entry_of(number);
    int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    int same = pread(file, &entry, sizeof entry, offset) == sizeof entry && !memcmp(&entry, &wanted, sizeof entry);
    close(file);
    return same;
}

static int check(const char *path, const char *answered) {
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    FILE *log = fopen(answered, "r");
    unsigned long long number, last = 0;
    char name[32];
    must(directory >= 0 && log, path);
    while (fscanf(log, "%*x record %llu", &number) == 1) {
        snprintf(name, sizeof name, "segment-%04u", (unsigned)(number / PER_SEGMENT));
        if (!is_entry(directory, name, (off_t)(number % PER_SEGMENT * sizeof(struct entry)), number)) return 1;
        last = number;
    }
    // The mark is there before the first record behind a closed segment, and is whole whenever it is there.
    uint64_t least = last / PER_SEGMENT;
    int found = faccessat(directory, "mark", F_OK, 0) != 0;
    for (uint64_t mark = 1; mark <= least + 1 && !found; mark++) found = is_entry(directory, "mark", 0, mark);
    return found && (least == 0 || faccessat(directory, "mark", F_OK, 0) == 0) ? 0 : 1;
}

int main(int count, char **values) {
    if (count == 5 && strcmp(values[1], "run") == 0) return run(values[2], values[3], strtoull(values[4], NULL, 10));
    if (count == 4 && strcmp(values[1], "check") == 0) return check(values[2], values[3]);
    return 2;
}
