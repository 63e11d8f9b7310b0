#pragma once
// Виклики kubectl. Ctrl-C чи SIGTERM обриває будь-який з них одразу: кластер, що мовчить, нікого не тримає.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/process.h"

namespace techmarket::runtime::kubernetes {

/// Запускає програму й чекає її кінця; перервано — вбиває її і повертає interrupted. Діють argv, environment
/// і input; input програма дістає не стандартним вводом, а файлом, чиє ім'я стає на місце аргументу «-».
Result<Completed> run_interruptibly(const Command& command);

/// Те саме, і ненульовий код — помилка fatal з кінцем того, що програма сказала.
Result<Completed> run_interruptibly_checked(const Command& command);

class Kubectl {
 public:
  explicit Kubectl(std::string project) : project_(std::move(project)) {}

  Command command(std::vector<std::string> arguments, std::string input = {}) const;
  Result<Completed> run(std::vector<std::string> arguments) const;
  Result<Completed> run_checked(std::vector<std::string> arguments, std::string input = {}) const;
  /// `kubectl get … -o json`. Чого немає, те null; кластер, що не відповів, — помилка retryable.
  Result<nlohmann::json> get(std::vector<std::string> what) const;

 private:
  std::string project_;  ///< простір імен
};

}  // namespace techmarket::runtime::kubernetes
