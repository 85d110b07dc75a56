// hostile: root on the host, with every listener but no administrator's key, asks for what only administrators may do.
//
//   hostile --socket PATH --administrator FILE --other-instance HEX
//
// FILE is an administrator's private key: it stands for an honest administrator whose signed requests the host sees,
// and is used only to sign what the host then misuses. Prints a line for each attempt, `ok` or `FAILED`.
// Exit status: 0 everything was refused and every refusal is in the audit, 1 not, 2 wrong usage, 3 no enclave.
#include "calls.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/pem.h>

enum {
    REFUSED_UNKNOWN = 2, REFUSED_SESSION = 4, REFUSED_UNAUTHORIZED = 6, REFUSED_SIGNATURE = 7, REFUSED_NOT_ALLOWED = 8,
    REFUSED_STATE = 21 }; // a restore of an open state

static struct {
    struct connection clear, sealed;
    EVP_PKEY *administrator, *stranger;
    uint8_t other_instance[16];
    struct message answer;
    int passed, failed;
} host;

static void report(bool good, const char *what, const char *how) {
    printf("%s %s, %s\n", good ? "ok     " : "FAILED ", what, how);
    if (good) host.passed++;
    else host.failed++;
}

// ---- what administrators may do

static void put_names(struct message *body, const char *first) {
    put_integer(body, 1, 2);
    put_string(body, first);
}

static void policy_body(struct message *body) {
    put_string(body, "default");
    put_string(body, "default");
    put_names(body, "*");
    put_names(body, "*");
    put_integer(body, 0, 4);
}

static void template_body(struct message *body) {
    put_string(body, "mine");
    put_string(body, "default");
    put_string(body, "*");
    put_integer(body, 1, 2), put_integer(body, PURPOSE_ISSUE, 1);
    put_integer(body, 1, 2), put_integer(body, ALGORITHM_P256, 1);
    put_names(body, "*");
    put_integer(body, 1u << 30, 8);
}

static void profile_body(struct message *body) { put_data(body, "\1", 1); }

static void put_own_key(struct message *body) {
    uint8_t *spki = NULL;
    int length = i2d_PUBKEY(host.stranger, &spki);
    put_data(body, spki, length > 0 ? (size_t)length : 0);
    OPENSSL_free(spki);
}

static void administrators_body(struct message *body) {
    put_integer(body, 1, 2);
    put_own_key(body);
    put_integer(body, 1, 1);
}

static void recovery_body(struct message *body) {
    put_integer(body, 1, 1);
    put_integer(body, 1, 2);
    put_string(body, "me");
    put_own_key(body);
}

static void clock_body(struct message *body) { put_integer(body, 1u << 31, 8); }
static void record_body(struct message *body) { put_integer(body, 1, 8); }
static void empty_body(struct message *body) { (void)body; }

static void import_body(struct message *body) {
    uint8_t key[32] = {1, 2, 3, 4, 5, 6, 7, 8};
    put_string(body, "planted");
    put_integer(body, PURPOSE_WRAP, 1);
    put_integer(body, 0, 1);
    put_data(body, key, sizeof key);
    put_integer(body, 1, 1);
}

static void sealed_import_body(struct message *body) {
    put_string(body, "planted");
    put_integer(body, PURPOSE_SIGN, 1);
    put_integer(body, 0, 1);
    put_data(body, "nothing", 7);
}

static void destroy_body(struct message *body) {
    put_integer(body, 2, 1);
    put_string(body, "victim");
}

static void authority_body(struct message *body) {
    put_string(body, "rogue");
    put_string(body, "CN=Rogue");
    put_integer(body, ALGORITHM_P256, 1);
    put_integer(body, 86400, 8);
    put_integer(body, 0, 3); // no path length, no parent, no external root
    put_names(body, "as-requested");
}

static void install_body(struct message *body) {
    put_string(body, "tests");
    put_integer(body, 1, 2);
    put_data(body, "\x30\0", 2);
}

static void key_body(struct message *body) {
    put_string(body, "rogue-key");
    put_integer(body, ALGORITHM_P256, 1);
    put_integer(body, PURPOSE_SIGN, 1);
    put_integer(body, 1, 2); // never exported; replicated
    put_integer(body, 0, 1);
}

static const struct privilege {
    const char *name; // as the audit has it
    enum operation operation;
    void (*body)(struct message *);
} privileges[] = {
    {"policy-put", OPERATION_POLICY_PUT, policy_body},
    {"template-put", OPERATION_TEMPLATE_PUT, template_body},
    {"profile-put", OPERATION_PROFILE_PUT, profile_body},
    {"administrators-put", OPERATION_ADMINISTRATORS_PUT, administrators_body},
    {"clock-accept", OPERATION_CLOCK_ACCEPT, clock_body},
    {"anchor-accept", OPERATION_ANCHOR_ACCEPT, record_body},
    {"recovery-create", OPERATION_RECOVERY_CREATE, recovery_body},
    {"backup-create", OPERATION_BACKUP_CREATE, empty_body},
    {"restore", OPERATION_RESTORE, empty_body},
    {"key-import-clear", OPERATION_KEY_IMPORT_CLEAR, import_body},
    {"key-import-sealed", OPERATION_KEY_IMPORT_SEALED, sealed_import_body},
    {"key-destroy", OPERATION_KEY_DESTROY, destroy_body},
    {"ca-create", OPERATION_CA_CREATE, authority_body},
    {"ca-install", OPERATION_CA_INSTALL, install_body},
    {"key-generate", OPERATION_KEY_GENERATE, key_body},
};
enum { PRIVILEGES = sizeof privileges / sizeof *privileges };
static unsigned attempts[PRIVILEGES];

// ---- ways to misuse a signature

static void expect_refusal(size_t index, enum reply reply, const struct connection *connection, const char *how) {
    bool good = reply == REPLY_REFUSAL
        && (connection->refusal == REFUSED_SESSION || connection->refusal == REFUSED_UNAUTHORIZED
            || connection->refusal == REFUSED_SIGNATURE || connection->refusal == REFUSED_NOT_ALLOWED || connection->refusal == REFUSED_STATE);
    if (reply == REPLY_REFUSAL) attempts[index]++;
    if (reply == REPLY_REFUSAL && !good)
        printf("        refused (%u): %s\n", connection->refusal, connection->refusal_text);
    report(good, privileges[index].name, how);
}

// Sends the request with an authorization that was made for something else.
static void misuse(
    size_t index, EVP_PKEY *key, const uint8_t *instance, enum operation operation, const struct message *signed_body,
    const struct message *body, const char *how
) {
    struct authorization authorization = {0};
    uint8_t challenge[32];
    if (!connection_challenge(&host.sealed, challenge)
        || !authorize(key, instance, operation, challenge, signed_body, &authorization)) {
        report(false, how, "no challenge or signature");
        return;
    }
    enum reply reply = connection_call_authorized(
        &host.sealed, privileges[index].operation, &authorization, body, &host.answer);
    expect_refusal(index, reply, &host.sealed, how);
}

static void without_signature(size_t index, const struct message *body) {
    const struct privilege *privilege = &privileges[index];
    struct authorization none = {.signature_length = 64};
    enum reply reply = connection_call(&host.clear, privilege->operation, body, &host.answer);
    expect_refusal(index, reply, &host.clear, "without a signature, in clear");
    reply = connection_call(&host.sealed, privilege->operation, body, &host.answer);
    expect_refusal(index, reply, &host.sealed, "without a signature, in a session");
    reply = connection_call_authorized(&host.sealed, privilege->operation, &none, body, &host.answer);
    expect_refusal(index, reply, &host.sealed, "with zeros for a signature");
}

static void outside_session(size_t index, const struct message *body) {
    struct authorization authorization;
    uint8_t challenge[32];
    if (!connection_challenge(&host.clear, challenge)) return report(false, "challenge", "in clear");
    authorize(host.administrator, host.clear.instance, privileges[index].operation, challenge, body, &authorization);
    enum reply reply = connection_call_authorized(
        &host.clear, privileges[index].operation, &authorization, body, &host.answer);
    expect_refusal(index, reply, &host.clear, "rightly signed, outside a session");
}

static void with_own_challenge(size_t index, const struct message *body) {
    struct authorization authorization;
    uint8_t challenge[32] = {42};
    const struct privilege *privilege = &privileges[index];
    authorize(host.administrator, host.sealed.instance, privilege->operation, challenge, body, &authorization);
    enum reply reply = connection_call_authorized(
        &host.sealed, privilege->operation, &authorization, body, &host.answer);
    expect_refusal(index, reply, &host.sealed, "signed for a challenge of the host's own");
}

// An operation this enclave does not serve yet cannot be misused.
static bool is_served(size_t index, const struct message *body) {
    enum reply reply = connection_call(&host.sealed, privileges[index].operation, body, &host.answer);
    if (reply == REPLY_REFUSAL && host.sealed.refusal != REFUSED_UNKNOWN) attempts[index]++;
    if (reply == REPLY_REFUSAL && host.sealed.refusal == REFUSED_UNKNOWN) {
        printf("skipped %s: not served\n", privileges[index].name);
        return false;
    }
    return true;
}

static void try_privilege(size_t index) {
    struct message body = message_make(), other = message_make();
    const struct privilege *privilege = &privileges[index];
    privilege->body(&body);
    put_fixed(&other, body.bytes, body.length);
    put_integer(&other, 1, 1);
    if (!is_served(index, &body)) return;
    without_signature(index, &body);
    outside_session(index, &body);
    with_own_challenge(index, &body);
    const uint8_t *instance = host.sealed.instance;
    enum operation operation = privilege->operation;
    misuse(index, host.stranger, instance, operation, &body, &body, "signed by nobody's key");
    misuse(index, host.administrator, host.other_instance, operation, &body, &body, "signed for another instance");
    misuse(index, host.administrator, instance, OPERATION_STATUS, &body, &body, "signed for another operation");
    misuse(index, host.administrator, instance, operation, &other, &body, "signed for another body");
    message_free(&body);
    message_free(&other);
}

// An honest request works once; the host sends the same bytes again.
static void replay(void) {
    struct message body = message_make();
    struct authorization authorization;
    uint8_t challenge[32];
    put_string(&body, "nobody");
    put_string(&body, "default");
    put_names(&body, "random");
    put_integer(&body, 0, 2);
    put_integer(&body, 1, 4);
    bool good = connection_challenge(&host.sealed, challenge)
        && authorize(
                    host.administrator, host.sealed.instance, OPERATION_POLICY_PUT, challenge, &body, &authorization)
        && connection_call_authorized(&host.sealed, OPERATION_POLICY_PUT, &authorization, &body, &host.answer)
            == REPLY_ANSWER;
    report(good, "policy-put", "an administrator's own request works once");
    enum reply reply = connection_call_authorized(
        &host.sealed, OPERATION_POLICY_PUT, &authorization, &body, &host.answer);
    expect_refusal(0, reply, &host.sealed, "the same request again");
    message_free(&body);
}

// ---- the audit

// Refusals of an operation in the audit; entries beyond the rate are counted ones.
static unsigned long audited(const char *audit, const char *name) {
    char wanted[128];
    unsigned long sum = 0;
    snprintf(wanted, sizeof wanted, "\"operation\":\"%s\"", name);
    for (const char *line = audit; *line; line = strchr(line, '\n') + 1) {
        const char *end = strchr(line, '\n'), *found = strstr(line, wanted);
        if (!found || found > end) continue;
        const char *outcome = strstr(line, "\"outcome\":\""), *count = strstr(line, "\"count\":");
        if (!outcome || outcome > end || strncmp(outcome + 11, "ok\"", 3) == 0) continue;
        sum += count && count < end ? strtoul(count + 8, NULL, 10) : 1;
    }
    return sum;
}

static void check_audit(void) {
    sleep(3); // counted entries are written once a second
    char *audit = call_audit(&host.clear);
    if (!audit) return report(false, "the audit", "cannot be read");
    for (size_t i = 0; i < PRIVILEGES; i++) {
        unsigned long found = audited(audit, privileges[i].name);
        char how[64];
        snprintf(how, sizeof how, "%lu of %u refusals in the audit", found, attempts[i]);
        report(found >= attempts[i], privileges[i].name, how);
    }
    free(audit);
}

static EVP_PKEY *read_key(const char *path) {
    FILE *file = fopen(path, "r");
    EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
    if (file) fclose(file);
    return key;
}

int main(int count, char **values) {
    static const struct option known[] = {
        {"socket", 1, 0, 's'}, {"administrator", 1, 0, 'a'}, {"other-instance", 1, 0, 'i'}, {0}};
    const char *socket = NULL;
    for (int choice; (choice = getopt_long(count, values, "", known, NULL)) != -1;) {
        if (choice == 's') socket = optarg;
        else if (choice == 'a') host.administrator = read_key(optarg);
        else if (choice != 'i' || hex_decode(host.other_instance, 16, optarg) != 16) return 2;
    }
    if (!socket || !host.administrator) return fputs("usage: see the head of wire/hostile.c\n", stderr), 2;
    host.stranger = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    host.answer = message_make();
    if (!connection_open(&host.clear, socket, 1) || !connection_open(&host.sealed, socket, 1)
        || !connection_seal(&host.sealed))
        return perror(socket), 3;
    for (size_t i = 0; i < PRIVILEGES; i++) try_privilege(i);
    replay();
    check_audit();
    printf("attempts: %d passed, %d failed\n", host.passed, host.failed);
    return host.failed > 0;
}
