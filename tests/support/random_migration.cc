#include "support/random_migration.h"

#include <algorithm>

#include <fmt/format.h>

#include "ddl/syntax.h"
#include "support/random_world.h"

namespace techmarket::support {
namespace {

constexpr int kRows = 4;

/// Ім'я або примітка в лапках DBML.
std::string dbml_text(std::string_view text, char mark) {
  std::string out(1, mark);
  for (const char c : text) {
    if (c == mark || c == '\\') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out + mark;
}

std::string dbml_name(std::string_view name) {
  return dbml_text(name, '"');
}

std::string dbml_name(const schema::QualifiedName& name) {
  return name.schema == schema::kDefaultSchema ? dbml_name(name.name)
                                               : dbml_name(name.schema) + "." + dbml_name(name.name);
}

/// Примітка разом зі старим іменем, яке читає migrate.
std::string note_text(const std::string& note, const std::string& name, const std::string& old_name) {
  if (old_name.empty() || name == old_name) return note;
  return (note.empty() ? "" : note + "; ") + "renamed from \"" + old_name + '"';
}

std::string settings(const std::vector<std::string>& list) {
  return list.empty() ? "" : fmt::format(" [{}]", fmt::join(list, ", "));
}

std::string full_name(const schema::QualifiedName& name) {
  return name.name.empty() ? "" : name.schema + "." + name.name;
}

class Writer {
 public:
  Writer(const World& before, const World& after, schema::Dialect dialect)
      : before_(before), after_(after), dialect_(dialect), syntax_(ddl::make_syntax(dialect)) {}

  RandomMigration run() {
    RandomMigration result{
        .before = dbml(before_, false), .after = dbml(after_, true), .rows = {}, .same = {}};
    for (const auto& table : before_.tables) insert(table, result);
    for (const auto& table : after_.tables)
      if (!table.is_new()) compare(table, result);
    return result;
  }

 private:
  // ---- DBML

  std::string dbml(const World& world, bool renames) {
    std::string out = fmt::format("Enum {} {{\n", level(world)), refs;
    for (const auto& member : world.levels)
      out += fmt::format("  {}{}\n", dbml_name(member.name),
                         note(renames ? note_text("", member.name, member.old_name) : ""));
    out += "}\n";
    for (std::size_t i = 0; i < world.tables.size(); ++i) {
      const Table& table = world.tables[i];
      out += dbml(world, i, renames);
      for (const auto& link : table.links) refs += dbml(world, table, link);
    }
    return out + refs;
  }

  static std::string level(const World& world) { return world.enum_in_schema ? "shop.level" : "level"; }
  static std::string note(const std::string& text) {
    return text.empty() ? "" : " [note: " + dbml_text(text, '\'') + "]";
  }

  std::string dbml(const World& world, std::size_t i, bool renames) {
    const Table& table = world.tables[i];
    const std::string_view key_type = world.big_keys ? "bigint" : "int";
    std::string out = fmt::format("Table {} {{\n", dbml_name(table.name));
    std::vector<std::string> key;
    if (!table.composite) key.push_back("pk");
    if (table.increment) key.push_back("increment");
    if (renames && table.key != table.old_key)
      key.push_back("note: " + dbml_text(note_text("", table.key, table.old_key), '\''));
    out += fmt::format("  {} {}{}\n  part int [not null]\n", table.key, key_type, settings(key));
    out += fmt::format("  parent_id {0}\n  parent_part int\n  second_id {0}\n", key_type);
    out += fmt::format("  code varchar(20) [not null{}]\n  parent_code varchar(20)\n",
                       table.unique_code || world.is_code_used(i) ? ", unique" : "");
    std::string checks;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Column& column = table.columns[c];
      out += dbml(world, column, renames);
      const bool named = column.check == Column::Check::named;
      const std::string check = named || column.check == Column::Check::table ? check_of(world, column) : "";
      if (check.empty()) continue;
      const std::string name = named ? fmt::format(" [name: 'chk_{}_{}']", i, c) : "";
      checks += fmt::format("    `{}`{}\n", check, name);
    }
    std::string indexes = table.composite ? fmt::format("    ({}, part) [pk]\n", table.key) : "";
    for (const auto& index : table.indexes) indexes += dbml(table, index);
    if (!indexes.empty()) out += "  indexes {\n" + indexes + "  }\n";
    if (!checks.empty()) out += "  checks {\n" + checks + "  }\n";
    const std::string text =
        renames ? note_text(table.note, full_name(table.name), full_name(table.old_name)) : table.note;
    if (!text.empty()) out += "  Note: " + dbml_text(text, '\'') + "\n";
    return out + "}\n";
  }

  std::string dbml(const World& world, const Column& column, bool renames) {
    const Family& family = kFamilies[column.family];
    std::vector<std::string> list = {column.not_null ? "not null" : "null"};
    if (column.value == Column::Default::value) list.push_back("default: " + default_value(world, column));
    if (column.value == Column::Default::expression)
      list.push_back(fmt::format("default: `{}`", family.default_expression));
    if (column.unique) list.push_back("unique");
    if (column.check == Column::Check::column)
      if (const auto check = check_of(world, column); !check.empty())
        list.push_back(fmt::format("check: `{}`", check));
    const std::string text = renames ? note_text(column.note, column.name, column.old_name) : column.note;
    if (!text.empty()) list.push_back("note: " + dbml_text(text, '\''));
    return fmt::format("  {} {}{}\n", dbml_name(column.name),
                       column.family == kEnums ? level(world) : std::string(family.types[column.type]),
                       settings(list));
  }

  static std::string default_value(const World& world, const Column& column) {
    const Family& family = kFamilies[column.family];
    if (column.family == kEnums)
      return dbml_text(std::ranges::find(world.levels, "low", &Member::old_name)->name, '\'');
    std::string value(family.default_value);
    return family.types[column.type].starts_with("varchar") && !value.starts_with('\'') ? "'" + value + "'"
                                                                                        : value;
  }

  /// Порожньо, коли вираз записати не можна: лапки MySQL закрили б вираз DBML.
  std::string check_of(const World& world, const Column& column) const {
    const bool plain =
        column.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos &&
        column.name != "select";
    if (!plain && dialect_ == schema::Dialect::mysql) return {};
    const std::string name = plain ? column.name : syntax_->quote_name(column.name);
    switch (column.family) {
      case kNumbers:
      case kDecimals:
        if (!kFamilies[column.family].types[column.type].starts_with("varchar")) return name + " >= 0";
        [[fallthrough]];
      case kTexts:
        return name + " <> 'a ''word'''";
      case kEnums: {
        std::string list;
        for (const auto& level : world.levels)
          list += (list.empty() ? "" : ", ") + syntax_->quote_text(level.name);
        return name + " IN (" + list + ")";
      }
      default:
        return name + " IS NULL OR " + name + " IS NOT NULL";
    }
  }

  static std::string dbml(const Table& table, const Index& index) {
    std::string columns;
    for (const std::size_t c : index.columns) {
      const std::string name = dbml_name(table.columns[c].name);
      columns += columns.empty() ? "" : ", ";
      columns += index.expression && c == index.columns.front() ? "`lower(" + name + ")`" : name;
    }
    std::vector<std::string> list;
    if (!index.name.empty()) list.push_back("name: " + dbml_text(index.name, '\''));
    if (index.unique) list.push_back("unique");
    if (!index.note.empty()) list.push_back("note: " + dbml_text(index.note, '\''));
    return fmt::format("    ({}){}\n", columns, settings(list));
  }

  static std::string dbml(const World& world, const Table& child, const Link& link) {
    const Table& parent = world.tables[link.parent];
    std::string from = "parent_id", to = parent.key;
    if (link.over == Link::Over::second) from = "second_id";
    if (link.over == Link::Over::code) from = "parent_code", to = "code";
    if (link.over == Link::Over::key && parent.composite)
      from = "(parent_id, parent_part)", to = fmt::format("({}, part)", to);
    const std::string child_end = dbml_name(child.name) + "." + from,
                      parent_end = dbml_name(parent.name) + "." + to;
    // У зв'язку один до одного ключ дістає друга таблиця.
    return fmt::format("Ref {}: {}{}\n", link.name,
                       link.one_to_one ? parent_end + " - " + child_end : child_end + " > " + parent_end,
                       link.action.empty() ? "" : " [" + link.action + "]");
  }

  // ---- дані

  void insert(const Table& table, RandomMigration& result) const {
    const auto over = [&](Link::Over which) {
      return std::ranges::find(table.links, which, &Link::over) != table.links.end();
    };
    for (int row = 1; row <= kRows; ++row) {
      const auto or_null = [&](bool present) { return present ? std::to_string(row) : "NULL"; };
      std::string names = table.key + ", part, parent_id, parent_part, second_id, code, parent_code";
      std::string values = fmt::format("{0}, {0}, {1}, {1}, {2}, 'code {0}', {3}", row,
                                       or_null(over(Link::Over::key)), or_null(over(Link::Over::second)),
                                       over(Link::Over::code) ? fmt::format("'code {}'", row) : "NULL");
      for (const auto& column : table.columns) {
        names += ", " + syntax_->quote_name(column.name);
        const bool null = !column.not_null && row == 2;
        values += ", " + (null ? "NULL" : value(column, row));
      }
      result.rows.push_back(fmt::format("INSERT INTO {} ({}) VALUES ({})", sql(table.name), names, values));
    }
  }

  static std::string value(const Column& column, int row) {
    std::string text = fmt::format(fmt::runtime(kFamilies[column.family].value), row);
    const bool quote =
        kFamilies[column.family].types[column.type].starts_with("varchar") && !text.starts_with('\'');
    return quote ? "'" + text + "'" : text;
  }

  std::string sql(const schema::QualifiedName& name) const { return syntax_->quote_table(name); }

  void compare(const Table& table, RandomMigration& result) const {
    const auto keys = [&](const std::string& key, const schema::QualifiedName& name) {
      return fmt::format(
          "SELECT {0}, part, parent_id, parent_part, second_id, code, parent_code FROM {1} ORDER BY {0}", key,
          sql(name));
    };
    result.same.emplace_back(keys(table.old_key, table.old_name), keys(table.key, table.name));
    for (const auto& column : table.columns) {
      if (column.old_name.empty()) continue;
      // Заповнені NULL — це вже інші значення; решта рядків та сама.
      const std::string_view where = column.filled ? " WHERE part <> 2" : "";
      const auto select = [&](const std::string& text, const schema::QualifiedName& from) {
        return fmt::format("SELECT part, {} FROM {}{} ORDER BY part", text, sql(from), where);
      };
      const std::string old_column = syntax_->quote_name(column.old_name);
      result.same.emplace_back(
          select(column.family == kEnums ? renamed(old_column) : old_column, table.old_name),
          select(syntax_->quote_name(column.name), table.name));
    }
  }

  /// Значення переліку під новим іменем.
  std::string renamed(const std::string& column) const {
    std::string cases;
    for (const auto& level : after_.levels)
      if (!level.old_name.empty())
        cases += fmt::format(" WHEN {} THEN {}", syntax_->quote_text(level.old_name),
                             syntax_->quote_text(level.name));
    return fmt::format("CASE {}{} END", column, cases);
  }

  const World &before_, &after_;
  const schema::Dialect dialect_;
  const std::unique_ptr<ddl::Syntax> syntax_;
};

}  // namespace

RandomMigration random_migration(std::uint64_t seed, schema::Dialect dialect) {
  std::mt19937_64 engine(seed);
  // MariaDB індексів за виразом не має.
  const WorldOptions options{.expression_indexes = dialect == schema::Dialect::postgres};
  const World before = random_world(engine, options);
  World after = before;
  change_world(after, engine, options);
  return Writer(before, after, dialect).run();
}

}  // namespace techmarket::support
