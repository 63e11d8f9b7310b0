#include "runtime/local/admin.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"
#include "runtime/private_file.h"

namespace techmarket::runtime::local {

Result<std::string> random_password() {
  std::array<unsigned char, 24> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail(ErrorKind::fatal, fmt::format("getrandom: {}", std::strerror(errno)));
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

Result<db::Endpoint> admin_endpoint(const config::Service& service, const StateLayout& state,
                                    std::string database) {
  const auto file = state.admin_password(service.name);
  TM_ASSIGN(const auto password, read_own(file));
  if (!password)
    return fail(
        ErrorKind::configuration, fmt::format("{}: is lost", file.string()),
        "restore the file, or start over with `techmarket clean --yes && techmarket up` (data is lost)");
  return db::Endpoint{.service = service.name,
                      .port = service.port,
                      .socket_folder = state.socket_folder(service.name),
                      .user = service.is_mysql() ? "root" : "postgres",
                      .password = std::string(trim(*password)),
                      .database = std::move(database),
                      .application = "techmarket up"};
}

config::Catalogue at_sockets(config::Catalogue catalogue, const StateLayout& state) {
  for (auto& service : catalogue.services)
    if (!service.is_elsewhere()) service.socket_folder = state.socket_folder(service.name);
  return catalogue;
}

}  // namespace techmarket::runtime::local
