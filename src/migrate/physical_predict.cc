// Які імена дістала б база, створена текстом emit(): без живого сервера лише так можна написати DROP.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ddl/automatic_names.h"
#include "ddl/grouped_schema.h"
#include "ddl/junction.h"
#include "ddl/mysql_syntax.h"
#include "migrate/physical.h"
#include "sql/expression.h"
#include "sql/type_name.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::Dialect;
using schema::Index;
using schema::Ref;
using schema::Table;

std::vector<schema::IndexPart> parts_of(const std::vector<std::string>& columns) {
  std::vector<schema::IndexPart> parts;
  for (const auto& column : columns) parts.push_back({.text = column});
  return parts;
}

class Prediction {
 public:
  Prediction(const Database& source, Dialect dialect)
      : model_(source), dialect_(dialect), mysql_(dialect == Dialect::mysql) {
    out_.server = mysql_ ? Server::unknown_mysql : Server::postgres;
  }

  Physical run() {
    for (const auto& group : model_.groups()) {
      index_number_ = 0;
      for (const auto* table : group.tables) add_table(*table);
    }
    ddl::JunctionBuilder junctions(model_, dialect_);
    for (const auto& group : model_.groups())
      for (const auto* ref : group.refs) {
        if (ref->child_and_parent()) {
          add_ref(*ref);
          continue;
        }
        const ddl::Junction junction = junctions.build(*ref);
        add_table(junction.table);
        add_ref(junction.to_first);
        add_ref(junction.to_second);
      }
    return std::move(out_);
  }

 private:
  void add_table(const Table& table) {
    PhysicalTable& out = out_.tables[table.name];
    if (const auto key = table.primary_key(); !key.empty()) {
      const auto index = std::ranges::find_if(table.indexes, &Index::primary_key);
      const bool named = index != table.indexes.end() && !index->name.empty();
      add_index(out, {.name = mysql_  ? "PRIMARY"
                              : named ? index->name
                                      : unused(out, table.name.name, "", "pkey"),
                      .parts = parts_of(key),
                      .unique = true,
                      .primary_key = true,
                      .constraint = true});
    }
    for (const auto& column : table.columns) {
      out.columns[column.name].identity = !sql::base_name(column.type).contains("serial");
      if (column.unique) add_unique(out, table, {column.name});
    }
    add_checks(out, table);
    for (const auto& index : table.indexes) {
      if (index.primary_key) continue;
      const std::string name = !index.name.empty() ? index.name
                               : mysql_            ? ddl::mysql_index_name(table.name.name, index_number_)
                                                   : unused(out, table.name.name, index_label(index), "idx");
      add_index(out, {.name = name, .parts = index.parts, .unique = index.unique});
      ++index_number_;
    }
  }

  void add_unique(PhysicalTable& out, const Table& table, const std::vector<std::string>& columns) {
    add_index(out, {.name = mysql_ ? mysql_unused(out, columns.front())
                                   : unused(out, table.name.name, joined(columns), "key"),
                    .parts = parts_of(columns),
                    .unique = true,
                    .constraint = true});
  }

  void add_index(PhysicalTable& out, PhysicalIndex index) { out.indexes.push_back(std::move(index)); }

  void add_checks(PhysicalTable& out, const Table& table) {
    std::size_t number = 0,
                mysql_number = 0;  // MariaDB нумерує лише перевірки таблиці, MySQL — усі безіменні
    const auto add = [&](const schema::Check& check, const std::string& column) {
      PhysicalCheck one{.name = check.name, .expression = check.expression};
      if (check.name.empty() && mysql_) {
        one.mysql_name = fmt::format("{}_chk_{}", table.name.name, ++mysql_number);
        if (column.empty()) one.name = fmt::format("CONSTRAINT_{}", ++number);
        one.column = column;
      } else if (check.name.empty()) {
        const auto columns = sql::expression_columns(check.expression, dialect_);
        one.name = unused(out, table.name.name,
                          !column.empty()       ? column
                          : columns.size() == 1 ? columns.front()
                                                : "",
                          "check");
      }
      out.checks.push_back(std::move(one));
    };
    for (const auto& column : table.columns) {
      if (column.checks.size() == 1) add(column.checks.front(), column.name);
      if (column.checks.size() < 2) continue;
      std::vector<std::string> parts;
      for (const auto& check : column.checks) parts.push_back("(" + check.expression + ")");
      add({.expression = fmt::format("{}", fmt::join(parts, " AND "))}, column.name);
    }
    for (const auto& check : table.checks) add(check, "");
  }

  void add_ref(const Ref& ref) {
    const auto [child, parent] = *ref.child_and_parent();
    PhysicalTable& out = out_.tables[child->table];
    const std::string& table = child->table.name;
    PhysicalRef one{.name = ref.name, .columns = child->columns, .parent = parent->table};
    if (ref.name.empty() && mysql_) {
      const auto automatic = std::ranges::count_if(out.refs, [&](const PhysicalRef& other) {
        return ddl::is_automatic_ref_name(table, {}, other.name, dialect_);
      });
      one.name = fmt::format("{}_ibfk_{}", table, automatic + 1);
    } else if (ref.name.empty()) {
      one.name = unused(out, table, joined(child->columns), "fkey");
    }
    const bool served = std::ranges::any_of(out.indexes, [&](const PhysicalIndex& index) {
      return index.parts.size() >= child->columns.size() &&
             std::ranges::equal(std::span(index.parts).first(child->columns.size()),
                                parts_of(child->columns));
    });
    if (mysql_ && !served)
      add_index(out, {.name = ref.name.empty() ? mysql_unused(out, child->columns.front()) : ref.name,
                      .parts = parts_of(child->columns)});
    out.refs.push_back(std::move(one));
  }

  static std::string joined(const std::vector<std::string>& columns) {
    return fmt::format("{}", fmt::join(columns, "_"));
  }

  // PostgreSQL називає вираз за його функцією, решту виразів — expr.
  std::string index_label(const Index& index) const {
    std::vector<std::string> names;
    for (const auto& part : index.parts) {
      if (!part.expression) {
        names.push_back(part.text);
        continue;
      }
      const std::string text = sql::canonical_expression(part.text, dialect_);
      const auto open = text.find('(');
      const bool call = open != std::string::npos && open > 0 &&
                        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == open &&
                        text.find(')') == text.size() - 1;
      names.push_back(call ? text.substr(0, open) : "expr");
    }
    return joined(names);
  }

  static bool is_taken(const PhysicalTable& table, std::string_view name) {
    const auto same = [&](const auto& one) { return equals_ignore_case(one.name, name); };
    return std::ranges::any_of(table.indexes, same) || std::ranges::any_of(table.checks, same) ||
           std::ranges::any_of(table.refs, same);
  }

  static std::string unused(const PhysicalTable& out, const std::string& table, const std::string& columns,
                            std::string_view label) {
    std::string name = ddl::postgres_name(table, columns, label);
    for (int i = 1; is_taken(out, name); ++i)
      name = ddl::postgres_name(table, columns, fmt::format("{}{}", label, i));
    return name;
  }

  static std::string mysql_unused(const PhysicalTable& out, const std::string& column) {
    const auto taken = [&](std::string_view name) {
      return std::ranges::any_of(out.indexes,
                                 [&](const auto& one) { return equals_ignore_case(one.name, name); });
    };
    std::string name = column;
    for (int i = 2; taken(name); ++i) name = fmt::format("{}_{}", column, i);
    return name;
  }

  const ddl::Model model_;
  const Dialect dialect_;
  const bool mysql_;
  std::size_t index_number_ = 0;  ///< emit нумерує індекси однієї схеми наскрізно
  Physical out_;
};

}  // namespace

Physical predict_physical(const Database& database, Dialect dialect) {
  return Prediction(database, dialect).run();
}

}  // namespace techmarket::migrate
