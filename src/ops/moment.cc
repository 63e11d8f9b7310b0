#include "ops/moment.h"

#include <future>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "config/endpoints.h"

namespace techmarket::ops {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kApplication = "techmarket backup";

// Стільки сервер чекає за одну спробу. Між спробами огорожі опущено: той, хто пише в дві бази водночас, чекав
// би на другу, а ми — на нього.
constexpr int kTrySeconds = 3;
constexpr std::string_view kLockWaitTimeout = "code 1205";
constexpr std::string_view kPostgresLockTimeout = "55P03";

db::mysql::Connection& mysql(AnyConnection& connection) {
  return std::get<db::mysql::Connection>(connection);
}
db::postgres::Connection& postgres(AnyConnection& connection) {
  return std::get<db::postgres::Connection>(connection);
}

/// Сервер, що завмер, тримав би Ctrl-C десять секунд: чекати на з'єднання libmariadb вміє лише до кінця.
/// Потік, покинутий тоді, нічого нашого не бачить і скінчиться сам.
Result<db::mysql::Connection> open_mysql(const db::Endpoint& endpoint) {
  using Opened = Result<db::mysql::Connection>;
  constexpr auto kGlance = std::chrono::milliseconds(50);
  const auto promise = std::make_shared<std::promise<Opened>>();
  auto opened = promise->get_future();
  std::thread([promise, endpoint] { promise->set_value(db::mysql::Connection::open(endpoint)); }).detach();
  while (opened.wait_for(kGlance) != std::future_status::ready) TM_TRY(check_interrupted());
  return opened.get();
}

Result<std::vector<schema::QualifiedName>> tables_of(Participant& one) {
  TM_ASSIGN(
      const auto rows,
      query(one.counting,
            one.service->is_mysql()
                ? "SELECT '', TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() "
                  "AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME"
                : "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = "
                  "c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' "
                  "AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1, 2"));
  std::vector<schema::QualifiedName> tables;
  for (const auto& row : rows) {
    schema::QualifiedName name{.name = row[1].value_or("")};
    if (!one.service->is_mysql()) name.schema = row[0].value_or("");
    tables.push_back(std::move(name));
  }
  return tables;
}

std::string listed(const Participant& one, std::string_view suffix) {
  std::string list;
  for (const auto& table : one.tables)
    list += fmt::format("{}{}{}", list.empty() ? "" : ", ", one.service->quoted(table), suffix);
  return list;
}

/// TRUNCATE і DDL не оминають старих знімків, тож таблиці сховища замикаються раніше, ніж знімок зроблено;
/// його зробив би вже перший SELECT.
Status raise_one(Participant& one) {
  const bool empty = one.tables.empty();
  if (one.service->is_mysql())
    return empty ? Status() : one.fence->execute("LOCK TABLES " + listed(one, " READ"));
  return postgres(one.counting)
      .execute(fmt::format(
          "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '{}s'; {}", kTrySeconds,
          empty ? "" : fmt::format("LOCK TABLE {} IN ACCESS SHARE MODE", listed(one, ""))));
}

/// Порожньо — огорожі стоять скрізь; інакше та база, якої за цю спробу не дочекалися.
/// Сховище — перше: його замок нікому писати не заважає, тож огорожі MySQL на нього не чекають.
Result<Participant*> try_raise(Participants& all) {
  for (const bool mysql_now : {false, true})
    for (Participant& one : all) {
      if (one.service->is_mysql() != mysql_now) continue;
      const Status raised = raise_one(one);
      if (raised) continue;
      const bool busy = raised.error().sqlstate == kPostgresLockTimeout ||
                        raised.error().message.contains(kLockWaitTimeout);
      if (!busy) return std::unexpected(raised.error());
      return &one;
    }
  return nullptr;
}

/// Чужі сеанси тієї самої бази, найдовші спершу. Без права PROCESS сервер показує лише сеанси нашого
/// користувача — саме ті, якими працюють програми служби.
std::string others_in(Participant& one) {
  if (!one.service->is_mysql()) {
    const auto rows =
        query(one.counting,
              "SELECT DISTINCT format('session %s (%s)', a.pid, a.application_name) FROM pg_locks "
              "l JOIN pg_stat_activity a USING (pid) WHERE l.mode = 'AccessExclusiveLock' AND "
              "l.granted AND a.pid <> pg_backend_pid() LIMIT 3");
    return rows && !rows->empty() ? rows->at(0).at(0).value_or("") : "a session of another user";
  }
  const auto own = one.fence->query_int("SELECT CONNECTION_ID()");
  const auto rows = query(
      one.counting,
      fmt::format(
          "SELECT ID, USER, COMMAND, TIME FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND "
          "ID NOT IN (CONNECTION_ID(), {}) ORDER BY TIME DESC LIMIT 3",
          own.value_or(0)));
  std::string text;
  for (const auto& row : rows.value_or(db::Rows()))
    text += fmt::format("{}connection {} of {} ({}, {} s)", text.empty() ? "" : ", ", row[0].value_or("?"),
                        row[1].value_or("?"), row[2].value_or("?"), row[3].value_or("?"));
  return text.empty() ? "a session of another user" : text;
}

}  // namespace

Result<Participants> join(const Services& services, db::LoadingConnections& waiting) {
  Participants all;
  const auto watch = [&waiting](Participant& one, auto& connection) {
    one.registrations.emplace_back(waiting, connection);
  };
  for (const Described& service : services.all()) {
    TM_TRY(check_interrupted());
    const auto endpoint = config::endpoint_of(*service.service, kApplication);
    if (service.is_mysql()) {
      TM_ASSIGN(auto counting, open_mysql(endpoint));
      Participant& one = all.emplace_back(service, std::move(counting));
      watch(one, mysql(one.counting));
      TM_ASSIGN(one.fence, open_mysql(endpoint));
      watch(one, *one.fence);
      TM_TRY(one.fence->execute(fmt::format("SET SESSION lock_wait_timeout = {}", kTrySeconds)));
    } else {
      TM_ASSIGN(auto counting, db::postgres::Connection::open(endpoint));
      Participant& one = all.emplace_back(service, std::move(counting));
      watch(one, postgres(one.counting));
    }
    TM_ASSIGN(all.back().tables, tables_of(all.back()));
  }
  return all;
}

Status raise_fences(Participants& all, std::chrono::seconds patience) {
  const auto deadline = Clock::now() + patience;
  for (;;) {
    TM_TRY(check_interrupted());
    TM_ASSIGN(Participant* const busy, try_raise(all));
    if (!busy) return {};
    for (Participant& one : all)
      if (!one.service->is_mysql()) TM_TRY(postgres(one.counting).execute("ROLLBACK"));
    TM_TRY(lower_fences(all));
    if (Clock::now() < deadline) continue;
    return fail(ErrorKind::retryable,
                fmt::format("{}: no moment without unfinished writes within {} s; waited for {}",
                            busy->service->service->name, patience.count(), others_in(*busy)),
                "let that transaction end, then run the same command again");
  }
}

Status take_snapshots(Participants& all) {
  for (Participant& one : all) {
    if (one.service->is_mysql()) {
      TM_TRY(mysql(one.counting).execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
      TM_TRY(mysql(one.counting).execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"));
      continue;
    }
    TM_ASSIGN(const auto rows, query(one.counting, "SELECT pg_export_snapshot()"));
    one.snapshot = rows.at(0).at(0).value_or("");
  }
  return {};
}

Status lower_fences(Participants& all) {
  for (Participant& one : all)
    if (one.fence) TM_TRY(one.fence->execute("UNLOCK TABLES"));
  return {};
}

Result<ServiceCounts> count_snapshot(Participant& one) {
  ServiceCounts counts{
      .service = one.service->service->name, .database = one.service->service->database, .tables = {}};
  for (const auto& table : one.tables) {
    TM_ASSIGN(const auto rows,
              query(one.counting, fmt::format("SELECT COUNT(*) FROM {}", one.service->quoted(table))));
    counts.tables.push_back(
        {.table = display_name(table), .rows = std::stoll(rows.at(0).at(0).value_or("0"))});
  }
  return counts;
}

}  // namespace techmarket::ops
