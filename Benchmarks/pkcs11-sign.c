// P-256 signatures a second through a PKCS#11 module, for standing beside `casemate bench sign`.
//
//   cc -O2 -pthread pkcs11-sign.c -o pkcs11-sign && ./pkcs11-sign MODULE PIN THREADS SECONDS
//
// Uses the first slot with a token; makes one session key pair, signs 32-byte digests with CKM_ECDSA, one session a
// thread. Declares what it needs of PKCS#11 2.40 itself: no header of a distribution is needed.
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef unsigned long ulong;
typedef struct {
    ulong type;
    const void *value;
    ulong length;
} attribute;
typedef struct {
    ulong type;
    void *parameter;
    ulong length;
} mechanism;
typedef struct {
    void *create, *destroy, *lock, *unlock;
    ulong flags;
    void *reserved;
} initialize_arguments;

enum {
    OS_LOCKING = 2,
    SERIAL_READ_WRITE = 4 | 2,
    USER = 1,
    EC_KEY_PAIR_GEN = 0x1040,
    ECDSA = 0x1041,
    TOKEN = 1,
    SIGN = 0x108,
    EC_PARAMETERS = 0x180,
};

static void *module;
static ulong slot, key;
static _Atomic long signatures;
static _Atomic int stop;

static void *function(const char *name) {
    void *found = dlsym(module, name);
    if (!found) {
        fprintf(stderr, "the module has no %s\n", name);
        exit(1);
    }
    return found;
}

static void check(ulong result, const char *call) {
    if (result == 0) return;
    fprintf(stderr, "%s failed: 0x%lx\n", call, result);
    exit(1);
}

static ulong open_session(void) {
    ulong (*open)(ulong, ulong, void *, void *, ulong *) = function("C_OpenSession");
    ulong session;
    check(open(slot, SERIAL_READ_WRITE, NULL, NULL, &session), "C_OpenSession");
    return session;
}

static void make_key(ulong session) {
    static const unsigned char prime256v1[] = {6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7}, yes = 1, no = 0;
    ulong (*generate)(ulong, mechanism *, attribute *, ulong, attribute *, ulong, ulong *, ulong *) =
        function("C_GenerateKeyPair");
    mechanism how = {EC_KEY_PAIR_GEN, NULL, 0};
    attribute public[] = {{EC_PARAMETERS, prime256v1, sizeof prime256v1}, {TOKEN, &no, 1}};
    attribute private[] = {{SIGN, &yes, 1}, {TOKEN, &no, 1}};
    ulong other;
    check(generate(session, &how, public, 2, private, 2, &other, &key), "C_GenerateKeyPair");
}

static void *work(void *unused) {
    (void)unused;
    ulong (*begin)(ulong, mechanism *, ulong) = function("C_SignInit");
    ulong (*sign)(ulong, const void *, ulong, void *, ulong *) = function("C_Sign");
    ulong session = open_session();
    mechanism how = {ECDSA, NULL, 0};
    unsigned char digest[32], signature[64];
    memset(digest, 7, sizeof digest);
    while (!stop) {
        ulong length = sizeof signature;
        check(begin(session, &how, key), "C_SignInit");
        check(sign(session, digest, sizeof digest, signature, &length), "C_Sign");
        signatures++;
    }
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: %s MODULE PIN THREADS SECONDS\n", arguments[0]);
        return 2;
    }
    int threads = atoi(arguments[3]), seconds = atoi(arguments[4]);
    module = dlopen(arguments[1], RTLD_NOW);
    if (!module || threads < 1 || threads > 64 || seconds < 1) {
        fprintf(stderr, "no such module, or not 1 to 64 threads: %s\n", dlerror());
        return 1;
    }
    initialize_arguments locking = {.flags = OS_LOCKING};
    check(((ulong(*)(void *))function("C_Initialize"))(&locking), "C_Initialize");
    ulong found[64], slots = 64;
    check(((ulong(*)(unsigned char, ulong *, ulong *))function("C_GetSlotList"))(1, found, &slots), "C_GetSlotList");
    slot = found[0];
    ulong session = open_session();
    ulong (*login)(ulong, ulong, const void *, ulong) = function("C_Login");
    check(login(session, USER, arguments[2], strlen(arguments[2])), "C_Login");
    make_key(session);

    pthread_t workers[64];
    for (int index = 0; index < threads; index++) pthread_create(&workers[index], NULL, work, NULL);
    struct timespec length = {.tv_sec = seconds};
    nanosleep(&length, NULL);
    long done = signatures;
    stop = 1;
    for (int index = 0; index < threads; index++) pthread_join(workers[index], NULL);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double processor = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("%ld signatures/s, %.1f us of processor time each\n", done / seconds, processor * 1e6 / done);
    return 0;
}
