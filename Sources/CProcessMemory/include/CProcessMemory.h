#pragma once

/// Keeps what this process has in its memory from being written down when it crashes, and from other processes of its user.
///
/// To be called before there is a secret. Children that it may have take over the limit alone.
void patchbay_keep_memory_private(void);

/// Sets how the C library keeps the memory that this process allocates: for a run that reads much, computes, and ends.
///
/// To be called before there is a second thread. Does nothing where the C library is not glibc, or malloc another's.
void patchbay_prepare_heap(void);
