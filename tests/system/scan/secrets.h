// Reads the file of named secrets and turns each into patterns.
#pragma once

#include "patterns.h"

// One secret a line, `NAME KIND VALUE`; empty lines and lines with # are skipped. KIND and VALUE:
//   pkcs8 @FILE               a private key, DER or PEM: P-256, P-384, Ed25519 or RSA
//   p256-scalar HEX, p384-scalar HEX, ed25519-seed HEX
//   symmetric HEX, raw HEX    bytes without structure: a wrap key, a recovery share, a domain key
//   text STRING
// HEX may be @FILE with the raw bytes. Returns false, with a message on stderr, when a line cannot be used.
bool secrets_read(const char *path, struct pattern_set *set);
