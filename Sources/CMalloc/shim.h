// Settings of the C library's memory, which Swift's module of that library leaves out.
#pragma once
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
