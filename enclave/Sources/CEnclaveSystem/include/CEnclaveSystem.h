#pragma once

#include "CEnclaveHardening.h"
#include "CEnclaveSockets.h"
