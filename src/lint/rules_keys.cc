// Ключі та індекси: первинний ключ, індекс під зовнішнім ключем, порожні посилання, зайві індекси.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "dbml/print_text.h"
#include "lint/rules.h"
#include "sql/type_name.h"

namespace techmarket::lint {
namespace {

using schema::Column;
using schema::Index;
using schema::Table;

using Names = std::vector<std::string>;

constexpr std::size_t kMostColumns = 32;  // довшого індексу жоден сервер не має

/// Ключ або індекс таблиці, яким сервер може знайти рядки за першими стовпцями.
struct Access {
  Names columns;  ///< вираз — із зворотними лапками
  bool unique = false;
  std::string what;              ///< «the primary key», «index 'i'»
  const Index* index = nullptr;  ///< nullptr — ключ або unique стовпця
};

bool is_ordered(const Index& index) {
  const std::string type = ascii_lower(index.type);
  return type.empty() || type == "btree";
}

std::string describe(const Index& index) {
  Names parts;
  for (const auto& part : index.parts) parts.push_back(part.expression ? "`" + part.text + "`" : part.text);
  return index.name.empty() ? fmt::format("index ({})", fmt::join(parts, ", "))
                            : fmt::format("index '{}'", index.name);
}

Names columns_of(const Index& index) {
  Names columns;
  for (const auto& part : index.parts) columns.push_back(part.expression ? "`" + part.text + "`" : part.text);
  return columns;
}

std::vector<Access> accesses_of(const Table& table) {
  std::vector<Access> list;
  if (const auto key = table.primary_key(); !key.empty())
    list.push_back({.columns = key, .unique = true, .what = "the primary key"});
  for (const auto& column : table.columns)
    if (column.unique)
      list.push_back({.columns = {column.name},
                      .unique = true,
                      .what = fmt::format("the unique setting of column '{}'", column.name)});
  for (const auto& index : table.indexes)
    if (!index.primary_key && is_ordered(index))
      list.push_back(
          {.columns = columns_of(index), .unique = index.unique, .what = describe(index), .index = &index});
  return list;
}

/// Ключі та індекси таблиці; складаються один раз на таблицю, бо зв'язків у неї може бути багато.
class TableAccesses {
 public:
  TableAccesses(const TableAccesses&) = delete;  // вказівники дивляться у власний перелік
  explicit TableAccesses(const Table& table) : list_(accesses_of(table)) {
    for (const Access& access : list_) add(access);
  }

  const std::vector<Access>& list() const { return list_; }
  /// Чи стоять стовпці, в будь-якому порядку, на початку якогось індексу.
  bool support(Names columns) const {
    std::ranges::sort(columns);
    return beginnings_.contains(columns);
  }
  /// Інший ключ чи індекс, через який access зайвий: такий самий або той, що ним починається.
  const Access* replaces(const Access& access) const;

 private:
  /// Перший і перший унікальний серед тих, що мають однакові стовпці.
  struct Twins {
    const Access *first = nullptr, *unique = nullptr;
  };

  void add(const Access& access);

  std::vector<Access> list_;
  std::set<Names> beginnings_;    ///< упорядковані
  std::map<Names, Twins> twins_;  ///< за стовпцями
  std::map<Names, const Access*> longer_;  ///< перший, що починається цими стовпцями й має ще
};

void TableAccesses::add(const Access& access) {
  Twins& twins = twins_[access.columns];
  if (!twins.first) twins.first = &access;
  if (!twins.unique && access.unique) twins.unique = &access;
  Names beginning;
  for (const auto& column : access.columns) {
    if (!beginning.empty()) longer_.try_emplace(beginning, &access);
    beginning.push_back(column);
    Names sorted = beginning;
    std::ranges::sort(sorted);
    beginnings_.insert(std::move(sorted));
    if (beginning.size() == kMostColumns) break;
  }
}

const Access* TableAccesses::replaces(const Access& access) const {
  const Twins& twins = twins_.at(access.columns);
  // З однакових зайвий той, хто слабший; з рівних — пізніший.
  const Access* same = access.unique || twins.first == &access ? twins.unique : twins.first;
  if (same && (same == &access || (access.unique && same > &access))) same = nullptr;
  if (access.unique) return same;
  const auto found = longer_.find(access.columns);
  const Access* longer = found == longer_.end() ? nullptr : found->second;
  return same && longer ? std::min(same, longer) : same ? same : longer;
}

std::string written_columns(const Names& columns) {
  Names names;
  for (const auto& column : columns) names.push_back(dbml::written_name(column));
  return names.size() == 1 ? names.front() : fmt::format("({})", fmt::join(names, ", "));
}

void check_fk_index(LintRun& run, const Table& table, const Names& columns, const SourceRange& at) {
  const std::string shown = fmt::format("{}", fmt::join(columns, ", "));
  const std::string_view why = run.service.dialect == schema::Dialect::mysql
                                   ? "MySQL would create one with a name of its own"
                                   : "every delete and join of the parent would scan the table";
  run.add({{.code = "fk-index",
            .message = fmt::format("the foreign key ({}) of table '{}' has no index: {}", shown,
                                   schema::display_name(table.name), why),
            .at = at,
            .hint = fmt::format("add indexes {{ {} }}", written_columns(columns)),
            .subject = columns.front()},
           LintFix{.kind = LintFix::Kind::add_index, .at = table.at, .columns = columns}},
          columns.size() == 1 ? schema::display_name(table.name) + "." + columns.front()
                              : schema::display_name(table.name));
}

void check_fk_nullable(LintRun& run, const Table& table, const schema::Ref& ref,
                       const schema::Endpoint& child, const schema::Endpoint& parent) {
  if (child.columns.size() != 1 || child.table == parent.table) return;  // корінь дерева батька не має
  const Column* column = run.index.lookup().column(table, child.columns.front());
  if (!column || column->not_null || column->primary_key) return;
  if (ref.first.optional || ref.second.optional) return;
  const auto words = words_of(column->name);
  const auto& optional = run.options.optional_words;
  if (std::ranges::any_of(
          words, [&](const auto& word) { return std::ranges::find(optional, word) != optional.end(); }))
    return;
  if (ref.on_delete == "set null") return;
  run.add({{.code = "fk-nullable",
            .message = fmt::format("the foreign key '{}' may be empty, but its name does not say so",
                                   place_of(table, *column)),
            .at = column->at,
            .hint = "add not null, or null if a row may really have no such parent",
            .subject = column->name}},
          place_of(table, *column));
}

Diagnostic redundant(const Table& table, const Access& access, const Access& other, std::string_view how) {
  return {.code = "redundant-index",
          .message = fmt::format("{} of table '{}' {} {}", access.what, schema::display_name(table.name), how,
                                 other.what),
          .at = access.index->at,
          .hint = "remove it: every write pays for an index",
          .subject = access.index->name};
}

void check_redundant(LintRun& run, const Table& table) {
  const TableAccesses accesses(table);
  const std::string place = schema::display_name(table.name);
  for (const auto& access : accesses.list()) {
    const Access* other = access.index ? accesses.replaces(access) : nullptr;
    if (!other) continue;
    const bool same = access.columns == other->columns;
    LintFinding finding{redundant(table, access, *other, same ? "repeats" : "is the beginning of")};
    if (same && !access.index->note)
      finding.fix = LintFix{.kind = LintFix::Kind::remove_index, .at = access.index->at};
    run.add(std::move(finding), place);
  }
}

// Сервер тримає лише зовнішній ключ: другий рядок із тим самим батьком він прийме.
void check_one_to_one(LintRun& run, const Table& table, const schema::Endpoint& parent, const Names& columns,
                      const SourceRange& at) {
  const bool one = columns.size() == 1;
  run.add(
      {{.code = "one-to-one-unique",
        .message = fmt::format(
            "the one-to-one ref of table '{}' to '{}' lets many rows of ({}) have one parent",
            schema::display_name(table.name), schema::display_name(parent.table), fmt::join(columns, ", ")),
        .at = at,
        .hint = fmt::format("{}, or write '>' if that is meant",
                            one ? std::string("add unique to the column")
                                : fmt::format("add indexes {{ {} [unique] }}", written_columns(columns))),
        .subject = columns.front()}},
      one ? schema::display_name(table.name) + "." + columns.front() : schema::display_name(table.name));
}

}  // namespace

void check_primary_keys(LintRun& run) {
  for (const auto& table : run.database().tables) {
    if (!table.primary_key().empty()) continue;
    run.add({{.code = "missing-primary-key",
              .message = fmt::format("table '{}' has no primary key", schema::display_name(table.name)),
              .at = table.at,
              .hint = "mark a column [pk], or several in indexes { (a, b) [pk] }: replication and updates of "
                      "single rows need it",
              .subject = table.name.name}},
            schema::display_name(table.name));
  }
}

void check_foreign_keys(LintRun& run) {
  using Relation = schema::Endpoint::Relation;
  std::map<const Table*, TableAccesses> accesses;
  std::set<std::pair<const Table*, Names>> seen;  // на тих самих стовпцях може бути кілька зв'язків
  const bool wants_unique = run.enabled("one-to-one-unique");
  for (const auto& ref : run.database().refs) {
    const auto ends = ref.child_and_parent();
    if (ref.inactive || !ends) continue;
    const Table* table = run.index.table(ends->first->table);
    if (!table) continue;
    const Names& columns = ends->first->columns;
    const Column* first = run.index.lookup().column(*table, columns.front());
    const SourceRange& at = first ? first->at : ref.at;
    const bool one_to_one = ends->first->relation == Relation::one && ends->second->relation == Relation::one;
    if (one_to_one && wants_unique && !run.index.lookup().is_unique(*table, columns)) {
      // UNIQUE — теж індекс, тож про нього окремо не кажемо.
      if (seen.emplace(table, columns).second) check_one_to_one(run, *table, *ends->second, columns, at);
    } else if (!accesses.try_emplace(table, *table).first->second.support(columns)) {
      if (seen.emplace(table, columns).second) check_fk_index(run, *table, columns, at);
    }
    check_fk_nullable(run, *table, ref, *ends->first, *ends->second);
  }
}

void check_missing_refs(LintRun& run) {
  for (const auto& table : run.database().tables)
    for (const auto& column : table.columns) {
      const Table* target = run.index.named_by(column.name);
      if (!target || target == &table || run.index.is_in_a_ref(table, column)) continue;
      if (column.note && trim(*column.note).starts_with("Ref:")) continue;  // чужий ідентифікатор
      const auto key = target->primary_key();
      const Column* parent = key.size() == 1 ? run.index.lookup().column(*target, key.front()) : nullptr;
      if (!parent || sql::base_name(parent->type) != sql::base_name(column.type)) continue;
      run.add({{.code = "missing-ref",
                .message = fmt::format("column '{}' is named after table '{}' but has no ref to it",
                                       place_of(table, column), schema::display_name(target->name)),
                .at = column.at,
                .hint = fmt::format("add ref: > {}.{}", dbml::written_name(target->name),
                                    dbml::written_name(parent->name)),
                .subject = column.name}},
              place_of(table, column));
    }
}

void check_redundant_indexes(LintRun& run) {
  for (const auto& table : run.database().tables) check_redundant(run, table);
}

}  // namespace techmarket::lint
