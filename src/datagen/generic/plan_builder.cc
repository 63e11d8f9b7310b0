#include "datagen/generic/plan_builder.h"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "ddl/normalise.h"
#include "ddl/records.h"

namespace techmarket::datagen::generic {
namespace {

std::size_t column_number(const schema::Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.columns, name, &schema::Column::name);
  return static_cast<std::size_t>(found - table.columns.begin());
}

/// Клітинка records як текст, що його прийме сервер: той самий, який записав би dbml2sql.
std::optional<Cell> record_cell(const schema::Value& value, const schema::Column* column,
                                const ddl::Syntax& syntax) {
  if (value.kind == schema::Value::Kind::expression)
    return std::nullopt;  // вираз обчислив би сервер; тут стовпець дістає звичайне значення
  const std::string literal = ddl::literal(value, column, syntax);
  if (literal == "NULL") return Cell{.null = true};
  if (literal == "TRUE" || literal == "'1'") return Cell{.text = "1"};
  if (literal == "FALSE" || literal == "'0'") return Cell{.text = "0"};
  return Cell{.text = value.text};
}

std::unexpected<Error> error_at(const SourceRange& at, std::string message, std::string hint) {
  const std::string place =
      at.line > 0 ? fmt::format("{}:{}:{}: error: ", at.file.text(), at.line, at.column) : std::string();
  return fail(ErrorKind::bad_input, place + message, std::move(hint));
}

}  // namespace

PlanBuilder::PlanBuilder(const Request& request) : request_(request), plan_(std::make_unique<Plan>()) {
  plan_->database_ = std::make_unique<schema::Database>(ddl::normalise(request.database, request.dialect));
}

Result<std::unique_ptr<const Plan>> PlanBuilder::build() {
  TM_TRY(read_tables());
  TM_TRY(read_links());
  join_shared_keys();
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    read_sets(drafts_[i], i);
    read_checks(drafts_[i]);
    read_records(drafts_[i]);
    const TableRule* rule = request_.spec.table(drafts_[i].table->name);
    const std::uint64_t wanted =
        rule && rule->rows ? *rule->rows : request_.spec.rows.value_or(request_.rows);
    drafts_[i].rows = std::max<std::uint64_t>(wanted, drafts_[i].records.size());
  }
  // Довжина дитини обмежує й батька: ключ мусить уміститися в обох.
  for (const Link& link : links_)
    for (std::size_t i = 0; i < link.columns.size(); ++i) {
      const auto& type = drafts_[link.child].table->columns[link.columns[i]];
      const std::uint64_t room = value_type(type, *plan_->database_, request_.dialect).length;
      Bounds& bounds = drafts_[link.parent].bounds[link.parent_columns[i]];
      if (room > 0 && (bounds.max_length == 0 || room < bounds.max_length)) bounds.max_length = room;
    }
  // Спільний ключ двох батьків вміщається в обох.
  for (std::size_t pass = 0; pass < key_roots_.size(); ++pass)
    for (const auto& [one, other] : key_roots_) {
      std::uint64_t least = 0;
      for (const auto& [table, column] : {one, other}) {
        const std::uint64_t own =
            value_type(drafts_[table].table->columns[column], *plan_->database_, request_.dialect).length;
        for (const std::uint64_t room : {own, drafts_[table].bounds[column].max_length})
          if (room > 0 && (least == 0 || room < least)) least = room;
      }
      for (const auto& [table, column] : {one, other}) drafts_[table].bounds[column].max_length = least;
    }
  plan_->order_ = reference_order();
  find_partitions();

  for (bool again = true; again;) {
    again = false;
    plan_->tables_.assign(drafts_.size(), {});
    size_partitions();
    for (const std::size_t number : plan_->order_) {
      TM_ASSIGN(const bool reduced, plan_table(number, plan_->tables_[number]));
      again = again || reduced;
    }
    if (again) continue;
    TM_TRY(check_recursion());
    // Таблиця, що вкоротилася, змінює вибір тих, хто на неї посилається.
    for (const std::size_t number : plan_->order_) {
      TM_ASSIGN(const bool reduced, move_taken_rows(number));
      again = again || reduced;
    }
  }
  plan_moments();
  for (const std::size_t number : plan_->order_) TM_TRY(try_conditions(number));
  for (auto& [text, warning] : warnings_) plan_->warnings_.push_back(std::move(warning));
  std::ranges::stable_sort(plan_->warnings_, {}, [](const Diagnostic& d) { return d.at.line; });
  return std::unique_ptr<const Plan>(std::move(plan_));
}

// ---- що каже схема

Status PlanBuilder::read_tables() {
  for (const schema::Table& table : plan_->database_->tables) {
    Draft draft{.table = &table, .source = request_.database.table(table.name)};
    draft.bounds.resize(table.columns.size());
    drafts_.push_back(std::move(draft));
  }
  if (drafts_.empty())
    return fail(ErrorKind::bad_input, "the schema has no tables", "add a Table to the file");
  return {};
}

std::optional<std::size_t> PlanBuilder::find_table(const schema::QualifiedName& wanted) const {
  for (std::size_t i = 0; i < drafts_.size(); ++i)
    if (drafts_[i].table->name == wanted) return i;
  return std::nullopt;
}

Status PlanBuilder::read_links() {
  for (const schema::Ref& ref : plan_->database_->refs) {
    const auto child = find_table(ref.first.table), parent = find_table(ref.second.table);
    if (!child || !parent) continue;
    Link link{.ref = &ref, .child = *child, .parent = *parent};
    for (const auto& column : ref.first.columns)
      link.columns.push_back(column_number(*drafts_[*child].table, column));
    for (const auto& column : ref.second.columns)
      link.parent_columns.push_back(column_number(*drafts_[*parent].table, column));
    // Стовпець, що посилається сам на себе, завжди правильний.
    if (*child == *parent && link.columns == link.parent_columns) continue;
    // Той самий зв'язок, записаний двічі.
    if (std::ranges::any_of(links_, [&](const Link& other) {
          return other.child == link.child && other.parent == link.parent && other.columns == link.columns &&
                 other.parent_columns == link.parent_columns;
        }))
      continue;
    drafts_[*child].links.push_back(links_.size());
    links_.push_back(std::move(link));
  }
  return {};
}

/// Стовпець, що посилається на двох батьків, мусить мати значення, яке є в обох: їхні ключі ростуть з одного
/// насіння.
void PlanBuilder::join_shared_keys() {
  std::map<Place, Place> first;
  for (const Link& link : links_) {
    if (link.columns.size() != 1) continue;
    const std::pair parent(link.parent, link.parent_columns[0]);
    const auto [known, fresh] = first.try_emplace({link.child, link.columns[0]}, parent);
    if (!fresh) key_roots_[key_root(parent)] = key_root(known->second);
  }
}

PlanBuilder::Place PlanBuilder::key_root(Place column) const {
  for (auto next = key_roots_.find(column); next != key_roots_.end() && next->second != column;
       next = key_roots_.find(column))
    column = next->second;
  return column;
}

bool PlanBuilder::is_joined_key(const Place& column) const {
  return std::ranges::any_of(key_roots_, [&](const auto& joined) {
    return joined.first != joined.second && (joined.first == column || joined.second == column);
  });
}

bool PlanBuilder::is_referenced(std::size_t table, std::size_t column) const {
  return std::ranges::any_of(links_, [&](const Link& link) {
    return link.parent == table &&
           std::ranges::find(link.parent_columns, column) != link.parent_columns.end();
  });
}

void PlanBuilder::read_sets(Draft& draft, std::size_t number) {
  const auto add = [&](std::vector<std::size_t> columns, bool primary, const SourceRange& at) {
    std::ranges::sort(columns);
    const auto same = std::ranges::find(draft.sets, columns, &UniqueSet::columns);
    if (same == draft.sets.end()) draft.sets.push_back({std::move(columns), primary, at});
  };
  for (const schema::Index& index : draft.table->indexes) {
    if (!index.unique && !index.primary_key) continue;
    std::vector<std::size_t> columns;
    for (const schema::IndexPart& part : index.parts) {
      // lower(email) неповторне, якщо неповторний сам email: кодеки різняться й без огляду на регістр.
      const std::string text =
          part.expression && part.text.contains('(')
              ? part.text.substr(part.text.find('(') + 1, part.text.rfind(')') - part.text.find('(') - 1)
              : part.text;
      const std::size_t column = column_number(*draft.table, trim(text));
      if (column < draft.table->columns.size()) columns.push_back(column);
    }
    if (!columns.empty()) add(std::move(columns), index.primary_key, index.at);
  }
  // На що посилаються, те мусить бути неповторним, навіть якщо в схемі цього не сказано.
  for (const Link& link : links_)
    if (link.parent == number) add(link.parent_columns, false, link.ref->at);
  for (std::size_t i = 0; i < draft.table->columns.size(); ++i)
    if (draft.table->columns[i].increment) add({i}, false, draft.table->columns[i].at);
  std::ranges::stable_sort(draft.sets, {}, [](const UniqueSet& set) { return set.columns.size(); });
}

void PlanBuilder::read_checks(Draft& draft) {
  for (const schema::Check& check : draft.table->checks) {
    auto condition =
        Condition::compile(check, request_.dialect, draft.table->column_names(), start_of(request_.until));
    if (!condition) {
      warn(check.at.line > 0 ? check.at : draft.table->at, "check-not-understood",
           fmt::format("check '{}' of table '{}' is not understood: rows may break it",
                       check.name.empty() ? check.expression : check.name, display_name(draft.table->name)),
           "give its columns values in a --spec file");
      continue;
    }
    narrow(*condition, draft.bounds);
    draft.conditions.push_back(*std::move(condition));
  }
}

void PlanBuilder::read_records(Draft& draft) {
  if (!draft.source || !draft.source->records) return;
  const schema::Records& records = *draft.source->records;
  const auto syntax = ddl::make_syntax(request_.dialect);
  for (const auto& row : records.rows) {
    std::vector<std::optional<Cell>> cells(draft.table->columns.size());
    for (std::size_t i = 0; i < row.size() && i < records.columns.size(); ++i) {
      const std::size_t column = column_number(*draft.table, records.columns[i]);
      // NULL у лічильнику — прохання до сервера дати номер; тут його дає послідовність.
      const bool numbered = column < cells.size() && draft.table->columns[column].increment &&
                            row[i].kind == schema::Value::Kind::null;
      if (column < cells.size() && !numbered)
        cells[column] = record_cell(row[i], draft.source->column(records.columns[i]), *syntax);
    }
    draft.records.push_back(std::move(cells));
  }
}

std::vector<std::size_t> PlanBuilder::reference_order() const {
  std::vector<std::set<std::size_t>> parents(drafts_.size()), required(drafts_.size());
  for (const Link& link : links_) {
    if (link.child == link.parent) continue;
    parents[link.child].insert(link.parent);
    const auto& columns = drafts_[link.child].table->columns;
    if (std::ranges::all_of(link.columns, [&](std::size_t column) { return !columns[column].nullable(); }))
      required[link.child].insert(link.parent);
  }
  std::vector<std::size_t> order;
  std::vector<bool> placed(drafts_.size());
  const auto ready = [&](std::size_t table, const std::set<std::size_t>& wanted) {
    return !placed[table] && std::ranges::all_of(wanted, [&](std::size_t parent) { return placed[parent]; });
  };
  while (order.size() < drafts_.size()) {
    std::size_t next = drafts_.size();
    // Спершу таблиця, усі батьки якої вже є; у колі — та, чиї обов'язкові батьки є; інакше перша за джерелом.
    for (const auto* wanted : {&parents, &required}) {
      for (std::size_t i = 0; i < drafts_.size() && next == drafts_.size(); ++i)
        if (ready(i, (*wanted)[i])) next = i;
    }
    if (next == drafts_.size())
      next = static_cast<std::size_t>(std::ranges::find(placed, false) - placed.begin());
    placed[next] = true;
    order.push_back(next);
  }
  return order;
}

void PlanBuilder::warn(const SourceRange& at, std::string code, std::string message, std::string hint) {
  const std::string key = message;
  warnings_[key] = {.severity = Severity::warning,
                    .code = std::move(code),
                    .message = std::move(message),
                    .at = at,
                    .hint = std::move(hint),
                    .subject = {}};
}

// ---- чи можна обчислити й записати

Status PlanBuilder::check_recursion() const {
  // Значення ключа, що береться з батька, який бере його з дитини, не має початку.
  for (const std::size_t number : plan_->order_)
    for (std::size_t column = 0; column < plan_->tables_[number].columns.size(); ++column) {
      std::set<Place> seen;
      Place at{number, column};
      while (plan_->tables_[at.first].columns[at.second].parent >= 0) {
        const ColumnPlan& from = plan_->tables_[at.first].columns[at.second];
        // Ключ рядка дерева веде до меншого номера, тож колом не є.
        if (!seen.insert(at).second)
          return error_at(
              drafts_[number].table->columns[column].at,
              fmt::format("column '{}.{}' refers to itself through other tables, so it has no first value",
                          name(number), from.name),
              "give one of the columns values in a --spec file");
        at = {static_cast<std::size_t>(from.parent), from.parent_column};
      }
    }
  return {};
}

Result<bool> PlanBuilder::move_taken_rows(std::size_t number) {
  TablePlan& table = plan_->tables_[number];
  if (table.groups.empty()) return false;
  // Набори, які records можуть зайняти, і перевірки, яких новою спробою не виправити.
  const auto grouped = [&](std::size_t column) {
    return table.choices[table.columns[column].choice].kind == Choice::Kind::grouped;
  };
  std::vector<const UniqueSet*> sets;
  if (!table.records.empty())
    for (const UniqueSet& set : drafts_[number].sets)
      if (std::ranges::any_of(set.columns, grouped)) sets.push_back(&set);
  std::vector<const Condition*> fixed;
  for (const Condition& condition : table.conditions)
    if (!condition.columns().empty() && std::ranges::all_of(condition.columns(), grouped))
      fixed.push_back(&condition);
  if (sets.empty() && fixed.empty()) return false;

  const auto tuple = [&](const UniqueSet& set, const std::vector<Cell>& cells) {
    std::string text;
    for (const std::size_t column : set.columns) text += ascii_lower(cells[column].text) + '\x1f';
    return text;
  };
  std::vector<std::set<std::string>> taken(sets.size());
  std::vector<Cell> cells;
  for (std::uint64_t row = 0; row < table.records.size(); ++row) {
    plan_->fill(number, row, {}, cells);
    for (std::size_t i = 0; i < sets.size(); ++i) taken[i].insert(tuple(*sets[i], cells));
  }
  const auto free = [&](std::uint64_t row) {
    plan_->fill(number, row, {}, cells);
    for (std::size_t i = 0; i < sets.size(); ++i)
      if (taken[i].contains(tuple(*sets[i], cells))) return false;
    return std::ranges::all_of(fixed, [&](const Condition* check) { return check->accepts(cells); });
  };
  // Запасні номери починаються там, де скінчилися рядки.
  std::uint64_t spare = table.rows - table.records.size();
  std::uint64_t room = kUnlimited;
  for (const Group& group : table.groups) room = std::min(room, multiply(group.domain, group.stride));
  constexpr std::size_t kMostMoved = 1'000'000;
  for (std::uint64_t row = table.records.size(); row < table.rows; ++row) {
    TM_TRY(check_interrupted());
    while (!free(row)) {
      while (spare % table.partitions != table.partition(row)) ++spare;
      if (spare >= room || table.groups.front().moved.size() > kMostMoved) {
        const std::uint64_t kept = row;
        warn(drafts_[number].table->at, "fewer-rows",
             fmt::format("table '{}' gets {} rows instead of {}: its unique columns have no more values",
                         name(number), kept, table.rows),
             "");
        drafts_[number].rows = kept;
        return true;
      }
      for (Group& group : table.groups) group.moved[row] = spare;
      ++spare;
    }
  }
  return false;
}

Status PlanBuilder::try_conditions(std::size_t number) {
  const TablePlan& table = plan_->tables_[number];
  constexpr std::uint64_t kTried = 100;
  std::vector<Cell> cells;
  for (std::uint64_t row = table.records.size(); row < std::min(table.rows, table.records.size() + kTried);
       ++row) {
    TM_TRY(check_interrupted());
    if (plan_->settle(number, row, cells)) continue;
    for (const Condition& condition : table.conditions)
      if (!condition.accepts(cells))
        return error_at(drafts_[number].table->at,
                        fmt::format("table '{}': no row found that the check '{}' accepts", name(number),
                                    condition.text()),
                        "give its columns values in a --spec file");
  }
  return {};
}

}  // namespace techmarket::datagen::generic
