/* hello: a static program in C that prints a word: the yardstick of starting up. */
#include <stdio.h>

int main(void) {
  puts("hello");
  return 0;
}
