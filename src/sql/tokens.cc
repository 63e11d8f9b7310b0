#include "sql/tokens.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "sql/reserved_words.h"
#include "sql/type_name.h"

namespace techmarket::sql {
namespace {

using schema::Dialect;
using Kind = SqlToken::Kind;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_word(char c) {
  return is_word_start(c) || is_digit(c) || c == '$';
}

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case '0':
      return '\0';
    case 'Z':
      return '\x1a';
    default:
      return c;
  }
}

class SqlLexer {
 public:
  SqlLexer(std::string_view text, Dialect dialect) : text_(text), mysql_(dialect == Dialect::mysql) {}

  std::vector<SqlToken> run() && {
    for (skip_space(); at_ < text_.size(); skip_space()) tokens_.push_back(next());
    tokens_.push_back({});
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void skip_space() {
    while (at_ < text_.size()) {
      const auto rest = text_.substr(at_);
      if (std::string_view(" \t\r\n\f\v").find(rest.front()) != std::string_view::npos)
        ++at_;
      else if (rest.starts_with("/*"))
        at_ = std::min(text_.size(), std::max(text_.find("*/", at_ + 2), at_ + 2)) + 2;
      else if (rest.starts_with("--"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else
        return;
    }
  }

  SqlToken next() {
    const char c = peek();
    if (c == '\'') return {Kind::string, quoted('\'', mysql_)};
    if (c == '"') return {mysql_ ? Kind::string : Kind::name, quoted('"', mysql_)};
    if (c == '`' && mysql_) return {Kind::name, quoted('`', false)};
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (is_word_start(c)) return word();
    return symbol();
  }

  // Подвоєні лапки — самі лапки; зворотна риска щось означає лише там, де її дозволено.
  std::string quoted(char quote, bool backslash) {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = peek();
      if (c == quote && peek(1) != quote) break;
      if (c == quote) ++at_;
      if (c == '\\' && backslash && at_ + 1 < text_.size()) {
        out += unescaped(text_[++at_]);
        continue;
      }
      out += c;
    }
    ++at_;
    return out;
  }

  SqlToken number() {
    const std::size_t from = at_;
    const bool hex = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    while (is_digit(peek()) || peek() == '.' || (hex && is_word(peek()))) ++at_;
    if (!hex && (peek() == 'e' || peek() == 'E')) {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (is_digit(peek(1 + sign)))
        for (at_ += 1 + sign; is_digit(peek());) ++at_;
    }
    return {Kind::number, ascii_lower(text_.substr(from, at_ - from))};
  }

  SqlToken word() {
    const std::size_t from = at_;
    while (is_word(peek())) ++at_;
    const std::string text = ascii_lower(text_.substr(from, at_ - from));
    // U&'…' і U&"…": рядок та ім'я з кодами знаків; коди лишаються, як записані.
    if (!mysql_ && text == "u" && peek() == '&' && (peek(1) == '\'' || peek(1) == '"')) {
      const char quote = text_[++at_];
      return {quote == '"' ? Kind::name : Kind::string, quoted(quote, false)};
    }
    if (peek() != '\'') return {Kind::word, text};
    // Префікси рядків: _utf8mb4'…', n'…', e'…', b'…', x'…'.
    if (text == "b" || text == "x") return {Kind::bits, text + "'" + ascii_lower(quoted('\'', false)) + "'"};
    if (mysql_ && (text.starts_with('_') || text == "n")) return {Kind::string, quoted('\'', true)};
    if (!mysql_ && (text == "e" || text == "n")) return {Kind::string, quoted('\'', text == "e")};
    return {Kind::word, text};
  }

  SqlToken symbol() {
    const std::size_t length = mysql_ ? mysql_operator() : postgres_operator();
    std::string text(text_.substr(at_, std::max<std::size_t>(length, 1)));
    at_ += text.size();
    return {Kind::symbol, std::move(text)};
  }

  std::size_t mysql_operator() const {
    constexpr auto kOperators = std::to_array<std::string_view>(
        {"<=>", "->>", "<>", "!=", "<=", ">=", "||", "&&", "<<", ">>", "->", ":="});
    for (const auto op : kOperators)
      if (text_.substr(at_).starts_with(op)) return op.size();
    return 1;
  }

  // Документація PostgreSQL, 4.1.3: найдовший набір знаків; + і - наприкінці лише поруч з ~ ! @ # % ^ & | `
  // ?.
  std::size_t postgres_operator() const {
    const auto rest = text_.substr(at_);
    if (rest.starts_with("::")) return 2;
    std::size_t length = std::min(rest.find_first_not_of("+-*/<>=~!@#%^&|`?"), rest.size());
    const bool special = rest.substr(0, length).find_first_of("~!@#%^&|`?") != std::string_view::npos;
    while (length > 1 && !special && (rest[length - 1] == '+' || rest[length - 1] == '-')) --length;
    return length;
  }

  std::string_view text_;
  const bool mysql_;
  std::size_t at_ = 0;
  std::vector<SqlToken> tokens_;
};

}  // namespace

std::vector<SqlToken> sql_tokens(std::string_view text, Dialect dialect) {
  return SqlLexer(text, dialect).run();
}

std::string sql_string(std::string_view text, Dialect dialect) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || (c == '\\' && dialect == Dialect::mysql)) out += c;
    out += c;
  }
  return out + "'";
}

std::string sql_name(std::string_view name, Dialect dialect) {
  if (dialect == Dialect::postgres)
    return is_plain_postgres_name(name) ? std::string(name) : "\"" + replace_all(name, "\"", "\"\"") + "\"";
  const bool plain = !name.empty() && std::ranges::all_of(name, is_word) &&
                     !std::ranges::all_of(name, is_digit) && !is_reserved(name, dialect);
  return plain ? std::string(name) : "`" + replace_all(name, "`", "``") + "`";
}

}  // namespace techmarket::sql
