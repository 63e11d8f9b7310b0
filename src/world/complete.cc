#include "world/complete.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "ddl/normalise.h"
#include "filler/choose.h"
#include "filler/meaning_rules.h"

namespace techmarket::world {
namespace {

constexpr auto kDialect = schema::Dialect::mysql;

bool is_written(const rows::TableSource& table, const schema::Column& column) {
  return std::ranges::any_of(table.columns,
                             [&](std::string_view name) { return equals_ignore_case(name, column.name); });
}

bool is_foreign_key(const schema::Database& database, const schema::Table& table,
                    const schema::Column& column) {
  return std::ranges::any_of(database.refs, [&](const schema::Ref& ref) {
    return ref.first.table == table.name &&
           std::ranges::find(ref.first.columns, column.name) != ref.first.columns.end();
  });
}

/// Сам або в наборі: неповторне значення робить неповторним і набір.
bool is_unique(const schema::Table& table, const schema::Column& column) {
  return std::ranges::any_of(table.indexes, [&](const schema::Index& index) {
    return (index.unique || index.primary_key) &&
           std::ranges::any_of(index.parts, [&](const auto& part) { return part.text == column.name; });
  });
}

}  // namespace

void Completion::append(std::string_view row, std::uint64_t number, rows::RowBuffer& out) const {
  out.begin_row();
  for (;;) {
    const std::size_t tab = row.find('\t');
    out.raw(row.substr(0, tab));
    out.end_field();
    if (tab == std::string_view::npos) break;
    row.remove_prefix(tab + 1);
  }
  std::string text;
  for (const Column& column : columns_) {
    const std::uint64_t random = draw(stream_, number, column.field);
    const std::uint64_t index =
        column.domain == 0 ? column.codec->draw(random) : permute(number, column.domain, column.field);
    text.clear();
    column.codec->write({index, random}, text);
    out.text(text);
    out.end_field();
  }
  out.end_row();
}

std::uint64_t Completion::room() const {
  std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
  for (const Column& column : columns_)
    if (column.domain > 0) room = std::min(room, column.domain);
  return room;
}

/// Словники; читаються раз, і то лише тоді, коли є що додати.
struct CompletionWords {
  words::LexiconPtr lexicon;
  filler::MeaningRulesPtr meanings;
};

/// Читає додані стовпці таблиць одного сервісу.
class CompletionReader {
 public:
  CompletionReader(const rows::ServiceSchema& schema, const std::filesystem::path& data,
                   const Parameters& parameters, CompletionWords& words)
      : schema_(schema), data_(data), parameters_(parameters), words_(words) {}

  Result<Completion> read(const rows::TableSource& table) {
    Completion completion;
    const schema::Table* declared = schema_.database.table(table.table);
    if (!declared) return completion;
    for (const schema::Column& column : declared->columns) {
      if (column.nullable() || column.default_value || column.increment || is_written(table, column))
        continue;
      TM_ASSIGN(auto added, add(table, *declared, column));
      if (added) completion.columns_.push_back(*std::move(added));
    }
    completion.stream_ = RandomStream(parameters_.seed, table.table).at(0, name_hash("added")) | 1;
    completion.lexicon_ = words_.lexicon;
    return completion;
  }

 private:
  Result<std::optional<Completion::Column>> add(const rows::TableSource& table, const schema::Table& declared,
                                                const schema::Column& column) {
    if (!normal_) normal_ = ddl::normalise(schema_.database, kDialect);
    const schema::Table& own = *normal_->table(declared.name);
    const schema::Column& subject = *own.column(column.name);
    const filler::ValueType type = filler::value_type(subject, *normal_, kDialect);
    if (is_foreign_key(*normal_, own, subject) || type.kind == filler::Family::other) return std::nullopt;
    if (!words_.meanings) {
      TM_ASSIGN(words_.lexicon, words::Lexicon::read(data_, words::Language::uk, parameters_.seed));
      TM_ASSIGN(words_.meanings, filler::MeaningRules::read(data_));
    }
    std::vector<filler::Bounds> bounds(own.columns.size());
    for (const schema::Check& check : own.checks)
      if (const auto condition =
              filler::Condition::compile(check, kDialect, own.column_names(), start_of(parameters_.until)))
        filler::narrow(*condition, bounds);
    filler::Demand demand{.type = type,
                          .guess = filler::guess(*words_.meanings, own, subject, type),
                          .bounds = bounds[static_cast<std::size_t>(&subject - own.columns.data())],
                          .distinct_rows = 0,
                          .dialect = kDialect};
    Completion::Column added{
        .name = column.name, .codec = {}, .field = name_hash(column.name) | 1, .domain = 0};
    if (!is_unique(own, subject)) {
      added.codec = filler::choose(demand, *words_.lexicon, parameters_.until).codec;
      return added;
    }
    // Спершу із запасом: рядки, які допише simulate, теж мають бути неповторні.
    constexpr std::uint64_t kGrowth = 4, kSlack = 100'000;
    for (const std::uint64_t rows : {table.numbers.count * kGrowth + kSlack, table.numbers.count}) {
      demand.distinct_rows = std::max<std::uint64_t>(1, rows);
      added.codec = filler::choose(demand, *words_.lexicon, parameters_.until).codec;
      added.domain = std::max(demand.distinct_rows, added.codec->domain(demand.distinct_rows));
      if (added.codec->distinct() && added.codec->size() >= demand.distinct_rows) return added;
    }
    return fail(
        ErrorKind::bad_input,
        fmt::format("{}:{}:{}: error: column '{}.{}' must be unique, but its type has room for only {} "
                    "values and the table needs {}",
                    schema_.file.string(), column.at.line, column.at.column, table.table, column.name,
                    added.codec->distinct() ? added.codec->size() : 0, table.numbers.count),
        "give the column a wider type, drop its uniqueness or make it nullable");
  }

  const rows::ServiceSchema& schema_;
  const std::filesystem::path& data_;
  const Parameters& parameters_;
  CompletionWords& words_;
  std::optional<ddl::Normalised> normal_;
};

Result<Completions> find_completions(std::span<const rows::TableSource> tables, const rows::Schemas& schemas,
                                     const std::filesystem::path& data, const Parameters& parameters) {
  Completions all;
  CompletionWords words;
  for (const rows::TableSource& table : tables) {
    const auto schema = schemas.find(table.service);
    if (schema == schemas.end()) continue;
    TM_ASSIGN(auto completion, CompletionReader(schema->second, data, parameters, words).read(table));
    if (!completion.columns().empty())
      all.emplace(std::pair(std::string(table.service), std::string(table.table)), std::move(completion));
  }
  return all;
}

Result<std::vector<rows::TableSource>> complete_tables(std::vector<rows::TableSource> tables,
                                                       const rows::Schemas& schemas,
                                                       const std::filesystem::path& data,
                                                       const Parameters& parameters) {
  TM_ASSIGN(auto all, find_completions(tables, schemas, data, parameters));
  for (rows::TableSource& table : tables) {
    const auto found = all.find({std::string(table.service), std::string(table.table)});
    if (found == all.end()) continue;
    const auto completion = std::make_shared<const Completion>(std::move(found->second));
    for (const Completion::Column& column : completion->columns()) {
      spdlog::warn(
          "{}: column '{}.{}' is new to the generator: it gets values guessed from its name, type and note",
          table.service, table.table, column.name);
      table.columns.push_back(column.name);
    }
    table.write = [write = std::move(table.write), numbers = table.numbers, completion](
                      rows::Range range, rows::RowBuffer& out) {
      rows::RowBuffer scratch;
      for (std::uint64_t unit = range.first; unit < range.last; ++unit) {
        scratch.clear();
        write({unit, unit + 1}, scratch);
        if (scratch.rows() == 0) continue;
        std::uint64_t number = (numbers.row_of ? numbers.row_of(unit) : unit) * numbers.per_unit;
        for (std::string_view rows = scratch.bytes(); !rows.empty(); ++number)
          completion->append(rows::take_row(rows), number, out);
      }
    };
  }
  return tables;
}

}  // namespace techmarket::world
