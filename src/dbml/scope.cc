#include "dbml/scope.h"

#include <algorithm>

#include <fmt/format.h>

namespace techmarket::dbml {

std::vector<std::string> NameTable::names() const {
  std::vector<std::string> result;
  result.reserve(entries_.size());
  for (const auto& [key, index] : entries_) {
    result.push_back(key.first == schema::kDefaultSchema ? std::string(key.second)
                                                         : fmt::format("{}.{}", key.first, key.second));
  }
  std::ranges::sort(result);  // порада не залежить від порядку в хеш-таблиці
  return result;
}

}  // namespace techmarket::dbml
