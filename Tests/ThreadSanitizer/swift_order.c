// What the thread sanitizer does not see of Swift on Linux, told to it. Linked into the tests by Scripts/races.sh.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

// A Mutex that nobody else wants is locked by an atomic in the caller, which is seen. One that is contended is locked and
// unlocked inside the Synchronization library, which is not: all that it protects would be reported.
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

SWIFT void turnpike_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void turnpike_unlock(SELF) __asm__(UNLOCK);

SWIFT void turnpike_lock(uint32_t thread, SELF) {
    typedef SWIFT void (*Lock)(uint32_t, SELF);
    ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void turnpike_unlock(SELF) {
    typedef SWIFT void (*Unlock)(SELF);
    if (__tsan_release) __tsan_release(self);
    ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(self);
}

// Each inout argument is told as a write to an address. One of a type without a size (the system's random numbers) has none:
// what stands in for it is anything, and following it ends the program. What is really written is seen without being told.
void __wrap___tsan_external_write(void *address, void *caller, void *tag) {}
