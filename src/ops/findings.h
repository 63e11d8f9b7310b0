#pragma once
// Результат однієї перевірки: скільки порушень і перші з них словами.

#include <cstdint>
#include <string>
#include <vector>

namespace techmarket::ops {

struct CheckResult {
  std::string name;
  bool ok = true;
  std::int64_t violations = 0;
  std::string detail;  ///< перші розбіжності або коротке підтвердження; по одній на рядок
};

/// Збирає порушення однієї перевірки: рахує всі, пам'ятає перші kShown.
class Findings {
 public:
  static constexpr std::size_t kShown = 10;

  explicit Findings(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }

  void add(std::string difference, std::int64_t rows = 1);
  /// Що написати в detail, коли порушень немає: «2,700 rows compared».
  void confirm(std::string text) { confirmation_ = std::move(text); }

  CheckResult result() &&;

 private:
  std::string name_, confirmation_;
  std::int64_t violations_ = 0;
  std::size_t differences_ = 0;
  std::vector<std::string> shown_;
};

}  // namespace techmarket::ops
