// floor: the least that a plan without changes can do with common parts: libyaml's events of the files, one GET of the list
// over loopback, simdjson, comparing by name. The yardstick of `plan`.
//
//   floor FILE.yaml PORT
//
// Ends with 0 when nothing differs, 2 when something does, 1 on an error. Against `apid`.
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <simdjson.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>
#include <yaml.h>

struct Entry {
  std::string type, name, description, account, region, enabled;
};

static std::string *field(Entry &entry, const std::string &key) {
  switch (key[0]) {
    case 't': return &entry.type;
    case 'n': return &entry.name;
    case 'd': return &entry.description;
    case 'e': return &entry.enabled;
    case 'a': return key[3] == 'A' ? &entry.account : &entry.region;
  }
  return nullptr;
}

static std::vector<Entry> desired(const char *path) {
  std::vector<Entry> entries;
  yaml_parser_t parser;
  yaml_event_t event;
  FILE *file = fopen(path, "rb");
  if (!file || !yaml_parser_initialize(&parser)) { perror(path); exit(1); }
  yaml_parser_set_input_file(&parser, file);
  int depth = 0;
  bool is_key = true, done = false;
  std::string key;
  while (!done) {
    if (!yaml_parser_parse(&parser, &event)) { fprintf(stderr, "%s: %s\n", path, parser.problem); exit(1); }
    if (event.type == YAML_MAPPING_START_EVENT) {
      if (++depth == 2) {
        entries.emplace_back();
        is_key = true;
      }
    } else if (event.type == YAML_MAPPING_END_EVENT) {
      depth--;
    } else if (event.type == YAML_SCALAR_EVENT && depth == 2) {
      const char *text = (const char *)event.data.scalar.value;
      if (is_key) key = text;
      else if (auto *place = field(entries.back(), key)) *place = text;
      is_key = !is_key;
    } else if (event.type == YAML_STREAM_END_EVENT) {
      done = true;
    }
    yaml_event_delete(&event);
  }
  fclose(file);
  return entries;
}

static simdjson::padded_string live(int port) {
  int s = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(s, (sockaddr *)&at, sizeof at)) { perror("connect"); exit(1); }
  const char request[] = "GET /pictoryapis/v1/awsconnections HTTP/1.1\r\nHost: x\r\n\r\n";
  if (send(s, request, sizeof request - 1, 0) < 0) exit(1);
  std::string bytes(1 << 16, 0);
  size_t got = 0, need = 0, head = 0;
  do {
    ssize_t received = recv(s, &bytes[got], bytes.size() - 1 - got, 0);
    if (received <= 0) exit(1);
    got += received;
    if (!need) {
      size_t end = bytes.find("\r\n\r\n"), length = bytes.find("Content-Length:");
      if (end < got && length < end) {
        head = end + 4;
        need = head + strtoul(&bytes[length + 15], 0, 10);
        bytes.resize(need + 1);
      }
    }
  } while (!need || got < need);
  close(s);
  return simdjson::padded_string(bytes.data() + head, need - head);
}

int main(int count, char **arguments) {
  if (count < 3) { fprintf(stderr, "usage: floor FILE.yaml PORT\n"); return 1; }
  auto want = desired(arguments[1]);
  auto body = live(atoi(arguments[2]));
  simdjson::dom::parser parser;
  std::unordered_map<std::string_view, simdjson::dom::element> have;
  simdjson::dom::array list = parser.parse(body)["Items"];
  have.reserve(want.size() * 2);
  for (auto item : list) have[item["name"]] = item;
  size_t changes = 0, found = 0;
  for (auto &entry : want) {
    auto place = have.find(entry.name);
    if (place == have.end()) { changes++; continue; }
    auto &item = place->second;
    found++;
    changes += std::string_view(item["description"]) != entry.description ||
      std::string_view(item["awsAccountId"]) != entry.account || std::string_view(item["awsRegion"]) != entry.region ||
      bool(item["enabled"]) != (entry.enabled == "true");
  }
  changes += have.size() - found;
  if (changes) printf("%zu changes\n", changes);
  else puts("no changes");
  return changes ? 2 : 0;
}
