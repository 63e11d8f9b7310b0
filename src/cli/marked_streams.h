#pragma once
// У завданні Kubernetes stdout і stderr стають одним журналом. Щоб команда, яка завдання запустила, могла їх
// знову розвести, кожен рядок дістає позначку: «1 » — stdout, «2 » — stderr (runtime/kubernetes/log_line.h).

#include <optional>

namespace techmarket::cli {

/// Якщо TECHMARKET_MARK_STREAMS задано, роздвоюється: нащадок повертається звідси порожнім і виконує команду,
/// а батько позначає його рядки, передає йому SIGTERM і SIGINT та повертає його код завершення.
std::optional<int> mark_streams();

}  // namespace techmarket::cli
