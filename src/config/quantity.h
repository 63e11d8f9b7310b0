#pragma once
// Кількості Kubernetes, якими каталог описує ресурси:
// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ Каталог приймає лише
// двійкові одиниці пам'яті й частки процесора: цього досить і не буває неоднозначним.

#include <cstdint>
#include <optional>
#include <string_view>

namespace techmarket::config {

/// «512Mi» → байти. Одиниці Ki, Mi, Gi, Ti; ціле додатне число.
std::optional<std::int64_t> memory_bytes(std::string_view quantity);

/// «250m» → 250, «2» → 2000: тисячні частки одного процесора.
std::optional<std::int64_t> cpu_millis(std::string_view quantity);

}  // namespace techmarket::config
