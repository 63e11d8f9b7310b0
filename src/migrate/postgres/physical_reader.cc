#include "migrate/postgres/physical_reader.h"

#include <fmt/format.h>

namespace techmarket::migrate::postgres {
namespace {

using schema::QualifiedName;

// Ті самі таблиці, що й у читача каталогу; зайві тут не шкодять: їх ніхто не шукатиме.
constexpr std::string_view kFrom = R"(
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p'))";

class Reader {
 public:
  explicit Reader(db::postgres::Connection& connection) : connection_(connection) {}

  Result<Physical> run() {
    out_.server = Server::postgres;
    TM_TRY(read_columns());
    TM_TRY(read_indexes());
    TM_TRY(read_checks());
    TM_TRY(read_refs());
    return std::move(out_);
  }

 private:
  using Row = std::vector<std::optional<std::string>>;

  static std::string text(const Row& row, std::size_t i) { return row[i].value_or(""); }
  PhysicalTable& table(const Row& row) {
    return out_.tables[QualifiedName{.schema = text(row, 0), .name = text(row, 1)}];
  }
  Result<db::Rows> query(std::string_view columns, std::string_view rest) {
    return connection_.query(fmt::format("SELECT n.nspname, c.relname, {} {} {}", columns, kFrom, rest));
  }

  Status read_columns() {
    TM_ASSIGN(
        const db::Rows rows,
        query(
            "a.attname, a.attgenerated <> '', a.attidentity <> '', "
            "pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname)",
            "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"));
    for (const auto& row : rows)
      table(row).columns[text(row, 2)] = {
          .generated = row[3] == "t", .identity = row[4] == "t", .sequence = text(row, 5)};
    return {};
  }

  Status read_indexes() {
    TM_ASSIGN(const db::Rows rows,
              query(R"(i.relname, k.n = 1, x.indisunique, x.indisprimary, x.indkey[k.n - 1] = 0,
             COALESCE(a.attname, pg_get_indexdef(i.oid, k.n::int, false)),
             EXISTS (SELECT FROM pg_catalog.pg_constraint r WHERE r.conindid = i.oid AND r.contype IN ('p', 'u', 'x')),
             CASE WHEN x.indpred IS NOT NULL THEN 'WHERE ' || pg_get_expr(x.indpred, x.indrelid)
                  WHEN x.indnatts > x.indnkeyatts THEN 'INCLUDE'
                  WHEN (x.indoption[k.n - 1] & 3) <> 0 THEN 'an order'
                  WHEN NOT COALESCE(o.opcdefault, true) THEN 'an operator class'
                  WHEN x.indcollation[k.n - 1] <> a.attcollation THEN 'a collation'
                  WHEN i.reloptions IS NOT NULL THEN 'options'
                  WHEN x.indnullsnotdistinct THEN 'NULLS NOT DISTINCT'
                  WHEN EXISTS (SELECT FROM pg_catalog.pg_constraint r
                               WHERE r.conindid = i.oid AND r.contype IN ('p', 'u') AND r.condeferrable)
                    THEN 'DEFERRABLE' END)",
                    R"(
      JOIN pg_catalog.pg_index x ON x.indrelid = c.oid
      JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
      CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k.n - 1] AND a.attnum > 0
      LEFT JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[k.n - 1]
      ORDER BY c.oid, i.oid, k.n)"));
    for (const auto& row : rows) {
      auto& indexes = table(row).indexes;
      if (row[3] == "t")
        indexes.push_back({.name = text(row, 2),
                           .unique = row[4] == "t",
                           .primary_key = row[5] == "t",
                           .constraint = row[8] == "t"});
      indexes.back().parts.push_back(
          {.text = text(row, 7), .expression = row[6] == "t", .server = row[6] == "t" ? text(row, 7) : ""});
      if (row[9]) indexes.back().beyond_dbml = *row[9];
    }
    return {};
  }

  Status read_checks() {
    TM_ASSIGN(
        const db::Rows rows,
        query("k.conname, pg_get_expr(k.conbin, k.conrelid)",
              "JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' ORDER BY k.oid"));
    for (const auto& row : rows)
      table(row).checks.push_back({.name = text(row, 2), .expression = text(row, 3), .server = text(row, 3)});
    return {};
  }

  Status read_refs() {
    TM_ASSIGN(const db::Rows rows,
              query("k.conname, pn.nspname, p.relname, pair.n = 1, a.attname, "
                    "concat_ws(', ', CASE WHEN k.confmatchtype = 'f' THEN 'MATCH FULL' END, "
                    "CASE WHEN k.condeferred THEN 'INITIALLY DEFERRED' END, "
                    "CASE WHEN NOT k.convalidated THEN 'NOT VALID' END, "
                    "CASE WHEN k.confdelsetcols IS NOT NULL THEN 'columns of SET' END)",
                    R"(
      JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
      JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS pair(child, n)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.child
      ORDER BY k.oid, pair.n)"));
    for (const auto& row : rows) {
      auto& refs = table(row).refs;
      if (row[5] == "t")
        refs.push_back({.name = text(row, 2),
                        .parent = {.schema = text(row, 3), .name = text(row, 4)},
                        .beyond_dbml = text(row, 7)});
      refs.back().columns.push_back(text(row, 6));
    }
    return {};
  }

  db::postgres::Connection& connection_;
  Physical out_;
};

}  // namespace

Result<Physical> read_physical(db::postgres::Connection& connection) {
  return Reader(connection).run();
}

}  // namespace techmarket::migrate::postgres
