#include "CEnclaveSystem.h"
