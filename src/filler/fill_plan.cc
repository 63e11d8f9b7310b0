#include "filler/fill_plan.h"

#include <algorithm>
#include <bit>

#include "filler/plan_builder.h"

namespace techmarket::filler {
namespace {

/// Стільки разів рядок пробують замінити, щоб він пройшов перевірки.
constexpr int kRounds = 500;

/// Поля H, що не належать жодному вибору.
constexpr std::uint64_t kNullField = std::uint64_t{1} << 32, kDefaultField = std::uint64_t{2} << 32,
                        kNoiseField = std::uint64_t{3} << 32, kEventField = std::uint64_t{4} << 32;

std::uint64_t distribute(std::uint64_t random, std::uint64_t domain, Distribution distribution) {
  switch (distribution) {
    case Distribution::uniform:
      return below(random, domain);
    case Distribution::skewed:
      return below(below(random, random), domain);
    case Distribution::zipf: {
      // Октави [2^k − 1, 2^(k+1) − 1) однаково ймовірні: щільність спадає як 1/x, лише цілі числа.
      const auto octaves = static_cast<std::uint64_t>(std::bit_width(domain));
      const std::uint64_t octave = below(random, octaves);
      const std::uint64_t first = (std::uint64_t{1} << octave) - 1;
      const std::uint64_t width = std::min(std::uint64_t{1} << octave, domain - first);
      return first + below(mix(random | 1, 0x9E3779B97F4A7C15u), width);
    }
  }
  return 0;
}

/// Номер рядка для H: нова спроба вибору — інше значення.
std::uint64_t salt(std::uint64_t row, const std::vector<std::uint16_t>& attempts, std::size_t choice) {
  const std::uint64_t attempt = attempts.empty() ? 0 : attempts[choice];
  return attempt == 0 ? row : mix(row + 1, attempt * 0x9E3779B97F4A7C15u);
}

/// Скільки рядків дерева (у тому самому розділі) стоїть перед цим.
std::uint64_t earlier_rows(const TablePlan& table, const Choice& choice, std::uint64_t row) {
  if (choice.slots.empty()) return row;
  std::uint64_t earlier = table.after_records(row) / choice.stride;
  for (const Slot& slot : choice.slots)
    if (!slot.own) earlier = words::multiply(earlier, slot.modulus);
  return earlier;
}

/// Число з цифр, молодша перша.
std::uint64_t joined(std::span<const Digit> digits, std::uint64_t number) {
  std::uint64_t value = 0, scale = 1;
  for (const Digit& digit : digits) {
    value += digit.of(number) * scale;
    scale = words::multiply(scale, digit.modulus);
  }
  return value;
}

}  // namespace

std::uint64_t without(std::uint64_t number, std::span<const Digit> digits) {
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
    number = number / digit->divisor / digit->modulus * digit->divisor + number % digit->divisor;
  return number;
}

Result<std::unique_ptr<const FillPlan>> FillPlan::create(const Request& request) {
  return PlanBuilder(request).build();
}

std::uint64_t FillPlan::index(const TablePlan& table, const Choice& choice, std::uint64_t row,
                              std::uint64_t salted) const {
  std::uint64_t picked = pick(table, choice, row, salted);
  std::uint64_t found = choice.first;
  for (const Slot& slot : choice.slots) {
    if (slot.own) {
      found += slot.own->of(table.after_records(row)) * slot.weight;
    } else {
      found += picked % slot.modulus * slot.weight;
      picked /= slot.modulus;
    }
  }
  return found + picked * choice.stride;
}

std::uint64_t FillPlan::pick(const TablePlan& table, const Choice& choice, std::uint64_t row,
                             std::uint64_t salted) const {
  switch (choice.kind) {
    case Choice::Kind::random: {
      const std::uint64_t random = draw(table.stream, salted, choice.field);
      return choice.sampler ? choice.sampler->draw(random)
                            : distribute(random, choice.domain, choice.distribution);
    }
    case Choice::Kind::sequence:
      return (choice.offset + row) % words::kUnlimited;
    case Choice::Kind::grouped: {
      const Group& group = table.groups[choice.group];
      std::uint64_t number = row - std::min<std::uint64_t>(row, table.records.size());
      if (const auto moved = group.moved.find(row); moved != group.moved.end()) number = moved->second;
      number = permute(without(number, group.within) % group.domain, group.domain, group.key);
      std::uint64_t index = joined(choice.digits, number);
      // Перша цифра групи — наймолодша; якщо друга не менша за неї, зсув на одиницю обходить рівність.
      if (choice.apart && index >= number % (choice.domain)) ++index;
      return index;
    }
    case Choice::Kind::tree:
      return below(draw(table.stream, salted, choice.field), earlier_rows(table, choice, row));
    case Choice::Kind::partition:
      return joined(choice.digits, table.after_records(row));
  }
  return 0;
}

bool FillPlan::is_null(const TablePlan& table, const ColumnPlan& column, std::uint64_t row,
                       std::uint64_t salted) const {
  if (column.null_fraction <= 0) return false;
  const Choice& choice = table.choices[column.choice];
  if (choice.kind == Choice::Kind::tree && earlier_rows(table, choice, row) == 0) return true;
  // Порожні всі необов'язкові стовпці одного зовнішнього ключа разом: поле — від вибору.
  return unit(draw(table.stream, salted, kNullField + choice.field)) < column.null_fraction;
}

std::uint64_t FillPlan::moment(std::size_t number, std::uint64_t row, const Attempts& attempts) const {
  const TablePlan& table = tables_[number];
  std::uint64_t least = table.begin, most = table.end;
  for (const Elder& elder : table.elders) {
    const ColumnPlan& column = table.columns[elder.column];
    const std::uint64_t salted = salt(row, attempts, column.choice);
    // Кого назвав рядок records, того за номером не знайти.
    if (row < table.records.size() && table.records[row][elder.column]) continue;
    if (is_null(table, column, row, salted)) continue;
    const std::uint64_t picked = index(table, table.choices[column.choice], row, salted);
    if (elder.table == number && picked >= row) continue;  // корінь, що посилається на себе
    Attempts elders_attempts;
    std::vector<Cell> scratch;
    if (tables_[elder.table].redraws_moment)
      elders_attempts = settle(elder.table, picked, scratch).value_or(Attempts());
    const std::uint64_t since = moment_after(tables_[elder.table].first_step, elder.step,
                                             moment(elder.table, picked, elders_attempts));
    least = std::max(least, since);
    constexpr std::uint64_t kTogether = 60;
    if (elder.whole) most = std::min(most, since + kTogether);
  }
  if (!table.moment) return least;
  // Здебільшого невдовзі після батьків: половина — у першій чверті того, що лишилося. У дереві предків
  // багато, тож і проміжки коротші.
  const std::uint64_t random =
      draw(table.stream, salt(row, attempts, *table.moment), table.choices[*table.moment].field);
  std::uint64_t share = random;
  for (int i = table.in_tree ? 5 : table.elders.empty() ? 0 : 1; i > 0; --i) share = below(share, random);
  return least + below(share, most > least ? most - least : 1);
}

void FillPlan::cell(std::size_t number, std::size_t column_number, std::uint64_t row,
                    const Attempts& attempts, std::optional<std::uint64_t>& known_moment, Cell& out) const {
  const TablePlan& table = tables_[number];
  const ColumnPlan& column = table.columns[column_number];
  if (row < table.records.size() && table.records[row][column_number]) {
    out = *table.records[row][column_number];
    return;
  }
  out.text.clear();
  out.null = false;
  const Choice& choice = table.choices[column.choice];
  const std::uint64_t salted = salt(row, attempts, column.choice);
  if (is_null(table, column, row, salted)) {
    out.null = true;
    return;
  }
  if (column.default_text &&
      unit(draw(table.stream, salted, kDefaultField + column_number)) < column.default_fraction) {
    out.text = *column.default_text;
    return;
  }
  if (choice.moment && !known_moment) known_moment = moment(number, row, attempts);
  const std::uint64_t picked = choice.moment ? *known_moment : index(table, choice, row, salted);
  if (column.parent < 0) {
    column.codec->write({picked, draw(table.stream, salted, kNoiseField + column_number)}, out.text);
    return;
  }
  const auto parent = static_cast<std::size_t>(column.parent);
  Attempts parents_attempts;
  if (parent != number && tables_[parent].redrawn[column.parent_column]) {
    std::vector<Cell> scratch;
    parents_attempts = settle(parent, picked, scratch).value_or(Attempts());
  }
  std::optional<std::uint64_t> parents_moment;
  cell(parent, column.parent_column, picked, parents_attempts, parents_moment, out);
}

void FillPlan::fill(std::size_t number, std::uint64_t row, const Attempts& attempts,
                    std::vector<Cell>& cells) const {
  cells.resize(tables_[number].columns.size());
  std::optional<std::uint64_t> moment;
  for (std::size_t column = 0; column < cells.size(); ++column)
    cell(number, column, row, attempts, moment, cells[column]);
  const TablePlan& table = tables_[number];
  if (row < table.records.size()) return;
  table.derivation.apply(table.types, cells);
  for (const Event& event : table.events) {
    const Cell& judge = cells[event.judge];
    const auto said = judge.null ? event.verdicts.end() : event.verdicts.find(judge.text);
    cells[event.column].null =
        said != event.verdicts.end()
            ? !said->second
            : unit(draw(table.stream, row, kEventField + event.column)) < event.null_fraction;
  }
}

std::optional<FillPlan::Attempts> FillPlan::settle(std::size_t number, std::uint64_t row,
                                                   std::vector<Cell>& cells) const {
  const TablePlan& table = tables_[number];
  Attempts attempts;
  for (int round = 0; round < kRounds; ++round) {
    fill(number, row, attempts, cells);
    std::vector<bool> redraw(table.choices.size());
    bool accepted = true;
    for (const Condition& condition : table.conditions) {
      if (condition.accepts(cells)) continue;
      accepted = false;
      for (const std::size_t column : condition.columns()) redraw[table.columns[column].choice] = true;
    }
    if (accepted) return attempts;
    attempts.resize(table.choices.size());
    for (std::size_t choice = 0; choice < redraw.size(); ++choice)
      if (redraw[choice]) ++attempts[choice];
  }
  return std::nullopt;
}

void FillPlan::row(std::size_t table, std::uint64_t row, std::vector<Cell>& cells) const {
  settle(table, row, cells);
}

}  // namespace techmarket::filler
