#include "rows/mysql_marks.h"

#include <fmt/format.h>

namespace techmarket::rows {
namespace {

/// Ім'я бази буває довге, а MySQL приймає імена замків до 64 знаків.
std::string quoted_lock(db::mysql::Connection& connection) {
  return fmt::format("LEFT({}, 64)", connection.quote(lock_name(connection)));
}

}  // namespace

std::string lock_name(const db::mysql::Connection& connection) {
  return fmt::format("techmarket generate {}", connection.endpoint().database);
}

Status lock_database(db::mysql::Connection& connection, std::string_view busy) {
  // Стільки чекаємо на чужий замок: після kill -9 попереднього запуску сервер ще якусь мить відкочує його
  // роботу.
  constexpr int kSeconds = 10;
  TM_ASSIGN(const db::Rows rows,
            connection.query(fmt::format("SELECT GET_LOCK({}, {})", quoted_lock(connection), kSeconds)));
  if (!rows.empty() && rows[0][0] == "1") return {};
  return fail(ErrorKind::retryable, fmt::format("{}: {}", connection.endpoint().service, busy),
              "wait until it ends, then run the same command again");
}

Status unlock_database(db::mysql::Connection& connection) {
  return connection.execute(fmt::format("DO RELEASE_LOCK({})", quoted_lock(connection)));
}

Result<bool> has_table(db::mysql::Connection& connection, std::string_view name) {
  TM_ASSIGN(const std::int64_t found,
            connection.query_int(fmt::format("SELECT COUNT(*) FROM information_schema.TABLES "
                                             "WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{}'",
                                             name)));
  return found != 0;
}

}  // namespace techmarket::rows
