// tpm-proxy: stands between an enclave and a TPM and does what the host between them can.
//
//   tpm-proxy --listen PATH --to PATH --mode FILE
//
// FILE holds one word, read again for each command:
//   pass      nothing is changed
//   replay    TPM2_NV_Read is answered with the first answer to it that passed
//   alter     the counter in the answer to TPM2_NV_Read is one less
//   swallow   TPM2_NV_Increment does not reach the TPM and is answered with the first answer to it that passed
//   refuse    TPM2_NV_Read is answered with TPM_RC_HANDLE
//   garbage   every answer is random bytes
//   long      every answer says that it has 4 GB
//   short     every answer ends after six bytes, and with it the connection
//   close     the connection ends at the first command
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LONGEST = 4096, HEADER = 10 };
enum { NV_INCREMENT = 0x134, NV_READ = 0x14E };

struct message {
    size_t length;
    unsigned char bytes[LONGEST];
};

static struct message first_read, first_increment;
static const char *mode_file;

static unsigned number(const unsigned char *at) {
    return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

static bool is_mode(const char *word) {
    char mode[32] = "";
    FILE *file = fopen(mode_file, "r");
    if (!file) return false;
    if (fscanf(file, "%31s", mode) != 1) mode[0] = 0;
    fclose(file);
    return strcmp(mode, word) == 0;
}

static bool read_all(int from, unsigned char *bytes, size_t length) {
    for (ssize_t done; length > 0; bytes += done, length -= (size_t)done)
        if ((done = read(from, bytes, length)) <= 0) return false;
    return true;
}

static bool write_all(int to, const unsigned char *bytes, size_t length) {
    for (ssize_t done; length > 0; bytes += done, length -= (size_t)done)
        if ((done = send(to, bytes, length, MSG_NOSIGNAL)) <= 0) return false;
    return true;
}

static bool receive(int from, struct message *message) {
    if (!read_all(from, message->bytes, HEADER)) return false;
    message->length = number(message->bytes + 2);
    if (message->length < HEADER || message->length > LONGEST) return false;
    return read_all(from, message->bytes + HEADER, message->length - HEADER);
}

static int unix_socket(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    snprintf(address->sun_path, sizeof address->sun_path, "%s", path);
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

static void keep_first(struct message *kept, const struct message *answer) {
    if (kept->length == 0 && number(answer->bytes + 6) == 0) *kept = *answer;
}

// What the TPM says, as this host would have it; false when the connection shall end.
static bool answer(int tpm, const struct message *command, struct message *reply) {
    unsigned code = number(command->bytes + 6);
    if (is_mode("close")) return false;
    if (code == NV_INCREMENT && is_mode("swallow") && first_increment.length > 0) {
        *reply = first_increment;
        return true;
    }
    if (!write_all(tpm, command->bytes, command->length) || !receive(tpm, reply)) return false;
    if (code == NV_INCREMENT) keep_first(&first_increment, reply);
    if (code == NV_READ) keep_first(&first_read, reply);
    if (code == NV_READ && is_mode("replay")) *reply = first_read;
    // Tag, length, code, length of the parameters, length of the data, eight bytes.
    if (code == NV_READ && is_mode("alter") && reply->length > 23) reply->bytes[23]--;
    if (code == NV_READ && is_mode("refuse")) {
        static const unsigned char refusal[HEADER] = {0x80, 1, 0, 0, 0, HEADER, 0, 0, 1, 0x8B};
        memcpy(reply->bytes, refusal, reply->length = HEADER);
    }
    if (is_mode("garbage")) return getrandom(reply->bytes, reply->length, 0) > 0;
    if (is_mode("long")) memset(reply->bytes + 2, 0xFF, 4);
    return true;
}

static void serve(int enclave, int tpm) {
    struct message command, reply;
    while (receive(enclave, &command) && answer(tpm, &command, &reply)) {
        bool is_short = is_mode("short");
        if (!write_all(enclave, reply.bytes, is_short ? 6 : reply.length) || is_short) return;
    }
}

int main(int count, char **arguments) {
    static const struct option options[] = {
        {"listen", required_argument, 0, 'l'}, {"to", required_argument, 0, 't'}, {"mode", required_argument, 0, 'm'}, {0}};
    const char *listen_path = NULL, *to_path = NULL;
    for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
        if (option == 'l') listen_path = optarg;
        else if (option == 't') to_path = optarg;
        else if (option == 'm') mode_file = optarg;
        else return 2;
    }
    if (!listen_path || !to_path || !mode_file) return 2;
    struct sockaddr_un address;
    int listener = unix_socket(listen_path, &address);
    unlink(listen_path);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4) != 0) return 1;
    for (;;) {
        int enclave = accept(listener, NULL, NULL);
        if (enclave < 0) return 1;
        int tpm = unix_socket(to_path, &address);
        if (connect(tpm, (struct sockaddr *)&address, sizeof address) == 0) serve(enclave, tpm);
        close(tpm);
        close(enclave);
    }
}
