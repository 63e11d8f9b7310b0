// dialect-expression: вирази DEFAULT, CHECK та індексів, яких сервер не виконає. Вираз DBML пише мовою
// сервера, тож повного розбору тут немає: лише те, про що можна сказати напевно.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/run.h"
#include "ddl/normalise_expression.h"
#include "ddl/normalise_tree.h"

namespace techmarket::ddl {
namespace {

using schema::Column;
using schema::Table;

struct Replacement {
  std::string_view foreign, own;
};

constexpr Replacement kForPostgres[] = {{"curdate", "current_date"},
                                        {"curtime", "current_time"},
                                        {"getdate", "now()"},
                                        {"ifnull", "coalesce"},
                                        {"newid", "gen_random_uuid()"},
                                        {"rand", "random()"},
                                        {"sysdate", "now()"},
                                        {"unix_timestamp", "extract(epoch from now())"},
                                        {"utc_timestamp", "now() at time zone 'utc'"},
                                        {"uuid", "gen_random_uuid()"},
                                        {"uuid_generate_v4", "gen_random_uuid()"}};

constexpr Replacement kForMysql[] = {{"clock_timestamp", "now(6)"},
                                     {"date_trunc", "date_format"},
                                     {"gen_random_uuid", "uuid()"},
                                     {"getdate", "now()"},
                                     {"newid", "uuid()"},
                                     {"random", "rand()"},
                                     {"to_tsvector", "a fulltext index"},
                                     {"uuid_generate_v4", "uuid()"}};

// Значення залежить від часу або випадку: ні MySQL у CHECK, ні індекс такого не мають.
constexpr auto kVolatile = std::to_array<std::string_view>({"clock_timestamp",
                                                            "connection_id",
                                                            "curdate",
                                                            "current_date",
                                                            "current_time",
                                                            "current_timestamp",
                                                            "current_user",
                                                            "curtime",
                                                            "gen_random_uuid",
                                                            "localtime",
                                                            "localtimestamp",
                                                            "now",
                                                            "rand",
                                                            "random",
                                                            "sysdate",
                                                            "unix_timestamp",
                                                            "user",
                                                            "utc_date",
                                                            "utc_time",
                                                            "utc_timestamp",
                                                            "uuid"});

/// Слова й знаки виразу поза рядками та іменами в лапках.
struct Outline {
  std::string bare;  ///< нижнім регістром; рядки й імена в лапках — пропуски
  bool closed = true;
};

Outline outline_of(std::string_view text) {
  Outline outline;
  int depth = 0;
  char quote = '\0';
  for (const char c : text) {
    if (quote != '\0') {
      if (c == quote) quote = '\0';
      outline.bare += ' ';
      continue;
    }
    if (c == '\'' || c == '"' || c == '`') quote = c;
    if (c == '(') ++depth;
    if (c == ')' && --depth < 0) outline.closed = false;
    outline.bare += quote != '\0' ? ' ' : c;
  }
  outline.closed = outline.closed && depth == 0 && quote == '\0' && !trim(text).empty();
  outline.bare = ascii_lower(outline.bare);
  return outline;
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool has_word(std::string_view bare, std::string_view word) {
  for (std::size_t at = bare.find(word); at != std::string_view::npos; at = bare.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_character(bare[at - 1])) &&
        (end == bare.size() || !is_word_character(bare[end])))
      return true;
  }
  return false;
}

/// Перша функція з переліку, яку вираз викликає.
const Replacement* foreign_call(std::string_view bare, std::span<const Replacement> list) {
  const auto called = [&](const Replacement& one) {
    for (std::size_t at = bare.find(one.foreign); at != std::string_view::npos;
         at = bare.find(one.foreign, at + 1)) {
      const std::size_t end = bare.find_first_not_of(' ', at + one.foreign.size());
      if ((at == 0 || !is_word_character(bare[at - 1])) && end != std::string_view::npos && bare[end] == '(')
        return true;
    }
    return false;
  };
  const auto found = std::ranges::find_if(list, called);
  return found == list.end() ? nullptr : &*found;
}

class ExpressionChecker {
 public:
  explicit ExpressionChecker(DialectRun& run) : run_(run), title_(run.syntax->title()) {}

  void check(const Table& table) {
    for (const auto& column : table.columns) {
      if (column.default_value && column.default_value->kind == schema::Value::Kind::expression)
        check_default(table, column, column.default_value->text);
      for (const auto& one : column.checks) check_condition(table, one, &column);
    }
    for (const auto& one : table.checks) check_condition(table, one, nullptr);
    for (const auto& index : table.indexes)
      for (const auto& part : index.parts)
        if (part.expression) check_index(table, index, part.text);
  }

 private:
  void check_default(const Table& table, const Column& column, const std::string& text) {
    const std::string what = fmt::format("the default of {}", column_title(table, column));
    const auto add = [&](std::string message, std::string hint) {
      this->add(column.at, std::move(message), std::move(hint), column.name);
    };
    const Outline outline = outline_of(text);
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    if (run_.mysql() && has_word(outline.bare, "on") && has_word(outline.bare, "update"))
      return add(fmt::format("{} is written in parentheses, where ON UPDATE is an error", what),
                 "keep only current_timestamp: DBML cannot say ON UPDATE");
    if (run_.mysql()) return;
    for (const auto& name : expression_columns(text, run_.dialect))
      if (table.column(name))
        return add(
            fmt::format("{} names column '{}', which PostgreSQL does not allow in a default", what, name),
            "compute the value when the row is inserted");
  }

  void check_condition(const Table& table, const schema::Check& one, const Column* owner) {
    const std::string what = fmt::format("a check of table '{}'", schema::display_name(table.name));
    const auto add = [&](std::string message, std::string hint) {
      this->add(one.at, std::move(message), std::move(hint), one.name);
    };
    const Outline outline = outline_of(one.expression);
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    if (run_.mysql())
      if (const auto found =
              std::ranges::find_if(kVolatile, [&](auto word) { return has_word(outline.bare, word); });
          found != kVolatile.end() && !table.column(*found))
        return add(fmt::format("{} depends on {}, which MySQL does not allow", what, *found),
                   "check it where the row is inserted");
    for (const auto& name : expression_columns(one.expression, run_.dialect)) {
      const Column* column = find(table, name);
      if (!column)
        return add(fmt::format("{} names column '{}', which the table does not have", what, name),
                   did_you_mean_hint(name, table.column_names()));
      if (!run_.mysql()) continue;
      if (run_.syntax->is_numbered(*column))
        return add(fmt::format("{} names {}, which MySQL numbers itself", what, column_title(table, *column)),
                   "drop the check");
      if (owner && column != owner)
        return add(fmt::format("a check of {} names another column, which only MariaDB allows there",
                               column_title(table, *owner)),
                   "move it to checks { } of the table");
    }
  }

  void check_index(const Table& table, const schema::Index& index, const std::string& text) {
    const std::string what = fmt::format("an index of table '{}'", schema::display_name(table.name));
    const auto add = [&](std::string message, std::string hint) {
      this->add(index.at, std::move(message), std::move(hint), text);
    };
    const Outline outline = outline_of(text);
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    const auto found =
        std::ranges::find_if(kVolatile, [&](auto word) { return has_word(outline.bare, word); });
    if (found != kVolatile.end() && !find(table, std::string(*found)))
      add(fmt::format("{} depends on {}, which {} does not allow", what, *found, title_), "index a column");
  }

  using Problem = std::pair<std::string, std::string>;  ///< повідомлення і порада

  std::optional<Problem> common(const Outline& outline, const std::string& what) const {
    if (!outline.closed)
      return Problem{fmt::format("{} is not a whole expression", what), "close its quotes and parentheses"};
    if (has_word(outline.bare, "select"))
      return Problem{fmt::format("{} has a subquery, which {} does not allow", what, title_),
                     "write it without SELECT"};
    const auto* call =
        run_.mysql() ? foreign_call(outline.bare, kForMysql) : foreign_call(outline.bare, kForPostgres);
    if (call)
      return Problem{fmt::format("{} calls {}(), which {} does not have", what, call->foreign, title_),
                     fmt::format("the nearest is {}", call->own)};
    if (run_.mysql() && outline.bare.contains("::"))
      return Problem{fmt::format("{} has '::', which MySQL does not have", what), "write CAST(… AS …)"};
    return std::nullopt;
  }

  const Column* find(const Table& table, const std::string& name) const {
    const auto same = [&](const Column& column) {
      return run_.mysql() ? equals_ignore_case(column.name, name)
                          : column.name == name || column.name == ascii_lower(name);
    };
    const auto found = std::ranges::find_if(table.columns, same);
    return found == table.columns.end() ? nullptr : &*found;
  }

  void add(const SourceRange& at, std::string message, std::string hint, std::string subject) {
    run_.add("dialect-expression", at, std::move(message), std::move(hint), std::move(subject));
  }

  DialectRun& run_;
  const std::string_view title_;
};

}  // namespace

void check_expressions(DialectRun& run) {
  ExpressionChecker checker(run);
  for (const auto& table : run.database.tables) checker.check(table);
}

}  // namespace techmarket::ddl
