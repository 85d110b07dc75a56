// What a member holds in the end of all that clients made.
#pragma once

#include "../wire/connection.h"

// What every ciphertext of a client holds.
#define HOLDINGS_TEXT "for every member"

// Asks for each key and policy that the files of clients owe, and uses it; a line of JSON each on stdout. False when the
// member or a file could not be asked.
bool write_holdings(struct connection *connection, char **files);
