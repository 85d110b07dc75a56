#include "Options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "Message.h"

static const size_t page_size = 4096;
static const uint64_t largest_size = UINT64_C(64) << 30;

static bool parse_size(const char *text, size_t *size) {
    uint64_t value = 0;
    if (*text == 0) return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > largest_size) return false;
    }
    switch (*text) {
    case 'K': case 'k': value <<= 10; text++; break;
    case 'M': case 'm': value <<= 20; text++; break;
    case 'G': case 'g': value <<= 30; text++; break;
    default: break;
    }
    if (*text != 0 || value < SMALLEST_SIZE || value > largest_size) return false;
    *size = (value + page_size - 1) & ~(page_size - 1);
    return true;
}

static const char *apply_mode(const char *value, struct options *options) {
    if (strcmp(value, "secret") == 0) {
        options->mode = CASEMATE_HEAP_SECRET;
    } else if (strcmp(value, "locked") == 0) {
        options->mode = CASEMATE_HEAP_LOCKED;
    } else if (strcmp(value, "ordinary") == 0 || strcmp(value, "enclave") == 0) {
        options->mode = CASEMATE_HEAP_ORDINARY;
    } else {
        return "--memory takes secret or locked, in development also ordinary, under Gramine enclave";
    }
    return NULL;
}

static const char *apply_size(const char *value, struct options *options) {
    if (parse_size(value, &options->size)) return NULL;
    return "--secret-memory takes a size from 1M to 64G, such as 6144K or 8M";
}

static const struct {
    const char *name;
    const char *(*apply)(const char *value, struct options *options);
} known[] = {
    {"--memory", apply_mode},
    {"--secret-memory", apply_size},
};

/// The value in `argument` or after it when it names the option, else NULL. `*next` then skips what was used.
static const char *value_of(const char *name, const char *argument, const char *end, const char **next) {
    size_t length = strlen(name);
    if (strncmp(argument, name, length) != 0) return NULL;
    if (argument[length] == '=') return argument + length + 1;
    if (argument[length] != 0) return NULL;
    const char *value = *next;
    if (value == end) return "";
    *next = value + strlen(value) + 1;
    return value;
}

const char *options_parse(const char *arguments, size_t length, struct options *options) {
    *options = (struct options){.mode = CASEMATE_HEAP_SECRET, .size = DEFAULT_SIZE};
    const char *end = arguments + length;
    if (length != 0 && end[-1] != 0) return "the command line does not end with a NUL byte";
    const char *argument = arguments;
    while (argument != end && strcmp(argument, "--") != 0) {
        const char *next = argument + strlen(argument) + 1;
        for (size_t index = 0; index < sizeof known / sizeof *known; index++) {
            const char *value = value_of(known[index].name, argument, end, &next);
            if (value == NULL) continue;
            const char *wrong = known[index].apply(value, options);
            if (wrong != NULL) return wrong;
            break;
        }
        argument = next;
    }
    return NULL;
}

static ssize_t read_command_line(char *buffer, size_t space) {
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    size_t length = 0;
    while (length < space) {
        ssize_t count = read(file, buffer + length, space - length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        length += (size_t)count;
    }
    close(file);
    return (ssize_t)length;
}

struct options options_read(void) {
    static char arguments[256 << 10];
    struct options options;
    const char *wrong;
    ssize_t length = read_command_line(arguments, sizeof arguments);
    if (length < 0) {
        wrong = "/proc/self/cmdline cannot be read: mount /proc";
    } else if ((size_t)length == sizeof arguments) {
        wrong = "the command line is longer than 256 KiB";
    } else {
        wrong = options_parse(arguments, (size_t)length, &options);
    }
    if (wrong == NULL) return options;
    struct message message = {.length = 0};
    message_append(&message, "casemate: ");
    message_append(&message, wrong);
    message_append(&message, ".\n");
    message_exit(&message, 2);
}
