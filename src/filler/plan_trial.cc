// Готовий план на рядках: чи має кожне значення початок, чи не повторюють групи того, що зайняли records, і
// чи знайдуться рядки, які приймуть перевірки.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "filler/plan_builder.h"

namespace techmarket::filler {

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

  // Порожнє ні з чим не збігається.
  const auto tuple = [&](const UniqueSet& set, const std::vector<Cell>& cells) {
    std::optional<std::string> text = std::string();
    for (const std::size_t column : set.columns) {
      if (cells[column].null) return std::optional<std::string>();
      *text += ascii_lower(cells[column].text) + '\x1f';
    }
    return text;
  };
  std::vector<std::set<std::string>> taken(sets.size());
  std::vector<Cell> cells;
  for (std::uint64_t row = 0; row < table.records.size(); ++row) {
    plan_->fill(number, row, {}, cells);
    for (std::size_t i = 0; i < sets.size(); ++i)
      if (auto used = tuple(*sets[i], cells)) taken[i].insert(*std::move(used));
  }
  const auto free = [&](std::uint64_t row) {
    plan_->fill(number, row, {}, cells);
    for (std::size_t i = 0; i < sets.size(); ++i)
      if (const auto wanted = tuple(*sets[i], cells); wanted && taken[i].contains(*wanted)) return false;
    return std::ranges::all_of(fixed, [&](const Condition* check) { return check->accepts(cells); });
  };
  // Запасні номери починаються там, де скінчилися рядки.
  std::uint64_t spare = table.rows - table.records.size();
  std::uint64_t room = words::kUnlimited;
  for (const Group& group : table.groups) room = std::min(room, rows_reaching(group.domain, group.within));
  constexpr std::size_t kMostMoved = 1'000'000;
  for (std::uint64_t row = table.records.size(); row < table.rows; ++row) {
    TM_TRY(check_interrupted());
    while (!free(row)) {
      while (spare % table.partitions != table.after_records(row) % table.partitions) ++spare;
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
  if (table.conditions.empty()) return {};
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

}  // namespace techmarket::filler
