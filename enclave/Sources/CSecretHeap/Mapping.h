#pragma once

// The one mapping that everything secret lives in, between two guard regions.

#include "Options.h"

/// Maps the memory the options ask for and returns its first byte; exits with status 1 and the remedy when it cannot.
void *mapping_create(const struct options *options);
