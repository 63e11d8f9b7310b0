// Звідки береться кожен стовпець: зовнішній ключ, файл налаштувань, лічильник або кодек.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "datagen/generic/pattern.h"
#include "datagen/generic/plan_builder.h"

namespace techmarket::datagen::generic {
namespace {

/// Необов'язковий стовпець порожній у кожному десятому рядку, «видалено» — майже завжди.
constexpr double kUsualNulls = 0.1, kRareEvent = 0.9;
/// Частка рядків із записаним у схемі значенням за замовчуванням.
constexpr double kDefaultShare = 0.5;
/// Частка коренів у дереві.
constexpr double kRoots = 0.125;

/// Записане значення за замовчуванням, якщо воно годиться типу: «now()» рядком у стовпці часу — ні.
std::optional<std::string> literal_default(const schema::Column& column, const ValueType& type) {
  using Kind = schema::Value::Kind;
  if (!column.default_value || type.array) return std::nullopt;
  const schema::Value& value = *column.default_value;
  if (value.kind == Kind::null || value.kind == Kind::expression) return std::nullopt;
  const bool truth = equals_ignore_case(value.text, "true"), lie = equals_ignore_case(value.text, "false");
  switch (type.kind) {
    case ValueKind::boolean:
      if (truth || lie) return truth ? "1" : "0";
      return value.text == "1" || value.text == "0" ? std::optional(value.text) : std::nullopt;
    case ValueKind::integer:
    case ValueKind::decimal:
      return ddl::is_number(value.text) ? std::optional(value.text) : std::nullopt;
    case ValueKind::enumeration:
      return std::ranges::find(type.members, value.text) != type.members.end() ? std::optional(value.text)
                                                                               : std::nullopt;
    case ValueKind::text:
      return type.length == 0 || count_code_points(value.text) <= type.length ? std::optional(value.text)
                                                                              : std::nullopt;
    default:
      return std::nullopt;
  }
}

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

CodecPtr sequence_codec(const Sequence& sequence) {
  class Codec_ final : public Codec {
   public:
    explicit Codec_(Sequence sequence) : sequence_(sequence) {}
    std::uint64_t size() const override { return kUnlimited; }
    std::uint64_t domain(std::uint64_t) const override { return kUnlimited; }
    std::uint64_t longest(std::uint64_t) const override { return 20; }
    void write(Pick pick, std::string& out) const override {
      out += std::to_string(sequence_.start + sequence_.step * static_cast<std::int64_t>(pick.index));
    }

   private:
    Sequence sequence_;
  };
  return std::make_shared<Codec_>(sequence);
}

}  // namespace

Result<bool> PlanBuilder::plan_table(std::size_t number, TablePlan& out) {
  Draft& draft = drafts_[number];
  out.table = draft.table;
  out.rows = draft.rows;
  out.records = draft.records;
  out.conditions = draft.conditions;
  out.stream = RandomStream(request_.seed, display_name(draft.table->name)).at(0, 0) | 1;
  for (const schema::Column& column : draft.table->columns)
    out.columns.push_back(
        {.name = column.name, .type = value_type(column, *plan_->database_, request_.dialect)});

  std::vector<bool> done(out.columns.size());
  out.first_step = first_step(*draft.table);
  plan_partition(number, out, done);
  TM_TRY(plan_links(number, out, done));
  std::map<std::string, std::size_t> shared;
  for (std::size_t column = 0; column < out.columns.size(); ++column)
    if (!done[column]) plan_column(number, column, out, shared);
  plan_derivation(number, out);
  return plan_uniqueness(number, out);
}

/// Похідним може бути лише стовпець, на який ніщо інше не спирається.
void PlanBuilder::plan_derivation(std::size_t number, TablePlan& out) const {
  const Draft& draft = drafts_[number];
  std::vector<bool> free(out.columns.size(), true);
  for (std::size_t column = 0; column < free.size(); ++column) {
    const ColumnPlan& plan = out.columns[column];
    out.types.push_back(plan.type);
    free[column] = plan.parent < 0 && !is_referenced(number, column) && !plan.default_text &&
                   !request_.spec.column(draft.table->name, plan.name);
  }
  for (const UniqueSet& set : draft.sets)
    for (const std::size_t column : set.columns) free[column] = false;
  out.derivation = find_derivation(*draft.table, out.types, free);
}

// ---- зовнішні ключі

bool PlanBuilder::is_implied(const Link& link, const TablePlan& out) const {
  // Кожен стовпець уже бере значення з рядка, у якому стоїть значення того самого батька.
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

bool PlanBuilder::join_parents(const Link& link, TablePlan& out) const {
  if (link.columns.size() != 1) return false;
  ColumnPlan& column = out.columns[link.columns[0]];
  if (column.parent < 0) return false;
  const TablePlan& known = plan_->tables_[static_cast<std::size_t>(column.parent)];
  const TablePlan& other = link.parent == link.child ? out : plan_->tables_[link.parent];
  if (known.columns.empty() || other.columns.empty()) return false;  // батька ще не сплановано: коло
  // Однакові значення в однакових рядках: обидва ключі — послідовності від того самого початку.
  const auto key = [](const TablePlan& table, std::size_t number) {
    std::vector<std::string> texts;
    const ColumnPlan& at = table.columns[number];
    const Choice& choice = table.choices[at.choice];
    if (!at.codec || choice.kind != Choice::Kind::sequence || !table.records.empty()) return texts;
    for (const std::uint64_t row : {0u, 1u}) at.codec->write({choice.offset + row, 0}, texts.emplace_back());
    return texts;
  };
  const auto left = key(known, column.parent_column), right = key(other, link.parent_columns[0]);
  if (left.empty() || left != right) return false;
  Choice& choice = out.choices[column.choice];
  choice.kind = Choice::Kind::random;
  choice.domain = std::min({choice.domain, known.rows, other.rows});
  return choice.domain > 0;
}

Status PlanBuilder::plan_links(std::size_t number, TablePlan& out, std::vector<bool>& done) {
  const Draft& draft = drafts_[number];
  std::vector<std::size_t> links = draft.links;
  // Найширші першими: вужчий ключ, що лежить усередині, здебільшого випливає з ширшого.
  std::ranges::stable_sort(links, std::greater(), [&](std::size_t i) { return links_[i].columns.size(); });
  for (const std::size_t i : links) {
    const Link& link = links_[i];
    const auto nullable = [&](std::size_t column) { return draft.table->columns[column].nullable(); };
    // Спільне значення обох кінців — розділ: батька шукають лише серед рядків того самого розділу.
    const Partition* partition = nullptr;
    std::size_t within = 0;
    for (std::size_t k = 0; k < link.columns.size(); ++k)
      if (is_partitioned(number, link.columns[k]) && is_partitioned(link.parent, link.parent_columns[k]))
        partition = partition_of(number), ++within;
    if (within > 0 && within == link.columns.size()) continue;
    const bool free = std::ranges::none_of(link.columns, [&](std::size_t column) {
      return done[column] && !(partition && is_partitioned(number, column));
    });
    // Рядок дерева, що мусить мати спільний із батьком стовпець: обчислити його можна лише по всьому шляху.
    bool shares_itself = false;
    for (std::size_t k = 0; k < link.columns.size() && !partition; ++k)
      shares_itself =
          shares_itself || (link.child == link.parent && link.columns[k] == link.parent_columns[k]);
    std::uint64_t parents = link.parent == number ? out.rows : drafts_[link.parent].rows;
    const bool rooted = partition && partition->root && partition->root->first == link.parent;
    if (rooted)
      parents = 1;
    else if (partition)
      parents = (parents - std::min<std::uint64_t>(parents, drafts_[link.parent].records.size())) /
                partition->count;
    const bool always_null = !free || shares_itself || parents == 0;
    if (always_null) {
      if (!free && (is_implied(link, out) || join_parents(link, out))) continue;
      // MATCH SIMPLE: досить одного порожнього стовпця.
      const auto empty = std::ranges::find_if(
          link.columns, [&](std::size_t column) { return !done[column] && nullable(column); });
      if (empty == link.columns.end()) {
        // Стовпець, чиє значення вже взято з іншого батька: порожній задовольняє обох.
        const auto given_up = std::ranges::find_if(link.columns, [&](std::size_t column) {
          return nullable(column) && !is_referenced(number, column);
        });
        if (given_up != link.columns.end()) {
          out.columns[*given_up].null_fraction = 1;
          warn(link.ref->at, "always-null",
               fmt::format("column '{}.{}' stays empty: no value is in every table it refers to",
                           name(number), draft.table->columns[*given_up].name));
          continue;
        }
        if (parents == 0) {
          out.rows = out.records.size();
          continue;
        }
        std::vector<std::string> names;
        for (const std::size_t column : link.columns) names.push_back(draft.table->columns[column].name);
        return fail(
            ErrorKind::bad_input,
            fmt::format(
                "{}:{}:{}: error: table '{}': foreign key ({}) → '{}' shares columns with another one, "
                "and no row can satisfy both",
                link.ref->at.file.text(), link.ref->at.line, link.ref->at.column, name(number),
                fmt::join(names, ", "), name(link.parent)),
            "make a column that only this key uses nullable, or drop one of the two");
      }
      if (parents > 0)
        warn(link.ref->at, "always-null",
             fmt::format("column '{}.{}' stays empty: its foreign key shares columns with another one",
                         name(number), draft.table->columns[*empty].name));
      out.choices.push_back({.kind = Choice::Kind::random, .domain = 1, .field = out.choices.size()});
      out.columns[*empty].choice = out.choices.size() - 1;
      out.columns[*empty].codec = words_codec({""});
      out.columns[*empty].null_fraction = 1;
      done[*empty] = true;
      continue;
    }

    Choice choice{.domain = parents, .field = out.choices.size()};
    if (link.parent == number) choice.kind = Choice::Kind::tree;
    if (partition) {
      choice.stride = partition->count;
      choice.first = rooted ? 0 : drafts_[link.parent].records.size();
    }
    double nulls = link.parent == number ? kRoots : kUsualNulls;
    for (const std::size_t column : link.columns)
      if (const ColumnRule* rule =
              request_.spec.column(draft.table->name, draft.table->columns[column].name)) {
        choice.distribution = rule->distribution.value_or(choice.distribution);
        nulls = rule->null_fraction.value_or(nulls);
      }
    out.choices.push_back(std::move(choice));
    for (std::size_t k = 0; k < link.columns.size(); ++k) {
      if (done[link.columns[k]]) continue;
      ColumnPlan& column = out.columns[link.columns[k]];
      column.choice = out.choices.size() - 1;
      column.parent = static_cast<int>(link.parent);
      column.parent_column = link.parent_columns[k];
      column.null_fraction = nullable(link.columns[k]) && !is_referenced(number, link.columns[k]) ? nulls : 0;
      done[link.columns[k]] = true;
    }
  }
  return {};
}

// ---- звичайні стовпці

/// Стовпці, що мусять мати спільні значення, дістають і спільний здогад.
Guess PlanBuilder::guess_of(std::size_t table, std::size_t column) const {
  const auto [root, root_column] = key_root({table, column});
  const schema::Table& owner = *drafts_[root].table;
  const schema::Column& subject = owner.columns[root_column];
  return guess(owner, subject, value_type(subject, *plan_->database_, request_.dialect));
}

/// Кодек, який прямо назвав файл налаштувань; інакше nullptr.
CodecPtr PlanBuilder::ruled_codec(const ColumnRule& rule) const {
  if (rule.constant) return words_codec({*rule.constant});
  if (!rule.values.empty()) return words_codec(rule.values, rule.weights);
  if (rule.pattern) return *pattern_codec(*rule.pattern);
  if (rule.sequence) return sequence_codec(*rule.sequence);
  return nullptr;
}

std::uint64_t PlanBuilder::distinct_rows(const Draft& draft, std::size_t column) const {
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
                .guess = guess_of(number, column_number),
                .bounds = draft.bounds[column_number],
                .distinct_rows = wanted,
                .dialect = request_.dialect,
                .first_step = out.first_step};
  const bool optional = column.nullable() && !demand.bounds.required;
  if (optional) {
    plan.null_fraction = kUsualNulls;
    if (demand.guess.meaning == Meaning::moment && demand.guess.rare) plan.null_fraction = kRareEvent;
  }
  if (plan.type.kind == ValueKind::unknown) {
    warn(column.type_at.line > 0 ? column.type_at : column.at, "unknown-type",
         fmt::format("column '{}.{}': type '{}' is not known, {}", name(number), column.name,
                     column.type.text(), optional ? "the column stays empty" : "it gets text"));
    if (optional) plan.null_fraction = 1;
  }

  Choice choice{.field = out.choices.size()};
  std::string group;
  const bool counter =
      column.increment ||
      (plan.type.kind == ValueKind::integer && wanted > 0 && demand.bounds.empty() &&
       (draft.table->primary_key() == std::vector{column.name} || is_referenced(number, column_number)));
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
    const std::int64_t last = std::min(plan.type.kind == ValueKind::integer ? plan.type.most : INT64_MAX,
                                       ceiling.value_or(INT64_MAX));
    choice.domain =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, last - first + 1)) + draft.records.size();
  } else {
    if (rule && rule->range) {
      demand.bounds.least = Limit{rule->range->first};
      demand.bounds.most = Limit{rule->range->second};
      demand.guess.meaning = Meaning::none;
    }
    if (rule && rule->dictionary) {
      demand.guess.meaning = *rule->dictionary;
      demand.guess.listed.clear();
    }
    Source source = choose(demand, *request_.lexicon, request_.until);
    plan.codec = std::move(source.codec);
    group = std::move(source.shared);
    // У неповторному наборі записане значення повторило б набір.
    const bool identifies = std::ranges::any_of(draft.sets, [&](const UniqueSet& set) {
      return std::ranges::find(set.columns, column_number) != set.columns.end();
    });
    if (!rule && !identifies) {
      plan.default_text = literal_default(column, plan.type);
      plan.default_fraction = plan.default_text ? kDefaultShare : 0;
    }
  }
  if (rule && rule->null_fraction) plan.null_fraction = optional ? *rule->null_fraction : 0;
  if (is_referenced(number, column_number)) plan.null_fraction = 0;

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

}  // namespace techmarket::datagen::generic
