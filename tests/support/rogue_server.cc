#include "support/rogue_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace techmarket::support {
namespace {

using namespace std::string_literals;

/// Пакет MySQL: довжина (3 байти), номер, вміст.
void send_packet(int client, unsigned char number, const std::string& body) {
  std::string packet = {static_cast<char>(body.size() & 0xff), static_cast<char>(body.size() >> 8 & 0xff),
                        static_cast<char>(body.size() >> 16 & 0xff), static_cast<char>(number)};
  packet += body;
  ::send(client, packet.data(), packet.size(), MSG_NOSIGNAL);
}

/// Наступні байти клієнта; порожньо — він пішов.
std::string receive(int client) {
  char buffer[65536];
  const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
  return {buffer, static_cast<std::size_t>(got > 0 ? got : 0)};
}

/// HandshakeV10: звичайний сервер, що пропонує mysql_native_password і читання місцевих файлів.
std::string mysql_greeting() {
  const std::string protocol_41_and_more("\x89\xa2", 2), plugin_auth("\x19\x00", 2);
  return "\x0a"s + "8.4.3\0"s + "\x01\0\0\0"s + "12345678" + "\0"s + protocol_41_and_more + "\x21"s +
         "\x02\0"s + plugin_auth + "\x15"s + std::string(10, '\0') + "123456789012\0"s +
         "mysql_native_password\0"s;
}

const std::string kOk = "\0\0\0\x02\0\0\0"s;

}  // namespace

RogueServer::RogueServer(Demand demand, std::string file) : demand_(demand), file_(std::move(file)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 1) != 0 ||
      ::getsockname(listener_, generic, &size) != 0)
    throw std::runtime_error("cannot listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

RogueServer::~RogueServer() {
  received();
  ::close(listener_);
}

db::Endpoint RogueServer::endpoint(std::string password) const {
  return {
      .service = "rogue", .port = port_, .user = "user", .password = std::move(password), .database = "shop"};
}

const std::string& RogueServer::received() {
  ::shutdown(listener_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
  return received_;
}

void RogueServer::serve() {
  for (int client; (client = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(client))
    demand_ == Demand::postgres_clear_password ? serve_postgres(client) : serve_mysql(client);
}

void RogueServer::serve_mysql(int client) {
  send_packet(client, 0, mysql_greeting());
  received_ += receive(client);
  if (demand_ == Demand::mysql_clear_password) {
    send_packet(client, 2, "\xfe"s + "mysql_clear_password\0"s);
    received_ += receive(client);
    return;
  }
  send_packet(client, 2, kOk);
  // Перше прохання — файл; далі лише слухаємо, що прийде.
  unsigned char number = 1;
  for (std::string said; !(said = receive(client)).empty(); number = 3) {
    received_ += said;
    send_packet(client, number, number == 1 ? "\xfb"s + file_ : kOk);
  }
}

void RogueServer::serve_postgres(int client) {
  received_ += receive(client);
  const std::string cleartext = "R\0\0\0\x08\0\0\0\x03"s;
  ::send(client, cleartext.data(), cleartext.size(), MSG_NOSIGNAL);
  received_ += receive(client);
}

}  // namespace techmarket::support
