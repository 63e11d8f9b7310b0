// dialect-name-length: довгі імена, зокрема ті, які дає програма або сервер. dialect-name: імена, яких сервер
// не приймає, і ті, що мають бути єдиними, а повторюються.

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "ddl/junction.h"
#include "ddl/mysql_syntax.h"

namespace techmarket::ddl {
namespace {

using schema::Enum;
using schema::Ref;
using schema::Table;

constexpr std::size_t kPostgresBytes = 63, kMysqlCharacters = 64, kMysqlEnumCharacters = 255;
// Безіменний зовнішній ключ MySQL зве «ТАБЛИЦЯ_ibfk_1», перевірку — «ТАБЛИЦЯ_chk_1»; MariaDB таких меж не
// має.
constexpr std::size_t kMysqlRefSuffix = 7, kMysqlCheckSuffix = 6;

constexpr auto kSystemColumns =
    std::to_array<std::string_view>({"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"});

bool has_emoji(std::string_view name) {
  // Кодові точки понад U+FFFF займають чотири байти.
  return std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
}

class NameChecker {
 public:
  explicit NameChecker(DialectRun& run) : run_(run), title_(run.syntax->title()) {}

  void check() {
    for (const auto& group : run_.model.groups())
      if (group.name != schema::kDefaultSchema) check_schema(group);
    for (const auto& element : run_.database.enums) check(element);
    for (const auto& table : run_.database.tables) check(table);
    if (run_.mysql()) check_index_names();
    std::optional<JunctionBuilder> junctions;
    for (const auto& ref : run_.database.refs) {
      if (ref.inactive) continue;
      if (ref.child_and_parent()) {
        check(ref, ref.at);
        continue;
      }
      if (!junctions) junctions.emplace(run_.model, run_.dialect);
      check(junctions->build(ref), ref);
    }
  }

 private:
  using Key = std::tuple<std::string, std::string_view, std::string>;  ///< власник, рід, ім'я

  std::string folded(const std::string& name) const { return run_.mysql() ? ascii_lower(name) : name; }

  void check_schema(const SchemaGroup& group) {
    const SourceRange& at = !group.tables.empty()  ? group.tables.front()->at
                            : !group.enums.empty() ? group.enums.front()->at
                                                   : SourceRange{};
    valid("schema", group.name, at);
    const bool reserved = equals_ignore_case(group.name, "information_schema") ||
                          (!run_.mysql() && group.name.starts_with("pg_"));
    if (reserved) refuse("schema", group.name, at, "it keeps such names for itself");
  }

  void check(const Enum& element) {
    if (!run_.mysql()) {
      valid("enum", element.name.name, element.at);
      unique(element.name.schema, "table or enum", element.name.name, element.at, "a schema");
    }
    std::set<std::string> seen;
    for (const auto& value : element.values) {
      if (!run_.mysql()) {
        if (value.name.size() > kPostgresBytes)
          too_long("enum value", value.name, value.at, value.name.size(), kPostgresBytes, "bytes");
        continue;
      }
      const auto length = value.name.size() > kMysqlEnumCharacters ? count_code_points(value.name) : 0;
      if (length > kMysqlEnumCharacters)
        too_long("enum value", value.name, value.at, length, kMysqlEnumCharacters, "characters");
      std::string compared = ascii_lower(value.name);
      while (compared.ends_with(' ')) compared.pop_back();
      if (!seen.insert(std::move(compared)).second)
        run_.add(
            "dialect-name", value.at,
            fmt::format("{} does not tell the enum value '{}' from another one: case and spaces at the end "
                        "do not count",
                        title_, value.name),
            "rename one of the two", value.name);
    }
  }

  void check(const Table& table) {
    valid("table", table.name.name, table.at);
    if (!run_.mysql()) {
      unique(table.name.schema, "table or enum", table.name.name, table.at, "a schema");
      unique(table.name.schema, "table or index", table.name.name, table.at, "a schema");
    }
    check_columns(table);
    const std::string owner = schema::display_name(table.name);
    for (const auto& index : table.indexes) {
      if (index.name.empty()) continue;
      if (run_.mysql()) {
        if (index.primary_key) continue;  // MySQL імен ключів не має
        valid("index", index.name, index.at);
        if (equals_ignore_case(index.name, "primary"))
          refuse("index", index.name, index.at, "that is the name of the primary key");
      } else {
        valid("index", index.name, index.at);
        unique(table.name.schema, "table or index", index.name, index.at, "a schema");
        if (index.primary_key) unique(owner, "constraint", index.name, index.at, "a table");
      }
    }
    bool unnamed = false;
    const auto check_one = [&](const schema::Check& one) {
      unnamed |= one.name.empty();
      if (one.name.empty()) return;
      valid("check", one.name, one.at);
      if (run_.mysql())
        unique(table.name.schema, "check", one.name, one.at, "a schema") &&
            unique(owner, "constraint", one.name, one.at, "a table");
      else
        unique(owner, "constraint", one.name, one.at, "a table");
    };
    for (const auto& column : table.columns) {
      if (column.checks.size() == 1) check_one(column.checks.front());
      unnamed |= column.checks.size() > 1;
    }
    for (const auto& one : table.checks) check_one(one);
    if (unnamed) generated(table.name.name, "a check", kMysqlCheckSuffix, table.at);
  }

  void check_columns(const Table& table) {
    for (const auto& column : table.columns) {
      valid("column", column.name, column.at);
      if (!run_.mysql() && std::ranges::find(kSystemColumns, column.name) != kSystemColumns.end())
        refuse("column", column.name, column.at, "every table has a system column of this name");
    }
    // Решта імен різна: DBML повторів не пропустить.
    if (!run_.mysql() && std::ranges::all_of(table.columns, [](const schema::Column& column) {
          return column.name.size() <= kPostgresBytes;
        }))
      return;
    constexpr std::size_t kWide = 64;  // далі дешевша множина
    const auto report = [&](const schema::Column& column) {
      run_.add(
          "dialect-name", column.at,
          fmt::format("{} does not tell {} from another one of the table: {}", title_,
                      column_title(table, column), run_.mysql() ? "case does not count" : "they begin alike"),
          "rename one of the two", column.name);
    };
    const auto compared = [&](const schema::Column& column) {
      return run_.mysql() ? ascii_lower(column.name) : column.name.substr(0, kPostgresBytes);
    };
    if (run_.mysql() && table.columns.size() <= kWide) {
      NameSieve sieve;
      for (auto column = table.columns.begin(); column != table.columns.end(); ++column)
        if (sieve.add(column->name) &&
            std::any_of(table.columns.begin(), column, [&](const schema::Column& other) {
              return equals_ignore_case(other.name, column->name);
            }))
          report(*column);
      return;
    }
    std::unordered_set<std::string> seen;
    for (const auto& column : table.columns)
      if (!seen.insert(compared(column)).second) report(column);
  }

  // Індекс без імені зветься ТАБЛИЦЯ_index_N, де N — його місце в схемі (script.cc).
  void check_index_names() {
    for (const auto& group : run_.model.groups()) {
      std::size_t number = 0;
      for (const auto* table : group.tables) {
        const std::string owner = schema::display_name(table->name);
        for (const auto& index : table->indexes) {
          if (index.primary_key) continue;
          const std::size_t own = number++;
          if (table->indexes.size() > 1)
            unique(owner, "index", index.name.empty() ? mysql_index_name(table->name.name, own) : index.name,
                   index.at, "a table");
        }
      }
    }
  }

  void check(const Ref& ref, const SourceRange& at) {
    const auto& child = ref.child_and_parent()->first->table;
    if (ref.name.empty()) return generated(child.name, "a foreign key", kMysqlRefSuffix, at);
    valid("foreign key", ref.name, at);
    const std::string owner = schema::display_name(child);
    if (run_.mysql())
      unique(child.schema, "foreign key", ref.name, at, "a schema") &&
          unique(owner, "constraint", ref.name, at, "a table");
    else
      unique(owner, "constraint", ref.name, at, "a table");
  }

  void check(const Junction& junction, const Ref& ref) {
    valid("table", junction.table.name.name, ref.at);
    for (const auto& column : junction.table.columns) valid("column", column.name, ref.at);
    check(junction.to_first, ref.at);
    if (!ref.name.empty()) check(junction.to_second, ref.at);
  }

  /// Чи прийме сервер ім'я саме таким.
  void valid(std::string_view what, const std::string& name, const SourceRange& at) {
    if (name.empty()) return refuse(what, name, at, "a name has at least one character");
    if (!run_.mysql()) {
      if (name.size() > kPostgresBytes) too_long(what, name, at, name.size(), kPostgresBytes, "bytes");
      return;
    }
    if (name.ends_with(' ')) refuse(what, name, at, "it ends with a space");
    if (has_emoji(name)) refuse(what, name, at, "it has a character beyond U+FFFF, such as an emoji");
    if (name.size() <= kMysqlCharacters) return;
    if (const auto length = count_code_points(name); length > kMysqlCharacters)
      too_long(what, name, at, length, kMysqlCharacters, "characters");
  }

  void refuse(std::string_view what, const std::string& name, const SourceRange& at, std::string_view why) {
    run_.add("dialect-name", at, fmt::format("{} refuses the name '{}' of a {}: {}", title_, name, what, why),
             "rename it", name);
  }

  void too_long(std::string_view what, const std::string& name, const SourceRange& at, std::size_t length,
                std::size_t limit, std::string_view unit) {
    const bool cut = !run_.mysql() && what != "enum value";
    run_.add("dialect-name-length", at,
             fmt::format("the name of the {} '{}' has {} {}, {} {} {}", what, name, length, unit, title_,
                         cut ? "cuts it to" : "takes at most", limit),
             "shorten it", name);
  }

  /// Ім'я, яке дасть MySQL, довше за межу. MariaDB називає інакше.
  void generated(const std::string& table, std::string_view what, std::size_t suffix, const SourceRange& at) {
    if (!run_.mysql() || table.size() + suffix <= kMysqlCharacters) return;
    if (count_code_points(table) + suffix > kMysqlCharacters)
      run_.add("dialect-name-length", at,
               fmt::format("the name that MySQL would give {} of table '{}' has more than {} characters",
                           what, table, kMysqlCharacters),
               "give it a name of its own, or shorten the name of the table", table);
  }

  /// @return чи таке ім'я перше.
  bool unique(const std::string& owner, std::string_view what, const std::string& name, const SourceRange& at,
              std::string_view where) {
    if (name.empty() || names_.emplace(owner, what, folded(name)).second) return true;
    run_.add("dialect-name", at,
             fmt::format("{} has one {} named '{}' in {}, this is another", title_, what, name, where),
             "rename it, or leave the name out", name);
    return false;
  }

  DialectRun& run_;
  const std::string_view title_;
  std::set<Key> names_;
};

}  // namespace

void check_names(DialectRun& run) {
  NameChecker(run).check();
}

}  // namespace techmarket::ddl
