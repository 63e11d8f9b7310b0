#include "db/binlog/snapshot.h"

#include <charconv>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "base/interrupt_watch.h"
#include "db/binlog/server_facts.h"

namespace techmarket::db::binlog {
namespace {

constexpr const char* kStart = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

Result<Snapshot> mariadb_snapshot(mysql::Connection& connection) {
  TM_TRY(connection.execute(kStart));
  TM_ASSIGN(const Rows rows, connection.query("SHOW STATUS LIKE 'binlog_snapshot_%'"));
  LogPosition position;
  for (const auto& row : rows) {
    const std::string value = row[1].value_or("");
    if (row[0] == "Binlog_snapshot_file") position.file = value;
    if (row[0] == "Binlog_snapshot_position")
      std::from_chars(value.data(), value.data() + value.size(), position.offset);
  }
  if (position.file.empty() || position.file == "none") return Snapshot{};
  TM_ASSIGN(const Rows gtid, connection.query(fmt::format("SELECT BINLOG_GTID_POS({}, {})",
                                                          connection.quote(position.file), position.offset)));
  return Snapshot{position, gtid[0][0].value_or("")};
}

/// Замок може чекати на оператор, який чекає на рядок транзакції, чий наступний оператор чекає на замок:
/// цього кола сервер не бачить. Тому чекаємо по секунді (менше MySQL не вміє) і між спробами даємо писати
/// іншим.
Status lock_tables(mysql::Connection& connection, std::chrono::seconds lock_wait) {
  constexpr std::chrono::milliseconds kBreath{100};
  constexpr std::string_view kTimeout = "code 1205";
  TM_TRY(connection.execute("SET SESSION lock_wait_timeout = 1"));
  const auto deadline = std::chrono::steady_clock::now() + lock_wait;
  for (;;) {
    const Status locked = connection.execute("FLUSH TABLES WITH READ LOCK");
    if (locked || locked.error().message.find(kTimeout) == std::string::npos ||
        std::chrono::steady_clock::now() >= deadline)
      return locked;
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(kBreath);
  }
}

Result<Snapshot> mysql_snapshot(mysql::Connection& connection, std::chrono::seconds lock_wait) {
  TM_ASSIGN(const std::int64_t has_log, connection.query_int("SELECT @@log_bin"));
  if (has_log == 0) {
    TM_TRY(connection.execute(kStart));
    return Snapshot{};
  }
  if (const Status locked = lock_tables(connection, lock_wait); !locked) {
    // Без замка на цьому з'єднанні читатимуть далі: його чекання на замки має бути звичне.
    const Status restored = connection.execute("SET SESSION lock_wait_timeout = DEFAULT");
    return std::unexpected(restored ? locked.error() : restored.error());
  }
  // Звідси сервер не пише: замок тримаємо рівно на два короткі оператори і знімаємо за будь-якого кінця.
  const auto locked = [&]() -> Result<Snapshot> {
    TM_ASSIGN(const LogStatus status, log_status(connection));
    TM_TRY(connection.execute(kStart));
    return Snapshot{status.position, status.gtid};
  }();
  const Status unlocked = connection.execute("UNLOCK TABLES");
  if (!locked) return std::unexpected(locked.error());
  if (!unlocked) return std::unexpected(unlocked.error());
  TM_TRY(connection.execute("SET SESSION lock_wait_timeout = DEFAULT"));
  return locked;
}

Result<Snapshot> start(mysql::Connection& connection, std::chrono::seconds lock_wait) {
  constexpr std::string_view kNoPrivilege = "code 1227";
  TM_TRY(connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
  auto snapshot =
      is_mariadb(connection) ? mariadb_snapshot(connection) : mysql_snapshot(connection, lock_wait);
  if (snapshot || !snapshot.error().message.contains(kNoPrivilege)) return snapshot;
  return fail(ErrorKind::configuration, snapshot.error().message,
              "docs/etl.md lists the privileges that reading the binary log needs");
}

}  // namespace

Result<Snapshot> open_snapshot(mysql::Connection& connection, std::chrono::seconds lock_wait) {
  TM_TRY(check_interrupted());
  const InterruptWatch watch([&connection] { connection.abort(); });
  auto snapshot = start(connection, lock_wait);
  if (!snapshot) TM_TRY(check_interrupted());
  return snapshot;
}

}  // namespace techmarket::db::binlog
