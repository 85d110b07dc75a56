#include "CSecretHeap.h"
