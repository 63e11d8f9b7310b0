// Неповторність за побудовою: кожен унікальний набір або містить послідовність, або стає групою.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

std::uint64_t product(const TablePlan& plan, const std::vector<std::size_t>& choices) {
  std::uint64_t size = 1;
  for (const std::size_t choice : choices) size = words::multiply(size, plan.choices[choice].domain);
  return size;
}

/// Цифри номера рядка, які набір називає сам або через батька; за зростанням.
std::vector<Digit> given_digits(const TablePlan& plan, const std::vector<std::size_t>& choices) {
  std::vector<Digit> digits;
  for (const std::size_t number : choices) {
    const Choice& choice = plan.choices[number];
    if (choice.kind == Choice::Kind::partition)
      digits.insert(digits.end(), choice.digits.begin(), choice.digits.end());
    for (const Slot& slot : choice.slots)
      if (slot.own) digits.push_back(*slot.own);
  }
  // Частина з одним значенням номера не ділить, і саме вона може стояти там само, де сусідня.
  std::erase_if(digits, [](const Digit& digit) { return digit.modulus == 1; });
  std::ranges::sort(digits, {}, &Digit::divisor);
  digits.erase(std::unique(digits.begin(), digits.end()), digits.end());
  return digits;
}

/// Скільки перших рядків мають різні цифри.
std::uint64_t leading_cells(std::span<const Digit> digits) {
  std::uint64_t cells = 1;
  for (const Digit& digit : digits)
    if (digit.divisor == cells) cells = words::multiply(cells, digit.modulus);
  return cells;
}

}  // namespace

/// Вибори, від яких набір справді залежить: різні номери дають різні значення стовпців набору.
std::vector<std::size_t> PlanBuilder::identifying_choices(std::size_t number, const TablePlan& plan,
                                                          const UniqueSet& set) const {
  std::vector<std::size_t> choices;
  for (const std::size_t column : set.columns) {
    const ColumnPlan& at = plan.columns[column];
    if (std::ranges::find(choices, at.choice) != choices.end()) continue;
    if (at.parent < 0) {
      if (at.codec->distinct()) choices.push_back(at.choice);
      continue;
    }
    // Частина складеного ключа визначає рядок батька лише тоді, коли сама там неповторна.
    std::vector<std::size_t> referenced;
    const auto parent = static_cast<std::size_t>(at.parent);
    for (const std::size_t other : set.columns) {
      if (plan.columns[other].choice == at.choice) referenced.push_back(plan.columns[other].parent_column);
      // Розділ рядка — це й розділ батька.
      if (plan.choices[at.choice].slots.empty()) continue;
      if (const auto partition = partition_of({number, other}))
        for (std::size_t key = 0; key < drafts_[parent].bounds.size(); ++key)
          if (partition_of({parent, key}) == partition &&
              is_given(number, *partition, plan.choices[at.choice]))
            referenced.push_back(key);
    }
    std::ranges::sort(referenced);
    const auto& sets = drafts_[parent].sets;
    if (std::ranges::any_of(
            sets, [&](const UniqueSet& known) { return std::ranges::includes(referenced, known.columns); }))
      choices.push_back(at.choice);
  }
  return choices;
}

/// Чи знайшли рядок батька саме в тому розділі поділу, якому належить рядок дитини.
bool PlanBuilder::is_given(std::size_t table, std::size_t partition, const Choice& choice) const {
  return partitions_[partition].members.contains(table) &&
         std::ranges::all_of(digits_of(table, partition), [&](const Digit& digit) {
           return std::ranges::find(choice.slots, std::optional(digit), &Slot::own) != choice.slots.end();
         });
}

bool PlanBuilder::must_be_apart(const TablePlan& out, const std::vector<std::size_t>& choices) const {
  if (choices.size() != 2) return false;
  std::vector<std::size_t> columns;
  for (const std::size_t choice : choices)
    for (std::size_t i = 0; i < out.columns.size(); ++i)
      if (out.columns[i].choice == choice) columns.push_back(i);
  if (columns.size() != 2 || out.columns[columns[0]].parent < 0 ||
      out.columns[columns[0]].parent != out.columns[columns[1]].parent ||
      out.columns[columns[0]].parent_column != out.columns[columns[1]].parent_column)
    return false;
  return std::ranges::any_of(out.conditions, [&](const Condition& condition) {
    const sql::SqlNode& root = condition.tree();
    if (root.kind != sql::SqlNode::Kind::binary || (root.text != "<>" && root.text != "IS DISTINCT FROM"))
      return false;
    const auto a = column_of(root.children[0]), b = column_of(root.children[1]);
    return a && b && std::minmax(*a, *b) == std::minmax(columns[0], columns[1]);
  });
}

void PlanBuilder::add_group(TablePlan& out, const std::vector<std::size_t>& choices,
                            std::vector<Digit> within) {
  Group group;
  group.within = std::move(within);
  group.key = draw(out.stream, out.groups.size(), name_hash("group")) | 1;
  // Області, які самі не тісні, беремо найменші з достатніх: тексти лишаються короткими.
  std::vector<std::size_t> ordered = choices;
  std::ranges::stable_sort(ordered, {}, [&](std::size_t choice) { return out.choices[choice].domain; });
  const bool apart = must_be_apart(out, ordered);
  const std::uint64_t rows = out.rows - std::min<std::uint64_t>(out.rows, out.records.size());
  std::uint64_t rest = std::max<std::uint64_t>(1, rows_within(rows, group.within));
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    Choice& choice = out.choices[ordered[i]];
    const words::CodecPtr sampler = choice.sampler;
    std::uint64_t modulus = sampler ? std::min(choice.domain, sampler->domain(rest)) : choice.domain;
    if (apart && i == 1) --modulus;
    modulus = std::max<std::uint64_t>(1, modulus);
    choice.kind = Choice::Kind::grouped;
    choice.group = out.groups.size();
    choice.digits = {{.divisor = group.domain, .modulus = modulus}};
    choice.apart = apart && i == 1;
    group.domain = words::multiply(group.domain, modulus);
    rest = rest / modulus + 1;
  }
  out.groups.push_back(std::move(group));
}

/// Набір, частина якого вже є цифрами групи: вільний вибір дістає решту її цифр.
bool PlanBuilder::add_follower(TablePlan& out, const std::vector<std::size_t>& choices) const {
  std::vector<std::size_t> free;
  std::optional<std::size_t> group;
  std::vector<Digit> used;
  for (const std::size_t choice : choices) {
    const Choice& at = out.choices[choice];
    if (at.kind == Choice::Kind::random || at.kind == Choice::Kind::tree) {
      free.push_back(choice);
    } else if (at.kind == Choice::Kind::grouped && (!group || *group == at.group)) {
      group = at.group;
      used.insert(used.end(), at.digits.begin(), at.digits.end());
    }
  }
  if (!group || free.size() != 1) return false;
  std::vector<Digit> rest;
  std::uint64_t size = 1;
  for (const Choice& other : out.choices) {
    if (other.kind != Choice::Kind::grouped || other.group != *group) continue;
    for (const Digit& digit : other.digits) {
      const auto same = [&](const Digit& known) { return known.divisor == digit.divisor; };
      if (std::ranges::any_of(used, same) || std::ranges::any_of(rest, same)) continue;
      rest.push_back(digit);
      size = words::multiply(size, digit.modulus);
    }
  }
  Choice& follower = out.choices[free.front()];
  if (size > follower.domain) return false;
  follower.kind = Choice::Kind::grouped;
  follower.group = *group;
  follower.digits = std::move(rest);
  return true;
}

/// Стовпець набору, який може різнитися в кожному рядку: (first_name, last_name) без нього дало б один рядок.
std::optional<std::size_t> PlanBuilder::carrier(std::size_t number, const TablePlan& plan,
                                                const UniqueSet& set) const {
  const Draft& draft = drafts_[number];
  // Найкраще різняться миті, потім тексти й числа; ім'я — останнє, бо воно однофамільців уже не має.
  const auto rank = [&](std::size_t column) {
    const ColumnPlan& at = plan.columns[column];
    if (at.parent >= 0 || at.type.array || !draft.bounds[column].empty() || draft.carriers.contains(column) ||
        partition_of({number, column}) || joint_key({number, column}) ||
        request_.spec.column(draft.table->name, at.name))
      return 0;
    switch (at.type.kind) {
      case Family::moment:
        return 6;
      case Family::text:
        return draft.guesses[column].meaning == Meaning::first_name ? 2 : 5;
      case Family::integer:
      case Family::decimal:
        return 4;
      case Family::date:
      case Family::time:
        return 3;
      default:
        return 0;
    }
  };
  const std::size_t best = std::ranges::max(set.columns, {}, rank);
  return set.columns.size() > 1 && rank(best) > 0 ? std::optional(best) : std::nullopt;
}

Result<bool> PlanBuilder::plan_uniqueness(std::size_t number, TablePlan& out) {
  Draft& draft = drafts_[number];
  const std::uint64_t before = draft.rows;
  bool again = false;
  const auto limit = [&](std::uint64_t most, const UniqueSet& set) {
    if (out.rows <= most) return;
    if (const auto column = carrier(number, out, set)) {
      draft.carriers.insert(*column);
      again = true;
      return;
    }
    std::vector<std::string> names;
    for (const std::size_t column : set.columns) names.push_back(out.columns[column].name);
    warn(set.at.line > 0 ? set.at : draft.table->at, "fewer-rows",
         fmt::format("table '{}' gets {} rows instead of {}: ({}) must be unique and has no more values",
                     name(number), most, draft.wanted, fmt::join(names, ", ")),
         "");
    out.rows = most;
  };
  for (const UniqueSet& set : draft.sets) {
    const auto choices = identifying_choices(number, out, set);
    const auto is = [&](Choice::Kind kind) {
      return [&out, kind](std::size_t choice) { return out.choices[choice].kind == kind; };
    };
    // Послідовність уже неповторна; мала (TINYINT) обмежує таблицю.
    if (const auto found = std::ranges::find_if(choices, is(Choice::Kind::sequence));
        found != choices.end()) {
      limit(std::max<std::uint64_t>(out.choices[*found].domain, out.records.size()), set);
      continue;
    }
    // Розділ рядка є в наборі сам або всередині номера батька: решті набору досить різнитися в розділі.
    const std::vector<Digit> within = given_digits(out, choices);
    // Набір, що містить усі цифри котроїсь групи.
    bool covered = false;
    for (std::size_t group = 0; group < out.groups.size(); ++group) {
      const auto given = [&](const Digit& digit) { return std::ranges::find(within, digit) != within.end(); };
      if (!std::ranges::all_of(out.groups[group].within, given)) continue;
      std::uint64_t digits = 1;
      std::vector<std::uint64_t> seen;
      for (const std::size_t choice : choices)
        if (out.choices[choice].kind == Choice::Kind::grouped && out.choices[choice].group == group)
          for (const Digit& digit : out.choices[choice].digits)
            if (std::ranges::find(seen, digit.divisor) == seen.end()) {
              seen.push_back(digit.divisor);
              digits = words::multiply(digits, digit.modulus);
            }
      covered = covered || digits == out.groups[group].domain;
    }
    if (covered) continue;

    std::vector<std::size_t> free;
    for (const std::size_t choice : choices)
      if (out.choices[choice].kind == Choice::Kind::random || out.choices[choice].kind == Choice::Kind::tree)
        free.push_back(choice);
    const std::uint64_t generated = out.rows - std::min<std::uint64_t>(out.rows, out.records.size());
    if (free.size() < choices.size() && product(out, free) < generated && within.empty() &&
        add_follower(out, choices))
      continue;
    if (free.empty()) {
      // Значення набору повторюються за означенням: таких рядків — один, якщо взагалі є.
      const std::uint64_t cells = within.empty() ? 0 : leading_cells(within);
      limit(std::max<std::uint64_t>(1, cells + out.records.size()), set);
      continue;
    }
    // Один вибір без межі (uuid, людина) робиться послідовністю: номери йдуть підряд.
    const auto endless = std::ranges::find_if(free, [&](std::size_t choice) {
      const Choice& at = out.choices[choice];
      return at.sampler && at.sampler->domain(generated) >= words::kUnlimited;
    });
    if (endless != free.end()) {
      Choice& choice = out.choices[*endless];
      choice.kind = Choice::Kind::sequence;
      const auto column = static_cast<std::size_t>(
          std::ranges::find(out.columns, *endless, &ColumnPlan::choice) - out.columns.begin());
      const std::uint64_t random = RandomStream(request_.seed, name(number)).at(column, name_hash("offset"));
      // Люди — з невеликих номерів, щоб однофамільців лишалося мало.
      constexpr std::uint64_t kPeople = 10'007;
      choice.offset = choice.sampler->size() == words::kUnlimited && choice.sampler->longest(1) != 36
                          ? random % kPeople
                          : random >> 4;
      continue;
    }
    std::uint64_t most = product(out, free);
    if (must_be_apart(out, free)) most -= std::min(most, out.choices[free.front()].domain);
    limit(words::multiply(1, rows_reaching(most, within) + out.records.size()), set);
    add_group(out, free, within);
  }
  draft.rows = out.rows;
  return again || draft.rows < before;
}

}  // namespace techmarket::filler
