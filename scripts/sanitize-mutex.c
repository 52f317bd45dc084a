// Tells ThreadSanitizer of the mutexes of Swift's Synchronization module.
//
// Taking a free mutex is code of the program, in which ThreadSanitizer sees it. Waiting for one that is taken, and waking who
// waits, are in Swift's own library, where it sees nothing: whatever two threads did in turns, under a mutex for which one of them
// had waited, would be reported as a race. scripts/sanitize has the linker put these functions in front of the library's
// (--wrap), and scripts/test-sanitized shows that both directions hold: no report with the mutex, and one without.
#include <stdbool.h>
#include <stdint.h>

#define MUTEX "$s15Synchronization12_MutexHandleV"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void library_lock(uint32_t thread, SELF void *mutex) __asm__("__real_" MUTEX "9_lockSlowyys6UInt32VF");
SWIFT bool library_try_lock(SELF void *mutex) __asm__("__real_" MUTEX "12_tryLockSlowSbyF");
SWIFT void library_unlock(SELF void *mutex) __asm__("__real_" MUTEX "11_unlockSlowyyF");

SWIFT void lock(uint32_t thread, SELF void *mutex) __asm__("__wrap_" MUTEX "9_lockSlowyys6UInt32VF");
SWIFT bool try_lock(SELF void *mutex) __asm__("__wrap_" MUTEX "12_tryLockSlowSbyF");
SWIFT void unlock(SELF void *mutex) __asm__("__wrap_" MUTEX "11_unlockSlowyyF");

SWIFT void lock(uint32_t thread, SELF void *mutex) {
    library_lock(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool try_lock(SELF void *mutex) {
    bool is_taken = library_try_lock(mutex);
    if (is_taken) __tsan_acquire(mutex);
    return is_taken;
}

SWIFT void unlock(SELF void *mutex) {
    __tsan_release(mutex);
    library_unlock(mutex);
}
