#pragma once

#include "CEnclaveSockets.h"
