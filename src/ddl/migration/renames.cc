#include "ddl/migration/renames.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/model.h"
#include "ddl/normalise_expression.h"
#include "ddl/normalise_tree.h"
#include "ddl/normalise_type.h"
#include "ddl/syntax.h"

namespace techmarket::ddl {
namespace {

using schema::Database;
using schema::QualifiedName;
using schema::Table;

template <class Name>
struct Candidate {
  Name from, to;
  bool flagged = false;  ///< прапорець, а не примітка: неможливе перейменування — помилка
};

template <class Name>
struct Chosen {
  std::vector<std::pair<Name, Name>> pairs;  ///< у порядку виконання
  std::vector<Candidate<Name>> refused;
};

// Нове ім'я має бути вільним або звільнитися раніше (b → c перед a → b), а старе — не лишатися в цілі.
// Коло (a → b, b → a) називають лише примітки: база пам'ятає, чи його вже пройдено, а про прапорці — ні.
template <class Name>
Chosen<Name> choose(std::vector<Candidate<Name>> candidates, std::set<Name> actual,
                    const std::set<Name>& target) {
  Chosen<Name> chosen;
  const auto refuse_if = [&](const auto& condition) {
    const auto refused = std::ranges::stable_partition(
        candidates, [&](const auto& candidate) { return !condition(candidate); });
    const bool any = !refused.empty();
    chosen.refused.insert(chosen.refused.end(), refused.begin(), refused.end());
    candidates.erase(refused.begin(), refused.end());
    return any;
  };
  const auto any_from = [&](const Name& name) {
    return std::ranges::find(candidates, name, &Candidate<Name>::from) != candidates.end();
  };
  const auto any_to = [&](const Name& name) {
    return std::ranges::find(candidates, name, &Candidate<Name>::to) != candidates.end();
  };
  while (refuse_if([&](const auto& one) {
    return !actual.contains(one.from) || (actual.contains(one.to) && !any_from(one.to)) ||
           (target.contains(one.from) && !any_to(one.from));
  })) {
  }
  while (!candidates.empty()) {
    const auto next =
        std::ranges::find_if(candidates, [&](const auto& one) { return !actual.contains(one.to); });
    if (next == candidates.end()) break;
    actual.erase(next->from);
    actual.insert(next->to);
    chosen.pairs.emplace_back(next->from, next->to);
    candidates.erase(next);
  }
  // Лишилися самі кола: кожне нове ім'я — чиєсь старе.
  while (!candidates.empty() && std::ranges::none_of(candidates, &Candidate<Name>::flagged)) {
    const Name last = candidates.front().to;
    for (Name to = last;;) {
      const auto next = std::ranges::find(candidates, to, &Candidate<Name>::to);
      chosen.pairs.emplace_back(next->from, next->to);
      to = next->from;
      candidates.erase(next);
      if (to == last) break;
    }
  }
  chosen.refused.insert(chosen.refused.end(), candidates.begin(), candidates.end());
  return chosen;
}

QualifiedName qualified(std::string_view text, const std::string& default_schema) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return {.schema = default_schema, .name = std::string(text)};
  return {.schema = std::string(text.substr(0, dot)), .name = std::string(text.substr(dot + 1))};
}

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

class Finder {
 public:
  Finder(const Database& source, const Database& target, const Database& actual, schema::Dialect dialect,
         std::span<const RenameFlag> flags)
      : source_(source),
        target_(target),
        actual_(actual),
        model_(source),
        mysql_(dialect == schema::Dialect::mysql),
        flags_(flags) {}

  Result<Renames> run() {
    TM_TRY(tables());
    for (const auto& table : target_.tables) TM_TRY(columns(table));
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
  bool is_table_flag(const RenameFlag& flag) const {
    return actual_.table(qualified(flag.from, std::string(schema::kDefaultSchema))) ||
           target_.table(qualified(flag.to, std::string(schema::kDefaultSchema)));
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
      const std::string default_schema(schema::kDefaultSchema);
      const auto to = qualified(flags_[i].to, default_schema);
      if (!target_.table(to))
        return fail(ErrorKind::usage,
                    fmt::format("--rename {}={}: the DBML has no table {}", flags_[i].from, flags_[i].to,
                                flags_[i].to),
                    did_you_mean_hint(flags_[i].to, target_.table_names()));
      candidates.push_back({.from = qualified(flags_[i].from, default_schema), .to = to, .flagged = true});
    }
    auto chosen = choose(std::move(candidates), table_names(actual_), table_names(target_));
    renames_.tables = std::move(chosen.pairs);
    for (const auto& one : chosen.refused) {
      const bool from = actual_.table(one.from), to = actual_.table(one.to);
      if (one.flagged && !(to && !from))
        return impossible(schema::display_name(one.from), schema::display_name(one.to), from, to,
                          actual_.table_names());
    }
    return {};
  }

  Status columns(const Table& table) {
    const Table* old = actual_.table(renames_.old_table(table.name));
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
    auto chosen = choose(std::move(candidates), column_names(*old), column_names(table));
    if (!chosen.pairs.empty()) renames_.columns.emplace(table.name, std::move(chosen.pairs));
    for (const auto& one : chosen.refused) {
      const bool from = old->column(one.from), to = old->column(one.to);
      const std::string prefix = schema::display_name(table.name) + ".";
      if (one.flagged && !(to && !from))
        return impossible(prefix + one.from, prefix + one.to, from, to, old->column_names());
    }
    return {};
  }

  /// Чи каже примітка живого елемента, що його вже так перейменовано.
  static bool is_done(const std::optional<std::string>& live_note, const std::string& from) {
    const auto before = renamed_from(live_note);
    return before && before->substr(before->rfind('.') + 1) == from;
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
      const auto named =
          qualified(std::string_view(flags_[i].from).substr(0, dot), std::string(schema::kDefaultSchema));
      if (named != element.name) continue;
      used_.insert(i);
      candidates.push_back({.from = flags_[i].from.substr(dot + 1),
                            .to = flags_[i].to.substr(flags_[i].to.rfind('.') + 1),
                            .flagged = true});
    }
    const Names wanted = names_of(element);
    for (const auto& one : candidates) {
      const std::string name = schema::display_name(element.name);
      const std::string flag = fmt::format("--rename {0}.{1}={0}.{2}", name, one.from, one.to);
      if (!has(wanted, one.to))
        return fail(ErrorKind::usage,
                    fmt::format("{}: the DBML has no value {} in enum {}", flag, one.to, name),
                    did_you_mean_hint(one.to, wanted));
      if (has(wanted, one.from)) {
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
    const auto* live = actual_.find_enum(element.name);
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
      const Table* old = actual_.table(renames_.old_table(table.name));
      for (const auto& column : table.columns) {
        if (!old || model_.enum_of(column.type) != &element) continue;
        const auto* live = old->column(renames_.old_column(table.name, column.name));
        if (!live || !live->type.is("enum")) continue;
        Names before;
        for (const auto& argument : live->type.arguments) before.push_back(unquoted_member(argument));
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

  // Таблицю можна назвати і старим, і новим іменем.
  bool speaks_of(const RenameFlag& flag, const Table& table) const {
    const auto dot = flag.from.rfind('.');
    if (dot == std::string::npos) return false;
    const auto named =
        qualified(std::string_view(flag.from).substr(0, dot), std::string(schema::kDefaultSchema));
    return named == table.name || named == renames_.old_table(table.name);
  }

  const Database &source_, &target_, &actual_;
  const Model model_;
  const bool mysql_;
  const std::span<const RenameFlag> flags_;
  std::set<std::size_t> used_;
  Renames renames_;
};

const std::string& renamed(const std::vector<Renames::Pair>& pairs, const std::string& name) {
  const auto found = std::ranges::find(pairs, name, &Renames::Pair::first);
  return found == pairs.end() ? name : found->second;
}

void rename_default(schema::Column& column, const std::vector<Renames::Pair>& pairs) {
  if (column.default_value && column.default_value->kind == schema::Value::Kind::string)
    column.default_value->text = renamed(pairs, column.default_value->text);
}

bool rename_literals(SqlNode& node, const std::vector<Renames::Pair>& pairs) {
  bool changed = false;
  if (node.kind == SqlNode::Kind::string && renamed(pairs, node.text) != node.text) {
    node.text = std::string(renamed(pairs, node.text));
    changed = true;
  }
  for (auto& child : node.children) changed |= rename_literals(child, pairs);
  return changed;
}

const std::vector<Renames::Pair>* enum_pairs(const Renames& renames, const schema::Type& type) {
  const auto pairs = renames.enums.find(
      {.schema = type.schema.value_or(std::string(schema::kDefaultSchema)), .name = type.name});
  return pairs == renames.enums.end() ? nullptr : &pairs->second;
}

void rename_enum_values(Database& actual, const Renames& renames) {
  if (renames.enums.empty()) return;
  for (auto& element : actual.enums)
    if (const auto pairs = renames.enums.find(element.name); pairs != renames.enums.end())
      for (auto& value : element.values) value.name = std::string(renamed(pairs->second, value.name));
  for (auto& table : actual.tables) {
    for (auto& column : table.columns)
      if (const auto* pairs = enum_pairs(renames, column.type)) rename_default(column, *pairs);
    for (auto& check : table.checks)
      check.expression = rename_enum_literals(check.expression, table, renames);
    for (auto& index : table.indexes)
      for (auto& part : index.parts)
        if (part.expression) part.text = rename_enum_literals(part.text, table, renames);
  }
}

void rename_members(Database& actual, const Renames& renames) {
  for (auto& table : actual.tables)
    for (auto& column : table.columns) {
      const auto* members = renames.members_of(table.name, column.name);
      if (!members) continue;
      rename_default(column, members->pairs);
      column.type.arguments.clear();
      for (const auto& name : members->after) column.type.arguments.push_back(quoted(name, '\''));
    }
}

void rename_names(SqlNode& node, const QualifiedName& table, const Renames& renames) {
  if (node.kind == SqlNode::Kind::name)
    node.text = std::string(renames.new_column(table, node.text));
  else
    for (auto& child : node.children) rename_names(child, table, renames);
}

}  // namespace

Result<RenameFlag> parse_rename(std::string_view text) {
  const auto equals = text.find('=');
  RenameFlag flag;
  if (equals != std::string_view::npos)
    flag = {.from = std::string(trim(text.substr(0, equals))),
            .to = std::string(trim(text.substr(equals + 1)))};
  if (flag.from.empty() || flag.to.empty() || flag.from.ends_with('.') || flag.to.ends_with('.'))
    return fail(ErrorKind::usage, fmt::format("--rename {}: expected OLD=NEW", text),
                "write --rename customers=clients for a table, --rename customers.phone=customers.mobile for "
                "a column, --rename status.new=status.created for a value of an enum");
  return flag;
}

std::optional<std::string> renamed_from(const std::optional<std::string>& note) {
  constexpr std::string_view kMark = "renamed from ";
  if (!note) return std::nullopt;
  const std::string lower = ascii_lower(*note);
  for (std::size_t at = lower.find(kMark); at != std::string::npos; at = lower.find(kMark, at + 1)) {
    // Лише окреме речення: «телефон; renamed from phone».
    const auto before = lower.find_last_not_of(" \t", at == 0 ? std::string::npos : at - 1);
    if (at > 0 && before != std::string::npos && before < at &&
        std::string_view(";.,(\n").find(lower[before]) == std::string_view::npos)
      continue;
    std::string_view rest = trim(std::string_view(*note).substr(at + kMark.size()));
    if (rest.empty()) continue;
    if (rest[0] == '"' || rest[0] == '`') {
      const auto close = rest.find(rest[0], 1);
      if (close != std::string_view::npos && close > 1) return std::string(rest.substr(1, close - 1));
      continue;
    }
    rest = rest.substr(0, rest.find_first_of(" \t\n,;()"));
    while (rest.ends_with('.')) rest.remove_suffix(1);
    if (!rest.empty()) return std::string(rest);
  }
  return std::nullopt;
}

const QualifiedName& Renames::new_table(const QualifiedName& table) const {
  const auto found = std::ranges::find_if(tables, [&](const auto& pair) { return pair.first == table; });
  return found == tables.end() ? table : found->second;
}

const QualifiedName& Renames::old_table(const QualifiedName& table) const {
  const auto found = std::ranges::find_if(tables, [&](const auto& pair) { return pair.second == table; });
  return found == tables.end() ? table : found->first;
}

// Ланцюжок b → c, a → b: кожен стовпець перейменовується щонайбільше раз.
const std::string& Renames::new_column(const QualifiedName& new_table, const std::string& column) const {
  const auto pairs = columns.find(new_table);
  if (pairs == columns.end()) return column;
  const auto found = std::ranges::find(pairs->second, column, &Pair::first);
  return found == pairs->second.end() ? column : found->second;
}

const std::string& Renames::old_column(const QualifiedName& table, const std::string& column) const {
  const auto pairs = columns.find(table);
  if (pairs == columns.end()) return column;
  const auto found = std::ranges::find(pairs->second, column, &Pair::second);
  return found == pairs->second.end() ? column : found->first;
}

const MemberRenames* Renames::members_of(const QualifiedName& table, const std::string& column) const {
  const auto owner = members.find(table);
  if (owner == members.end()) return nullptr;
  const auto found = owner->second.find(column);
  return found == owner->second.end() ? nullptr : &found->second;
}

Result<Renames> find_renames(const Database& source, const Database& target, const Database& actual,
                             schema::Dialect dialect, std::span<const RenameFlag> flags) {
  return Finder(source, target, actual, dialect, flags).run();
}

std::string rename_in_expression(const std::string& text, const QualifiedName& new_table,
                                 const Renames& renames, schema::Dialect dialect) {
  if (!renames.columns.contains(new_table)) return text;
  auto node = parse_sql(text, dialect);
  if (!node) return text;
  const SqlNode before = *node;
  rename_names(*node, new_table, renames);
  return *node == before ? text : print_sql(*node, dialect);
}

std::string rename_enum_literals(const std::string& text, const Table& table, const Renames& renames) {
  constexpr auto kDialect = schema::Dialect::postgres;
  if (renames.enums.empty()) return text;
  auto node = parse_sql(text, kDialect);
  if (!node) return text;
  bool changed = false;
  for (const auto& name : expression_columns(text, kDialect)) {
    const auto* column = table.column(name);
    const auto* pairs = column ? enum_pairs(renames, column->type) : nullptr;
    changed |= pairs && rename_literals(*node, *pairs);
  }
  return changed ? print_sql(*node, kDialect) : text;
}

void rename_parts(std::vector<schema::IndexPart>& parts, const QualifiedName& new_table,
                  const Renames& renames, schema::Dialect dialect) {
  for (auto& part : parts)
    part.text = part.expression ? rename_in_expression(part.text, new_table, renames, dialect)
                                : renames.new_column(new_table, part.text);
}

Database apply_renames(Database actual, const Renames& renames, schema::Dialect dialect) {
  for (auto& table : actual.tables) {
    table.name = renames.new_table(table.name);
    for (auto& column : table.columns) column.name = renames.new_column(table.name, column.name);
    for (auto& check : table.checks)
      check.expression = rename_in_expression(check.expression, table.name, renames, dialect);
    for (auto& index : table.indexes) rename_parts(index.parts, table.name, renames, dialect);
  }
  for (auto& ref : actual.refs)
    for (auto* end : {&ref.first, &ref.second}) {
      end->table = renames.new_table(end->table);
      for (auto& column : end->columns) column = renames.new_column(end->table, column);
    }
  rename_enum_values(actual, renames);
  rename_members(actual, renames);
  return actual;
}

}  // namespace techmarket::ddl
