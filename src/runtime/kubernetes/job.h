#pragma once
// Команда techmarket усередині кластера: Job з образом самої програми, паролі — з Secret. Тут її запускають,
// показують її вивід, віддають її код завершення, а перервану зупиняють.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime::kubernetes {

struct JobRequest {
  std::string name;  ///< «generate»: мітка й початок імені завдання
  std::vector<std::string> arguments;  ///< командний рядок без імені програми
  /// Куди на цій машині покласти те, що команда запише в /output пода; порожньо — вона файлів не пише.
  std::filesystem::path output = {};
};

/// Тека пода, чий вміст іде в JobRequest::output.
inline constexpr const char* kJobOutput = "/output";

/// Образ програми: TECHMARKET_IMAGE, інакше techmarket:<версія>.
std::string program_image();

/// Описи, за якими працює завдання, — ті самі, що тут: techmarket.toml, DBML і SQL їдуть із ним у ConfigMap.
/// @return код завершення програми. Помилки: configuration — под не запускається (яка саме причина —
/// obstacles.h), retryable —
///   зв'язок із кластером утрачено (завдання працює далі), interrupted.
Result<int> run_job(const config::Catalogue& catalogue, const JobRequest& request);

}  // namespace techmarket::runtime::kubernetes
