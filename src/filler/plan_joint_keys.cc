// Ключі зі спільними значеннями. Стовпець, що посилається на кілька таблиць, мусить мати значення, яке є в
// кожній із них; так само ключі, що посилаються одне на одного колом. Тому всі такі ключі — послідовності
// одного кодека: рядки таблиці, створені r-ми, мають r-те значення, тож перші n значень є в кожній таблиці,
// яка має n рядків.

#include <algorithm>
#include <set>

#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

/// Роди значень, які можуть збігтися. Текст збігається з будь-чим.
Family family(Family kind) {
  if (kind == Family::decimal) return Family::integer;
  if (kind == Family::other) return Family::text;
  return kind;
}

/// Чи вміщається кожне значення a в b.
bool is_narrower(const ValueType& a, const ValueType& b) {
  if (family(a.kind) != family(b.kind)) return family(b.kind) == Family::text;
  if (a.kind != b.kind) return a.kind == Family::integer || a.kind == Family::text;
  switch (a.kind) {
    case Family::integer:
      return a.most < b.most;
    case Family::decimal:
      return a.precision - a.scale < b.precision - b.scale;
    case Family::enumeration:
      return a.members.size() < b.members.size();
    default:
      return a.length > 0 && (b.length == 0 || a.length < b.length);
  }
}

/// Межі стовпця разом із членами його переліку.
Bounds with_members(const ValueType& type, Bounds bounds) {
  if (type.kind == Family::enumeration) merge(bounds, {.allowed = type.members});
  return bounds;
}

/// Чи є значення, яке дозволяють усі; типи й межі — по одному на стовпець.
bool have_common_value(const std::vector<const ValueType*>& types, const std::vector<Bounds>& bounds) {
  Bounds common;
  std::int64_t most = INT64_MAX;
  bool integer = false;
  for (std::size_t i = 0; i < types.size(); ++i) {
    merge(common, bounds[i]);
    if (types[i]->kind != Family::integer) continue;
    integer = true;
    most = std::min(most, types[i]->most);
  }
  if (integer && common.most) most = std::min(most, highest(*common.most, 0).value_or(most));
  if (integer && common.least && lowest(*common.least, 0).value_or(most) > most) return false;
  // Коли спільного немає, merge лишає котрийсь із переліків.
  return std::ranges::all_of(bounds, [&](const Bounds& one) {
    return one.allowed.empty() || std::ranges::find(one.allowed, common.allowed.front()) != one.allowed.end();
  });
}

}  // namespace

void PlanBuilder::find_joint_keys() {
  std::map<Place, std::vector<Place>> parents;
  for (const Link& link : links_)
    if (link.columns.size() == 1)
      parents[{link.child, link.columns[0]}].emplace_back(link.parent, link.parent_columns[0]);
  const auto rarest = [&](const std::set<Place>& places) {
    std::set<Family> families;
    for (const auto& [table, column] : places)
      if (const auto kind = family(drafts_[table].types[column].kind); kind != Family::text)
        families.insert(kind);
    return families;
  };
  const auto overlap = [&](const std::set<Place>& places) {
    std::vector<const ValueType*> types;
    std::vector<Bounds> bounds;
    for (const auto& [table, column] : places) {
      types.push_back(&drafts_[table].types[column]);
      bounds.push_back(with_members(*types.back(), drafts_[table].bounds[column]));
    }
    return have_common_value(types, bounds);
  };

  for (const auto& [child, direct] : parents) {
    std::set<Place> members;
    std::vector<Place> todo = direct;
    while (!todo.empty()) {
      const Place at = todo.back();
      todo.pop_back();
      if (!members.insert(at).second) continue;
      if (const auto next = parents.find(at); next != parents.end())
        todo.insert(todo.end(), next->second.begin(), next->second.end());
    }
    if (direct.size() < 2 && !members.contains(child)) continue;
    // Зачеплені ключі стають членами того самого набору.
    std::set<std::size_t> touched;
    for (const Place& member : members)
      if (const auto known = joint_of_.find(member); known != joint_of_.end()) touched.insert(known->second);
    for (const std::size_t other : touched)
      members.insert(joint_keys_[other].members.begin(), joint_keys_[other].members.end());
    if (rarest(members).size() > 1 || !overlap(members)) continue;  // спільних значень не буває
    const std::size_t number = touched.empty() ? joint_keys_.size() : *touched.begin();
    if (touched.empty()) joint_keys_.emplace_back();
    for (const std::size_t other : touched) joint_keys_[other].members.clear();
    joint_keys_[number].members.assign(members.begin(), members.end());
    for (const Place& member : members) joint_of_[member] = number;
  }
}

const PlanBuilder::JointKey* PlanBuilder::joint_key(const Place& place) const {
  const auto found = joint_of_.find(place);
  return found == joint_of_.end() ? nullptr : &joint_keys_[found->second];
}

/// Кодек набору: за найвужчим типом, межами всіх членів і правилом того, хто його має.
void PlanBuilder::size_joint_keys() {
  for (JointKey& key : joint_keys_) {
    if (key.members.empty()) continue;
    Place model = key.members.front();
    std::uint64_t rows = 0;
    std::int64_t first = 1;
    const ColumnRule* rule = nullptr;
    key.records = 0;
    Bounds bounds;
    for (const Place& member : key.members) {
      const Draft& draft = drafts_[member.first];
      if (is_narrower(draft.types[member.second], drafts_[model.first].types[model.second])) model = member;
      rows = std::max(rows, draft.rows);
      key.records = std::max<std::uint64_t>(key.records, draft.records.size());
      first = std::max(first, largest_number(draft.records, member.second) + 1);
      merge(bounds, with_members(draft.types[member.second], draft.bounds[member.second]));
      if (!rule) rule = request_.spec.column(draft.table->name, draft.table->columns[member.second].name);
    }
    const Draft& owner = drafts_[model.first];
    const ValueType& type = owner.types[model.second];
    Demand demand{.type = type,
                  .guess = owner.guesses[model.second],
                  .bounds = bounds,
                  .distinct_rows = rows + key.records,
                  .dialect = request_.dialect};
    if (rule) apply_rule(*rule, demand);
    key.codec = rule ? ruled_codec(*rule) : nullptr;
    key.domain = key.codec ? key.codec->size() : 0;
    const bool counter = type.kind == Family::integer && !rule && bounds.allowed.empty();
    if (!key.codec && counter) {
      const auto floor = bounds.least ? lowest(*bounds.least, 0) : std::nullopt;
      const auto ceiling = bounds.most ? highest(*bounds.most, 0) : std::nullopt;
      first = std::max(first, floor.value_or(first));
      const std::int64_t last = std::min({type.most, bounds.largest, ceiling.value_or(INT64_MAX)});
      const auto skipped = static_cast<std::int64_t>(key.records);
      key.codec = sequence_codec({.start = first - skipped});
      key.domain = key.records + static_cast<std::uint64_t>(std::max<std::int64_t>(0, last - first + 1));
    } else if (!key.codec) {
      key.codec = choose(demand, *request_.lexicon, request_.until).codec;
      key.domain = key.codec->size();
    }
  }
}

void PlanBuilder::plan_joint_keys(std::size_t number, TablePlan& out, std::vector<bool>& done) {
  const Draft& draft = drafts_[number];
  for (std::size_t column = 0; column < out.columns.size(); ++column) {
    const JointKey* key = joint_key({number, column});
    if (!key || done[column]) continue;
    const std::uint64_t skipped = key->records - draft.records.size();
    out.columns[column].choice = out.choices.size();
    out.columns[column].codec = key->codec;
    out.choices.push_back({.kind = Choice::Kind::sequence,
                           .domain = key->domain - std::min(key->domain, skipped),
                           .offset = skipped,
                           .field = out.choices.size()});
    done[column] = true;
    const bool child = std::ranges::any_of(
        draft.links, [&](std::size_t i) { return links_[i].columns == std::vector{column}; });
    if (child) out.rows = std::min(out.rows, draft.records.size() + joint_parents({number, column}));
  }
}

/// Скільки спільних значень мають усі таблиці, на які посилається стовпець.
std::uint64_t PlanBuilder::joint_parents(const Place& child) const {
  std::uint64_t least = words::kUnlimited;
  for (const std::size_t i : drafts_[child.first].links)
    if (links_[i].columns == std::vector{child.second})
      least = std::min(least, drafts_[links_[i].parent].generated());
  return least;
}

}  // namespace techmarket::filler
