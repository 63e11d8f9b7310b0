#include "db/postgres/error_kind.h"

#include <algorithm>

#include "base/io_error.h"

namespace techmarket::db::postgres {
namespace {

struct Rule {
  std::string_view sign;  ///< SQLSTATE, його клас (перші два знаки) або слова сервера
  ServerFailure failure;
};

// Перше, що підійшло: точні коди стоять раніше за свій клас.
constexpr Rule kStates[] = {
    {"53100", ServerFailure::disk_full},
    {"53300", ServerFailure::too_many_connections},
    {"53200", ServerFailure::out_of_memory},
    {"53", ServerFailure::out_of_memory},  // insufficient_resources, configuration_limit_exceeded
    {"57P04", ServerFailure::unknown_database},
    {"57P", ServerFailure::lost},  // сервер зупиняють, він упав чи ще запускається
    {"57014", ServerFailure::stopped},  // query_canceled, зокрема statement_timeout
    {"08", ServerFailure::lost},
    {"25P03", ServerFailure::lost},  // idle_in_transaction_session_timeout
    {"25P04", ServerFailure::lost},  // transaction_timeout
    {"40001", ServerFailure::busy},
    {"40P01", ServerFailure::busy},
    {"55P03", ServerFailure::busy},
    {"28", ServerFailure::access_denied},
    {"3D", ServerFailure::unknown_database},
};

constexpr Rule kConnectWords[] = {
    {"too many clients", ServerFailure::too_many_connections},
    {"too many connections", ServerFailure::too_many_connections},
    {"connection slots are reserved", ServerFailure::too_many_connections},
    {"out of memory", ServerFailure::out_of_memory},
    {"could not fork", ServerFailure::out_of_memory},
    // До «pg_hba.conf»: «no pg_hba.conf entry for host …, no encryption» — про шифрування, а не про
    // користувача.
    {"could not translate host name", ServerFailure::unknown_host},
    {"no encryption", ServerFailure::tls},
    {"SSL", ServerFailure::tls},
    {"certificate", ServerFailure::tls},
    {"authentication failed", ServerFailure::access_denied},
    {"no password supplied", ServerFailure::access_denied},
    {"no pg_hba.conf entry", ServerFailure::access_denied},
    {"not permitted to log in", ServerFailure::access_denied},
    {"permission denied for database", ServerFailure::access_denied},
    {"does not exist", ServerFailure::access_denied},  // користувач або база
};

}  // namespace

ServerFailure failure_of(std::string_view sqlstate, std::string_view message, bool connected) {
  // Повний диск під журналом обриває й з'єднання, тож причина важить більше за обрив.
  if (says_disk_full(message)) return ServerFailure::disk_full;
  const auto rule =
      std::ranges::find_if(kStates, [&](const Rule& one) { return sqlstate.starts_with(one.sign); });
  if (rule != std::end(kStates)) return rule->failure;
  return connected ? ServerFailure::other : ServerFailure::lost;
}

ServerFailure connect_failure_of(std::string_view message) {
  if (says_disk_full(message)) return ServerFailure::disk_full;
  const auto rule =
      std::ranges::find_if(kConnectWords, [&](const Rule& one) { return message.contains(one.sign); });
  return rule == std::end(kConnectWords) ? ServerFailure::unreachable : rule->failure;
}

}  // namespace techmarket::db::postgres
