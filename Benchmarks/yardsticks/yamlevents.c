/* yamlevents: the raw stream of libyaml's events of files, counted, nothing kept: the yardstick of reading.
 *
 *   yamlevents FILE…
 *
 * No tool that reads YAML with libyaml (PyYAML's C loader, Ruby's psych, this one) can be faster. */
#include <stdio.h>
#include <yaml.h>

static long events, scalars;

static int count(const char *path) {
  FILE *file = fopen(path, "rb");
  yaml_parser_t parser;
  if (!file || !yaml_parser_initialize(&parser)) { perror(path); return 0; }
  yaml_parser_set_input_file(&parser, file);
  for (int done = 0; !done;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) { fprintf(stderr, "%s: %s\n", path, parser.problem); return 0; }
    events++;
    scalars += event.type == YAML_SCALAR_EVENT;
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  fclose(file);
  return 1;
}

int main(int many, char **arguments) {
  for (int i = 1; i < many; i++)
    if (!count(arguments[i])) return 1;
  printf("events %ld scalars %ld\n", events, scalars);
  return 0;
}
