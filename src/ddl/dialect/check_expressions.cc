// dialect-expression: вирази DEFAULT, CHECK та індексів, яких сервер не виконає. Вираз DBML пише мовою
// сервера, тож повного розбору тут немає: лише те, про що можна сказати напевно.

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"
#include "ddl/dialect/checks.h"
#include "sql/expression.h"
#include "sql/expression_tree.h"

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

// Значення залежить від часу або випадку: ні MySQL у CHECK, ні індекс такого не мають. Перші — слова, решта —
// функції: без дужок це чиєсь ім'я.
constexpr auto kVolatileWords =
    std::to_array<std::string_view>({"current_date", "current_time", "current_timestamp", "current_user",
                                     "localtime", "localtimestamp", "utc_date", "utc_time", "utc_timestamp"});
constexpr auto kVolatileCalls =
    std::to_array<std::string_view>({"clock_timestamp", "connection_id", "curdate", "curtime",
                                     "gen_random_uuid", "now", "rand", "random", "sysdate", "user", "uuid"});

/// Слова й знаки виразу поза рядками та іменами в лапках.
struct Outline {
  std::string bare;  ///< нижнім регістром; рядки й імена в лапках — пропуски
  bool closed = true;
};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Читає вираз знак за знаком, минаючи рядки, імена в лапках і коментарі.
class OutlineReader {
 public:
  OutlineReader(std::string_view text, bool mysql) : text_(text), mysql_(mysql) {}

  Outline read() && {
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (skip_quoted() || skip_comment()) continue;
      if (c == '(') ++depth;
      if (c == ')' && --depth < 0) outline_.closed = false;
      outline_.bare += c;
      ++at_;
    }
    outline_.closed = outline_.closed && depth == 0 && !trim(text_).empty();
    outline_.bare = ascii_lower(outline_.bare);
    return std::move(outline_);
  }

 private:
  bool rest_begins(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }

  /// До кінця closing; чого не закрито, те — незакритий вираз.
  void skip_to(std::string_view closing, std::size_t from) {
    const auto end = text_.find(closing, from);
    outline_.closed = outline_.closed && end != std::string_view::npos;
    at_ = std::min(end, text_.size() - closing.size()) + closing.size();
    outline_.bare += ' ';
  }

  bool skip_comment() {
    if (rest_begins("/*")) return skip_to("*/", at_ + 2), true;
    const bool dashes = rest_begins("--") && (!mysql_ || rest_begins("-- ") || rest_begins("--\n"));
    if (!dashes && !(mysql_ && rest_begins("#"))) return false;
    at_ = std::min(text_.find('\n', at_), text_.size());
    return true;
  }

  bool skip_quoted() {
    const char quote = text_[at_];
    if (quote == '$' && !mysql_) return skip_dollars();
    if (quote != '\'' && quote != '"' && !(quote == '`' && mysql_)) return false;
    const char before = at_ > 0 ? text_[at_ - 1] : ' ';
    const bool escapes = mysql_ ? quote != '`' : quote == '\'' && (before == 'e' || before == 'E');
    bool closed = false;
    for (++at_; at_ < text_.size() && !closed; ++at_) {
      if (text_[at_] == '\\' && escapes)
        ++at_;
      else
        closed = text_[at_] == quote;
    }
    at_ = std::min(at_, text_.size());
    outline_.closed = outline_.closed && closed;
    outline_.bare += ' ';
    return true;
  }

  /// $$…$$ і $мітка$…$мітка$.
  bool skip_dollars() {
    const auto end = text_.find('$', at_ + 1);
    if (end == std::string_view::npos) return false;
    const auto tag = text_.substr(at_, end - at_ + 1);
    if (!std::ranges::all_of(tag.substr(1, tag.size() - 2), is_word_character)) return false;
    return skip_to(tag, end + 1), true;
  }

  std::string_view text_;
  const bool mysql_;
  std::size_t at_ = 0;
  Outline outline_;
};

bool has_word(std::string_view bare, std::string_view word) {
  for (std::size_t at = bare.find(word); at != std::string_view::npos; at = bare.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word_character(bare[at - 1])) &&
        (end == bare.size() || !is_word_character(bare[end])))
      return true;
  }
  return false;
}

bool has_call(std::string_view bare, std::string_view function) {
  for (std::size_t at = bare.find(function); at != std::string_view::npos; at = bare.find(function, at + 1)) {
    const std::size_t end = bare.find_first_not_of(' ', at + function.size());
    if ((at == 0 || !is_word_character(bare[at - 1])) && end != std::string_view::npos && bare[end] == '(')
      return true;
  }
  return false;
}

/// Перша функція з переліку, яку вираз викликає.
const Replacement* foreign_call(std::string_view bare, std::span<const Replacement> list) {
  const auto found =
      std::ranges::find_if(list, [&](const Replacement& one) { return has_call(bare, one.foreign); });
  return found == list.end() ? nullptr : &*found;
}

/// Те, від чого значення виразу щоразу інше; порожньо — такого в ньому немає.
std::string_view volatile_part(std::string_view bare) {
  for (const auto word : kVolatileWords)
    if (has_word(bare, word)) return word;
  for (const auto function : kVolatileCalls)
    if (has_call(bare, function)) return function;
  return {};
}

class ExpressionChecker {
 public:
  explicit ExpressionChecker(DialectRun& run) : run_(run), title_(run.syntax->title()) {}

  void check(const Table& table) {
    columns_.clear();
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
    const Outline outline = OutlineReader(text, run_.mysql()).read();
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    if (run_.mysql() && has_word(outline.bare, "on") && has_word(outline.bare, "update"))
      return add(fmt::format("{} is written in parentheses, where ON UPDATE is an error", what),
                 "keep only current_timestamp: DBML cannot say ON UPDATE");
    if (run_.mysql()) return;
    for (const auto& name : sql::expression_columns(text, run_.dialect))
      if (run_.model.lookup().column(table, name))
        return add(
            fmt::format("{} names column '{}', which PostgreSQL does not allow in a default", what, name),
            "compute the value when the row is inserted");
  }

  void check_condition(const Table& table, const schema::Check& one, const Column* owner) {
    const std::string what = fmt::format("a check of table '{}'", schema::display_name(table.name));
    const auto add = [&](std::string message, std::string hint) {
      this->add(one.at, std::move(message), std::move(hint), one.name);
    };
    const Outline outline = OutlineReader(one.expression, run_.mysql()).read();
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    if (const auto part = volatile_part(outline.bare); run_.mysql() && !part.empty())
      return add(fmt::format("{} depends on {}, which MySQL does not allow", what, part),
                 "check it where the row is inserted");
    for (const auto& name : sql::expression_columns(one.expression, run_.dialect)) {
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
    const Outline outline = OutlineReader(text, run_.mysql()).read();
    if (const auto problem = common(outline, what)) return add(problem->first, problem->second);
    if (const auto part = volatile_part(outline.bare); !part.empty())
      add(fmt::format("{} depends on {}, which {} does not allow", what, part, title_), "index a column");
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

  // Перелік складається для першого ж виразу: виразів таблиці може бути стільки ж, скільки стовпців.
  const Column* find(const Table& table, std::string_view name) {
    if (columns_.empty())
      for (const auto& column : table.columns)
        columns_.try_emplace(run_.mysql() ? ascii_lower(column.name) : column.name, &column);
    auto found = run_.mysql() ? columns_.end() : columns_.find(std::string(name));
    if (found == columns_.end()) found = columns_.find(ascii_lower(name));
    return found == columns_.end() ? nullptr : found->second;
  }

  void add(const SourceRange& at, std::string message, std::string hint, std::string subject) {
    run_.add("dialect-expression", at, std::move(message), std::move(hint), std::move(subject));
  }

  DialectRun& run_;
  const std::string_view title_;
  std::unordered_map<std::string, const Column*> columns_;  ///< таблиці, яку перевіряємо
};

}  // namespace

void check_expressions(DialectRun& run) {
  ExpressionChecker checker(run);
  for (const auto& table : run.database.tables) checker.check(table);
}

}  // namespace techmarket::ddl
