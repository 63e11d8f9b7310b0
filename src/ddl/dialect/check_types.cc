// dialect-type: сервер не має такого типу або не приймає таких аргументів.

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "sql/type_name.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;
using schema::Type;

std::string hint_for(std::string_view base, schema::Dialect dialect) {
  const sql::TypeWord* word = sql::find_type(base);
  const std::string_view nearest = word ? sql::nearest_type(*word, dialect) : std::string_view();
  return nearest.empty() ? std::string() : fmt::format("the nearest type is {}", nearest);
}

/// Що взяти замість типу, довшого за межу сервера.
std::string_view longer_type(const sql::TypeWord& word, bool mysql) {
  switch (word.family) {
    case sql::Family::text:
      return !mysql ? "use text" : word.fixed ? "use varchar or text" : "use text or mediumtext";
    case sql::Family::bytes:
      return word.fixed ? "use varbinary or blob" : "use blob or mediumblob";
    case sql::Family::bits:
      return mysql ? "use binary or blob" : "use bytea";
    case sql::Family::decimal:
      return mysql ? "use fewer digits, or text" : "use numeric without a precision";
    case sql::Family::real:
      return mysql ? "use double" : "use double precision";
    default:
      return "microseconds are the finest it keeps";
  }
}

constexpr std::int64_t kMysqlMaxScale = 30;  // MariaDB — 38

/// Повідомлення про типи однієї схеми.
class TypeChecker {
 public:
  explicit TypeChecker(DialectRun& run) : run_(run) {}

  void check(const Table& table, const Column& column) {
    if (is_accepted(column)) return;
    const std::size_t before = run_.findings.size();
    if (run_.mysql())
      check_mysql(table, column);
    else
      check_postgres(table, column);
    if (run_.findings.size() == before && !column.increment && accepted_.size() < kRemembered)
      accepted_.push_back(&column.type);
  }

 private:
  static constexpr std::size_t kRemembered = 32;

  // Стовпців багато, а різних типів мало. Нумерований стовпець може дістати інший тип, тож він сам по собі.
  bool is_accepted(const Column& column) const {
    return !column.increment &&
           std::ranges::any_of(accepted_, [&](const Type* known) { return *known == column.type; });
  }

  void check_mysql(const Table& table, const Column& column) {
    if (!column.type.array.empty() || column.type.name.ends_with(']'))
      return add(table, column, "use a child table or json");
    if (run_.model.enum_of(column.type)) return;
    const std::string base = sql::base_name(column.type);
    const sql::TypeWord* word = sql::find_type(base, run_.dialect);
    if (!word) return add(table, column, hint_for(base, run_.dialect));
    if ((word->known & sql::kMysql) == 0)
      return add(table, column, hint_for(base, run_.dialect) + "; MariaDB has it");
    check_arguments(table, column, base, *word);
  }

  void check_postgres(const Table& table, const Column& column) {
    // mediumint із increment emit замінює на SERIAL.
    if (column.type.schema || run_.model.enum_of(column.type) || run_.syntax->is_numbered(column)) return;
    const std::string base = sql::base_name(column.type);
    if (const sql::TypeWord* word = sql::find_type(base, run_.dialect))
      return check_arguments(table, column, base, *word);
    if (sql::is_extension_type(base))
      return add(table, column, "an extension brings it: run CREATE EXTENSION first");
    if (!sql::find_type(base, schema::Dialect::mysql))
      return add(table, column, "create the type before running the SQL, or declare an Enum");
    const bool is_unsigned = sql::is_postgres_type(sql::without_sign_words(base));
    add(table, column,
        is_unsigned ? "PostgreSQL has no unsigned numbers: take a wider type and a check"
                    : hint_for(base, run_.dialect));
  }

  void check_arguments(const Table& table, const Column& column, std::string_view base,
                       const sql::TypeWord& word) {
    const sql::TypeWord& own = sql::canonical_word(word, run_.dialect);
    if (!sql::has_arguments(column.type)) {
      if (run_.mysql() && own.needs_length() && !sql::gets_default_length(base))
        refuse(table, column, fmt::format("{} needs a length", base), fmt::format("write {}(255)", base));
      return;
    }
    const std::int64_t most = own.most(run_.dialect);
    // Ширину цілих emit у PostgreSQL не пише.
    if (most == 0 && (run_.mysql() || !sql::is_integer(column.type)))
      return refuse(table, column, fmt::format("{} takes no arguments", base), "remove them");
    const Numbers numbers = numeric_arguments(column.type);
    if (numbers.empty()) return;
    const bool limited = most != 0 && most != sql::kAnyNumber;
    if (limited && numbers[0] > most)
      return refuse(table, column, fmt::format("{} takes at most {}", base, most),
                    std::string(longer_type(own, run_.mysql())));
    if (limited && !run_.mysql() && numbers[0] < 1)
      return refuse(table, column, fmt::format("{} takes at least 1", base), "correct the number");
    if (run_.mysql() && own.family == sql::Family::decimal && numbers.count > 1)
      check_scale(table, column, base, numbers);
    if (!run_.mysql() && base == "float" && numbers.count > 1)
      refuse(table, column, "float takes one argument", "use numeric(p,s) for a scale");
    if (run_.mysql() && base == "year" && numbers[0] != 4)
      refuse(table, column, "year takes no arguments", "remove them");
  }

  void check_scale(const Table& table, const Column& column, std::string_view base, const Numbers& numbers) {
    if (numbers[1] > numbers[0])
      refuse(table, column, fmt::format("the scale of {} is at most its precision", base),
             fmt::format("write {}({},{}) for as many digits after the point", base, numbers[1], numbers[1]));
    else if (numbers[1] > kMysqlMaxScale)
      refuse(table, column, fmt::format("the scale of {} is at most {}", base, kMysqlMaxScale),
             "use fewer digits after the point");
  }

  void refuse(const Table& table, const Column& column, const std::string& why, std::string hint) {
    run_.add("dialect-type", column.type_at,
             fmt::format("{} refuses the type '{}' ({}): {}", run_.syntax->title(), column.type.text(),
                         column_title(table, column), why),
             std::move(hint), column.type.text());
  }

  void add(const Table& table, const Column& column, std::string hint) {
    run_.add("dialect-type", column.type_at,
             fmt::format("{} has no type '{}' ({})", run_.syntax->title(), column.type.text(),
                         column_title(table, column)),
             std::move(hint), column.type.text());
  }

  DialectRun& run_;
  std::vector<const Type*> accepted_;  ///< типи, про які вже відомо, що сервер їх приймає
};

}  // namespace

Numbers numeric_arguments(const Type& type) {
  Numbers numbers;
  const auto read = [&](std::string_view text) {
    text = trim(text);
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc::invalid_argument || end != text.data() + text.size()) return;
    if (numbers.count < numbers.values.size())
      numbers.values[numbers.count++] = problem == std::errc::result_out_of_range ? INT64_MAX : number;
  };
  for (const auto& argument : type.arguments) read(argument);
  if (!numbers.empty() || !type.arguments.empty()) return numbers;
  // "varchar(20)" у лапках — теж із довжиною.
  const std::string_view written = sql::type_part(type.name);
  const auto open = written.find('('), close = written.find(')', open);
  if (close != std::string_view::npos)
    for (const auto part : split(written.substr(open + 1, close - open - 1), ',')) read(part);
  return numbers;
}

std::int64_t mysql_bytes(const Type& type) {
  constexpr std::int64_t kUtf8 = 4;
  const sql::TypeWord* word = sql::find_base_type(type, schema::Dialect::mysql);
  if (!word) return 0;
  const sql::TypeWord& own = sql::canonical_word(*word, schema::Dialect::mysql);
  const bool text = own.family == sql::Family::text;
  if (own.holds > 0 || (!text && own.family != sql::Family::bytes)) return 0;
  const Numbers numbers = numeric_arguments(type);
  const std::int64_t length = numbers.empty() ? own.length : numbers[0];
  return std::clamp<std::int64_t>(length, 0, INT32_MAX) * (text ? kUtf8 : 1);
}

std::string column_title(const Table& table, const Column& column) {
  return fmt::format("column '{}.{}'", schema::display_name(table.name), column.name);
}

void check_types(DialectRun& run) {
  TypeChecker checker(run);
  for (const auto& table : run.database.tables)
    for (const auto& column : table.columns) checker.check(table, column);
}

}  // namespace techmarket::ddl
