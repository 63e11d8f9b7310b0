#pragma once
// Команди, що працюють із базами (generate, etl run, verify), починають звідси: якщо сервер, який мав би
// працювати, помер, його піднімають наново, щоб та сама команда завершила роботу.

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/state.h"

namespace techmarket::runtime {

/// Діє лише на локальний екземпляр із цими портами, який користувач запускав і не зупиняв; інакше нічого не
/// робить. Про кожен піднятий сервіс — один рядок у журналі.
Status ensure_running(const config::Catalogue& catalogue);
Status ensure_running(const config::Catalogue& catalogue, const StateLayout& state);

}  // namespace techmarket::runtime
