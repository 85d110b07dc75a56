#pragma once

// What goes wrong, as the suite asks for it: `NAME` for ever, or `NAME:COUNT` for the first COUNT times.

#include <stdbool.h>

/// Notes a fault of the command line; false when it is malformed or there are too many.
bool fault_add(const char *text);

/// Whether the fault `name` strikes now; counts it.
bool fault_strikes(const char *name);
