#include "migrate/mysql/server_forms.h"

#include <algorithm>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "db/mysql/catalog_text.h"

namespace techmarket::migrate::mysql {
namespace {

using migrate::Draft;
using schema::Dialect;

/// Проходить текст SQL, знаючи, де лапки й дужки.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  int depth() const { return depth_; }
  bool is_quoted() const { return mark_ != 0; }
  bool is_outside() const { return mark_ == 0 && depth_ == 0; }
  bool starts_with(std::string_view word) const { return text_.substr(at_).starts_with(word); }

  void step() {
    const char c = text_[at_++];
    if (mark_ != 0) {
      if (c == '\\' && mark_ == '\'' && !done()) ++at_;
      if (c == mark_) mark_ = 0;  // подвоєна лапка відкриє рядок знову
    } else if (c == '\'' || c == '`' || c == '"') {
      mark_ = c;
    } else if (c == '(') {
      ++depth_;
    } else if (c == ')') {
      --depth_;
    }
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  char mark_ = 0;
};

/// Де поза лапками й дужками починається слово; розмір тексту, якщо його немає.
std::size_t find_outside(std::string_view text, std::span<const std::string_view> words) {
  Cursor cursor(text);
  for (; !cursor.done(); cursor.step())
    if (cursor.is_outside() &&
        std::ranges::any_of(words, [&](std::string_view word) { return cursor.starts_with(word); }))
      return cursor.at();
  return text.size();
}

std::optional<std::string> default_in(std::string_view definition) {
  constexpr std::string_view kDefault[] = {" DEFAULT "};
  constexpr std::string_view kEnd[] = {" ON UPDATE ", " COMMENT '", " CHECK ("};
  const std::size_t at = find_outside(definition, kDefault);
  if (at == definition.size()) return std::nullopt;
  definition.remove_prefix(at + kDefault[0].size());
  const std::string text = db::mysql::bare_default(definition.substr(0, find_outside(definition, kEnd)));
  return text == "NULL" ? std::nullopt : std::optional(text);
}

class Asking {
 public:
  explicit Asking(db::mysql::Connection& connection) : connection_(connection) {}

  Result<ServerForms> run(const schema::Database& target) {
    for (auto table : draft_tables(target, Dialect::mysql)) {
      std::erase_if(table.drafts, [](const Draft& draft) { return draft.kind == Draft::Kind::index; });
      TM_ASSIGN(const bool whole, ask(table, table.drafts));
      if (whole) continue;
      for (const auto& draft : table.drafts) TM_TRY(ask(table, std::span(&draft, 1)));
    }
    return std::move(forms_);
  }

 private:
  // Така назва прихована й від читачів каталогу; таблиця зникає разом зі з'єднанням.
  static constexpr std::string_view kTable = "_techmarket_draft";

  Result<bool> ask(const DraftTable& table, std::span<const Draft> drafts) {
    if (!connection_.execute(fmt::format("CREATE TEMPORARY TABLE {} (\n  {}\n) CHARACTER SET utf8mb4", kTable,
                                         draft_body(table, drafts, Dialect::mysql))))
      return false;
    TM_ASSIGN(const db::Rows rows, connection_.query(fmt::format("SHOW CREATE TABLE {}", kTable)));
    TM_TRY(connection_.execute(fmt::format("DROP TEMPORARY TABLE {}", kTable)));
    const auto lines = definitions(rows.at(0).at(1).value_or(""));
    for (const auto& draft : drafts) forms_.add(table.table, draft, forms_of(draft, lines));
    return true;
  }

  static std::vector<std::string> forms_of(const Draft& draft, const std::vector<std::string>& lines) {
    const bool is_default = draft.kind == Draft::Kind::default_value;
    const std::string start = is_default ? fmt::format("`{}` ", replace_all(draft.column, "`", "``"))
                                         : fmt::format("CONSTRAINT `{}` CHECK (", draft.name);
    for (const auto& line : lines) {
      if (!line.starts_with(start)) continue;
      if (!is_default) return {line.substr(start.size(), line.rfind(')') - start.size())};
      const auto found = default_in(std::string_view(line).substr(start.size() - 1));
      return found ? std::vector{*found} : std::vector<std::string>();
    }
    return {};
  }

  db::mysql::Connection& connection_;
  ServerForms forms_;
};

}  // namespace

std::vector<std::string> definitions(std::string_view create_table) {
  std::vector<std::string> lines;
  Cursor cursor(create_table);
  std::size_t start = 0;
  for (; !cursor.done(); cursor.step()) {
    if (cursor.depth() == 0) {
      start = cursor.at() + 1;  // перша дужка ще попереду
      if (!lines.empty()) break;
    }
    if (cursor.is_quoted() || cursor.depth() != 1) continue;
    const bool last = cursor.starts_with("\n)");
    if (last || cursor.starts_with(",\n")) {
      lines.emplace_back(trim(create_table.substr(start, cursor.at() - start)));
      start = cursor.at() + 1;
    }
    if (last) break;
  }
  return lines;
}

Result<ServerForms> ask_server_forms(db::mysql::Connection& connection, const schema::Database& target) {
  return Asking(connection).run(target);
}

}  // namespace techmarket::migrate::mysql
