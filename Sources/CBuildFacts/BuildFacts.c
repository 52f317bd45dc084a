#include "CBuildFacts.h"

// Package.swift sets it from the environment, see there.
#ifndef PATCHBAY_COMMIT
#define PATCHBAY_COMMIT ""
#endif

const char *patchbay_commit(void) { return PATCHBAY_COMMIT; }

#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char error_page[] = {
#embed "../../docs/reference/errors.md" suffix(, 0)
};

const char *patchbay_error_page(void) { return (const char *)error_page; }
