// Причина раніше за наслідок: рядок не починається раніше за рядки, на які посилається. Мить рядка —
// найпізніша з митей його батьків і випадковий проміжок після неї; миті батьків обчислюються так само, аж до
// таблиць без батьків.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

/// Стільки рядків-предків обчислюють заради однієї миті. Таблиця, якій треба більше, дістає пізніший відтинок
/// вікна: тоді всі її батьки раніші й так.
constexpr std::uint64_t kMostElders = 60;
/// Предків того самого дерева в середньому стільки, скільки натуральний логарифм кількості рядків.
constexpr std::uint64_t kTreeDepth = 12;

/// Рядок, який перевірки можуть замінити, коштує кількох.
constexpr std::uint64_t kRedraws = 4;

/// Чи залежать перевірки від миті рядка або від того, кого він має за батька.
bool redraws_moment(const TablePlan& table) {
  for (const Condition& condition : table.conditions)
    for (const std::size_t column : condition.columns()) {
      const std::size_t choice = table.columns[column].choice;
      if (choice == table.moment || std::ranges::any_of(table.elders, [&](const Elder& elder) {
            return table.columns[elder.column].choice == choice;
          }))
        return true;
    }
  return false;
}

/// «order_items» — частина «orders», «invoice_line» — частина «invoice».
bool is_part_of(std::string_view child, std::string_view parent) {
  const std::string part = snake_case(child), whole = snake_case(parent);
  constexpr std::string_view kParts[] = {"item",   "items",   "line",     "lines",
                                         "detail", "details", "position", "positions"};
  std::string_view stem = whole;
  if (stem.ends_with("s")) stem.remove_suffix(1);
  if (stem.empty() || !part.starts_with(stem)) return false;
  std::string_view rest = std::string_view(part).substr(stem.size());
  if (rest.starts_with("s")) rest.remove_prefix(1);
  while (rest.starts_with("_")) rest.remove_prefix(1);
  return std::ranges::find(kParts, rest) != std::end(kParts);
}

}  // namespace

void PlanBuilder::add_elders(std::size_t number, const std::vector<std::size_t>& place) {
  TablePlan& table = plan_->tables_[number];
  for (const std::size_t ref : drafts_[number].links) {
    const Link& link = links_[ref];
    // Перший стовпець ключа, що веде просто до батька; розділ веде до кореня, а не до рядка.
    const auto column = std::ranges::find_if(link.columns, [&](std::size_t at) {
      return table.columns[at].parent == static_cast<int>(link.parent) &&
             table.choices[table.columns[at].choice].kind != Choice::Kind::partition;
    });
    if (column == link.columns.end()) continue;
    const Choice& choice = table.choices[table.columns[*column].choice];
    const bool earlier =
        link.parent == number ? choice.kind == Choice::Kind::tree : place[link.parent] < place[number];
    if (!earlier) continue;
    const TablePlan& parent = plan_->tables_[link.parent];
    Elder elder{.column = *column,
                .table = link.parent,
                .step = link.parent == number ? table.first_step : parent.first_step,
                .whole = is_part_of(table.table->name.name, drafts_[link.parent].table->name.name)};
    // Доставлено — не раніше, ніж відправлено, навіть якщо це різні таблиці.
    for (std::size_t i = 0; i < parent.columns.size(); ++i) {
      const ColumnPlan& other = parent.columns[i];
      if (other.parent >= 0 || other.choice != parent.moment || link.parent == number) continue;
      const LifeStep step = drafts_[link.parent].guesses[i].step;
      if (step < table.first_step && step > elder.step) elder.step = step;
    }
    table.elders.push_back(elder);
  }
}

void PlanBuilder::plan_moments() {
  std::vector<std::size_t> place(drafts_.size());
  for (std::size_t i = 0; i < plan_->order_.size(); ++i) place[plan_->order_[i]] = i;
  // Відтинки вікна: 0 — усе, крім наступних; кожен наступний — остання чверть попереднього.
  std::vector<std::uint64_t> tier(drafts_.size()), cost(drafts_.size(), 1);
  std::uint64_t last = 0;
  for (const std::size_t number : plan_->order_) {
    TablePlan& table = plan_->tables_[number];
    add_elders(number, place);
    for (const Elder& elder : table.elders) tier[number] = std::max(tier[number], tier[elder.table]);
    for (const Elder& elder : table.elders) {
      if (elder.table == number)
        table.in_tree = true;
      else if (tier[elder.table] == tier[number])
        cost[number] += cost[elder.table];
    }
    if (table.in_tree) cost[number] *= kTreeDepth;
    table.redraws_moment = redraws_moment(table);
    if (table.redraws_moment) cost[number] *= kRedraws;
    if (cost[number] > kMostElders) {
      ++tier[number];
      cost[number] = 1;
      table.elders.clear();
      table.in_tree = false;
    }
    std::erase_if(table.elders, [&](const Elder& elder) { return tier[elder.table] < tier[number]; });
    last = std::max(last, tier[number]);
  }
  for (const std::size_t number : plan_->order_) {
    TablePlan& table = plan_->tables_[number];
    const auto edge = [&](std::uint64_t at) {
      constexpr std::uint64_t kDeepest = 10;
      return at > last ? moment_count() : moment_count() - (moment_count() >> (2 * std::min(at, kDeepest)));
    };
    table.begin = edge(tier[number]);
    table.end = edge(tier[number] + 1);
  }
}

}  // namespace techmarket::filler
