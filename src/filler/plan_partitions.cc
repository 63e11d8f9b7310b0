// Складені ключі зі спільними стовпцями: (орендар, покупець) → покупці і (орендар, товар) → товари. Значення
// спільного стовпця мусить бути тим самим в обох батьків, тож рядки кожної такої таблиці поділено на розділи
// за номером: r-й належить розділу r mod count. Тоді «випадковий товар цього орендаря» — це арифметика, а не
// пошук. Кілька спільних стовпців — кілька цифр номера. Поділ, значення якого беруть із рядків таблиці, що
// сама поділена (філія орендаря), містить у собі той поділ: молодша цифра номера філії — це її орендар.

#include <algorithm>
#include <cmath>
#include <set>

#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

/// Ціла частина кореня.
std::uint64_t root_of(std::uint64_t value, std::size_t degree) {
  auto root = static_cast<std::uint64_t>(
      std::pow(static_cast<double>(value) + 0.5, 1.0 / static_cast<double>(degree)));
  const auto power = [&](std::uint64_t base) {
    std::uint64_t all = 1;
    for (std::size_t i = 0; i < degree; ++i) all = words::multiply(all, base);
    return all;
  };
  while (root > 1 && power(root) > value) --root;
  while (power(root + 1) <= value) ++root;
  return std::max<std::uint64_t>(1, root);
}

}  // namespace

std::uint64_t rows_within(std::uint64_t rows, std::span<const Digit> digits) {
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    const std::uint64_t step = words::multiply(digit->divisor, digit->modulus);
    rows = std::min(rows, (rows + step - 1) / step * digit->divisor);
  }
  return rows;
}

std::uint64_t rows_reaching(std::uint64_t most, std::span<const Digit> digits) {
  for (const Digit& digit : digits)
    if (most >= digit.divisor)
      most = words::multiply(most / digit.divisor, words::multiply(digit.divisor, digit.modulus));
  return most;
}

/// Розділ потрібен, коли стовпець належить двом складеним ключам таблиці, з яких жоден не лежить в іншому,
/// або складеному ключу, в якому таблиця посилається на себе тим самим стовпцем.
void PlanBuilder::find_partitions() {
  std::set<Place> seeds;
  std::map<Place, std::vector<std::pair<std::size_t, std::size_t>>> ends;  // стовпець → ключі, де він є
  for (std::size_t number = 0; number < links_.size(); ++number) {
    const Link& link = links_[number];
    for (std::size_t k = 0; k < link.columns.size(); ++k) {
      ends[{link.child, link.columns[k]}].emplace_back(number, k);
      ends[{link.parent, link.parent_columns[k]}].emplace_back(number, k);
    }
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
      for (const auto& [number, k] : ends[at]) {
        const Link& link = links_[number];
        const Place child{link.child, link.columns[k]}, parent{link.parent, link.parent_columns[k]};
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
    // Ключі зі спільними значеннями — однаково що один ключ.
    const JointKey* joint = keys.empty() ? nullptr : joint_key(keys.front());
    const bool same = std::ranges::all_of(
        keys, [&](const Place& key) { return key == keys.front() || (joint && joint_key(key) == joint); });
    if (!same || (keys.empty() && roots.empty())) continue;
    if (!keys.empty()) partition.root = keys.front();
    partition.model = keys.empty() ? roots.front() : keys.front();
    const auto kind = [&](const Place& place) { return drafts_[place.first].types[place.second].kind; };
    if (std::ranges::any_of(roots, [&](const Place& root) { return kind(root) != kind(partition.model); }))
      continue;
    members.insert(roots.begin(), roots.end());
    for (const Place& place : members)
      if (place != partition.root) partition.members[place.first].push_back(place.second);
    partitions_.push_back(std::move(partition));
  }
  // Поділ стоїть після тих, що лежать у ньому: філії лічать після орендарів.
  std::vector<Partition> ordered;
  while (!partitions_.empty()) {
    std::size_t next = 0;
    const auto waits = [&](std::size_t outer) {
      for (std::size_t inner = 0; inner < partitions_.size(); ++inner)
        if (is_nested(inner, outer)) return true;
      return false;
    };
    while (next + 1 < partitions_.size() && waits(next)) ++next;
    ordered.push_back(std::move(partitions_[next]));
    partitions_.erase(partitions_.begin() + static_cast<std::ptrdiff_t>(next));
  }
  partitions_ = std::move(ordered);
  find_parts();
}

/// Чи лежить поділ inner у поділі outer: таблицю, з рядків якої взято значення outer, саму поділено на inner.
bool PlanBuilder::is_nested(std::size_t inner, std::size_t outer) const {
  return inner != outer && partitions_[outer].root &&
         partitions_[inner].members.contains(partitions_[outer].root->first);
}

/// Номер розділу складається з частин: частини поділів, що лежать усередині, а найстарша — власна.
void PlanBuilder::find_parts() {
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    std::set<std::size_t> parts{i};
    for (std::size_t inner = 0; inner < i; ++inner)
      if (is_nested(inner, i)) parts.insert(partitions_[inner].parts.begin(), partitions_[inner].parts.end());
    partitions_[i].parts.assign(parts.begin(), parts.end());
  }
  parts_.assign(drafts_.size(), {});
  for (const Partition& partition : partitions_)
    for (const auto& [table, columns] : partition.members)
      for (const std::size_t part : partition.parts) parts_[table][part] = {};
}

/// Скільки розділів: стільки, щоб у кожної клітини був рядок у кожному батьку, а краще — кілька.
void PlanBuilder::size_partitions() {
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    Partition& partition = partitions_[i];
    std::uint64_t inside = 1, most = words::kUnlimited, usual = words::kUnlimited;
    for (const std::size_t part : partition.parts)
      if (part != i) inside = words::multiply(inside, partitions_[part].own);
    if (partition.root) {
      most = drafts_[partition.root->first].generated();
      if (const JointKey* joint = joint_key(*partition.root))
        for (const auto& [table, column] : joint->members) most = std::min(most, drafts_[table].generated());
      most = usual = most / inside;
    }
    bool one_each = false;
    for (std::size_t table = 0; table < drafts_.size(); ++table) {
      if (!parts_[table].contains(i)) continue;
      const Draft& draft = drafts_[table];
      // Рядки, які лишили частини менших номерів, ділять між рештою частин.
      std::uint64_t rows = draft.generated();
      std::size_t rest = 0;
      for (const auto& [part, digit] : parts_[table]) part < i ? rows /= partitions_[part].own : ++rest;
      bool referenced = false, whole = false;
      for (std::size_t column = 0; column < draft.types.size(); ++column) {
        if (partition_of({table, column}) != i) continue;
        referenced = referenced || draft.referenced[column];
        one_each = one_each || (parts_[table].size() == 1 && distinct_rows(draft, column) > 0);
      }
      if (!referenced) continue;
      // Набір із самих розділів неповторний: клітин має бути стільки, скільки рядків.
      for (const UniqueSet& set : draft.sets)
        whole = whole || (set.columns.size() > 1 && std::ranges::all_of(set.columns, [&](std::size_t column) {
                            return partition_of({table, column}).has_value();
                          }));
      most = std::min(most, root_of(rows, rest));
      usual = std::min(usual, root_of(rows, whole ? rest : rest + 1));
    }
    partition.own = std::max<std::uint64_t>(1, one_each ? most : std::min(most, usual));
    if (!partition.root) {
      plan_partition_codec(partition, words::multiply(partition.own, inside));
      partition.own = std::max<std::uint64_t>(1, std::min(partition.own, partition.codec->size()));
    }
  }
  for (auto& parts : parts_) {
    std::uint64_t divisor = 1;
    for (auto& [part, digit] : parts) {
      digit = {.divisor = divisor, .modulus = partitions_[part].own};
      divisor = words::multiply(divisor, digit.modulus);
    }
  }
}

/// Значення розділів, які не беруть із рядків жодної таблиці.
void PlanBuilder::plan_partition_codec(Partition& partition, std::uint64_t count) {
  const auto [table, column] = partition.model;
  const Draft& draft = drafts_[table];
  const ColumnRule* rule = request_.spec.column(draft.table->name, draft.table->columns[column].name);
  Demand demand{.type = draft.types[column],
                .guess = draft.guesses[column],
                .bounds = draft.bounds[column],
                .distinct_rows = count,
                .dialect = request_.dialect};
  if (rule) apply_rule(*rule, demand);
  partition.codec = rule ? ruled_codec(*rule) : nullptr;
  if (!partition.codec) partition.codec = choose(demand, *request_.lexicon, request_.until).codec;
}

/// Поділ, розділ якого визначає значення стовпця: стовпець — член або неповторний корінь.
std::optional<std::size_t> PlanBuilder::partition_of(const Place& place) const {
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    if (is_root(partition, place)) return i;
    if (const auto own = partition.members.find(place.first);
        own != partition.members.end() && std::ranges::find(own->second, place.second) != own->second.end())
      return i;
  }
  return std::nullopt;
}

bool PlanBuilder::is_root(const Partition& partition, const Place& place) const {
  if (!partition.root) return false;
  return *partition.root == place || (joint_key(place) && joint_key(place) == joint_key(*partition.root));
}

/// Цифри номера рядка таблиці, які разом є номером розділу.
std::vector<Digit> PlanBuilder::digits_of(std::size_t table, std::size_t partition) const {
  std::vector<Digit> digits;
  for (const std::size_t part : partitions_[partition].parts) digits.push_back(parts_[table].at(part));
  return digits;
}

/// Рядок батька за розділами дитини: спільні частини задано її номером, решту вибирають.
/// @param shared поділи, стовпці яких є по обидва боки ключа.
void PlanBuilder::lay_slots(const Link& link, const std::set<std::size_t>& shared, Choice& choice) const {
  choice.first = drafts_[link.parent].records.size();
  std::map<std::size_t, Digit> given;
  for (const std::size_t partition : shared)
    for (const std::size_t part : partitions_[partition].parts) given[part] = parts_[link.child].at(part);
  const auto rooted = std::ranges::find_if(shared, [&](std::size_t partition) {
    return partitions_[partition].root && partitions_[partition].root->first == link.parent;
  });
  if (rooted != shared.end()) {
    std::uint64_t weight = 1;
    for (const std::size_t part : partitions_[*rooted].parts) {
      choice.slots.push_back({.own = given[part], .weight = weight, .modulus = given[part].modulus});
      weight = words::multiply(weight, given[part].modulus);
    }
    choice.stride = weight;
    choice.domain = drafts_[link.parent].generated() > 0 ? 1 : 0;
    return;
  }
  std::uint64_t free = 1;
  for (const auto& [part, digit] : parts_[link.parent]) {
    Slot slot{.weight = digit.divisor, .modulus = digit.modulus};
    if (const auto own = given.find(part); own != given.end())
      slot.own = own->second;
    else
      free = words::multiply(free, digit.modulus);
    choice.slots.push_back(slot);
    choice.stride = words::multiply(choice.stride, digit.modulus);
  }
  choice.domain = words::multiply(drafts_[link.parent].generated() / choice.stride, free);
}

void PlanBuilder::plan_partitions(std::size_t number, TablePlan& out, std::vector<bool>& done) {
  for (const auto& [part, digit] : parts_[number])
    out.partitions = words::multiply(out.partitions, digit.modulus);
  for (std::size_t i = 0; i < partitions_.size(); ++i) {
    const Partition& partition = partitions_[i];
    const auto members = partition.members.find(number);
    if (members == partition.members.end()) continue;
    Choice choice{.kind = Choice::Kind::partition, .domain = 1, .digits = digits_of(number, i)};
    for (const Digit& digit : choice.digits) choice.domain = words::multiply(choice.domain, digit.modulus);
    if (partition.root) choice.first = drafts_[partition.root->first].records.size();
    for (const std::size_t place : members->second) {
      ColumnPlan& column = out.columns[place];
      column.choice = out.choices.size();
      column.codec = partition.codec;
      if (partition.root) {
        column.parent = static_cast<int>(partition.root->first);
        column.parent_column = partition.root->second;
      }
      done[place] = true;
    }
    out.choices.push_back(std::move(choice));
  }
}

}  // namespace techmarket::filler
