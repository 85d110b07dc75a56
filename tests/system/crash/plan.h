// What the shim is told by its environment besides recording: syncs to leave out, calls to let fail.
#pragma once

#include <stdbool.h>

// CASEMATE_SHIM_DROP=file:GLOB | dir:GLOB      a sync of such a file or folder does nothing and succeeds
// CASEMATE_SHIM_FAULT=CALL:ERROR:N[+][:GLOB]   the Nth such call (and with + each later one) fails
//   CALL is write, sync, open, rename or truncate; ERROR is ENOSPC or EIO. The state directory's own name is ".".
void plan_read(void);

bool plan_drops(bool is_directory, const char *name);

// 0, or the errno with which this call is to fail.
int plan_fault(const char *call, const char *name);
