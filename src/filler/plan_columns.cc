// Звідки береться стовпець, що ні на кого не посилається: файл налаштувань, лічильник або кодек.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "filler/plan_builder.h"
#include "words/pattern.h"

namespace techmarket::filler {
namespace {

/// Необов'язковий стовпець порожній у кожному десятому рядку, «видалено» — майже завжди.
constexpr double kUsualNulls = 0.1, kRareEvent = 0.9;
/// Частка рядків із записаним у схемі значенням за замовчуванням; прапорців — більшість.
constexpr double kDefaultShare = 0.5, kFlagDefaultShare = 0.8;

/// Записане значення за замовчуванням, якщо воно годиться типу: «now()» рядком у стовпці часу — ні.
std::optional<std::string> literal_default(const schema::Column& column, const ValueType& type) {
  using Kind = schema::Value::Kind;
  if (!column.default_value || type.array) return std::nullopt;
  const schema::Value& value = *column.default_value;
  if (value.kind == Kind::null || value.kind == Kind::expression) return std::nullopt;
  const bool truth = equals_ignore_case(value.text, "true"), lie = equals_ignore_case(value.text, "false");
  switch (type.kind) {
    case Family::boolean:
      if (truth || lie) return truth ? "1" : "0";
      return value.text == "1" || value.text == "0" ? std::optional(value.text) : std::nullopt;
    case Family::integer:
    case Family::decimal:
      if (type.kind == Family::integer && value.text.find_first_of(".eE") != std::string::npos)
        return std::nullopt;
      return sql::is_number(value.text) ? std::optional(value.text) : std::nullopt;
    case Family::enumeration:
      return std::ranges::find(type.members, value.text) != type.members.end() ? std::optional(value.text)
                                                                               : std::nullopt;
    case Family::text:
      return type.length == 0 || count_code_points(value.text) <= type.length ? std::optional(value.text)
                                                                              : std::nullopt;
    default:
      return std::nullopt;
  }
}

bool is_timestamp_of_row(std::string_view column) {
  constexpr std::string_view kNames[] = {"created_at",   "created",    "created_on", "date_created",
                                         "created_date", "updated_at", "updated",    "updated_on",
                                         "date_updated", "modified_at"};
  return std::ranges::find(kNames, snake_case(column)) != std::end(kNames);
}

/// Назва, з якої складають slug.
std::optional<std::size_t> title_of(const schema::Table& table, const std::vector<Guess>& guesses) {
  for (const std::string_view wanted : {"title", "name", "headline"})
    for (std::size_t i = 0; i < guesses.size(); ++i)
      if (const std::string name = snake_case(table.columns[i].name);
          name == wanted || name == snake_case(table.name.name) + "_" + std::string(wanted))
        return i;
  return std::nullopt;
}

}  // namespace

std::int64_t largest_number(const std::vector<std::vector<std::optional<Cell>>>& records,
                            std::size_t column) {
  std::int64_t largest = 0;
  for (const auto& row : records) {
    std::int64_t value = 0;
    if (!row[column]) continue;
    const std::string& text = row[column]->text;
    std::from_chars(text.data(), text.data() + text.size(), value);
    largest = std::max(largest, value);
  }
  return largest;
}

words::CodecPtr sequence_codec(const Sequence& sequence) {
  class Codec_ final : public words::Codec {
   public:
    explicit Codec_(Sequence sequence) : sequence_(sequence) {}
    std::uint64_t size() const override { return words::kUnlimited; }
    std::uint64_t domain(std::uint64_t) const override { return words::kUnlimited; }
    std::uint64_t longest(std::uint64_t) const override { return 20; }
    void write(words::Pick pick, std::string& out) const override {
      out += std::to_string(sequence_.start + sequence_.step * static_cast<std::int64_t>(pick.index));
    }

   private:
    Sequence sequence_;
  };
  return std::make_shared<Codec_>(sequence);
}

Result<bool> PlanBuilder::plan_table(std::size_t number, TablePlan& out) {
  Draft& draft = drafts_[number];
  out.table = draft.table;
  out.rows = draft.rows;
  out.records = draft.records;
  out.conditions = draft.conditions;
  out.stream = RandomStream(request_.seed, display_name(draft.table->name)).at(0, 0) | 1;
  for (std::size_t i = 0; i < draft.types.size(); ++i)
    out.columns.push_back({.name = draft.table->columns[i].name, .type = draft.types[i]});
  out.first_step = draft.first_step;

  std::vector<bool> done(out.columns.size());
  plan_partitions(number, out, done);
  plan_joint_keys(number, out, done);
  TM_TRY(plan_links(number, out, done));
  std::map<std::string, std::size_t> shared;
  for (std::size_t column = 0; column < out.columns.size(); ++column)
    if (!done[column]) plan_column(number, column, out, shared);
  plan_derivation(number, out);
  plan_events(number, out);
  TM_ASSIGN(const bool reduced, plan_uniqueness(number, out));
  TM_TRY(check_sequences(number, out));
  find_redrawn(out);
  return reduced;
}

/// Дати подій, про які каже стан рядка чи прапорець. Такий стовпець завжди дістає дату, а порожнім його
/// робить подія, якої не було.
void PlanBuilder::plan_events(std::size_t number, TablePlan& out) const {
  const Draft& draft = drafts_[number];
  constexpr std::uint64_t kMostStatuses = 100;
  std::vector<EventColumn> columns(out.columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ColumnPlan& column = out.columns[i];
    const bool ruled = request_.spec.column(draft.table->name, column.name) != nullptr;
    columns[i].name = snake_case(column.name);
    columns[i].date = column.choice == out.moment && column.parent < 0 && column.null_fraction > 0 &&
                      column.null_fraction < 1 && !ruled && !column.default_text;
    columns[i].flag = column.type.kind == Family::boolean ||
                      (column.type.kind == Family::integer && draft.guesses[i].meaning == Meaning::flag);
    columns[i].status = draft.guesses[i].meaning == Meaning::status && column.parent < 0 && column.codec &&
                        column.codec->size() <= kMostStatuses;
    for (std::uint64_t value = 0; columns[i].status && value < column.codec->size(); ++value)
      column.codec->write({value, 0}, columns[i].values.emplace_back());
  }
  out.events = find_events(columns);
  for (Event& event : out.events) std::swap(event.null_fraction, out.columns[event.column].null_fraction);
}

/// Послідовність файлу налаштувань мусить уміститися в стовпець до останнього рядка.
Status PlanBuilder::check_sequences(std::size_t number, const TablePlan& out) const {
  const Draft& draft = drafts_[number];
  for (std::size_t i = 0; i < out.columns.size() && out.rows > 0; ++i) {
    const ColumnRule* rule = request_.spec.column(draft.table->name, out.columns[i].name);
    const ValueType& type = draft.types[i];
    if (!rule || !rule->sequence || type.kind != Family::integer) continue;
    for (const std::uint64_t row : {std::uint64_t{0}, out.rows - 1}) {
      std::int64_t moved = 0, value = 0;
      const bool overflow =
          __builtin_mul_overflow(rule->sequence->step, static_cast<std::int64_t>(row), &moved) ||
          __builtin_add_overflow(rule->sequence->start, moved, &value);
      if (!overflow && value >= type.least && value <= type.most) continue;
      return error_at(
          draft.table->columns[i].at,
          fmt::format("column '{}.{}': its sequence leaves {} by row {} of {}", name(number),
                      out.columns[i].name, draft.table->columns[i].type.text(), row + 1, out.rows),
          fmt::format("the column takes {} to {}: begin elsewhere in the --spec file, or ask for "
                      "fewer rows",
                      type.least, type.most));
    }
  }
  return {};
}

/// Що перевірки можуть змінити: ключ, який іде підряд, завжди той самий, хоч би який рядок узяли.
void PlanBuilder::find_redrawn(TablePlan& out) {
  std::vector<bool> choices(out.choices.size());
  for (const Condition& condition : out.conditions)
    for (const std::size_t column : condition.columns()) choices[out.columns[column].choice] = true;
  for (const ColumnPlan& column : out.columns) {
    const Choice& choice = out.choices[column.choice];
    const bool numbered = choice.kind == Choice::Kind::sequence || choice.kind == Choice::Kind::grouped;
    const bool fixed = numbered && column.codec && column.codec->distinct() && !column.type.array &&
                       column.null_fraction == 0 && column.default_fraction == 0;
    out.redrawn.push_back(choices[column.choice] && !fixed);
  }
}

/// Похідним може бути лише стовпець, на який ніщо інше не спирається.
void PlanBuilder::plan_derivation(std::size_t number, TablePlan& out) const {
  const Draft& draft = drafts_[number];
  std::vector<bool> free(out.columns.size(), true);
  for (std::size_t column = 0; column < free.size(); ++column) {
    const ColumnPlan& plan = out.columns[column];
    out.types.push_back(plan.type);
    free[column] = plan.parent < 0 && !draft.referenced[column] && !plan.default_text &&
                   !request_.spec.column(draft.table->name, plan.name);
  }
  for (const UniqueSet& set : draft.sets)
    for (const std::size_t column : set.columns) free[column] = false;
  out.derivation = find_derivation(*draft.table, out.types, free);
  for (std::size_t column = 0; column < free.size(); ++column)
    if (const auto title = slug_source(number, column))
      out.derivation.slugs.push_back({column, *title, distinct_rows(draft, column) > 0});
}

/// Назва, з якої складено slug, якщо його значення більше ні на що не впливає.
std::optional<std::size_t> PlanBuilder::slug_source(std::size_t number, std::size_t column) const {
  constexpr std::uint64_t kRoom = 24;
  const Draft& draft = drafts_[number];
  const ValueType& type = draft.types[column];
  const bool derived = draft.guesses[column].meaning == Meaning::slug && type.kind == Family::text &&
                       !type.array && (type.length == 0 || type.length >= kRoom) &&
                       draft.bounds[column].empty() && !draft.referenced[column] &&
                       !request_.spec.column(draft.table->name, draft.table->columns[column].name);
  if (!derived) return std::nullopt;
  const auto title = title_of(*draft.table, draft.guesses);
  return title != column ? title : std::nullopt;
}

// ---- звичайні стовпці

words::CodecPtr ruled_codec(const ColumnRule& rule) {
  if (rule.constant) return words::words_codec({*rule.constant});
  if (!rule.values.empty()) return words::words_codec(rule.values, rule.weights);
  if (rule.pattern) return *words::pattern_codec(*rule.pattern);
  if (rule.sequence) return sequence_codec(*rule.sequence);
  return nullptr;
}

void apply_rule(const ColumnRule& rule, Demand& demand) {
  if (rule.range) {
    demand.bounds.least = Limit{rule.range->first};
    demand.bounds.most = Limit{rule.range->second};
    demand.guess.meaning = Meaning::none;
  }
  if (rule.dictionary) {
    demand.guess.meaning = *rule.dictionary;
    demand.guess.listed.clear();
  }
}

std::uint64_t PlanBuilder::distinct_rows(const Draft& draft, std::size_t column) const {
  if (draft.carriers.contains(column)) return draft.rows;
  for (const UniqueSet& set : draft.sets)
    if (set.columns == std::vector{column}) return draft.rows;
  return 0;
}

void PlanBuilder::plan_column(std::size_t number, std::size_t column_number, TablePlan& out,
                              std::map<std::string, std::size_t>& shared) {
  const Draft& draft = drafts_[number];
  const schema::Column& column = draft.table->columns[column_number];
  ColumnPlan& plan = out.columns[column_number];
  const ColumnRule* rule = request_.spec.column(draft.table->name, column.name);
  const std::uint64_t wanted = distinct_rows(draft, column_number);

  Demand demand{.type = plan.type,
                .guess = draft.guesses[column_number],
                .bounds = draft.bounds[column_number],
                .distinct_rows = wanted,
                .dialect = request_.dialect,
                .first_step = out.first_step};
  const bool optional = column.nullable() && !demand.bounds.required;
  if (optional) {
    plan.null_fraction = kUsualNulls;
    const bool moment = demand.guess.meaning == Meaning::moment;
    if (moment && demand.guess.rare) plan.null_fraction = kRareEvent;
    // Коли рядок створено й змінено, відомо завжди: навіть якщо схема цього не вимагає.
    if (moment && is_timestamp_of_row(column.name)) plan.null_fraction = 0;
  }
  if (plan.type.kind == Family::other) {
    warn(column.type_at.line > 0 ? column.type_at : column.at, "unknown-type",
         fmt::format("column '{}.{}': type '{}' is not known, {}", name(number), column.name,
                     column.type.text(), optional ? "the column stays empty" : "it gets text"));
    if (optional) plan.null_fraction = 1;
  }

  Choice choice{.field = out.choices.size()};
  std::string group;
  const bool counter =
      column.increment ||
      (plan.type.kind == Family::integer && wanted > 0 && demand.bounds.empty() &&
       (draft.table->primary_key() == std::vector{column.name} || draft.referenced[column_number]));
  if (rule) plan.codec = ruled_codec(*rule);
  if (plan.codec) {
    if (rule->sequence) choice.kind = Choice::Kind::sequence;
  } else if (!rule && counter) {
    const auto floor = demand.bounds.least ? lowest(*demand.bounds.least, 0) : std::nullopt;
    const auto ceiling = demand.bounds.most ? highest(*demand.bounds.most, 0) : std::nullopt;
    const std::int64_t first = std::max(largest_number(draft.records, column_number) + 1, floor.value_or(1));
    // Рядкам records, у яких номер уже є, послідовність не потрібна.
    const bool numbered =
        std::ranges::all_of(draft.records, [&](const auto& row) { return row[column_number].has_value(); });
    const auto skipped = numbered ? static_cast<std::int64_t>(draft.records.size()) : 0;
    plan.codec = sequence_codec({.start = first - skipped});
    choice.kind = Choice::Kind::sequence;
    // TINYINT, SMALLINT і числа під перевіркою скінчаються раніше за рядки.
    const std::int64_t last = std::min({plan.type.kind == Family::integer ? plan.type.most : INT64_MAX,
                                        demand.bounds.largest, ceiling.value_or(INT64_MAX)});
    choice.domain =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, last - first + 1)) + draft.records.size();
  } else {
    if (rule) apply_rule(*rule, demand);
    Source source = choose(demand, *request_.lexicon, request_.until);
    // Неповторний slug закінчується своїм кодом; решту допише назва рядка.
    if (wanted > 0 && slug_source(number, column_number)) source = {words::known_pattern("[a-z0-9]{6}")};
    plan.codec = std::move(source.codec);
    group = std::move(source.shared);
    // У неповторному наборі записане значення повторило б набір.
    const bool identifies = std::ranges::any_of(draft.sets, [&](const UniqueSet& set) {
      return std::ranges::find(set.columns, column_number) != set.columns.end();
    });
    if (!rule && !identifies) {
      plan.default_text = literal_default(column, plan.type);
      const double share = plan.type.kind == Family::boolean ? kFlagDefaultShare : kDefaultShare;
      plan.default_fraction = plan.default_text ? share : 0;
    }
  }
  if (rule && rule->null_fraction) plan.null_fraction = optional ? *rule->null_fraction : 0;
  if (draft.referenced[column_number]) plan.null_fraction = 0;

  if (!group.empty()) {
    const auto [found, fresh] = shared.try_emplace(group, out.choices.size());
    if (!fresh) {
      plan.choice = found->second;
      // Неповторна частина (пошта) веде за собою всю людину.
      return;
    }
  }
  if (choice.domain == 0) choice.domain = plan.codec->size();
  if (choice.kind == Choice::Kind::random) {
    if (rule && rule->distribution) {
      choice.distribution = *rule->distribution;
      choice.domain = std::min(choice.domain, plan.codec->size());
    } else {
      choice.sampler = plan.codec;
    }
  }
  choice.moment = group == "moment";
  if (choice.moment) out.moment = out.choices.size();
  plan.choice = out.choices.size();
  out.choices.push_back(std::move(choice));
}

}  // namespace techmarket::filler
