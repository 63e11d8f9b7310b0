#pragma once
// Чому под не запускається: чиста функція над тим, що каже `kubectl get … -o json`. Слова Kubernetes
// перекладено на прості, і кожна причина має пораду. Користуються up, status, doctor і завдання (job.h).

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace techmarket::runtime::kubernetes {

/// Що питати в кластера: з однієї такої відповіді видно всі причини.
inline constexpr std::string_view kObservedKinds = "statefulsets,jobs,pods,persistentvolumeclaims,events";

struct Obstacle {
  std::string service;  ///< мітка app.kubernetes.io/instance: «auth-db»
  std::string object;   ///< «pod auth-db-0»
  std::string reason;   ///< слово Kubernetes: «ImagePullBackOff»
  std::string problem;  ///< те саме простими словами
  std::string remedy;
  /// Може минути й без людини: вузол повертається, том створюється, один перезапуск.
  bool passes = false;

  /// «pod auth-db-0: …»
  std::string text() const;
};

/// @param observed список `kubectl get <kObservedKinds> -o json`; чужі об'єкти, без нашої мітки, не важать.
/// @return у порядку сервісів; для одного об'єкта — найперша причина.
std::vector<Obstacle> find_obstacles(const nlohmann::json& observed);

/// Те саме для одного сервісу.
std::vector<Obstacle> obstacles_of(const nlohmann::json& observed, std::string_view service);

}  // namespace techmarket::runtime::kubernetes
