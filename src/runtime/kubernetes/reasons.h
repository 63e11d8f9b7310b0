#pragma once
// Повідомлення Kubernetes — простими словами. Кожна функція знає один його голос: планувальника, kubelet, що
// тягне образи чи під'єднує томи, програму, яка скінчилася. Тексти різних версій звірено за записаними
// відповідями (testing/) і за джерелом Kubernetes.

#include <string>
#include <string_view>

namespace techmarket::runtime::kubernetes {

struct Explanation {
  std::string problem, remedy;
  bool passes = false;
};

/// Хто просить: від цього залежить, що радити.
struct Asker {
  std::string service;       ///< «auth-db»
  std::string project;       ///< простір імен
  std::string cpu, memory;   ///< скільки просить контейнер: «250m», «512Mi»
  std::string memory_limit;  ///< «2Gi»
  bool database = true;      ///< база з techmarket.toml, а не завдання
};

/// Слова планувальника, крім скарг на томи: «0/1 nodes are available: 1 Insufficient memory.»
Explanation explain_scheduling(std::string_view message, const Asker& asker);

/// Чи скаржиться планувальник на том.
bool is_about_volumes(std::string_view scheduling_message);

/// Чому том не з'явився. @param message подія тому або слова планувальника.
Explanation explain_claim(std::string_view claim, std::string_view storage_class, std::string_view message,
                          const Asker& asker);

/// ErrImagePull, ImagePullBackOff, ErrImageNeverPull, InvalidImageName. @param message найдокладніше з
/// відомих.
Explanation explain_image(std::string_view image, std::string_view reason, std::string_view message,
                          const Asker& asker);

/// CreateContainerConfigError, FailedMount та інше, чого контейнерові бракує до запуску.
Explanation explain_setup(std::string_view reason, std::string_view message, const Asker& asker);

/// Програма, що скінчилася. @param message останні рядки її журналу, якщо відомі.
Explanation explain_end(int exit_code, std::string_view reason, std::string_view message, const Asker& asker);

/// Под, який вузол вигнав. @param message «The node was low on resource: memory.»
Explanation explain_eviction(std::string_view message, const Asker& asker);

/// StatefulSet чи Job не можуть навіть створити под: квота, Pod Security, права.
Explanation explain_refusal(std::string_view message, const Asker& asker);

}  // namespace techmarket::runtime::kubernetes
