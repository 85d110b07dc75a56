#pragma once

// The facts as the three steps note them.

#include "CEnclaveHardening.h"

extern casemate_hardening_facts hardening_facts;
