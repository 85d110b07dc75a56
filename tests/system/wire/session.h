// The caller's end of a sealed session: HPKE (RFC 9180), DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POINT_LENGTH = 65, TAG_LENGTH = 16 };

struct session {
    uint8_t key[32], base_nonce[12], answer_key[32];
    uint64_t sent, received;
};

// Makes a session to the enclave's key; `encapsulated` is what to send.
bool session_open(struct session *session, const uint8_t recipient[POINT_LENGTH], uint8_t encapsulated[POINT_LENGTH]);

// Encrypts towards the enclave; `out` has room for TAG_LENGTH more bytes.
bool session_seal(struct session *session, const uint8_t *text, size_t length, uint8_t *out);

// Decrypts from the enclave; `length` includes the tag.
bool session_unseal(struct session *session, const uint8_t *sealed, size_t length, uint8_t *out);
