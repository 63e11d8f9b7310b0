#include "support/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace techmarket::support {
namespace {

constexpr int kFirst = 23000, kCount = 1000;

/// Безіменний у файловій системі сокет: ім'я зайняте, доки живе процес, і нічого не лишається після нього.
bool reserve(int port) {
  const std::string name = fmt::format("techmarket-test-port-{}", port);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(name, address.sun_path + 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  const int handle = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0) return true;  // тримаємо до кінця
  ::close(handle);
  return false;
}

/// Чи ніхто не слухає на порту. Закриті щойно з'єднання серверу не заважають.
bool is_unused(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(static_cast<in_port_t>(port));
  const int handle = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  const bool unused = ::setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
                      ::bind(handle, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  ::close(handle);
  return unused;
}

}  // namespace

int free_port() {
  for (int tries = 0; tries < kCount; ++tries)
    if (const int port = kFirst + (::getpid() + tries) % kCount; reserve(port) && is_unused(port))
      return port;
  return 0;
}

}  // namespace techmarket::support
