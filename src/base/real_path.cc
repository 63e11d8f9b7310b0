#include "base/real_path.h"

#include <system_error>

namespace techmarket {

std::optional<std::filesystem::path> real_path(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // стільки ж дозволяє ядро
  std::error_code unknown;
  path = std::filesystem::absolute(path, unknown);  // weakly_canonical лишає шлях до неіснуючого відносним
  if (unknown) return std::nullopt;
  for (int links = 0; links < kMostLinks; ++links) {
    std::error_code error;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(path, error))) {
      auto real = std::filesystem::weakly_canonical(path, error);
      return error ? std::nullopt : std::optional(std::move(real));
    }
    const auto target = std::filesystem::read_symlink(path, error);
    if (error) return std::nullopt;
    path = path.parent_path() / target;  // абсолютний target замінює все
  }
  return std::nullopt;
}

}  // namespace techmarket
