/* apid: the fastest API that a reconciler could talk to, on loopback, in the paths and shapes of Pictory's connections API.
 *
 *   apid PORT LIST.json [LATENCY_US [RATE]]
 *
 * GET  /pictoryapis/v1/awsconnections        the whole list in one page: the bytes of the file
 * GET  /pictoryapis/v1/awsconnections/id-N   item N of it
 * GET  /pictoryapis/v1/vimeo-connections     no items
 * PUT  /pictoryapis/v1/awsconnections/id-N   the fields that were sent, with the version raised
 * POST /pictoryapis/v1/awsconnections        the fields that were sent, with a new id and version 1
 * DELETE                                     204
 *
 * It keeps nothing, so it is for timing only: the list never changes. Port 0 takes a free one; "port N" is its first line.
 * Every answer is held back for LATENCY_US microseconds. With RATE only so many requests per second are answered, counted
 * in whole seconds from the first request on, the others get 429 with the Retry-After of the next second.
 *
 * On SIGTERM it prints what it saw, as JSON: requests, lists, writes; the most requests that were held at once; the TCP
 * connections that were made; how many requests were refused with 429, and how many came before the time that a refusal
 * had named (20 ms after it and later, for what was on its way); when the first write came and the last one's answer was
 * sent, in seconds of the monotonic clock.
 *
 * One thread, epoll, HTTP/1.1 with keep-alive and without pipelining. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DESCRIPTORS = 4096, INPUT = 1 << 16, SMALL = 4096, QUEUE = 1 << 16, GRACE_US = 20000 };

typedef struct {
  char in[INPUT], small[SMALL];
  size_t got;
  const char *out;
  size_t out_length, out_sent;
  unsigned generation;
  int is_write;
} connection;

static connection *connections[MOST_DESCRIPTORS];
static struct { long due; int descriptor; unsigned generation; } queue[QUEUE];
static size_t queue_head, queue_tail, most_held;
static long requests, lists, writes, accepted, refused, early;
static long latency, rate, window_start, in_window, refused_at, not_before;
static long first_write, last_write;
static char *list;
static size_t list_length;
static struct { char *start; size_t length; } *items;
static size_t item_count;
static int events, timer;
static volatile sig_atomic_t stop;

static void on_signal(int number) { (void)number; stop = 1; }

static long now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000L + time.tv_nsec / 1000;
}

static void drop(int descriptor) {
  free(connections[descriptor]);
  connections[descriptor] = 0;
  close(descriptor);
}

static void watch(int descriptor, unsigned what) {
  struct epoll_event event = {.events = what, .data.fd = descriptor};
  epoll_ctl(events, EPOLL_CTL_MOD, descriptor, &event);
}

static void send_rest(int descriptor) {
  connection *c = connections[descriptor];
  int waited = c->out_sent > 0;
  while (c->out_sent < c->out_length) {
    ssize_t sent = send(descriptor, c->out + c->out_sent, c->out_length - c->out_sent, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) { drop(descriptor); return; }
      watch(descriptor, EPOLLIN | EPOLLOUT);
      return;
    }
    c->out_sent += sent;
  }
  if (waited) watch(descriptor, EPOLLIN);
  if (c->is_write) last_write = now_us();
  c->out_length = c->out_sent = 0;
}

static void arm_timer(void) {
  struct itimerspec at = {.it_value = {0}};
  if (queue_head != queue_tail) {
    long due = queue[queue_head % QUEUE].due;
    at.it_value.tv_sec = due / 1000000;
    at.it_value.tv_nsec = due % 1000000 * 1000;
  }
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, 0);
}

static void answer_when_due(int descriptor, const char *bytes, size_t length) {
  connection *c = connections[descriptor];
  c->out = bytes;
  c->out_length = length;
  c->out_sent = 0;
  if (!latency) { send_rest(descriptor); return; }
  int was_empty = queue_head == queue_tail;
  queue[queue_tail % QUEUE].due = now_us() + latency;
  queue[queue_tail % QUEUE].descriptor = descriptor;
  queue[queue_tail % QUEUE].generation = c->generation;
  queue_tail++;
  if (queue_tail - queue_head > most_held) most_held = queue_tail - queue_head;
  if (was_empty) arm_timer();
}

#define HEAD "HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n"

static void answer(int descriptor, const char *status, const char *headers, const char *body, size_t length) {
  connection *c = connections[descriptor];
  size_t total = snprintf(c->small, SMALL, HEAD "%.*s", status, headers, length, (int)length, body);
  answer_when_due(descriptor, c->small, total);
}

static void answer_list(int descriptor) { /* its head goes right in front of it: one send */
  char head[256];
  int length = snprintf(head, sizeof head, HEAD, "200 OK", "", list_length);
  memcpy(list - length, head, length);
  answer_when_due(descriptor, list - length, list_length + length);
}

/* The value of a key of text, quotes and all, out of an item as gen.py writes it. */
static int value(const char *item, const char *key, char *into, size_t room) {
  const char *found = strstr(item, key);
  const char *start = found ? found + strlen(key) : 0, *end = start ? strchr(start + 1, '"') : 0;
  if (!end || (size_t)(end + 1 - start) >= room) return 0;
  memcpy(into, start, end + 1 - start);
  into[end + 1 - start] = 0;
  return 1;
}

static void answer_update(int descriptor, size_t number, const char *sent) {
  char account[64] = "null", region[64] = "null", body[SMALL - 512];
  value(items[number].start, "\"awsAccountId\":", account, sizeof account);
  value(items[number].start, "\"awsRegion\":", region, sizeof region);
  const char *key = strstr(sent, "\"version\":");
  long version = 1;
  const char *rest = "}";
  size_t before = 0;
  if (key && *sent == '{') {
    char *end;
    version = strtol(key + 10, &end, 10);
    rest = end;
    before = key - sent - 1;
  }
  int length = snprintf(body, sizeof body, "{\"connectionId\":\"id-%zu\",\"awsAccountId\":%s,\"awsRegion\":%s,%.*s\"version\":%ld%s",
                        number, account, region, (int)before, sent + 1, version + 1, rest);
  answer(descriptor, "200 OK", "", body, length);
}

static void answer_create(int descriptor, const char *sent) {
  static long made;
  char body[SMALL - 512];
  int length = snprintf(body, sizeof body, "{\"connectionId\":\"new-%ld\",\"version\":1,%s", ++made, *sent == '{' ? sent + 1 : "}");
  answer(descriptor, "201 Created", "", body, length);
}

/* Whether the request is over the rate, and was refused therefore. */
static int refuse(int descriptor) {
  if (!rate) return 0;
  long now = now_us();
  if (!window_start) window_start = now;
  if (now < not_before && now > refused_at + GRACE_US) early++;
  if (now - window_start >= 1000000) {
    window_start += (now - window_start) / 1000000 * 1000000;
    in_window = 0;
  }
  if (++in_window <= rate) return 0;
  refused++;
  if (now >= not_before) {
    refused_at = now;
    not_before = now + 1000000;
  }
  answer(descriptor, "429 Too Many Requests", "Retry-After: 1\r\n", "{\"message\":\"slow down\"}", 23);
  return 1;
}

static void serve(int descriptor, const char *head_end) {
  connection *c = connections[descriptor];
  static const char path[] = " /pictoryapis/v1/awsconnections";
  char *space = strchr(c->in, ' ');
  int is_get = !strncmp(c->in, "GET", 3), is_aws = !strncmp(space, path, sizeof path - 1);
  char *id = is_aws ? strstr(space + sizeof path - 1, "/id-") : 0;
  size_t number = id && id < strchr(space + 1, ' ') ? strtoul(id + 4, 0, 10) : item_count;
  requests++;
  c->is_write = !is_get;
  if (!is_get && !first_write) first_write = now_us();
  if (refuse(descriptor)) return;
  if (!is_get) writes++;
  if (is_get && number < item_count) answer(descriptor, "200 OK", "", items[number].start, items[number].length);
  else if (is_get) {
    lists++;
    if (is_aws) answer_list(descriptor);
    else answer(descriptor, "200 OK", "", "{\"Items\":[]}", 12);
  } else if (!strncmp(c->in, "DELETE", 6)) {
    c->out_length = sprintf(c->small, "HTTP/1.1 204 No Content\r\n\r\n");
    answer_when_due(descriptor, c->small, c->out_length);
  } else if (!strncmp(c->in, "PUT", 3) && number < item_count) answer_update(descriptor, number, head_end);
  else answer_create(descriptor, head_end);
}

static void receive(int descriptor) {
  connection *c = connections[descriptor];
  ssize_t got = recv(descriptor, c->in + c->got, INPUT - 1 - c->got, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) drop(descriptor);
    return;
  }
  c->got += got;
  c->in[c->got] = 0;
  char *end = strstr(c->in, "\r\n\r\n");
  if (!end) return;
  char *length = strcasestr(c->in, "\r\ncontent-length:");
  size_t need = end + 4 - c->in + (length && length < end ? strtoul(length + 17, 0, 10) : 0);
  if (c->got < need) return;
  c->got = 0;
  serve(descriptor, end + 4);
}

static int read_list(const char *path) {
  FILE *file = fopen(path, "rb");
  struct stat facts;
  if (!file || fstat(fileno(file), &facts)) { perror(path); return 0; }
  char *memory = malloc(facts.st_size + 257); /* room for a head in front of it */
  list = memory + 256;
  list_length = facts.st_size;
  if (fread(list, 1, list_length, file) != list_length) { perror(path); return 0; }
  list[list_length] = 0;
  fclose(file);
  size_t room = 0;
  for (char *start = strchr(list + 1, '{'); start; start = strchr(start + 1, '{')) {
    if (item_count == room) items = realloc(items, (room = room ? room * 2 : 1024) * sizeof *items);
    items[item_count].start = start;
    items[item_count++].length = strchr(start, '}') - start + 1;
  }
  return 1;
}

static int listen_on(int port) {
  int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  if (bind(s, (void *)&at, sizeof at) || listen(s, 1024) || getsockname(s, (void *)&at, &length)) { perror("listen"); return -1; }
  printf("port %d\n", ntohs(at.sin_port));
  fflush(stdout);
  return s;
}

static void accept_all(int listener) {
  static unsigned generation;
  int descriptor, on = 1;
  while ((descriptor = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
    if (descriptor >= MOST_DESCRIPTORS) { close(descriptor); continue; }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections[descriptor] = calloc(1, sizeof(connection));
    connections[descriptor]->generation = ++generation;
    accepted++;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event);
  }
}

static void answer_due(void) {
  unsigned long ticks;
  if (read(timer, &ticks, sizeof ticks) < 0) return;
  long now = now_us();
  while (queue_head != queue_tail && queue[queue_head % QUEUE].due <= now) {
    int descriptor = queue[queue_head % QUEUE].descriptor;
    unsigned generation = queue[queue_head++ % QUEUE].generation;
    if (connections[descriptor] && connections[descriptor]->generation == generation) send_rest(descriptor);
  }
  arm_timer();
}

int main(int count, char **arguments) {
  if (count < 3) { fprintf(stderr, "usage: apid PORT LIST.json [LATENCY_US [RATE]]\n"); return 64; }
  if (count > 3) latency = atol(arguments[3]);
  if (count > 4) rate = atol(arguments[4]);
  if (!read_list(arguments[2])) return 1;
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, 0);
  sigaction(SIGINT, &action, 0);
  int listener = listen_on(atoi(arguments[1]));
  if (listener < 0) return 1;
  events = epoll_create1(0);
  timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[256];
  epoll_ctl(events, EPOLL_CTL_ADD, listener, &event);
  event.data.fd = timer;
  epoll_ctl(events, EPOLL_CTL_ADD, timer, &event);
  while (!stop) {
    int many = epoll_wait(events, ready, 256, -1);
    for (int i = 0; i < many; i++) {
      int descriptor = ready[i].data.fd;
      if (descriptor == listener) accept_all(listener);
      else if (descriptor == timer) answer_due();
      else if (connections[descriptor]) {
        if (ready[i].events & EPOLLOUT) send_rest(descriptor);
        if (connections[descriptor] && ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(descriptor);
      }
    }
  }
  printf("{\"requests\":%ld,\"lists\":%ld,\"writes\":%ld,\"mostHeld\":%zu,\"connections\":%ld,\"refused\":%ld,\"early\":%ld,"
         "\"firstWrite\":%.6f,\"lastWrite\":%.6f}\n",
         requests, lists, writes, most_held, accepted, refused, early, first_write / 1e6, last_write / 1e6);
  return 0;
}
