/* meter: runs a command once and prints what it cost: seconds of CPU (user and system), seconds by the clock, the most
 * memory in KiB, its exit status (128 + the signal that ended it), and when it ended, in seconds of the monotonic clock.
 *
 *   meter [-o FILE] COMMAND [ARGUMENT…]
 *
 * The command has no input; its output and messages go nowhere, or its output into FILE. What a parent has in memory when it
 * forks counts for its child until exec, so this is a small program of its own: it cannot read below about 1 MiB. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  const char *output = "/dev/null";
  arguments++;
  if (count > 2 && !strcmp(arguments[0], "-o")) {
    output = arguments[1];
    arguments += 2;
  }
  if (!arguments[0]) { fprintf(stderr, "usage: meter [-o FILE] COMMAND [ARGUMENT…]\n"); return 64; }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t process;
  double start = seconds();
  int failure = posix_spawnp(&process, arguments[0], &actions, 0, arguments, environ);
  if (failure) { fprintf(stderr, "meter: %s: %s\n", arguments[0], strerror(failure)); return 1; }
  int status;
  struct rusage usage;
  if (wait4(process, &status, 0, &usage) < 0) { perror("meter"); return 1; }
  double end = seconds();
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  printf("%.6f %.6f %ld %d %.6f\n", cpu, end - start, usage.ru_maxrss,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), end);
  return 0;
}
