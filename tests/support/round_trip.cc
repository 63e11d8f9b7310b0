#include "support/round_trip.h"

#include <array>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "db/mysql/catalog_reader.h"
#include "db/postgres/catalog_reader.h"
#include "dbml/parse.h"
#include "dbml/print.h"
#include "ddl/emit.h"
#include "migrate/compare.h"

namespace techmarket::support {
namespace {

using schema::Dialect;

Result<schema::Database> build_and_read(TemporaryServer& server, const schema::Database& expected,
                                        Dialect dialect, const std::string& change) {
  TM_ASSIGN(const db::Endpoint endpoint, server.fresh_database());
  const std::string sql = ddl::emit(expected, dialect, {});
  if (dialect == Dialect::mysql) {
    TM_ASSIGN(auto connection, db::mysql::Connection::open(endpoint));
    TM_TRY(connection.execute("SET foreign_key_checks = 0"));
    for (const auto& name : db::mysql::other_databases(expected))
      TM_TRY(connection.execute("DROP DATABASE IF EXISTS " + db::mysql::quote_name(name)));
    TM_TRY(connection.execute("SET foreign_key_checks = 1"));
    TM_TRY(connection.execute_script(sql));
    if (!change.empty()) TM_TRY(connection.execute_script(change));
    const auto others = db::mysql::other_databases(expected);
    TM_ASSIGN(auto catalog, db::mysql::read_catalog(connection, others));
    return std::move(catalog.database);
  }
  TM_ASSIGN(auto connection, db::postgres::Connection::open(endpoint));
  TM_TRY(connection.execute(sql));
  if (!change.empty()) TM_TRY(connection.execute(change));
  TM_ASSIGN(auto catalog, db::postgres::read_catalog(connection));
  return std::move(catalog.database);
}

}  // namespace

schema::Database parse_schema(const std::string& dbml) {
  auto parsed = dbml::parse(dbml, "test.dbml");
  if (!parsed.ok()) throw std::runtime_error(dbml::render_all(parsed, false));
  return std::move(parsed.database);
}

schema::Database parse_schema_file(const std::string& path) {
  auto parsed = dbml::parse_file(path);
  if (!parsed) throw std::runtime_error(parsed.error().message);
  if (!parsed->ok()) throw std::runtime_error(dbml::render_all(*parsed, false));
  return std::move(parsed->database);
}

std::string round_trip(TemporaryServer& server, const schema::Database& expected, Dialect dialect) {
  const auto actual = build_and_read(server, expected, dialect, "");
  if (!actual) return fmt::format("{}\n{}", actual.error().message, ddl::emit(expected, dialect, {}));
  std::string problems = migrate::to_text(migrate::compare(expected, *actual, dialect), false);
  const std::string text = dbml::print(*actual);
  auto again = dbml::parse(text, "pulled.dbml");
  if (!again.ok()) return problems + dbml::render_all(again, false) + text;
  const std::string pulled = migrate::to_text(migrate::compare(expected, again.database, dialect), false);
  if (!pulled.empty()) problems += "pulled:\n" + pulled + text;
  // Прочитане будує таку саму базу: те, що pull записав, є справжнім SQL.
  if (problems.empty()) {
    const auto rebuilt = build_and_read(server, again.database, dialect, "");
    if (!rebuilt) return fmt::format("rebuilding: {}\n{}", rebuilt.error().message, text);
    const std::string second = migrate::to_text(migrate::compare(expected, *rebuilt, dialect), false);
    if (!second.empty()) problems += "rebuilt:\n" + second + text;
  }
  return problems;
}

std::string random_schema(std::uint64_t seed, Dialect dialect) {
  struct Sample {
    std::string_view type, value;
  };
  static constexpr auto kCommon = std::to_array<Sample>({{"int", "-7"},
                                                         {"bigint", "9007199254740993"},
                                                         {"smallint", "0"},
                                                         {"decimal(12,2)", "1.50"},
                                                         {"varchar(50)", "'it\\'s'"},
                                                         {"char(3)", "'abc'"},
                                                         {"boolean", "true"},
                                                         {"date", "'2024-02-29'"},
                                                         {"timestamp", "`now()`"},
                                                         {"level", "level.low"},
                                                         {"level", "'it\\'s'"}});
  static constexpr auto kMysql = std::to_array<Sample>({{"tinyint", "1"},
                                                        {"datetime(3)", "`current_timestamp(3)`"},
                                                        {"\"int unsigned\"", "4000000000"},
                                                        {"text", "'long'"},
                                                        {"json", "'{}'"},
                                                        {"double", "2.5e3"}});
  static constexpr auto kPostgres = std::to_array<Sample>({{"uuid", "`gen_random_uuid()`"},
                                                           {"timestamptz", "`now()`"},
                                                           {"int[]", "'{1,2}'"},
                                                           {"text", "'long'"},
                                                           {"jsonb", "'{}'"},
                                                           {"\"double precision\"", "2.5e3"}});
  std::mt19937_64 engine(seed);
  const auto pick = [&](std::size_t bound) { return static_cast<std::size_t>(engine() % bound); };
  const auto own =
      dialect == Dialect::mysql ? std::span<const Sample>(kMysql) : std::span<const Sample>(kPostgres);

  std::string out = "Enum level {\n  low\n  \"it's\" [note: 'x']\n  high\n}\n", refs;
  const std::size_t tables = 2 + pick(3);
  for (std::size_t t = 0; t < tables; ++t) {
    out +=
        fmt::format("Table t{} {{\n  id int [{}]\n  other int\n", t, pick(2) == 0 ? "pk, increment" : "pk");
    const std::size_t columns = 1 + pick(6);
    for (std::size_t c = 0; c < columns; ++c) {
      const std::size_t choice = pick(kCommon.size() + own.size());
      const Sample sample = choice < kCommon.size() ? kCommon[choice] : own[choice - kCommon.size()];
      out += fmt::format("  c{} {} [{}", c, sample.type, pick(2) == 0 ? "not null" : "null");
      if (pick(2) == 0) out += fmt::format(", default: {}", sample.value);
      if (pick(3) == 0) out += fmt::format(", note: 'note {}'", c);
      out += "]\n";
    }
    out += fmt::format("  n int [{}check: `n > {} and n in (1, 2, {})`]\n", pick(2) == 0 ? "unique, " : "",
                       pick(9), pick(9));
    out += "\n  indexes {\n";
    if (pick(2) == 0)
      out +=
          fmt::format("    (other, id) [unique{}]\n", pick(2) == 0 ? fmt::format(", name: 'uq_{}'", t) : "");
    if (pick(2) == 0) out += fmt::format("    n [name: 'idx_t{}_n']\n", t);
    if (pick(2) == 0) out += "    (n, other)\n";
    if (pick(2) == 0) out += "    other\n";
    out += "    (id, n)\n  }\n";
    if (pick(2) == 0)
      out += fmt::format("  checks {{\n    `not (n * 2 < 5 or n between 1 and 3)`{}\n  }}\n",
                         pick(2) == 0 ? fmt::format(" [name: 'chk_{}']", t) : "");
    if (pick(2) == 0) out += "  Note: 'a\\'b'\n";
    out += "}\n";
    static constexpr auto kSigns = std::to_array<std::string_view>({">", "-", "<>"});
    static constexpr auto kActions =
        std::to_array<std::string_view>({"", " [delete: cascade]", " [delete: set null, update: restrict]"});
    const auto sign = kSigns[pick(kSigns.size())];
    const auto parent = pick(tables);
    if (sign == "<>") {
      // Коло з двох таблиць з'єднало б ті самі стовпці вдруге.
      if (t + 1 < tables) refs += fmt::format("Ref: t{}.id <> t{}.id\n", t, t + 1);
    } else if (sign == "-")
      refs += fmt::format("Ref: t{}.id - t{}.other{}\n", parent, t, kActions[pick(3)]);
    else
      refs += fmt::format("Ref{}: t{}.other > t{}.id{}\n", pick(2) == 0 ? fmt::format(" fk_{}", t) : "", t,
                          parent, kActions[pick(3)]);
  }
  return out + refs;
}

std::string drift(TemporaryServer& server, const schema::Database& expected, Dialect dialect,
                  const std::string& change) {
  const auto actual = build_and_read(server, expected, dialect, change);
  if (!actual) return "error: " + actual.error().message;
  return migrate::to_text(migrate::compare(expected, *actual, dialect), false);
}

}  // namespace techmarket::support
