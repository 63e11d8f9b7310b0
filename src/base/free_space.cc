#include "base/free_space.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "base/io_error.h"
#include "base/log.h"

namespace techmarket {
namespace {

namespace fs = std::filesystem;

/// Оцінка має похибку: нижче за такий запас варто попередити.
constexpr double kMargin = 1.25;
constexpr auto kGlance = std::chrono::seconds(1);

}  // namespace

std::optional<std::uint64_t> available_space(const fs::path& folder) {
  std::error_code error;
  fs::path existing = fs::absolute(folder, error);
  while (!existing.empty() && !fs::exists(existing, error) && existing.has_relative_path())
    existing = existing.parent_path();
  const fs::space_info space = fs::space(existing, error);
  if (error) return std::nullopt;
  return space.available;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  constexpr double kStep = 1024;
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= kStep && unit + 1 < kUnits.size(); ++unit) value /= kStep;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits[unit]);
}

Status check_space(const SpaceNeed& need) {
  const auto free = available_space(need.folder);
  if (!free) return {};
  const std::uint64_t usable = *free + need.reclaimed;
  if (usable < need.bytes)
    return fail(ErrorKind::retryable,
                fmt::format("{}: not enough disk space: about {} are needed, {} are available",
                            need.folder.string(), bytes_text(need.bytes), bytes_text(usable)),
                std::string(kFreeSpaceHint));
  if (static_cast<double>(usable) < kMargin * static_cast<double>(need.bytes))
    spdlog::warn("{}: disk space is tight: about {} are needed, {} are available", need.folder.string(),
                 bytes_text(need.bytes), bytes_text(usable));
  return {};
}

SpaceWatch::SpaceWatch(SpaceNeed need, std::function<double()> done)
    : thread_([this, need = std::move(need), done = std::move(done)](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, stop, kGlance, [&] { return stop.stop_requested(); })) {
          const auto free = available_space(need.folder);
          const double left = 1 - std::clamp(done(), 0.0, 1.0);
          const auto remains = static_cast<std::uint64_t>(static_cast<double>(need.bytes) * left);
          // Старе, яке робота замінює, вона звільняє дорогою.
          const auto reclaimed = static_cast<std::uint64_t>(static_cast<double>(need.reclaimed) * left);
          if (!free || *free + reclaimed >= remains) continue;
          spdlog::warn("{}: the disk may fill up: about {} remain to be written, {} are available",
                       need.folder.string(), bytes_text(remains), bytes_text(*free));
          return;
        }
      }) {}

}  // namespace techmarket
