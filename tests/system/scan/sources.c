#include "sources.h"

#include <dirent.h>
#include <elf.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { BLOCK = 8 << 20, OVERLAP = PATTERN_MAXIMUM, PAGE = 4096 };

static const char *const source_names[SOURCE_COUNT] = {
    "mem", "process_vm_readv", "map_files", "core", "files", "registers",
};

const char *source_name(enum source source) { return source_names[source]; }

// Where a block came from, for the handler.
struct place {
    struct findings *findings;
    enum source source;
    const char *name;
    uint64_t address;
    size_t skip; // bytes at the block's start that the block before already covered
};

static void count_hit(void *context, const struct pattern *pattern, size_t offset) {
    struct place *place = context;
    if (offset + pattern->length <= place->skip) return;
    place->findings->hits[place->source]++;
    if (place->source != SOURCE_REGISTERS) place->findings->forms[pattern->form]++;
    if (place->findings->names_hits)
        fprintf(
            stderr, "hit %s %s %s %s 0x%llx\n", source_name(place->source), pattern->secret, form_name(pattern->form),
            place->name, (unsigned long long)(place->address + offset));
}

static uint8_t *buffer(void) {
    static uint8_t *block;
    if (!block && !(block = aligned_alloc(PAGE, OVERLAP + BLOCK))) abort();
    return block;
}

struct mapping {
    uint64_t start, end;
    char name[256];
};

typedef ssize_t reader(const void *from, uint64_t address, uint8_t *out, size_t length);

static ssize_t read_mem(const void *from, uint64_t address, uint8_t *out, size_t length) {
    return pread(*(const int *)from, out, length, (off_t)address);
}

static ssize_t read_readv(const void *from, uint64_t address, uint8_t *out, size_t length) {
    struct iovec local = {out, length}, remote = {(void *)address, length};
    return process_vm_readv(*(const pid_t *)from, &local, 1, &remote, 1, 0);
}

// Searches a mapping block by block; unreadable pages are stepped over. Returns the bytes that could be read.
static uint64_t scan_mapping(
    const struct matcher *matcher, const struct mapping *mapping, reader *read, const void *from, struct place place
) {
    uint8_t *block = buffer();
    uint64_t address = mapping->start, total = 0;
    size_t carried = 0;
    place.name = mapping->name;
    while (address < mapping->end) {
        size_t wanted = mapping->end - address < BLOCK ? (size_t)(mapping->end - address) : BLOCK;
        ssize_t got = read(from, address, block + carried, wanted);
        if (got <= 0) {
            // The whole rest of an untouchable mapping (secret memory, guards) fails in the same way.
            if (total == 0) return 0;
            address += PAGE;
            carried = 0;
            continue;
        }
        place.address = address - carried;
        place.skip = carried;
        matcher_search(matcher, block, carried + (size_t)got, count_hit, &place);
        size_t keep = (size_t)got + carried < OVERLAP ? (size_t)got + carried : OVERLAP;
        keep -= keep % 8;
        memmove(block, block + carried + got - keep, keep);
        carried = keep;
        address += (uint64_t)got;
        total += (uint64_t)got;
    }
    return total;
}

static bool holds_registers(uint32_t type) {
    return type == NT_PRSTATUS || type == NT_PRFPREG || type == NT_X86_XSTATE;
}

// Searches the notes of a core. Those with registers count as registers: a copy in progress keeps 64 bytes and more of
// its source in vector registers, at any offset. All others count as the core itself.
static void scan_core_notes(
    const struct matcher *matcher, const uint8_t *bytes, size_t length, struct findings *findings
) {
    Elf64_Nhdr head;
    for (size_t at = 0; at + sizeof head <= length;) {
        memcpy(&head, bytes + at, sizeof head);
        size_t start = at + sizeof head + ((size_t)head.n_namesz + 3) / 4 * 4, size = head.n_descsz;
        if (start > length || size > length - start) return;
        bool in_registers = holds_registers(head.n_type);
        struct place place = {
            .findings = findings, .source = in_registers ? SOURCE_REGISTERS : SOURCE_CORE,
            .name = in_registers ? "registers in a core" : "notes of a core",
        };
        // A register set is aligned within its note, not within the core.
        matcher_search(matcher, bytes + start, size, count_hit, &place);
        at = start + (size + 3) / 4 * 4;
    }
}

// Searches a core segment by segment, so that hits have addresses and registers are told apart.
static void scan_core_segments(
    const struct matcher *matcher, const uint8_t *bytes, size_t length, struct findings *findings
) {
    Elf64_Ehdr head;
    memcpy(&head, bytes, sizeof head);
    for (size_t i = 0; i < head.e_phnum; i++) {
        Elf64_Phdr segment;
        size_t at = (size_t)head.e_phoff + i * sizeof segment;
        if (at + sizeof segment > length) return;
        memcpy(&segment, bytes + at, sizeof segment);
        if (segment.p_offset > length || segment.p_filesz > length - segment.p_offset) continue;
        if (segment.p_type == PT_NOTE) {
            scan_core_notes(matcher, bytes + segment.p_offset, segment.p_filesz, findings);
            continue;
        }
        struct place place = {
            .findings = findings, .source = SOURCE_CORE, .name = "core", .address = segment.p_vaddr};
        matcher_search(matcher, bytes + segment.p_offset, segment.p_filesz, count_hit, &place);
    }
}

static bool is_core(const uint8_t *bytes, size_t length) {
    return length > sizeof(Elf64_Ehdr) && memcmp(bytes, ELFMAG, SELFMAG) == 0
        && bytes[EI_CLASS] == ELFCLASS64 && ((const Elf64_Ehdr *)bytes)->e_type == ET_CORE;
}

static void scan_file(
    const struct matcher *matcher, const char *path, const char *name, enum source source, struct findings *findings
) {
    struct stat facts;
    // Not O_NOFOLLOW: /proc/PID/fd and map_files are links.
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return;
    if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0) {
        struct place place = {.findings = findings, .source = source, .name = name};
        void *bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_SHARED, file, 0);
        if (bytes != MAP_FAILED) {
            if (source == SOURCE_CORE && is_core(bytes, (size_t)facts.st_size))
                scan_core_segments(matcher, bytes, (size_t)facts.st_size, findings);
            else matcher_search(matcher, bytes, (size_t)facts.st_size, count_hit, &place);
            findings->bytes[source] += (uint64_t)facts.st_size;
            munmap(bytes, (size_t)facts.st_size);
        }
    }
    close(file);
}

// Tries the other door to a mapping that could not be read: opening what it maps.
static void scan_map_file(
    const struct matcher *matcher, pid_t process, const struct mapping *mapping, struct findings *findings
) {
    char path[128];
    snprintf(
        path, sizeof path, "/proc/%d/map_files/%llx-%llx", process, (unsigned long long)mapping->start,
        (unsigned long long)mapping->end);
    scan_file(matcher, path, mapping->name, SOURCE_MAP_FILES, findings);
}

static void scan_descriptors(const struct matcher *matcher, pid_t process, struct findings *findings) {
    char path[PATH_MAX], target[PATH_MAX];
    snprintf(path, sizeof path, "/proc/%d/fd", process);
    DIR *directory = opendir(path);
    if (!directory) return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        snprintf(path, sizeof path, "/proc/%d/fd/%s", process, entry->d_name);
        ssize_t length = readlink(path, target, sizeof target - 1);
        if (length <= 0) continue;
        target[length] = 0;
        if (strncmp(target, "socket:", 7) != 0 && strncmp(target, "pipe:", 5) != 0)
            scan_file(matcher, path, target, SOURCE_MAP_FILES, findings);
    }
    closedir(directory);
}

static bool next_mapping(FILE *maps, struct mapping *mapping) {
    char line[512];
    if (!fgets(line, sizeof line, maps)) return false;
    mapping->name[0] = 0;
    unsigned long long start, end;
    if (sscanf(line, "%llx-%llx %*s %*s %*s %*s %255[^\n]", &start, &end, mapping->name) < 2) return false;
    mapping->start = start;
    mapping->end = end;
    return true;
}

void scan_mappings(const struct matcher *matcher, pid_t process, struct findings *findings) {
    char path[64];
    struct mapping mapping;
    struct place place = {.findings = findings, .source = SOURCE_MEM};
    snprintf(path, sizeof path, "/proc/%d/maps", process);
    FILE *maps = fopen(path, "r");
    snprintf(path, sizeof path, "/proc/%d/mem", process);
    int mem = open(path, O_RDONLY | O_CLOEXEC);
    while (maps && mem >= 0 && next_mapping(maps, &mapping)) {
        place.source = SOURCE_MEM;
        uint64_t read = scan_mapping(matcher, &mapping, read_mem, &mem, place);
        place.source = SOURCE_READV;
        findings->bytes[SOURCE_READV] += scan_mapping(matcher, &mapping, read_readv, &process, place);
        findings->bytes[SOURCE_MEM] += read;
        findings->mappings++;
        findings->unreadable_bytes += mapping.end - mapping.start - read;
        if (read > 0) continue;
        findings->unreadable_mappings++;
        scan_map_file(matcher, process, &mapping, findings);
    }
    if (mem >= 0) close(mem);
    if (maps) fclose(maps);
    scan_descriptors(matcher, process, findings);
}

void scan_registers(const struct matcher *matcher, const struct stopped_process *process, struct findings *findings) {
    static _Alignas(8) uint8_t registers[REGISTERS_MAXIMUM];
    struct place place = {.findings = findings, .source = SOURCE_REGISTERS, .name = "registers"};
    for (size_t i = 0; i < process->count; i++) {
        size_t length = process_registers(process, i, registers);
        findings->bytes[SOURCE_REGISTERS] += length;
        matcher_search(matcher, registers, length, count_hit, &place);
    }
}

// nftw has no context argument.
static struct {
    const struct matcher *matcher;
    enum source source;
    struct findings *findings;
} walk;

static int visit(const char *path, const struct stat *facts, int type, struct FTW *level) {
    (void)facts, (void)level;
    if (type == FTW_F) scan_file(walk.matcher, path, path, walk.source, walk.findings);
    return 0;
}

void scan_path(const struct matcher *matcher, const char *path, enum source source, struct findings *findings) {
    walk.matcher = matcher;
    walk.source = source;
    walk.findings = findings;
    nftw(path, visit, 16, FTW_PHYS);
}
