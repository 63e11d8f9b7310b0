#pragma once
// Керівний обліковий запис локального сервера: root у MySQL, postgres у PostgreSQL. Пароль випадковий, лежить
// у файлі 0600 і діє лише через сокет у теці сервісу, недоступній іншим. Користувач сервісу керівних прав не
// має.

#include <string>

#include "base/error.h"
#include "config/catalogue.h"
#include "db/endpoint.h"
#include "runtime/state.h"

namespace techmarket::runtime::local {

/// 48 шістнадцяткових знаків від генератора випадкових чисел ядра.
Result<std::string> random_password();

/// Адреса керівного запису. @param database порожня — жодної. Помилка (configuration), якщо файла з паролем
/// немає.
Result<db::Endpoint> admin_endpoint(const config::Service& service, const StateLayout& state,
                                    std::string database);

/// Каталог, сервіси якого доступні через сокети екземпляра в цій теці стану.
config::Catalogue at_sockets(config::Catalogue catalogue, const StateLayout& state);

}  // namespace techmarket::runtime::local
