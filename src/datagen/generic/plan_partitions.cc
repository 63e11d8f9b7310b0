// Складені ключі зі спільним стовпцем: (орендар, покупець) → покупці і (орендар, товар) → товари. Значення
// спільного стовпця мусить бути тим самим в обох батьків, тож рядки кожної такої таблиці поділено на розділи
// за номером: r-й належить розділу r mod count. Тоді «випадковий товар цього орендаря» — це арифметика, а не
// пошук.

#include <algorithm>
#include <set>

#include "datagen/generic/plan_builder.h"

namespace techmarket::datagen::generic {
namespace {

std::uint64_t square_root(std::uint64_t value) {
  std::uint64_t root = 1;
  while ((root + 1) * (root + 1) <= value) ++root;
  return root;
}

}  // namespace

/// Розділ потрібен, коли стовпець належить двом складеним ключам таблиці, з яких жоден не лежить в іншому,
/// або складеному ключу, в якому таблиця посилається на себе тим самим стовпцем.
void PlanBuilder::find_partitions() {
  std::set<Place> seeds;
  for (const Link& link : links_) {
    if (link.columns.size() < 2) continue;
    for (std::size_t k = 0; k < link.columns.size(); ++k)
      if (link.child == link.parent && link.columns[k] == link.parent_columns[k])
        seeds.insert({link.child, link.columns[k]});
    for (const std::size_t i : drafts_[link.child].links) {
      const Link& other = links_[i];
      if (&other == &link || other.columns.size() < 2) continue;
      const auto inside = [](const Link& a, const Link& b) {
        return std::ranges::all_of(a.columns, [&](std::size_t column) {
          return std::ranges::find(b.columns, column) != b.columns.end();
        });
      };
      if (inside(link, other) || inside(other, link)) continue;
      for (const std::size_t column : link.columns)
        if (std::ranges::find(other.columns, column) != other.columns.end())
          seeds.insert({link.child, column});
    }
  }

  std::set<Place> taken;
  for (const Place& seed : seeds) {
    if (taken.contains(seed)) continue;
    // Усі стовпці, пов'язані з цим зовнішніми ключами: значення в них одне.
    std::set<Place> component{seed}, children, members;
    std::vector<Place> todo{seed};
    while (!todo.empty()) {
      const Place at = todo.back();
      todo.pop_back();
      for (const Link& link : links_)
        for (std::size_t k = 0; k < link.columns.size(); ++k) {
          const Place child{link.child, link.columns[k]}, parent{link.parent, link.parent_columns[k]};
          if (child != at && parent != at) continue;
          if (child != parent) children.insert(child);
          if (link.columns.size() > 1) members.insert({child, parent});
          for (const Place& next : {child, parent})
            if (component.insert(next).second) todo.push_back(next);
        }
    }
    taken.insert(component.begin(), component.end());

    const auto is_key = [&](const Place& place) {
      return std::ranges::any_of(drafts_[place.first].sets, [&](const UniqueSet& set) {
        return set.columns == std::vector{place.second};
      });
    };
    Partition partition;
    std::vector<Place> keys, roots;
    for (const Place& place : component)
      if (!children.contains(place)) (is_key(place) ? keys : roots).push_back(place);
    if (keys.size() > 1 || (keys.empty() && roots.empty())) continue;
    if (!keys.empty()) partition.root = keys.front();
    partition.model = keys.empty() ? roots.front() : keys.front();
    const auto kind = [&](const Place& place) {
      const auto& column = drafts_[place.first].table->columns[place.second];
      return value_type(column, *plan_->database_, request_.dialect).kind;
    };
    if (std::ranges::any_of(roots, [&](const Place& root) { return kind(root) != kind(partition.model); }))
      continue;
    members.insert(roots.begin(), roots.end());
    for (const Place& place : members)
      if (place != partition.root) partition.members[place.first].push_back(place.second);
    const bool second = std::ranges::any_of(
        partition.members, [&](const auto& member) { return partition_of(member.first) != nullptr; });
    if (!second) partitions_.push_back(std::move(partition));
  }
}

/// Скільки розділів: стільки, щоб у кожного був рядок у кожному батьку, а краще — кілька.
void PlanBuilder::size_partitions() {
  for (Partition& partition : partitions_) {
    std::uint64_t most = partition.root ? drafts_[partition.root->first].rows : kUnlimited, usual = most;
    bool one_each = false;
    for (const auto& [table, columns] : partition.members) {
      const Draft& draft = drafts_[table];
      for (const std::size_t column : columns) one_each = one_each || distinct_rows(draft, column) > 0;
      if (std::ranges::none_of(columns, [&](std::size_t column) { return is_referenced(table, column); }))
        continue;
      const std::uint64_t rows = draft.rows - std::min<std::uint64_t>(draft.rows, draft.records.size());
      most = std::min(most, rows);
      usual = std::min(usual, square_root(rows));
    }
    partition.count = std::max<std::uint64_t>(1, one_each ? most : std::min(most, usual));
    if (partition.root) continue;
    const auto [table, column] = partition.model;
    const schema::Column& model = drafts_[table].table->columns[column];
    const ColumnRule* rule = request_.spec.column(drafts_[table].table->name, model.name);
    partition.codec = rule ? ruled_codec(*rule) : nullptr;
    if (!partition.codec) {
      const ValueType type = value_type(model, *plan_->database_, request_.dialect);
      partition.codec = choose({.type = type,
                                .guess = guess(*drafts_[table].table, model, type),
                                .bounds = drafts_[table].bounds[column],
                                .distinct_rows = partition.count,
                                .dialect = request_.dialect},
                               *request_.lexicon, request_.until)
                            .codec;
    }
    partition.count = std::min(partition.count, partition.codec->size());
  }
}

const PlanBuilder::Partition* PlanBuilder::partition_of(std::size_t table) const {
  const auto found = std::ranges::find_if(
      partitions_, [&](const Partition& partition) { return partition.members.contains(table); });
  return found == partitions_.end() ? nullptr : &*found;
}

/// Стовпець, значення якого визначає розділ рядка: член розділу або неповторний корінь.
bool PlanBuilder::is_partitioned(std::size_t table, std::size_t column) const {
  if (const Partition* own = partition_of(table))
    if (const auto& columns = own->members.at(table); std::ranges::find(columns, column) != columns.end())
      return true;
  return std::ranges::any_of(
      partitions_, [&](const Partition& partition) { return partition.root == Place(table, column); });
}

void PlanBuilder::plan_partition(std::size_t number, TablePlan& out, std::vector<bool>& done) {
  const Partition* partition = partition_of(number);
  if (!partition) return;
  out.partitions = partition->count;
  out.choices.push_back({.kind = Choice::Kind::partition, .domain = partition->count});
  for (const std::size_t place : partition->members.at(number)) {
    ColumnPlan& column = out.columns[place];
    column.choice = out.choices.size() - 1;
    column.codec = partition->codec;
    if (partition->root) {
      column.parent = static_cast<int>(partition->root->first);
      column.parent_column = partition->root->second;
    }
    done[place] = true;
  }
}

}  // namespace techmarket::datagen::generic
