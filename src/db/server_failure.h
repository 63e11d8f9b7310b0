#pragma once
// Що сталося з сервером, однаково для обох рушіїв. Код чи SQLSTATE перекладає mysql/error_kind.h і
// postgres/error_kind.h; звідси вже виходять рід відмови (код завершення) і порада, тож та сама біда має той
// самий код у кожній команді.

#include <string>
#include <string_view>

#include "base/error.h"
#include "db/endpoint.h"

namespace techmarket::db {

enum class ServerFailure {
  other,        ///< помилка самого запиту
  unreachable,  ///< за адресою ніхто не відповідає або сервер ще запускається
  lost,  ///< зв'язок обірвано: сервер зупинили чи вбили, або з'єднання закрив він сам
  disk_full,
  too_many_connections,
  out_of_memory,
  busy,  ///< рядки чи таблицю тримає хтось інший: замок, взаємне блокування
  stopped,  ///< оператор спинили на сервері: людина або межа часу
  access_denied,
  unknown_host,  ///< такого імені немає
  tls,  ///< не домовилися про шифрування або сертифікат не той
  unknown_database,
};

/// configuration — для прав, назв і TLS, fatal — для other, решта минає сама: retryable.
ErrorKind kind_of(ServerFailure failure);

/// Слово налаштування: auto, off, require, verify.
std::string_view tls_name(TlsMode mode);

/// Порада; порожньо для other. Базі, яку назвали адресою, поради про techmarket.toml і `up` не дають.
std::string hint_for(ServerFailure failure, const Endpoint& endpoint);

/// Чи це відмова за паролем, користувачем чи базою, а не за адресою чи TLS.
bool is_refusal(const Error& error, const Endpoint& endpoint);

}  // namespace techmarket::db
