#ifndef C_ALLOCATIONS_H
#define C_ALLOCATIONS_H

#include <stdint.h>

/// What the heap was asked for since counting began.
struct allocation_counts {
    /// Calls that returned a new or a moved block.
    int64_t allocations;
    /// Usable bytes of the blocks that are still alive, less those freed that were older.
    int64_t live_bytes;
};

/// Sets the counts to zero and counts from now on, in all threads.
void allocation_counting_begin(void);

/// Stops counting and tells what was counted.
struct allocation_counts allocation_counting_end(void);

#endif
