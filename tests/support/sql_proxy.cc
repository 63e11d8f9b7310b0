#include "support/sql_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace techmarket::support {
namespace {

/// Сокет, що закривається сам.
class Socket {
 public:
  explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Socket listen_anywhere() {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = loopback(0);
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.get(), 64) != 0)
    throw std::runtime_error("the proxy cannot listen");
  return socket;
}

int port_of(const Socket& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::optional<Socket> connect_to(int port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return std::nullopt;
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

bool send_all(const Socket& socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Дописує те, що вже прийшло; false — зв'язок скінчився.
bool receive(const Socket& socket, std::string& into) {
  char bytes[65536];
  const ssize_t count = ::recv(socket.get(), bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  into.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

/// Повідомлення клієнта, якщо воно вже прийшло цілком.
struct Message {
  std::size_t size = 0;   ///< разом із заголовком
  std::string statement;  ///< порожньо — не оператор
};

/// Пакет MySQL: довжина (3 байти від молодшого), номер, тіло; команда — пакет із номером 0.
std::optional<Message> mysql_message(std::string_view bytes) {
  constexpr std::size_t kHeader = 4;
  constexpr char kQuery = 3, kBinlogDump = 0x12;
  if (bytes.size() < kHeader) return std::nullopt;
  const std::size_t length = byte_at(bytes, 0) | byte_at(bytes, 1) << 8 | byte_at(bytes, 2) << 16;
  if (bytes.size() < kHeader + length) return std::nullopt;
  Message message{.size = kHeader + length, .statement = {}};
  if (bytes[3] != 0 || length == 0) return message;
  if (bytes[kHeader] == kQuery) message.statement = bytes.substr(kHeader + 1, length - 1);
  if (bytes[kHeader] == kBinlogDump) message.statement = "BINLOG DUMP";
  return message;
}

/// Повідомлення PostgreSQL: рід (його немає в найпершого), довжина (4 байти від старшого, разом із собою),
/// тіло.
std::optional<Message> postgres_message(std::string_view bytes, bool first) {
  const std::size_t kind = first ? 0 : 1;
  if (bytes.size() < kind + 4) return std::nullopt;
  const std::size_t length = byte_at(bytes, kind) << 24 | byte_at(bytes, kind + 1) << 16 |
                             byte_at(bytes, kind + 2) << 8 | byte_at(bytes, kind + 3);
  if (bytes.size() < kind + length) return std::nullopt;
  Message message{.size = kind + length, .statement = {}};
  if (first) return message;
  if (bytes[0] == 'Q')
    message.statement = bytes.substr(5, length - 5);  // нуль у кінці тексту лишається за межею
  if (bytes[0] == 'c') message.statement = "COPY DONE";
  return message;
}

}  // namespace

class SqlProxy::Impl {
 public:
  Impl(Protocol protocol, int target_port, Judge judge)
      : protocol_(protocol),
        target_port_(target_port),
        judge_(std::move(judge)),
        listener_(listen_anywhere()) {
    acceptor_ = std::jthread([this](const std::stop_token& stop) { accept(stop); });
  }

  ~Impl() {
    acceptor_.request_stop();
    acceptor_.join();
    for (auto& conversation : conversations_) conversation.request_stop();
  }

  int port() const { return port_of(listener_); }

 private:
  static constexpr int kGlanceMilliseconds = 20;

  static bool readable(const Socket& socket, int milliseconds) {
    pollfd polled{socket.get(), POLLIN, 0};
    return ::poll(&polled, 1, milliseconds) > 0;
  }

  void accept(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!readable(listener_, kGlanceMilliseconds)) continue;
      Socket client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client.get() < 0) continue;
      conversations_.emplace_back([this, client = std::move(client)](
                                      const std::stop_token& stopping) mutable { talk(client, stopping); });
    }
  }

  /// Передає в обидва боки, доки хтось не замовкне.
  void talk(const Socket& client, const std::stop_token& stop) {
    const auto server = connect_to(target_port_);
    if (!server) return;
    relay(client, *server, stop);
    // Дитина тесту могла успадкувати сокети: close() у нас зв'язку ще не кінчає.
    ::shutdown(client.get(), SHUT_RDWR);
    ::shutdown(server->get(), SHUT_RDWR);
  }

  void relay(const Socket& client, const Socket& server, const std::stop_token& stop) {
    std::string from_client;
    bool first = true;
    while (!stop.stop_requested()) {
      pollfd polled[] = {{client.get(), POLLIN, 0}, {server.get(), POLLIN, 0}};
      if (::poll(polled, 2, kGlanceMilliseconds) <= 0) continue;
      if (polled[1].revents != 0) {
        std::string bytes;
        if (!receive(server, bytes) || !send_all(client, bytes)) return;
      }
      if (polled[0].revents != 0 && (!receive(client, from_client) || !forward(server, from_client, first)))
        return;
    }
  }

  /// Передає все, що прийшло цілком. @return false — обірвати
  bool forward(const Socket& server, std::string& bytes, bool& first) {
    while (true) {
      const auto message =
          protocol_ == Protocol::mysql ? mysql_message(bytes) : postgres_message(bytes, first);
      if (!message) return true;
      first = false;
      const Verdict verdict = message->statement.empty() ? Verdict::pass : judge_(message->statement);
      if (verdict == Verdict::cut_before) return false;
      if (!send_all(server, std::string_view(bytes).substr(0, message->size))) return false;
      bytes.erase(0, message->size);
      if (verdict == Verdict::pass) continue;
      constexpr int kPatience = 10'000;
      readable(server, kPatience);
      return false;
    }
  }

  const Protocol protocol_;
  const int target_port_;
  const Judge judge_;
  const Socket listener_;
  std::list<std::jthread> conversations_;
  std::jthread acceptor_;
};

SqlProxy::SqlProxy(Protocol protocol, int target_port, Judge judge)
    : impl_(std::make_unique<Impl>(protocol, target_port, std::move(judge))) {}

SqlProxy::~SqlProxy() = default;

int SqlProxy::port() const {
  return impl_->port();
}

}  // namespace techmarket::support
