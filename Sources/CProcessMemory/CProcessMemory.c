#include "CProcessMemory.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
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

void patchbay_prepare_heap(void) {
#ifdef __GLIBC__
    // What one thread frees another can use then, as each stage of a run does with what the one before has left.
    mallopt(M_ARENA_MAX, 1);
    // What is large goes back when it is freed. Left to itself the C library would keep more and more of it.
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    // The heap grows in large steps: in small ones its end is given back and taken again all the time. Of a step only that is there
    // which is used.
    mallopt(M_TOP_PAD, 32 << 20);
    // The first step is made now, in large pages where the system has them for the asking: a plan of 10,000 takes twenty of them in
    // place of five thousand. Volatile, since a compiler may leave away what is freed at once.
    const void *end = sbrk(0);
    void *volatile first = malloc(512 << 10);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), to = (uintptr_t)sbrk(0);
    const uintptr_t from = ((uintptr_t)first + page - 1) & ~(page - 1);
    if (to > (uintptr_t)end && from < to) madvise((void *)from, to - from, MADV_HUGEPAGE);
    free(first);
#endif
}
