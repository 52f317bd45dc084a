#pragma once
#include <stddef.h>

/// How many events libyaml has for these bytes; nothing of them is kept. 0 when they are not YAML.
size_t yardstick_yaml_events(const unsigned char *bytes, size_t length);

/// How many texts are in a JSON document: what finding the ends of them costs, and nothing else.
size_t yardstick_json_texts(const unsigned char *bytes, size_t length);

/// Copies the bytes, and returns the last one of the copy.
unsigned char yardstick_copy(unsigned char *restrict into, const unsigned char *restrict bytes, size_t length);
