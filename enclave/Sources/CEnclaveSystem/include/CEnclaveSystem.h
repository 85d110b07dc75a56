#pragma once

#include "CEnclaveHardening.h"
