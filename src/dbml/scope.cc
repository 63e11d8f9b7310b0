#include "dbml/scope.h"

#include <tuple>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {

std::string NameTable::hint(std::string_view written) const {
  std::optional<std::pair<std::size_t, std::string>> best;
  for (const auto& [key, index] : entries_) {
    const bool plain = key.first == schema::kDefaultSchema;
    const auto qualified = plain ? std::string() : fmt::format("{}.{}", key.first, key.second);
    const std::string_view name = plain ? key.second : std::string_view(qualified);
    const auto distance = likeness(written, name);
    if (!distance) continue;
    // Рівні — за абеткою: порада не залежить від порядку в хеш-таблиці.
    std::pair candidate(*distance, std::string(name));
    if (!best || candidate < *best) best = std::move(candidate);
  }
  return best ? fmt::format("did you mean '{}'?", best->second) : std::string();
}

}  // namespace techmarket::dbml
