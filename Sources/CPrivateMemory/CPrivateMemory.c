#include "CPrivateMemory.h"

#include <signal.h>
#include <stddef.h>
#include <sys/resource.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

void patchbay_keep_memory_private(void) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    // The limit does not count where cores go to a program, such as systemd-coredump. Nor may another process of the user
    // attach, or read memory and environment then.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    // What handles them is a backtrace of Swift's runtime, with the memory that registers point to.
    const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t index = 0; index < sizeof crashes / sizeof *crashes; index++) {
        struct sigaction current;
        // Shells have their background jobs ignore SIGQUIT.
        if (sigaction(crashes[index], NULL, &current) == 0 && current.sa_handler == SIG_IGN) continue;
        signal(crashes[index], SIG_DFL);
    }
}
