#pragma once
// Adminer: сторінка на PHP, яку віддає вбудований сервер PHP. Список наших серверів — у формі входу.

#include <optional>
#include <string>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/local/programs.h"
#include "runtime/local/server_process.h"
#include "runtime/state.h"

namespace techmarket::runtime::local {

std::optional<ServerProcess> find_adminer_process(const StateLayout& state);

/// Пише сторінку й запускає, якщо ще не працює на своєму порту. Викликати під замком теки стану.
Status bring_up_adminer(const config::Catalogue& catalogue, const StateLayout& state,
                        const AdminerPrograms& programs);

/// Чи відповідає сторінка: порт приймає з'єднання.
bool adminer_answers(int port);

/// Сторінка index.php, яка показує сервіси каталогу і з'єднується лише з ними. Відповідає тільки браузерові,
/// що звернувся за адресою цієї машини: інакше чужий сайт, чиє ім'я вказує на 127.0.0.1, читав би бази руками
/// того, хто на нього зайшов.
std::string adminer_page(const config::Catalogue& catalogue, const AdminerPrograms& programs);

}  // namespace techmarket::runtime::local
