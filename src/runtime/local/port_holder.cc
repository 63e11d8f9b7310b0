#include "runtime/local/port_holder.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "runtime/local/server_process.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

template <class Number>
std::optional<Number> parse(std::string_view text, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (const auto field : split(line, ' '))
    if (!field.empty()) fields.push_back(field);
  return fields;
}

/// Адреси записано шістнадцятковими словами в порядку байтів машини; нам досить відрізнити петлю і
/// «будь-яку».
bool blocks_loopback(std::string_view address) {
  const bool any = address.find_first_not_of('0') == std::string_view::npos;
  const bool loopback = address.ends_with("0100007F");  // 127.0.0.1 і ::ffff:127.0.0.1
  return any || loopback;
}

/// Чи справді порт зайнятий: лише спроба зайняти його дає певну відповідь.
bool can_bind(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return true;
  const int reuse = 1;  // сервери ставлять так само: з'єднання в TIME_WAIT не заважають
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free =
      ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 || errno != EADDRINUSE;
  ::close(socket);
  return free;
}

std::optional<pid_t> owner_of_socket(std::uint64_t inode) {
  const std::string wanted = fmt::format("socket:[{}]", inode);
  std::error_code error;
  for (const auto& process : fs::directory_iterator("/proc", error)) {
    const auto pid = parse<pid_t>(process.path().filename().string(), 10);
    if (!pid) continue;
    std::error_code hidden;  // дескриптори чужих процесів видно лише root
    for (fs::directory_iterator entry(process.path() / "fd", hidden), end; !hidden && entry != end;
         entry.increment(hidden)) {
      std::error_code gone;
      if (fs::read_symlink(entry->path(), gone) == wanted) return pid;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Listener> find_listener(std::string_view table, int port) {
  // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …
  constexpr std::size_t kLocal = 1, kState = 3, kUid = 7, kInode = 9;
  constexpr std::string_view kListen = "0A";
  for (const auto line : split(table, '\n')) {
    const auto fields = fields_of(line);
    if (fields.size() <= kInode || fields[kState] != kListen) continue;
    const auto parts = split(fields[kLocal], ':');
    if (parts.size() != 2 || parse<int>(parts[1], 16) != port || !blocks_loopback(parts[0])) continue;
    return Listener{.inode = parse<std::uint64_t>(fields[kInode], 10).value_or(0),
                    .uid = parse<uid_t>(fields[kUid], 10).value_or(0)};
  }
  return std::nullopt;
}

std::optional<PortHolder> port_holder(int port) {
  if (can_bind(port)) return std::nullopt;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    const auto text = read_file(table);
    const auto listener = text ? find_listener(*text, port) : std::nullopt;
    if (!listener) continue;
    PortHolder holder{.pid = owner_of_socket(listener->inode), .uid = listener->uid, .description = {}};
    holder.description = holder.pid
                             ? fmt::format("process {} ({})", *holder.pid, describe_process(*holder.pid))
                             : fmt::format("a process of user {}", user_name(holder.uid));
    return holder;
  }
  return PortHolder{.pid = {}, .uid = 0, .description = "a process that cannot be seen from here"};
}

bool may_serve_databases(const PortHolder& holder) {
  if (holder.uid == 0 || holder.uid == ::geteuid()) return true;
  const std::string name = user_name(holder.uid);
  return name == "mysql" || name == "mariadb" || name == "postgres";
}

}  // namespace techmarket::runtime::local
