// Що каже схема: таблиці, зовнішні ключі, унікальні набори, перевірки, records і порядок наповнення.

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/normalise.h"
#include "ddl/records.h"
#include "filler/plan_builder.h"

namespace techmarket::filler {
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

/// Число так, як його округлив би INSERT: завантаження файлу дробу в цілий стовпець не приймає.
void round_number(Cell& cell, const ValueType& type) {
  const bool exact = type.kind == Family::decimal && !type.floating && type.name != "money";
  if (cell.null || type.array || (type.kind != Family::integer && !exact)) return;
  const std::string& text = cell.text;
  const std::size_t point = text.find('.');
  const auto scale = static_cast<std::size_t>(exact ? type.scale : 0);
  const bool fits = text.find_first_of("eE") == std::string::npos &&
                    (point == std::string::npos || text.size() - point - 1 <= scale);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fits || error != std::errc() || end != text.data() + text.size()) return;
  cell.text = fmt::format("{:.{}f}", value, scale);
}

/// Найраніший щабель, який має стовпець таблиці; без стовпців часу — created.
LifeStep first_step(const std::vector<Guess>& guesses) {
  LifeStep first = LifeStep::future;
  for (const Guess& guessed : guesses)
    if (guessed.meaning == Meaning::moment && guessed.step != LifeStep::birth)
      first = std::min(first, guessed.step);
  return first == LifeStep::future ? LifeStep::created : first;
}

}  // namespace

Status PlanBuilder::read_tables() {
  for (const schema::Table& table : plan_->database_->tables) {
    Draft draft{.table = &table, .source = request_.database.table(table.name)};
    for (const schema::Column& column : table.columns) {
      draft.types.push_back(value_type(column, *plan_->database_, request_.dialect));
      draft.guesses.push_back(guess(*request_.meanings, table, column, draft.types.back()));
    }
    unite_people(draft.guesses);
    draft.first_step = first_step(draft.guesses);
    draft.bounds.resize(table.columns.size());
    draft.referenced.resize(table.columns.size());
    drafts_.push_back(std::move(draft));
  }
  if (drafts_.empty())
    return fail(ErrorKind::bad_input, "the schema has no tables", "add a Table to the file");
  read_links();
  std::vector<std::vector<std::size_t>> incoming(drafts_.size());
  for (std::size_t i = 0; i < links_.size(); ++i) incoming[links_[i].parent].push_back(i);
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    Draft& draft = drafts_[i];
    read_sets(i, incoming[i]);
    read_checks(draft);
    read_records(draft);
    const TableRule* rule = request_.spec.table(draft.table->name);
    draft.wanted = rule && rule->rows ? *rule->rows : request_.spec.rows.value_or(request_.rows);
    draft.rows = std::max<std::uint64_t>(draft.wanted, draft.records.size());
  }
  fit_keys_to_children();
  plan_->order_ = reference_order();
  return {};
}

void PlanBuilder::read_links() {
  std::map<schema::QualifiedName, std::size_t> tables;
  for (std::size_t i = 0; i < drafts_.size(); ++i) tables.try_emplace(drafts_[i].table->name, i);
  for (const schema::Ref& ref : plan_->database_->refs) {
    const auto child = tables.find(ref.first.table), parent = tables.find(ref.second.table);
    if (child == tables.end() || parent == tables.end()) continue;
    Link link{.ref = &ref, .child = child->second, .parent = parent->second};
    Draft &from = drafts_[link.child], &to = drafts_[link.parent];
    for (const auto& column : ref.first.columns) link.columns.push_back(column_number(*from.table, column));
    for (const auto& column : ref.second.columns)
      link.parent_columns.push_back(column_number(*to.table, column));
    // Стовпець, що посилається сам на себе, завжди правильний.
    if (link.child == link.parent && link.columns == link.parent_columns) continue;
    // Той самий зв'язок, записаний двічі.
    if (std::ranges::any_of(from.links, [&](std::size_t i) {
          const Link& other = links_[i];
          return other.parent == link.parent && other.columns == link.columns &&
                 other.parent_columns == link.parent_columns;
        }))
      continue;
    for (const std::size_t column : link.parent_columns) to.referenced[column] = true;
    from.links.push_back(links_.size());
    links_.push_back(std::move(link));
  }
}

void PlanBuilder::read_sets(std::size_t number, const std::vector<std::size_t>& incoming) {
  Draft& draft = drafts_[number];
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
  for (const std::size_t i : incoming) add(links_[i].parent_columns, false, links_[i].ref->at);
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
      // Межі NUMERIC без розмірів PostgreSQL не має.
      const bool bounded = request_.dialect == schema::Dialect::mysql ||
                           (column < cells.size() && draft.types[column].kind == Family::integer);
      if (column < cells.size() && cells[column] && bounded)
        round_number(*cells[column], draft.types[column]);
    }
    draft.records.push_back(std::move(cells));
  }
}

/// Ключ мусить уміститися і в стовпцях, що на нього посилаються, і в тих, що посилаються на них.
void PlanBuilder::fit_keys_to_children() {
  for (bool again = true; again;) {
    again = false;
    for (const Link& link : links_)
      for (std::size_t i = 0; i < link.columns.size(); ++i) {
        const ValueType& type = drafts_[link.child].types[link.columns[i]];
        const Bounds& child = drafts_[link.child].bounds[link.columns[i]];
        Bounds& parent = drafts_[link.parent].bounds[link.parent_columns[i]];
        for (const std::uint64_t room : {type.length, child.max_length})
          if (room > 0 && (parent.max_length == 0 || room < parent.max_length))
            parent.max_length = room, again = true;
        const std::int64_t largest =
            std::min(child.largest, type.kind == Family::integer ? type.most : INT64_MAX);
        if (largest < parent.largest) parent.largest = largest, again = true;
      }
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

}  // namespace techmarket::filler
