#include "holdings.h"

#include "../wire/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAXIMUM = 2 * CIPHERTEXT_MAXIMUM + 256 };

static const char *state_name(unsigned state) {
    return state == KEY_ACTIVE ? "active" : state == KEY_RETIRED ? "retired" : "destroyed";
}

// An active key signs so that it verifies; any other must refuse to.
static bool signs_as_it_should(struct connection *connection, const char *name, const struct key_facts *facts) {
    uint8_t signature[SIGNATURE_MAXIMUM];
    size_t length;
    if (facts->state == KEY_ACTIVE) return signature_verifies(connection, name, facts);
    return call_sign(connection, name, facts->algorithm, (const uint8_t *)"x", 1, signature, &length) == REPLY_REFUSAL
        && connection->refusal == REFUSED_KEY_NOT_ACTIVE;
}

// Writes a key; false when the member did not say.
static bool write_key(struct connection *connection, const char *name, unsigned purpose) {
    struct key_facts facts = {0};
    enum reply reply = call_show(connection, name, &facts);
    if (reply == REPLY_LOST) return false;
    bool present = reply == REPLY_ANSWER;
    connection->refusal_text[0] = 0;
    bool usable = present && (purpose == PURPOSE_WRAP || signs_as_it_should(connection, name, &facts));
    printf("{\"key\":{\"name\":\"%s\",\"isPresent\":%s,\"state\":\"%s\",\"versions\":%u,\"isUsable\":%s%s%s%s}}\n", name,
        present ? "true" : "false", present ? state_name(facts.state) : "", facts.versions, usable ? "true" : "false",
        present && !usable ? ",\"reason\":\"" : "", present && !usable ? "it does not sign as it should" : "",
        present && !usable ? "\"" : "");
    return true;
}

// A ciphertext is read back under its key's name and a word of its own.
static bool write_ciphertext(struct connection *connection, const char *name, const char *hex, unsigned line) {
    static uint8_t ciphertext[CIPHERTEXT_MAXIMUM], text[CIPHERTEXT_MAXIMUM];
    size_t length = 0;
    long count = hex_decode(ciphertext, sizeof ciphertext, hex);
    enum reply reply = call_decrypt(connection, name, ciphertext, count > 0 ? (size_t)count : 0, text, &length);
    if (reply == REPLY_LOST) return false;
    bool good = reply == REPLY_ANSWER && length == sizeof HOLDINGS_TEXT && memcmp(text, HOLDINGS_TEXT, length) == 0;
    printf("{\"key\":{\"name\":\"%s/%u\",\"isPresent\":true,\"state\":\"active\",\"versions\":1,\"isUsable\":%s%s}}\n",
        name, line, good ? "true" : "false", good ? "" : ",\"reason\":\"a ciphertext is not read back\"");
    return true;
}

static bool write_file(struct connection *connection, const char *path) {
    static char line[LINE_MAXIMUM], word[LINE_MAXIMUM], last[LINE_MAXIMUM];
    char name[256];
    bool good = true;
    FILE *file = fopen(path, "r");
    if (!file) return perror(path), false;
    for (unsigned number = 1; good && fgets(line, sizeof line, file); number++) {
        if (sscanf(line, "%15s %255s %8191s", word, name, last) != 3) continue;
        if (strcmp(word, "key") == 0) good = write_key(connection, name, (unsigned)strtoul(last, NULL, 10));
        if (strcmp(word, "cipher") == 0) good = write_ciphertext(connection, name, last, number);
    }
    fclose(file);
    return good;
}

static void skip_strings(struct message *message) {
    char text[256];
    for (size_t count = get_integer(message, 2); count > 0 && !message->failed; count--)
        get_string(message, text, sizeof text);
}

static bool write_policies(struct connection *connection) {
    struct message body = message_make(), answer = message_make();
    bool good = connection_call(connection, OPERATION_POLICY_LIST, &body, &answer) == REPLY_ANSWER;
    char name[256], tenant[256];
    for (size_t count = good ? get_integer(&answer, 2) : 0; count > 0 && !answer.failed; count--) {
        get_string(&answer, name, sizeof name);
        get_string(&answer, tenant, sizeof tenant);
        skip_strings(&answer);
        skip_strings(&answer);
        printf("{\"policy\":{\"name\":\"%s\",\"value\":%llu}}\n", name, (unsigned long long)get_integer(&answer, 4));
    }
    good = good && !answer.failed;
    message_free(&body);
    message_free(&answer);
    return good;
}

bool write_holdings(struct connection *connection, char **files) {
    for (; *files; files++)
        if (!write_file(connection, *files)) return false;
    return write_policies(connection);
}
