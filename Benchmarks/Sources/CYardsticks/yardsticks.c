#include "yardsticks.h"
#include <string.h>
#include <yaml.h>

size_t yardstick_yaml_events(const unsigned char *bytes, size_t length) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) return 0;
  yaml_parser_set_input_string(&parser, bytes, length);
  size_t events = 0;
  for (int done = 0; !done; events++) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      events = 0;
      break;
    }
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return events;
}

size_t yardstick_json_texts(const unsigned char *bytes, size_t length) {
  const unsigned char *end = bytes + length;
  size_t quotes = 0;
  while ((bytes = memchr(bytes, '"', end - bytes))) {
    quotes += bytes[-1] != '\\';
    bytes++;
  }
  return quotes / 2;
}

unsigned char yardstick_copy(unsigned char *restrict into, const unsigned char *restrict bytes, size_t length) {
  memcpy(into, bytes, length);
  return length ? into[length - 1] : 0;
}
