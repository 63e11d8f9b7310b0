#include "runtime/local/preflight.h"

#include <filesystem>

#include <fmt/format.h>

#include "runtime/local/port_holder.h"

namespace techmarket::runtime::local {
namespace {

constexpr std::uintmax_t kMiB = 1u << 20;
// Журнал повторення 512 MiB сервер виділяє одразу; решта — системні таблиці й тимчасові файли.
constexpr std::uintmax_t kFreshMysql = 600 * kMiB;
// Після initdb тека займає 40 MiB; решта — запас на журнал під час першого завантаження.
constexpr std::uintmax_t kFreshPostgres = 200 * kMiB;

}  // namespace

Status check_ports(const std::vector<WantedPort>& ports) {
  std::string taken;
  for (const auto& wanted : ports)
    if (const auto holder = port_holder(wanted.port))
      taken += fmt::format("{}port {} of {} is held by {}", taken.empty() ? "" : "\n", wanted.port,
                           wanted.service, holder->description);
  if (taken.empty()) return {};
  return fail(ErrorKind::configuration, taken,
              "stop it, or choose other ports: `techmarket up --port-offset 10000`");
}

std::uintmax_t space_needed(const std::vector<config::Service>& fresh) {
  std::uintmax_t bytes = 0;
  for (const auto& service : fresh) bytes += service.is_mysql() ? kFreshMysql : kFreshPostgres;
  return bytes;
}

Status check_space(const StateLayout& state, std::uintmax_t needed) {
  std::error_code error;
  const auto space = std::filesystem::space(state.root(), error);
  if (error || space.available >= needed) return {};
  return fail(ErrorKind::fatal,
              fmt::format("{} has {} MiB free, but the new databases need {} MiB", state.root().string(),
                          space.available / kMiB, needed / kMiB),
              "free some disk space, or set TECHMARKET_STATE_DIR to a folder on another disk");
}

}  // namespace techmarket::runtime::local
