// scan-victim: holds the bytes of its standard input in one place, for the scanner's own test.
//
//   scan-victim ordinary OFFSET   on a page of ordinary memory, OFFSET bytes in
//   scan-victim secret            in memfd_secret memory, where no scan may find them
//   scan-victim register          eight bytes in a register and nowhere else
//   scan-victim vectors           64 bytes in vector registers and nowhere else
//
// Prints `ready` and waits to be killed.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { AREA = 16384 };

static uint8_t *secret_area(void) {
    int file = (int)syscall(SYS_memfd_secret, 0);
    if (file < 0 || ftruncate(file, AREA) != 0) return MAP_FAILED;
    return mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_LOCKED, file, 0);
}

static void hold_in_register(uint64_t *place) {
    uint64_t value = *place;
    *(volatile uint64_t *)place = 0;
    for (;;) __asm__ volatile("pause" : "+r"(value));
}

static void hold_in_vectors(uint8_t *place) {
    size_t count = 64;
    __asm__ volatile(
        "movdqu (%0), %%xmm4\n movdqu 16(%0), %%xmm5\n movdqu 32(%0), %%xmm6\n movdqu 48(%0), %%xmm7\n"
        "rep stosb\n"
        "1: pause\n jmp 1b\n"
        : "+D"(place), "+c"(count) : "a"(0) : "memory", "xmm4", "xmm5", "xmm6", "xmm7");
}

int main(int count, char **values) {
    if (count < 2) return 2;
    int is_ordinary = strcmp(values[1], "ordinary") == 0;
    size_t offset = is_ordinary && count > 2 ? (size_t)atoi(values[2]) % 4096 : 0;
    uint8_t *area = is_ordinary
        ? mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        : secret_area();
    if (area == MAP_FAILED) return perror("memory"), 3;
    // read(2) straight to its place: stdio would keep a copy.
    while (read(0, area + offset, AREA - offset) > 0) {}
    close(0); // an open file is a place to look, too
    if (write(1, "ready\n", 6) != 6) return 3;
    if (strcmp(values[1], "vectors") == 0) hold_in_vectors(area);
    if (strcmp(values[1], "register") == 0) hold_in_register((uint64_t *)area);
    for (;;) pause();
}
