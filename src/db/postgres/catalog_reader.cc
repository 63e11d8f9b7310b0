#include "db/postgres/catalog_reader.h"

#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "db/catalog_builder.h"
#include "sql/canonical_type.h"
#include "sql/type_name.h"

namespace techmarket::db::postgres {
namespace {

using schema::Dialect;
using schema::QualifiedName;

// Усі таблиці, крім системних, і наші серед них: без секцій, службових та розширень.
constexpr std::string_view kEveryTable = R"(
    SELECT c.oid, n.nspname AS schema, c.relname AS name
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema')";
constexpr std::string_view kOnlyOurs = R"(
      AND NOT c.relispartition AND c.relname NOT LIKE '\_techmarket%'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))";

// Домен разом із доменами, на яких він стоїть: last — тип, що доменом уже не є.
constexpr std::string_view kDomains = R"(
    domain_step AS (
      SELECT oid AS domain, oid AS step, typbasetype AS base, typtypmod AS modifier, 1 AS depth
      FROM pg_catalog.pg_type WHERE typtype = 'd'
      UNION ALL
      SELECT s.domain, t.oid, t.typbasetype, t.typtypmod, s.depth + 1
      FROM domain_step s JOIN pg_catalog.pg_type t ON t.oid = s.base WHERE t.typtype = 'd'),
    last AS (
      SELECT DISTINCT ON (s.domain) s.domain, s.base, s.modifier,
             (SELECT pg_get_expr(t.typdefaultbin, 0) FROM domain_step d JOIN pg_catalog.pg_type t ON t.oid = d.step
              WHERE d.domain = s.domain AND t.typdefaultbin IS NOT NULL ORDER BY d.depth LIMIT 1) AS preset,
             EXISTS (SELECT FROM domain_step d JOIN pg_catalog.pg_type t ON t.oid = d.step
                     WHERE d.domain = s.domain AND t.typnotnull) AS required
      FROM domain_step s ORDER BY s.domain, s.depth DESC))";

class CatalogReader {
 public:
  explicit CatalogReader(Connection& connection)
      : connection_(connection), builder_(Dialect::postgres, Server::postgres) {}

  Result<Catalog> run() {
    TM_TRY(read_enums());
    TM_TRY(read_tables());
    TM_TRY(read_columns());
    TM_TRY(read_indexes());
    TM_TRY(read_checks());
    TM_TRY(read_domain_checks());
    TM_TRY(read_refs());
    TM_TRY(report_unsayable());
    return std::move(builder_).finish();
  }

 private:
  using Row = std::vector<std::optional<std::string>>;

  static std::string text(const Row& row, std::size_t i) { return row[i].value_or(""); }
  static bool flag(const Row& row, std::size_t i) { return row[i] == "t"; }
  static QualifiedName name(const Row& row) { return {.schema = text(row, 0), .name = text(row, 1)}; }

  Result<Rows> query_own(std::string_view select) {
    return connection_.query(
        fmt::format("WITH RECURSIVE own AS ({}{}), {} {}", kEveryTable, kOnlyOurs, kDomains, select));
  }
  Result<Rows> query_every(std::string_view select) {
    return connection_.query(fmt::format("WITH every AS ({}) {}", kEveryTable, select));
  }

  Status read_enums() {
    TM_ASSIGN(const Rows rows, connection_.query(R"(
      SELECT n.nspname, t.typname, e.enumlabel
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
      WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
      ORDER BY n.nspname, t.typname, e.enumsortorder)"));
    schema::Enum element;
    for (const auto& row : rows) {
      if (element.name != name(row) && !element.values.empty()) builder_.add_enum(std::exchange(element, {}));
      element.name = name(row);
      element.values.push_back({.name = text(row, 2)});
    }
    if (!element.values.empty()) builder_.add_enum(std::move(element));
    return {};
  }

  Status read_tables() {
    TM_ASSIGN(const Rows rows, query_own(R"(
      SELECT schema, name, obj_description(oid, 'pg_class'),
             (SELECT relkind = 'p' FROM pg_catalog.pg_class c WHERE c.oid = own.oid)
      FROM own ORDER BY schema <> 'public', schema, name)"));
    for (const auto& row : rows) {
      builder_.add_table(name(row), text(row, 2));
      builder_.physical(name(row)).partitioned = flag(row, 3);
    }
    TM_ASSIGN(const Rows views, connection_.query(R"(
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('v', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY n.nspname, c.relname)"));
    for (const auto& row : views) builder_.warn(name(row), "it is a view, which DBML cannot say; left out");
    return {};
  }

  Status read_columns() {
    TM_ASSIGN(const Rows rows, query_own(R"(
      SELECT own.schema, own.name, a.attname,
             CASE WHEN item.domain IS NULL THEN format_type(type.oid, COALESCE(whole.modifier, a.atttypmod))
                  ELSE format_type(item.base, item.modifier) || '[]' END,
             a.attnotnull OR COALESCE(whole.required, false),
             COALESCE(pg_get_expr(d.adbin, d.adrelid), whole.preset), a.attidentity <> '', a.attgenerated <> '',
             col_description(own.oid, a.attnum),
             CASE WHEN base.typtype IN ('e', 'c') THEN base_schema.nspname END, base.typname, type.typcategory = 'A',
             pg_get_serial_sequence(format('%I.%I', own.schema, own.name), a.attname),
             own_type.nspname, own_type.typname
      FROM own
      JOIN pg_catalog.pg_attribute a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN last whole ON whole.domain = a.atttypid
      JOIN pg_catalog.pg_type type ON type.oid = COALESCE(whole.base, a.atttypid)
      LEFT JOIN last item ON item.domain = type.typelem AND type.typcategory = 'A'
      JOIN pg_catalog.pg_type base
        ON base.oid = CASE WHEN type.typcategory = 'A' AND type.typelem <> 0
                           THEN COALESCE(item.base, type.typelem) ELSE type.oid END
      JOIN pg_catalog.pg_namespace base_schema ON base_schema.oid = base.typnamespace
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = own.oid AND d.adnum = a.attnum
      LEFT JOIN (SELECT t.oid, n.nspname, t.typname FROM pg_catalog.pg_type t
                 JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace) AS own_type ON own_type.oid = whole.domain
      ORDER BY own.schema, own.name, a.attnum)"));
    for (const auto& row : rows) {
      PhysicalColumn& physical = builder_.physical(name(row)).columns[text(row, 2)];
      physical = {.generated = flag(row, 7), .identity = flag(row, 6), .sequence = text(row, 12)};
      if (row[14]) physical.domain = QualifiedName{.schema = text(row, 13), .name = *row[14]};
      builder_.add_column(name(row), column(row));
    }
    return {};
  }

  schema::Column column(const Row& row) {
    schema::Column column{.name = text(row, 2), .type = type(row), .note = note_of(text(row, 8))};
    if (flag(row, 4)) column.not_null = true;
    const std::string expression = text(row, 5);
    // Послідовність нумерує й тоді, коли стовпцеві не належить.
    const bool identity = flag(row, 6),
               serial = sql::is_integer(column.type) && expression.starts_with("nextval(");
    if (identity || serial) {
      column.increment = true;
    } else if (flag(row, 7)) {
      builder_.warn(name(row), fmt::format("column {} is generated, which DBML cannot say", column.name));
    } else if (expression.contains("nextval(")) {
      builder_.warn(name(row), fmt::format("column {}: the sequence in its default {} is left out, "
                                           "DBML cannot say it",
                                           column.name, expression));
    } else if (row[5]) {
      column.default_value = builder_.default_value(expression, column.type);
    }
    return column;
  }

  static schema::Type type(const Row& row) {
    if (!row[9]) return sql::type_from_sql(text(row, 3), Dialect::postgres);
    schema::Type type{
        .schema = row[9], .name = text(row, 10), .arguments = {}, .array = flag(row, 11) ? "[]" : ""};
    if (type.schema == std::string(schema::kDefaultSchema)) type.schema.reset();
    return type;
  }

  Status read_indexes() {
    TM_ASSIGN(const Rows rows, query_every(R"(
      SELECT t.schema, t.name, i.relname, am.amname, x.indisunique, x.indisprimary,
             obj_description(i.oid, 'pg_class'), k.n = 1, x.indkey[k.n - 1] = 0,
             COALESCE(a.attname, pg_get_indexdef(i.oid, k.n::int, false)),
             pg_get_expr(x.indpred, x.indrelid), x.indnatts > x.indnkeyatts,
             (x.indoption[k.n - 1] & 3) <> 0 OR NOT COALESCE(o.opcdefault, true), x.indisexclusion,
             r.oid IS NOT NULL, NOT x.indisvalid,
             CASE WHEN x.indpred IS NOT NULL THEN 'WHERE ' || pg_get_expr(x.indpred, x.indrelid)
                  WHEN x.indnatts > x.indnkeyatts THEN 'INCLUDE'
                  WHEN (x.indoption[k.n - 1] & 3) <> 0 THEN 'an order'
                  WHEN NOT COALESCE(o.opcdefault, true) THEN 'an operator class'
                  WHEN x.indcollation[k.n - 1] <> a.attcollation THEN 'a collation'
                  WHEN i.reloptions IS NOT NULL THEN 'options'
                  WHEN x.indnullsnotdistinct THEN 'NULLS NOT DISTINCT'
                  WHEN r.contype IN ('p', 'u') AND r.condeferrable THEN 'DEFERRABLE' END
      FROM every t
      JOIN pg_catalog.pg_index x ON x.indrelid = t.oid
      JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = i.relam
      CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[k.n - 1] AND a.attnum > 0
      LEFT JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[k.n - 1]
      LEFT JOIN pg_catalog.pg_constraint r
        ON r.conrelid = t.oid AND r.conindid = i.oid AND r.contype IN ('p', 'u', 'x')
      ORDER BY t.schema, t.name, i.oid, k.n)"));
    schema::Index index;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      add_physical_part(row);
      if (flag(row, 13) || !builder_.has_table(name(row))) continue;
      if (flag(row, 15)) {
        if (flag(row, 7))
          builder_.warn(name(row), fmt::format("index {} is INVALID, its build was interrupted; left out",
                                               text(row, 2)));
        continue;
      }
      if (flag(row, 7)) index = first_part(row);
      const bool expression = flag(row, 8);
      std::string part = text(row, 9), server;
      if (expression) {
        server = part;
        part = builder_.readable(name(row), part);
      }
      if (flag(row, 12))
        builder_.warn(name(row),
                      fmt::format("index {}: order or operator class of {} is left out, DBML cannot say it",
                                  index.name, part));
      index.parts.push_back({.text = std::move(part), .expression = expression, .server = std::move(server)});
      if (i + 1 == rows.size() || flag(rows[i + 1], 7))
        builder_.add_index(name(row), std::exchange(index, {}));
    }
    return {};
  }

  void add_physical_part(const Row& row) {
    auto& indexes = builder_.physical(name(row)).indexes;
    if (flag(row, 7))
      indexes.push_back({.name = text(row, 2),
                         .unique = flag(row, 4),
                         .primary_key = flag(row, 5),
                         .constraint = flag(row, 14),
                         .invalid = flag(row, 15)});
    const bool expression = flag(row, 8);
    indexes.back().parts.push_back(
        {.text = text(row, 9), .expression = expression, .server = expression ? text(row, 9) : ""});
    if (row[16]) indexes.back().beyond_dbml = *row[16];
  }

  schema::Index first_part(const Row& row) {
    schema::Index index{.parts = {},
                        .name = text(row, 2),
                        .unique = flag(row, 4),
                        .primary_key = flag(row, 5),
                        .note = note_of(text(row, 6))};
    if (text(row, 3) != "btree") index.type = text(row, 3);
    if (row[10])
      builder_.warn(name(row), fmt::format("index {} is partial (WHERE {}), which DBML cannot say",
                                           index.name, *row[10]));
    if (flag(row, 11))
      builder_.warn(name(row), fmt::format("index {}: INCLUDE is left out, DBML cannot say it", index.name));
    return index;
  }

  // Решта, чого DBML не вміє. Про кожну річ — рядок: мовчки не губиться нічого.
  Status report_unsayable() {
    TM_ASSIGN(const Rows rows, query_own(R"(
      SELECT own.schema, own.name, lost.what
      FROM own
      JOIN pg_catalog.pg_class c ON c.oid = own.oid
      CROSS JOIN LATERAL (
        SELECT 'PARTITION BY ' || pg_get_partkeydef(c.oid) || ' and its ' ||
               (SELECT count(*) FROM pg_catalog.pg_inherits WHERE inhparent = c.oid) || ' partitions are left out' AS what
        WHERE c.relkind = 'p'
        UNION ALL SELECT 'INHERITS ' || inhparent::regclass || ' is left out; its columns are repeated'
          FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid
        UNION ALL SELECT 'UNLOGGED is left out' WHERE c.relpersistence = 'u'
        UNION ALL SELECT 'exclusion constraint ' || conname || ' is left out'
          FROM pg_catalog.pg_constraint WHERE conrelid = c.oid AND contype = 'x' AND
               obj_description(oid, 'pg_constraint') IS DISTINCT FROM 'techmarket'
        UNION ALL SELECT 'foreign key ' || conname || ': ' || concat_ws(', ',
                         CASE WHEN confmatchtype = 'f' THEN 'MATCH FULL' END,
                         CASE WHEN condeferred THEN 'INITIALLY DEFERRED' END,
                         CASE WHEN NOT convalidated THEN 'NOT VALID' END,
                         CASE WHEN confdelsetcols IS NOT NULL THEN 'the columns of ON DELETE SET …' END) ||
                         ' is left out'
          FROM pg_catalog.pg_constraint
          WHERE conrelid = c.oid AND contype = 'f' AND
                (confmatchtype = 'f' OR condeferred OR NOT convalidated OR confdelsetcols IS NOT NULL)
        UNION ALL SELECT 'check ' || conname || ': ' || concat_ws(', ',
                         CASE WHEN NOT convalidated THEN 'NOT VALID' END,
                         CASE WHEN connoinherit THEN 'NO INHERIT' END) || ' is left out'
          FROM pg_catalog.pg_constraint
          WHERE conrelid = c.oid AND contype = 'c' AND (connoinherit OR NOT convalidated)
        UNION ALL SELECT 'constraint ' || conname || ': DEFERRABLE is left out'
          FROM pg_catalog.pg_constraint WHERE conrelid = c.oid AND contype IN ('u', 'p') AND condeferrable
        UNION ALL SELECT 'the storage options (' || array_to_string(c.reloptions, ', ') || ') are left out'
          WHERE c.reloptions IS NOT NULL
        UNION ALL SELECT 'index ' || i.relname || ': the options (' || array_to_string(i.reloptions, ', ') ||
                         ') are left out'
          FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
          WHERE x.indrelid = c.oid AND i.reloptions IS NOT NULL
        UNION ALL SELECT 'index ' || x.indexrelid::regclass || ': collation ' || quote_ident(l.collname) ||
                         ' of ' || a.attname || ' is left out'
          FROM pg_catalog.pg_index x
          CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS k(n)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[k.n - 1]
          JOIN pg_catalog.pg_collation l ON l.oid = x.indcollation[k.n - 1]
          WHERE x.indrelid = c.oid AND x.indcollation[k.n - 1] <> a.attcollation
        UNION ALL SELECT 'column ' || a.attname || ': ALWAYS of its identity is left out'
          FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = 'a'
        UNION ALL SELECT 'index ' || indexrelid::regclass || ': NULLS NOT DISTINCT is left out'
          FROM pg_catalog.pg_index WHERE indrelid = c.oid AND indnullsnotdistinct
        UNION ALL SELECT 'trigger ' || tgname || ' is left out'
          FROM pg_catalog.pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
        UNION ALL SELECT 'row security policy ' || polname || ' is left out'
          FROM pg_catalog.pg_policy WHERE polrelid = c.oid
        UNION ALL SELECT 'rule ' || rulename || ' is left out' FROM pg_catalog.pg_rewrite WHERE ev_class = c.oid
        UNION ALL SELECT 'column ' || a.attname || ': collation ' || quote_ident(l.collname) || ' is left out'
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attcollation <> t.typcollation
        UNION ALL SELECT 'column ' || a.attname || CASE
                           WHEN t.typtype = 'c' THEN ': the composite type ' || format_type(t.oid, NULL) || ' itself is left out'
                           WHEN a.atttypid = t.oid THEN ': the domain ' || format_type(t.oid, NULL) ||
                                ' itself is left out; its type and rules belong to the column'
                           ELSE ': the domain ' || format_type(t.oid, NULL) || ' and its rules are left out' END
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_type w ON w.oid = a.atttypid
          JOIN pg_catalog.pg_type t
            ON t.oid = CASE WHEN w.typcategory = 'A' AND w.typelem <> 0 THEN w.typelem ELSE w.oid END
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND t.typtype IN ('d', 'c')
        UNION ALL SELECT 'column ' || a.attname || ': the extension ' || e.extname || ' with its type ' ||
                         format_type(t.oid, NULL) || ' is left out'
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_type w ON w.oid = a.atttypid
          JOIN pg_catalog.pg_type t
            ON t.oid = CASE WHEN w.typcategory = 'A' AND w.typelem <> 0 THEN w.typelem ELSE w.oid END
          JOIN pg_catalog.pg_depend d
            ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION SELECT user_of.title || ': the function ' || d.refobjid::regprocedure || ' it calls is left out'
          FROM (SELECT 'pg_attrdef'::regclass AS class, f.oid, 'the default of column ' || a.attname AS title
                FROM pg_catalog.pg_attrdef f
                JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
                WHERE f.adrelid = c.oid AND a.attgenerated = ''
                UNION ALL SELECT 'pg_constraint'::regclass, k.oid, 'check ' || k.conname
                FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c'
                UNION ALL SELECT 'pg_class'::regclass, x.indexrelid, 'index ' || x.indexrelid::regclass
                FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid) AS user_of
          JOIN pg_catalog.pg_depend d
            ON d.classid = user_of.class AND d.objid = user_of.oid AND d.refclassid = 'pg_proc'::regclass
      ) AS lost
      ORDER BY 1, 2, 3)"));
    for (const auto& row : rows) builder_.warn(name(row), text(row, 2) + ", DBML cannot say it");
    TM_ASSIGN(const Rows others, connection_.query(R"(
      WITH every AS (
        SELECT 'pg_proc'::regclass AS class, oid, pronamespace AS space, 'function ' || oid::regprocedure AS title
        FROM pg_catalog.pg_proc
        UNION ALL
        SELECT 'pg_class'::regclass, oid, relnamespace, 'sequence ' || oid::regclass
        FROM pg_catalog.pg_class c WHERE relkind = 'S' AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_depend d
          WHERE (d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')) OR
                (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)))
      SELECT title FROM every JOIN pg_catalog.pg_namespace n ON n.oid = space
      WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = class AND d.objid = every.oid AND d.deptype = 'e')
      ORDER BY 1)"));
    for (const auto& row : others) builder_.leave_out(text(row, 0));
    TM_ASSIGN(const Rows foreign, connection_.query(R"(
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'f' ORDER BY 1, 2)"));
    for (const auto& row : foreign)
      builder_.warn(name(row), "it is a foreign table, which DBML cannot say; left out");
    return {};
  }

  Status read_checks() {
    TM_ASSIGN(const Rows rows, query_every(R"(
      SELECT t.schema, t.name, k.conname, pg_get_expr(k.conbin, k.conrelid), k.convalidated
      FROM every t
      JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'c'
      ORDER BY t.schema, t.name, k.oid)"));
    for (const auto& row : rows) {
      builder_.physical(name(row)).checks.push_back({.name = text(row, 2),
                                                     .expression = text(row, 3),
                                                     .server = text(row, 3),
                                                     .validated = flag(row, 4)});
      builder_.add_check(name(row), text(row, 2), text(row, 3));
    }
    return {};
  }

  // Сам домен DBML не вмістить, тож його умови стають умовами стовпця.
  Status read_domain_checks() {
    TM_ASSIGN(const Rows rows, query_own(R"(
      SELECT own.schema, own.name, a.attname, quote_ident(a.attname), pg_get_expr(k.conbin, 0),
             format_type(a.atttypid, NULL)
      FROM own
      JOIN pg_catalog.pg_attribute a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN domain_step s ON s.domain = a.atttypid
      JOIN pg_catalog.pg_constraint k ON k.contypid = s.step AND k.contype = 'c'
      ORDER BY own.schema, own.name, a.attnum, s.depth DESC, k.conname)"));
    for (const auto& row : rows) {
      const std::string expression = of_column(text(row, 4), text(row, 3));
      builder_.physical(name(row)).checks.push_back({.name = {},
                                                     .expression = expression,
                                                     .column = text(row, 2),
                                                     .server = expression,
                                                     .beyond_dbml = "the domain " + text(row, 5)});
      builder_.add_check(name(row), "", expression);
    }
    return {};
  }

  /// Умова домену над стовпцем: VALUE — це він.
  static std::string of_column(std::string_view expression, std::string_view column) {
    constexpr std::string_view kValue = "VALUE";
    const auto is_word = [](char c) {
      return c == '_' || c == '$' || (c & 0x80) != 0 || std::isalnum(c) != 0;
    };
    std::string out;
    char mark = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
      const char c = expression[i];
      const bool starts = mark == 0 && (i == 0 || !is_word(expression[i - 1])) &&
                          expression.substr(i).starts_with(kValue) &&
                          (i + kValue.size() == expression.size() || !is_word(expression[i + kValue.size()]));
      if (starts) {
        out += column;
        i += kValue.size() - 1;
        continue;
      }
      if (mark == 0 && (c == '\'' || c == '"'))
        mark = c;
      else if (c == mark)
        mark = 0;
      out += c;
    }
    return out;
  }

  Status read_refs() {
    TM_ASSIGN(const Rows rows, query_every(R"(
      SELECT t.schema, t.name, k.conname, pn.nspname, p.relname, k.confdeltype, k.confupdtype,
             pair.n = 1, child.attname, parent.attname,
             concat_ws(', ', CASE WHEN k.confmatchtype = 'f' THEN 'MATCH FULL' END,
                       CASE WHEN k.condeferred THEN 'INITIALLY DEFERRED' END,
                       CASE WHEN k.confdelsetcols IS NOT NULL THEN 'columns of SET' END),
             k.convalidated
      FROM every t
      JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
      JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
      JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS pair(child, parent, n)
      JOIN pg_catalog.pg_attribute child ON child.attrelid = k.conrelid AND child.attnum = pair.child
      JOIN pg_catalog.pg_attribute parent ON parent.attrelid = k.confrelid AND parent.attnum = pair.parent
      ORDER BY t.schema, t.name, k.oid, pair.n)"));
    schema::Ref ref;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      if (flag(row, 7))
        ref = {.name = text(row, 2),
               .first = {.table = name(row), .columns = {}},
               .second = {.table = {.schema = text(row, 3), .name = text(row, 4)}, .columns = {}},
               .on_delete = action(text(row, 5)),
               .on_update = action(text(row, 6))};
      ref.first.columns.push_back(text(row, 8));
      ref.second.columns.push_back(text(row, 9));
      if (i + 1 < rows.size() && !flag(rows[i + 1], 7)) continue;
      builder_.physical(ref.first.table)
          .refs.push_back({.name = ref.name,
                           .columns = ref.first.columns,
                           .parent = ref.second.table,
                           .beyond_dbml = text(row, 10),
                           .validated = flag(row, 11)});
      builder_.add_ref(std::exchange(ref, {}));
    }
    return {};
  }

  // pg_constraint.confdeltype; «a» (NO ACTION) — те, що є й без дії.
  static std::string action(std::string_view code) {
    if (code == "r") return "restrict";
    if (code == "c") return "cascade";
    if (code == "n") return "set null";
    if (code == "d") return "set default";
    return {};
  }

  Connection& connection_;
  CatalogBuilder builder_;
};

}  // namespace

Result<Catalog> read_catalog(Connection& connection) {
  return CatalogReader(connection).run();
}

}  // namespace techmarket::db::postgres
