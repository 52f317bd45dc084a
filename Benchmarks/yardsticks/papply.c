/* papply: the least that an apply can do: N PUTs over P connections that are kept, each of which sends its next one as soon
 * as the last was answered. The yardstick of `apply`, against `apid`.
 *
 *   papply PORT N P */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static int sent, wanted;

static int put(int descriptor) {
  char request[512], body[256];
  int length = snprintf(body, sizeof body,
                        "{\"name\":\"conn-%06d\",\"description\":\"Ingest of account %06d owned by team x\",\"enabled\":true,\"version\":1}",
                        sent, sent);
  int total = snprintf(request, sizeof request,
                       "PUT /pictoryapis/v1/awsconnections/id-%d HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", sent, length, body);
  sent++;
  return send(descriptor, request, total, 0) == total;
}

int main(int count, char **arguments) {
  if (count < 4) { fprintf(stderr, "usage: papply PORT N P\n"); return 64; }
  wanted = atoi(arguments[2]);
  int parallel = atoi(arguments[3]), done = 0, on = 1;
  struct pollfd *sockets = calloc(parallel, sizeof *sockets);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  for (int i = 0; i < parallel; i++) {
    sockets[i].fd = socket(AF_INET, SOCK_STREAM, 0);
    sockets[i].events = POLLIN;
    if (connect(sockets[i].fd, (void *)&at, sizeof at)) { perror("connect"); return 1; }
    setsockopt(sockets[i].fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (sent < wanted && !put(sockets[i].fd)) return 1;
  }
  while (done < wanted) {
    if (poll(sockets, parallel, -1) < 0) return 1;
    for (int i = 0; i < parallel; i++) {
      if (!sockets[i].revents) continue;
      char answer[4096];
      if (recv(sockets[i].fd, answer, sizeof answer, 0) <= 0) return 1; /* apid answers in one segment */
      done++;
      if (sent < wanted && !put(sockets[i].fd)) return 1;
    }
  }
  return 0;
}
