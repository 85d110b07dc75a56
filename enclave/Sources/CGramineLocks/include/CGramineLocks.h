#pragma once

// Swift's Mutex asks the kernel to wait by priority-inheriting futexes, which Gramine answers with ENOSYS, and the
// runtime then ends the process. Linked with `--wrap=syscall`, this target hands every call on and, once the kernel
// below has turned out to lack those futexes, waits and wakes by the plain ones, on the same lock words.
//
// It offers nothing to call: `__wrap_syscall` is what the linker puts in the place of `syscall`.
