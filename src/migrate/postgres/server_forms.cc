#include "migrate/postgres/server_forms.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "ddl/describe.h"
#include "ddl/syntax.h"

namespace techmarket::migrate::postgres {
namespace {

using migrate::Draft;
using schema::Dialect;

// Тимчасова схема видима сама собою, тож імена її типів сервер пише без схеми — як і імена з public.
constexpr std::string_view kRead = R"(
  SELECT 'd', a.attname::text, 0, pg_get_expr(d.adbin, d.adrelid)
  FROM pg_catalog.pg_attrdef d
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE d.adrelid = {0}::regclass
  UNION ALL
  SELECT 'c', conname::text, 0, pg_get_expr(conbin, conrelid)
  FROM pg_catalog.pg_constraint WHERE conrelid = {0}::regclass AND contype = 'c'
  UNION ALL
  SELECT 'i', i.relname::text, k.n, pg_get_indexdef(i.oid, k.n::int, false)
  FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n)
  WHERE x.indrelid = {0}::regclass AND x.indkey[k.n - 1] = 0
  ORDER BY 1, 2, 3)";

class Asking {
 public:
  Asking(db::postgres::Connection& connection, const std::vector<schema::Enum>& live_enums)
      : connection_(connection), live_enums_(live_enums) {}

  Result<ServerForms> run(const schema::Database& target) {
    TM_TRY(connection_.execute("SAVEPOINT techmarket_forms"));
    for (const auto& element : target.enums) TM_TRY(create(element));
    for (const auto& table : draft_tables(target, Dialect::postgres)) TM_TRY(ask(table));
    TM_TRY(connection_.execute("ROLLBACK TO SAVEPOINT techmarket_forms; RELEASE SAVEPOINT techmarket_forms"));
    return std::move(forms_);
  }

 private:
  static constexpr std::string_view kForget = "ROLLBACK TO SAVEPOINT techmarket_draft";

  // Переліку, якого база ще не має, вираз назвати не міг би.
  Status create(const schema::Enum& element) {
    const auto same = [&](const schema::Enum& live) {
      return live.name == element.name && ddl::describe(live) == ddl::describe(element);
    };
    if (element.name.schema != schema::kDefaultSchema || std::ranges::any_of(live_enums_, same)) return {};
    schema::Enum draft = element;
    draft.name.schema = "pg_temp";
    TM_TRY(attempt(ddl::make_syntax(Dialect::postgres)->create_enum(draft)));
    return {};
  }

  /// Виконує оператор; помилку сервера відкочує. @return чи виконано.
  Result<bool> attempt(const std::string& sql) {
    TM_TRY(connection_.execute("SAVEPOINT techmarket_draft"));
    if (connection_.execute(sql)) return true;
    TM_TRY(connection_.execute(kForget));
    return false;
  }

  Status ask(const DraftTable& table) {
    TM_ASSIGN(const bool whole, ask(table, table.drafts));
    if (whole) return {};
    for (const auto& draft : table.drafts) TM_TRY(ask(table, std::span(&draft, 1)));
    return {};
  }

  Result<bool> ask(const DraftTable& table, std::span<const Draft> drafts) {
    const std::string name = "pg_temp." + db::postgres::quote_name(table.table.name);
    std::string sql =
        fmt::format("CREATE TEMPORARY TABLE {} (\n  {}\n)", db::postgres::quote_name(table.table.name),
                    draft_body(table, drafts, Dialect::postgres));
    for (const auto& draft : drafts)
      if (draft.kind == Draft::Kind::index)
        sql +=
            fmt::format("; CREATE INDEX {} ON {} {}", db::postgres::quote_name(draft.name), name, draft.sql);
    TM_ASSIGN(const bool created, attempt(sql));
    if (!created) return false;
    TM_ASSIGN(const db::Rows rows,
              connection_.query(fmt::format(fmt::runtime(kRead), connection_.quote(name))));
    TM_TRY(connection_.execute(kForget));
    for (const auto& draft : drafts) forms_.add(table.table, draft, forms_of(draft, rows));
    return true;
  }

  static std::vector<std::string> forms_of(const Draft& draft, const db::Rows& rows) {
    const bool is_default = draft.kind == Draft::Kind::default_value;
    const std::string kind = is_default ? "d" : draft.kind == Draft::Kind::check ? "c" : "i";
    std::vector<std::string> forms;
    for (const auto& row : rows)
      if (row[0] == kind && row[1] == (is_default ? draft.column : draft.name))
        forms.push_back(row[3].value_or(""));
    return forms;
  }

  db::postgres::Connection& connection_;
  const std::vector<schema::Enum>& live_enums_;
  ServerForms forms_;
};

}  // namespace

Result<ServerForms> ask_server_forms(db::postgres::Connection& connection, const schema::Database& target,
                                     const std::vector<schema::Enum>& live_enums, Transaction transaction) {
  if (transaction == Transaction::outer) return Asking(connection, live_enums).run(target);
  TM_TRY(connection.execute("BEGIN"));
  auto forms = Asking(connection, live_enums).run(target);
  TM_TRY(connection.execute("ROLLBACK"));
  return forms;
}

}  // namespace techmarket::migrate::postgres
