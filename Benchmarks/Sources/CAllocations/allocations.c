// Replaces the allocator's entry points of the whole program by ones that count and pass on to glibc's own.
// An executable's definitions come before those of libc, so the Swift runtime and all libraries use these.
#include "CAllocations.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_bool is_counting;
static atomic_int_fast64_t allocations;
static atomic_int_fast64_t live_bytes;

static inline _Bool counting(void) {
    return __builtin_expect(atomic_load_explicit(&is_counting, memory_order_relaxed), 0);
}

static void *added(void *block) {
    if (block && counting()) {
        atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&live_bytes, (int64_t)malloc_usable_size(block), memory_order_relaxed);
    }
    return block;
}

static void removed(void *block) {
    if (block && counting()) {
        atomic_fetch_sub_explicit(&live_bytes, (int64_t)malloc_usable_size(block), memory_order_relaxed);
    }
}

void *malloc(size_t size) { return added(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return added(__libc_calloc(count, size)); }

void *realloc(void *block, size_t size) {
    removed(block);
    return added(__libc_realloc(block, size));
}

void *memalign(size_t alignment, size_t size) { return added(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return added(__libc_memalign(alignment, size)); }

int posix_memalign(void **result, size_t alignment, size_t size) {
    void *block = added(__libc_memalign(alignment, size));
    if (!block) return ENOMEM;
    *result = block;
    return 0;
}

void free(void *block) {
    removed(block);
    __libc_free(block);
}

void allocation_counting_begin(void) {
    atomic_store(&allocations, 0);
    atomic_store(&live_bytes, 0);
    atomic_store(&is_counting, 1);
}

struct allocation_counts allocation_counting_end(void) {
    atomic_store(&is_counting, 0);
    struct allocation_counts counts = {atomic_load(&allocations), atomic_load(&live_bytes)};
    return counts;
}
