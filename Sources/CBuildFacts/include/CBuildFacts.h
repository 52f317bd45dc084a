#pragma once

/// The commit that the program was built from, with a '+' behind it where its sources differed; empty where the build did
/// not know it.
const char *patchbay_commit(void);

/// docs/reference/errors.md, whole.
const char *patchbay_error_page(void);
