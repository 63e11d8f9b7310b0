// Зовнішні ключі: з якого рядка якої таблиці береться значення.

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

/// Частка порожніх необов'язкових ключів і частка коренів у дереві.
constexpr double kUsualNulls = 0.1, kRoots = 0.125;

}  // namespace

/// Кожен стовпець уже бере значення з рядка, у якому стоїть значення того самого батька.
bool PlanBuilder::is_implied(const Link& link, const TablePlan& out) const {
  for (std::size_t i = 0; i < link.columns.size(); ++i) {
    std::size_t table = link.child, column = link.columns[i];
    const ColumnPlan* at = &out.columns[column];
    bool reached = false;
    for (int depth = 0; at->parent >= 0 && depth < 32; ++depth) {
      table = static_cast<std::size_t>(at->parent), column = at->parent_column;
      if (table == link.parent && column == link.parent_columns[i]) {
        reached = true;
        break;
      }
      if (plan_->tables_[table].columns.size() <= column) break;
      at = &plan_->tables_[table].columns[column];
    }
    if (!reached) return false;
  }
  return true;
}

/// Ключ, якого виконати не можна: порожній стовпець, порожня таблиця або помилка.
Status PlanBuilder::give_up(const Link& link, std::uint64_t parents, TablePlan& out,
                            std::vector<bool>& done) {
  const Draft& draft = drafts_[link.child];
  const auto nullable = [&](std::size_t column) {
    return draft.table->columns[column].nullable() && !draft.bounds[column].required;
  };
  // MATCH SIMPLE: досить одного порожнього стовпця.
  const auto empty = std::ranges::find_if(
      link.columns, [&](std::size_t column) { return !done[column] && nullable(column); });
  if (empty != link.columns.end()) {
    if (parents > 0)
      warn(link.ref->at, "always-null",
           fmt::format("column '{}.{}' stays empty: its foreign key shares columns with another one",
                       name(link.child), draft.table->columns[*empty].name));
    out.choices.push_back({.kind = Choice::Kind::random, .domain = 1, .field = out.choices.size()});
    out.columns[*empty].choice = out.choices.size() - 1;
    out.columns[*empty].codec = words::words_codec({""});
    out.columns[*empty].null_fraction = 1;
    done[*empty] = true;
    return {};
  }
  // Стовпець, чиє значення вже взято з іншого батька: порожній задовольняє обох.
  const auto given_up = std::ranges::find_if(
      link.columns, [&](std::size_t column) { return nullable(column) && !draft.referenced[column]; });
  if (given_up != link.columns.end()) {
    out.columns[*given_up].null_fraction = 1;
    warn(link.ref->at, "always-null",
         fmt::format("column '{}.{}' stays empty: no value is in every table it refers to", name(link.child),
                     draft.table->columns[*given_up].name));
    return {};
  }
  if (parents == 0) {
    out.rows = draft.records.size();
    return {};
  }
  const auto shown = [&](const Link& at) {
    std::vector<std::string> names;
    for (const std::size_t column : at.columns) names.push_back(draft.table->columns[column].name);
    return fmt::format("({}) → '{}'", fmt::join(names, ", "), name(at.parent));
  };
  const auto rival = std::ranges::find_if(draft.links, [&](std::size_t i) {
    return &links_[i] != &link &&
           std::ranges::find_first_of(links_[i].columns, link.columns) != links_[i].columns.end();
  });
  if (rival == draft.links.end())
    return error_at(
        link.ref->at,
        fmt::format("table '{}': no row can satisfy foreign key {}", name(link.child), shown(link)),
        "make one of its columns nullable, or drop it");
  const bool single = link.columns.size() == 1;
  return error_at(
      link.ref->at,
      fmt::format("table '{}': no row can satisfy both foreign keys {} (line {}) and {}", name(link.child),
                  shown(links_[*rival]), links_[*rival].ref->at.line, shown(link)),
      single ? "make the column nullable, let both parents hold common values, or drop one of the two refs"
             : "make one of the columns nullable, or drop one of the two refs");
}

Status PlanBuilder::plan_links(std::size_t number, TablePlan& out, std::vector<bool>& done) {
  const Draft& draft = drafts_[number];
  std::vector<std::size_t> links = draft.links;
  // Найширші першими: вужчий ключ, що лежить усередині, здебільшого випливає з ширшого.
  std::ranges::stable_sort(links, std::greater(), [&](std::size_t i) { return links_[i].columns.size(); });
  std::map<std::size_t, const JointKey*> joined;  // стовпець, що посилається на кілька спільних ключів
  for (const std::size_t i : links) {
    const Link& link = links_[i];
    const bool single = link.columns.size() == 1;
    const JointKey* joint = single ? joint_key({link.parent, link.parent_columns[0]}) : nullptr;
    if (joint && (joint == joint_key({number, link.columns[0]}) ||
                  (joined.contains(link.columns[0]) && joined[link.columns[0]] == joint)))
      continue;

    // Спільне значення обох кінців — розділ: батька шукають лише серед рядків того самого розділу.
    std::set<std::size_t> shared;
    std::size_t within = 0, roots = 0;
    for (std::size_t k = 0; k < link.columns.size(); ++k) {
      const Place parent{link.parent, link.parent_columns[k]};
      const auto partition = partition_of({number, link.columns[k]});
      if (!partition || partition_of(parent) != partition ||
          !partitions_[*partition].members.contains(number))
        continue;
      shared.insert(*partition);
      roots += is_root(partitions_[*partition], parent) ? 1 : 0;
      ++within;
    }
    if (within == link.columns.size() && roots < 2 && drafts_[link.parent].generated() > 0) continue;
    const bool free = roots < 2 && std::ranges::none_of(link.columns, [&](std::size_t column) {
                        const auto partition = partition_of({number, column});
                        return done[column] && !(partition && shared.contains(*partition));
                      });
    // Рядок дерева, що мусить мати спільний із батьком стовпець: обчислити його можна лише по всьому шляху.
    bool shares_itself = false;
    for (std::size_t k = 0; k < link.columns.size() && shared.empty(); ++k)
      shares_itself =
          shares_itself || (link.child == link.parent && link.columns[k] == link.parent_columns[k]);

    Choice choice{.field = out.choices.size()};
    choice.domain = link.parent == number ? out.rows : drafts_[link.parent].rows;
    std::size_t fathers = 0;
    for (const std::size_t other : draft.links) fathers += single && links_[other].columns == link.columns;
    if (joint && fathers > 1) {
      choice.first = drafts_[link.parent].records.size();
      choice.domain = joint_parents({number, link.columns[0]});
      joined[link.columns[0]] = joint;
    } else if (link.parent == number) {
      choice.kind = Choice::Kind::tree;
    }
    if (!shared.empty()) lay_slots(link, shared, choice);
    if (!free || shares_itself || choice.domain == 0) {
      if (!free && is_implied(link, out)) continue;
      TM_TRY(give_up(link, choice.domain, out, done));
      continue;
    }

    double nulls = choice.kind == Choice::Kind::tree ? kRoots : kUsualNulls;
    for (const std::size_t column : link.columns)
      if (const ColumnRule* rule =
              request_.spec.column(draft.table->name, draft.table->columns[column].name)) {
        choice.distribution = rule->distribution.value_or(choice.distribution);
        nulls = rule->null_fraction.value_or(nulls);
      }
    out.choices.push_back(std::move(choice));
    for (std::size_t k = 0; k < link.columns.size(); ++k) {
      const std::size_t at = link.columns[k];
      if (done[at]) continue;
      ColumnPlan& column = out.columns[at];
      column.choice = out.choices.size() - 1;
      column.parent = static_cast<int>(link.parent);
      column.parent_column = link.parent_columns[k];
      const bool optional = draft.table->columns[at].nullable() && !draft.bounds[at].required;
      column.null_fraction = optional && !draft.referenced[at] ? nulls : 0;
      done[at] = true;
    }
  }
  return {};
}

}  // namespace techmarket::filler
