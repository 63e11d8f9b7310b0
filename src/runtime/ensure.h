#pragma once
// Команди, що працюють із базами (generate, etl run, verify), починають звідси: якщо сервер, який мав би
// працювати, помер, його піднімають наново, щоб та сама команда завершила роботу.

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/state.h"

namespace techmarket::runtime {

/// Каталог із сокетами, якщо ці порти належать локальному екземпляру в теці стану: до своїх серверів ідемо
/// лише через неї, тож на порт, який тим часом зайняв хтось інший, пароль не потрапить. Інакше — без змін,
/// через порти.
config::Catalogue reached_by(config::Catalogue catalogue, const std::optional<Instance>& instance,
                             const StateLayout& state);

/// Свій локальний екземпляр, який користувач запускав і не зупиняв, піднімає наново, якщо якийсь сервер
/// помер; про кожен — один рядок у журналі. Якщо за цими портами чужий екземпляр або чужий користувач машини
/// — помилка configuration.
Status ensure_running(const config::Catalogue& catalogue);
Status ensure_running(const config::Catalogue& catalogue, const StateLayout& state);

/// Чи можна довірити пароль тому, хто слухає на порту сервісу, і чи не належить ця база іншому екземплярові.
/// Для сервісів, до яких ідемо через порт. Помилка configuration каже, хто там.
Status check_ours(const config::Service& service, const StateLayout& state);

/// Де на цій машині лежать дані серверів каталогу. Порожньо — вони в контейнерах, у Kubernetes чи не наші:
/// тоді про їхній диск ми нічого не знаємо.
Result<std::filesystem::path> local_data_folder(const config::Catalogue& catalogue);
Result<std::filesystem::path> local_data_folder(const config::Catalogue& catalogue, const StateLayout& state);

}  // namespace techmarket::runtime
