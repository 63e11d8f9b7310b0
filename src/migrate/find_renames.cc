#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/grouped_schema.h"
#include "ddl/junction.h"
#include "ddl/syntax.h"
#include "migrate/rename_choice.h"
#include "migrate/renames.h"
#include "sql/canonical_type.h"

namespace techmarket::migrate {
namespace {

using schema::Database;
using schema::QualifiedName;
using schema::Table;

std::set<QualifiedName> table_names(const Database& database) {
  std::set<QualifiedName> names;
  for (const auto& table : database.tables) names.insert(table.name);
  return names;
}

std::set<std::string> column_names(const Table& table) {
  const auto names = table.column_names();
  return {names.begin(), names.end()};
}

std::unexpected<Error> impossible(const std::string& from, const std::string& to, bool from_exists,
                                  bool to_exists, std::span<const std::string> known) {
  const std::string flag = fmt::format("--rename {}={}", from, to);
  if (!from_exists)
    return fail(ErrorKind::usage, fmt::format("{}: the database has no {}", flag, from),
                did_you_mean_hint(from, known));
  if (to_exists)
    return fail(
        ErrorKind::usage, fmt::format("{}: the database has both {} and {}", flag, from, to),
        "drop or rename one of them first; to swap two names, write [note: 'renamed from …'] at both: "
        "the database keeps notes, so a repeated run sees that the swap is done");
  return fail(ErrorKind::usage, fmt::format("{}: the DBML keeps {} as well", flag, from),
              "a renamed table or column must not stand in the DBML under its old name");
}

/// Старе зникло б разом зі своїми значеннями, хоч примітка обіцяє їх новому.
std::unexpected<Error> ambiguous(const std::string& from, const std::string& to) {
  return fail(ErrorKind::bad_input,
              fmt::format("{}: its note says it is renamed from {}, but the database has both", to, from),
              "drop or rename one of them first, or remove the note if it tells of something else");
}

class RenameFinder {
 public:
  RenameFinder(const Database& source, const ddl::Normalised& target, const ddl::Normalised& actual,
               std::span<const RenameFlag> flags)
      : source_(source),
        target_(target),
        actual_(actual),
        model_(source),
        dialect_(target.dialect()),
        mysql_(dialect_ == schema::Dialect::mysql),
        flags_(flags) {}

  Result<Renames> run() {
    TM_TRY(tables());
    for (const auto& table : target_.tables) TM_TRY(columns(table));
    junctions();
    TM_TRY(enum_types());
    for (const auto& element : source_.enums) TM_TRY(members(element));
    for (std::size_t i = 0; i < flags_.size(); ++i)
      if (!used_.contains(i))
        return fail(
            ErrorKind::usage,
            fmt::format("--rename {}={}: the DBML has no such table or enum", flags_[i].from, flags_[i].to),
            did_you_mean_hint(flags_[i].to.substr(0, flags_[i].to.rfind('.')), target_.table_names()));
    return std::move(renames_);
  }

 private:
  // Живий попередник; порожньо, якщо це ім'я звільнило перейменування, а тепер його має хтось новий.
  const Table* predecessor(const Table& table) const {
    const auto& old = renames_.old_table(table.name);
    return renames_.new_table(old) == table.name ? actual_.table(old) : nullptr;
  }
  const schema::Column* predecessor(const Table& old, const QualifiedName& table,
                                    const std::string& column) const {
    const auto& name = renames_.old_column(table, column);
    return renames_.new_column(table, name) == column ? old.column(name) : nullptr;
  }

  bool is_table_flag(const RenameFlag& flag) const {
    return actual_.table(qualified(flag.from)) || target_.table(qualified(flag.to));
  }

  Status tables() {
    std::vector<Candidate<QualifiedName>> candidates;
    for (const auto& table : target_.tables) {
      const auto from = renamed_from(table.note);
      if (!from) continue;
      Candidate<QualifiedName> one{.from = qualified(*from, table.name.schema), .to = table.name};
      const Table* live = actual_.table(one.to);
      if (!live || !is_done(live->note, one.from.name)) candidates.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      if (!is_table_flag(flags_[i])) continue;
      used_.insert(i);
      const auto to = qualified(flags_[i].to);
      if (!target_.table(to))
        return fail(ErrorKind::usage,
                    fmt::format("--rename {}={}: the DBML has no table {}", flags_[i].from, flags_[i].to,
                                flags_[i].to),
                    did_you_mean_hint(flags_[i].to, target_.table_names()));
      candidates.push_back({.from = qualified(flags_[i].from), .to = to, .flagged = true});
    }
    for (const auto& one : candidates) said_tables_.emplace(one.to, one.from);
    auto chosen = choose(std::move(candidates), table_names(actual_), table_names(target_));
    renames_.tables = std::move(chosen.pairs);
    for (const auto& one : chosen.refused) {
      const bool from = actual_.table(one.from), to = actual_.table(one.to);
      if (one.flagged && !(to && !from))
        return impossible(schema::display_name(one.from), schema::display_name(one.to), from, to,
                          actual_.table_names());
      if (from && to && !target_.table(one.from))
        return ambiguous(schema::display_name(one.from), schema::display_name(one.to));
    }
    return {};
  }

  Status columns(const Table& table) {
    const Table* old = predecessor(table);
    std::vector<Candidate<std::string>> candidates;
    for (const auto& column : table.columns)
      if (auto from = renamed_from(column.note)) {
        // «table.column» читається так само, як у прапорці.
        Candidate<std::string> one{.from = from->substr(from->rfind('.') + 1), .to = column.name};
        const auto* live = old ? old->column(one.to) : nullptr;
        if (!live || !is_done(live->note, one.from)) candidates.push_back(std::move(one));
      }
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      if (is_table_flag(flags_[i]) || !speaks_of(flags_[i], table)) continue;
      used_.insert(i);
      candidates.push_back({.from = flags_[i].from.substr(flags_[i].from.rfind('.') + 1),
                            .to = flags_[i].to.substr(flags_[i].to.rfind('.') + 1),
                            .flagged = true});
      if (!table.column(candidates.back().to))
        return fail(ErrorKind::usage,
                    fmt::format("--rename {}={}: the DBML has no column {} in table {}", flags_[i].from,
                                flags_[i].to, candidates.back().to, schema::display_name(table.name)),
                    did_you_mean_hint(candidates.back().to, table.column_names()));
    }
    if (!old) return {};
    for (const auto& one : candidates) said_columns_[table.name].emplace(one.to, one.from);
    auto chosen = choose(std::move(candidates), column_names(*old), column_names(table));
    if (!chosen.pairs.empty()) renames_.columns.emplace(table.name, std::move(chosen.pairs));
    for (const auto& one : chosen.refused) {
      const bool from = old->column(one.from), to = old->column(one.to);
      const std::string prefix = schema::display_name(table.name) + ".";
      if (one.flagged && !(to && !from))
        return impossible(prefix + one.from, prefix + one.to, from, to, old->column_names());
      if (from && to && !table.column(one.from)) return ambiguous(prefix + one.from, prefix + one.to);
    }
    return {};
  }

  /// Чи каже примітка живого елемента, що його вже так перейменовано.
  static bool is_done(const std::optional<std::string>& live_note, const std::string& from) {
    const auto before = renamed_from(live_note);
    return before && before->substr(before->rfind('.') + 1) == from;
  }

  // ---- проміжні таблиці <>: їхні імена складено з імен кінців, тож ідуть за перейменуваннями кінців

  void junctions() {
    ddl::JunctionBuilder builder(model_, dialect_);
    for (const auto& ref : source_.refs) {
      if (ref.inactive || ref.child_and_parent()) continue;
      schema::Ref former = ref;
      for (auto* end : {&former.first, &former.second}) *end = former_end(*end);
      follow(ddl::JunctionBuilder(model_, dialect_).build(former).table, builder.build(ref).table);
    }
  }

  /// Кінець під іменами до перейменувань, навіть тих, які зупинений запуск уже виконав.
  schema::Endpoint former_end(schema::Endpoint end) const {
    if (const auto columns = said_columns_.find(end.table); columns != said_columns_.end())
      for (auto& column : end.columns)
        if (const auto said = columns->second.find(column); said != columns->second.end())
          column = said->second;
    if (const auto said = said_tables_.find(end.table); said != said_tables_.end()) end.table = said->second;
    return end;
  }

  // Таблиця йде першою, доки кінці ще мають старі імена: зупинка посередині лишає те, що впізнає повторний
  // запуск. Кінців, що міняються іменами, так не впізнати: тоді таблиця створюється наново.
  void follow(const Table& was, const Table& now) {
    const bool moved = was.name != now.name && actual_.table(was.name) && !actual_.table(now.name) &&
                       !target_.table(was.name);
    const Table* live = actual_.table(moved ? was.name : now.name);
    if (!live) return;
    std::vector<Renames::Pair> pairs;
    for (std::size_t i = 0; i < now.columns.size(); ++i) {
      const auto &from = was.columns[i].name, &to = now.columns[i].name;
      if (from == to || !live->column(from)) continue;
      if (live->column(to)) return;
      pairs.emplace_back(from, to);
    }
    if (moved) renames_.tables.emplace(renames_.tables.begin(), was.name, now.name);
    if (!pairs.empty()) renames_.columns.emplace(now.name, std::move(pairs));
  }

  // ---- переліки PostgreSQL: тип зі своїм іменем. Примітки перелік у DBML не має, тож лише прапорець.

  Status enum_types() {
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      const auto from = qualified(flags_[i].from), to = qualified(flags_[i].to);
      if (used_.contains(i) || !source_.find_enum(to)) continue;
      used_.insert(i);
      if (mysql_) continue;  // перелік вписано в тип стовпця, імені в нього немає
      const bool old_lives = actual_.find_enum(from), new_lives = actual_.find_enum(to);
      if (old_lives && !new_lives && !source_.find_enum(from))
        renames_.enum_types.emplace_back(from, to);
      else if (old_lives || !new_lives)
        return impossible(schema::display_name(from), schema::display_name(to), old_lives, new_lives, {});
    }
    return {};
  }

  // ---- члени переліків

  Status members(const schema::Enum& element) {
    std::vector<Candidate<std::string>> candidates;
    for (const auto& value : element.values)
      if (auto from = renamed_from(value.note))
        candidates.push_back({.from = *std::move(from), .to = value.name});
    for (std::size_t i = 0; i < flags_.size(); ++i) {
      const auto dot = flags_[i].from.rfind('.');
      if (used_.contains(i) || dot == std::string::npos) continue;
      const auto named = qualified(std::string_view(flags_[i].from).substr(0, dot));
      if (named != element.name) continue;
      used_.insert(i);
      candidates.push_back({.from = flags_[i].from.substr(dot + 1),
                            .to = flags_[i].to.substr(flags_[i].to.rfind('.') + 1),
                            .flagged = true});
    }
    const Names wanted = names_of(element);
    const std::string name = schema::display_name(element.name);
    for (const auto& one : candidates) {
      const std::string flag = fmt::format("--rename {0}.{1}={0}.{2}", name, one.from, one.to);
      if (!has(wanted, one.to))
        return fail(ErrorKind::usage,
                    fmt::format("{}: the DBML has no value {} in enum {}", flag, one.to, name),
                    did_you_mean_hint(one.to, wanted));
      if (has(wanted, one.from)) {
        if (std::ranges::find(candidates, one.from, &Candidate<std::string>::to) != candidates.end())
          return fail(
              ErrorKind::bad_input,
              fmt::format("enum {}: {} and {} swap names, and no database remembers whether that is done",
                          name, one.from, one.to),
              fmt::format("rename {0} to a third name and migrate, then rename that to {1} and migrate again",
                          one.from, one.to));
        if (!one.flagged) continue;
        return fail(ErrorKind::usage, fmt::format("{}: the DBML keeps {} as well", flag, one.from),
                    "a renamed value must not stand in the DBML under its old name");
      }
      const bool known = mysql_ ? rename_in_columns(element, one) : rename_in_enum(element, one);
      if (!known && one.flagged)
        return fail(ErrorKind::usage,
                    fmt::format("{}: the database has no value {} in enum {}", flag, one.from, name));
    }
    return {};
  }

  using Names = std::vector<std::string>;
  static bool has(const Names& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  }
  static Names names_of(const schema::Enum& element) {
    Names names;
    for (const auto& value : element.values) names.push_back(value.name);
    return names;
  }

  /// @return чи знає база хоч одне з імен.
  bool rename_in_enum(const schema::Enum& element, const Candidate<std::string>& one) {
    const auto* live = actual_.find_enum(renames_.old_enum(element.name));
    if (!live) return false;
    const Names names = names_of(*live);
    const bool from = has(names, one.from), to = has(names, one.to);
    if (from && !to) renames_.enums[element.name].emplace_back(one.from, one.to);
    return from != to;
  }

  // Два імені поруч — зупинка посеред перейменування: рядки ще переходять зі старого на нове.
  bool rename_in_columns(const schema::Enum& element, const Candidate<std::string>& one) {
    bool known = false;
    for (const auto& table : source_.tables) {
      const Table* old = predecessor(table);
      for (const auto& column : table.columns) {
        if (!old || model_.enum_of(column.type) != &element) continue;
        const auto* live = predecessor(*old, table.name, column.name);
        if (!live || !live->type.is("enum")) continue;
        Names before;
        for (const auto& argument : live->type.arguments) before.push_back(sql::unquoted_member(argument));
        const bool from = has(before, one.from), to = has(before, one.to);
        known |= from || to;
        if (!from) continue;
        auto [entry, is_new] = renames_.members[table.name].try_emplace(column.name);
        if (is_new) entry->second.before = entry->second.after = before;
        auto& after = entry->second.after;
        if (to)
          std::erase(after, one.from);
        else
          std::ranges::replace(after, one.from, one.to);
        entry->second.pairs.emplace_back(one.from, one.to);
      }
    }
    return known;
  }

  // Таблицю можна назвати і старим, і новим іменем, навіть коли її вже перейменовано.
  bool speaks_of(const RenameFlag& flag, const Table& table) const {
    const auto dot = flag.from.rfind('.');
    if (dot == std::string::npos) return false;
    const auto named = qualified(std::string_view(flag.from).substr(0, dot));
    const auto said = said_tables_.find(table.name);
    return named == table.name || (said != said_tables_.end() && named == said->second);
  }

  const Database& source_;
  const ddl::Normalised &target_, &actual_;
  const ddl::Model model_;
  const schema::Dialect dialect_;
  const bool mysql_;
  const std::span<const RenameFlag> flags_;
  std::set<std::size_t> used_;
  Renames renames_;
  // Усі названі, зокрема виконані раніше: нове ім'я → старе.
  std::map<QualifiedName, QualifiedName> said_tables_;
  std::map<QualifiedName, std::map<std::string, std::string>> said_columns_;
};

}  // namespace

Result<Renames> find_renames(const Database& source, const ddl::Normalised& target,
                             const ddl::Normalised& actual, std::span<const RenameFlag> flags) {
  return RenameFinder(source, target, actual, flags).run();
}

}  // namespace techmarket::migrate
