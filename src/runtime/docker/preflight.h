#pragma once
// Перевірки до `compose up`: краще відмовити зі словами, ніж лишити половину контейнерів і теку замість
// файла.

#include "base/error.h"
#include "config/catalogue.h"

namespace techmarket::runtime::docker {

/// Файли першого запуску на місці й читні, порти вільні. Помилка configuration перелічує все.
Status preflight(const config::Catalogue& catalogue);

// Частини.
Status check_init_files(const config::Catalogue& catalogue);
Status check_ports(const config::Catalogue& catalogue);

/// Чому сервіс, який мав би працювати, не відповідає: двигун помер, контейнер зупинено… Порожньо — контейнер
/// працює.
Status explain_silence(const config::Catalogue& catalogue, const config::Service& service);

}  // namespace techmarket::runtime::docker
