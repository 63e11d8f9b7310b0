#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect_findings.h"
#include "lint/rules.h"
#include "sql/type_name.h"

namespace techmarket::lint {
namespace {

using schema::Column;
using schema::Table;

constexpr std::string_view kUuidLength = "36";  // 32 шістнадцяткові цифри і чотири дефіси

std::string place(const Table& table, const Column& column) {
  return fmt::format("column '{}.{}' has type '{}'", schema::display_name(table.name), column.name,
                     column.type.text());
}

// Ідентифікатор за іменем (id, user_id, uuid) або за приміткою «UUID».
bool is_named_like_uuid(const Column& column) {
  const std::string name = ascii_lower(column.name);
  if (name == "id" || name == "uuid" || name == "guid") return true;
  if (name.ends_with("_id") || name.ends_with("_uuid") || name.ends_with("_guid")) return true;
  return column.note && trim(*column.note).starts_with("UUID");
}

bool holds_characters(const schema::Type& type) {
  if (sql::family_of(type) == sql::Family::text) return true;
  const sql::TypeWord* word = sql::find_base_type(type, schema::Dialect::mysql);
  return word && word->family == sql::Family::bytes &&
         sql::canonical_word(*word, schema::Dialect::mysql).holds == 0;
}

template <class Check>
void for_each_column(LintRun& run, Check check) {
  for (const auto& table : run.database().tables)
    for (const auto& column : table.columns) check(table, column);
}

/// Знахідка, що вказує на тип стовпця.
void add_type(LintRun& run, std::string_view rule, const Table& table, const Column& column,
              std::string_view what, std::string hint) {
  run.add({{.code = std::string(rule),
            .message = place(table, column) + std::string(what),
            .at = column.type_at,
            .hint = std::move(hint),
            .subject = column.name}},
          place_of(table, column));
}

bool has_word(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  return std::ranges::any_of(
      words, [&](const std::string& word) { return std::ranges::find(wanted, word) != wanted.end(); });
}

// Гроші за іменем (unit_price) або за приміткою, що називає валюту.
bool is_money(const Column& column, const LintOptions& options) {
  const auto words = words_of(column.name);
  if (has_word(words, options.money_except)) return false;
  if (has_word(words, options.money_words)) return true;
  if (!column.note) return false;
  static const std::vector<std::string> kCurrencies{"грн", "гривень",  "uah", "usd",
                                                    "eur", "currency", "₴",   "€"};
  std::string note = ascii_lower(*column.note);
  std::ranges::replace_if(
      note, [](char c) { return c == ',' || c == '.' || c == '(' || c == ')'; }, ' ');
  const auto parts = split(note, ' ');
  return has_word({parts.begin(), parts.end()}, kCurrencies);
}

bool is_temporal(const schema::Type& type) {
  const sql::TypeWord* word = sql::find_type(sql::base_name(type));
  return word && (word->family == sql::Family::date || word->family == sql::Family::time ||
                  word->family == sql::Family::moment);
}

}  // namespace

bool is_uuid_type(const schema::Type& type) {
  const std::string base = sql::base_name(type);
  const bool is_char = base == "char" || base == "character";
  return base == "uuid" || (is_char && type.arguments == std::vector<std::string>{std::string(kUuidLength)});
}

void check_uuid_type(LintRun& run) {
  if (run.service.dialect != schema::Dialect::mysql) return;
  for_each_column(run, [&](const Table& table, const Column& column) {
    const bool native = sql::base_name(column.type) == "uuid";
    const bool other_text =
        is_named_like_uuid(column) && holds_characters(column.type) && !is_uuid_type(column.type);
    if (!native && !other_text) return;
    add_type(run, "uuid-type", table, column, ": a UUID in a MySQL schema is char(36)",
             "write char(36); an identifier that is not a UUID needs another name than *_id");
  });
}

void check_varchar_length(LintRun& run) {
  for_each_column(run, [&](const Table& table, const Column& column) {
    const sql::TypeWord* word = sql::find_base_type(column.type, schema::Dialect::mysql);
    if (!word || sql::has_arguments(column.type) ||
        !sql::canonical_word(*word, schema::Dialect::mysql).needs_length())
      return;
    add_type(run, "varchar-length", table, column, " without a length",
             "say how long it may be, for example varchar(255)");
  });
}

void check_decimal_precision(LintRun& run) {
  for_each_column(run, [&](const Table& table, const Column& column) {
    const sql::TypeWord* word = sql::find_type(sql::base_name(column.type));
    if (!word || word->known == 0 || word->family != sql::Family::decimal) return;
    if (column.type.text().find(',') != std::string::npos) return;
    add_type(run, "decimal-precision", table, column, " without a precision and a scale",
             "write both, for example decimal(12,2)");
  });
}

void check_money_type(LintRun& run) {
  for_each_column(run, [&](const Table& table, const Column& column) {
    const sql::TypeWord* word = sql::find_type(sql::base_name(column.type));
    const bool floating = word && word->family == sql::Family::real;
    // money у PostgreSQL округлює за налаштуваннями сервера.
    if ((!floating && (!word || word->family != sql::Family::money)) || !is_money(column, run.options))
      return;
    add_type(
        run, "money-type", table, column, floating ? ": floating point loses cents" : ": it rounds by locale",
        "write decimal(12,2); the change of the type is yours to make, because it rounds existing values");
  });
}

void check_timestamps(LintRun& run) {
  for_each_column(run, [&](const Table& table, const Column& column) {
    if (!column.name.ends_with("_at") || column.name.size() <= 3) return;
    if (!is_temporal(column.type))
      add_type(run, "timestamp-type", table, column, ", but a name that ends with _at promises a moment",
               run.service.dialect == schema::Dialect::mysql ? "write datetime or timestamp"
                                                             : "write timestamp or timestamptz");
    const bool audit = column.name == "created_at" || column.name == "updated_at";
    if (!audit || !column.nullable()) return;
    run.add(
        {{.code = "timestamp-null",
          .message = fmt::format("column '{}' may be empty, but every row is created and updated some time",
                                 place_of(table, column)),
          .at = column.at,
          .hint = "add not null",
          .subject = column.name}},
        place_of(table, column));
  });
}

void check_dialect(LintRun& run) {
  for (auto& finding : ddl::dialect_findings(run.database(), run.service.dialect)) {
    const std::string owner = run.index.owner_of(finding.at);
    run.add({std::move(finding)}, owner);
  }
}

}  // namespace techmarket::lint
