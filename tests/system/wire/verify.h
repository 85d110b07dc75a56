// Asks an enclave for everything it owes.
#pragma once

#include "calls.h"

// Checks every line `REQUEST-ID WORDS…` of a file of answered expectations. Returns how many do not hold, each named
// on stderr; -1 when the enclave or the file cannot be read.
//
//   key NAME SPKI                       it is there, and a signature by it verifies (a sample of them)
//   rotated NAME COUNT                  it has at least so many versions
//   state NAME NUMBER                   it is at least so far in its life
//   ciphertext NAME CIPHERTEXT TEXT     it decrypts
//   ca NAME FINGERPRINT                 the same certificate, and a CRL by its key verifies
//   certificate SERIAL FINGERPRINT      the audit has it
//   audit TEXT                          the audit has it; _ stands for a space
long verify_expectations(struct connection *connection, const char *path);

// Whether a signature of an active key verifies under the public key in `facts`.
bool signature_verifies(struct connection *connection, const char *name, const struct key_facts *facts);
