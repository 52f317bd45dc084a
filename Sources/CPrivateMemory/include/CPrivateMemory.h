#pragma once

/// Keeps what this process has in its memory from being written down when it crashes, and from other processes of its user.
///
/// To be called before there is a secret. Children that it may have take over the limit alone.
void patchbay_keep_memory_private(void);
