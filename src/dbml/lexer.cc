#include "dbml/lexer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Чим байт може бути на початку лексеми. Питають на кожному байті, тож таблицею, а не порівняннями.
enum class Class : std::uint8_t { other, space, newline, letter, digit, symbol, string, quoted, expression };
constexpr auto kClasses = [] {
  std::array<Class, 256> table{};
  const auto set = [&](std::string_view bytes, Class what) {
    for (const char c : bytes) table[static_cast<unsigned char>(c)] = what;
  };
  set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", Class::letter);
  set("0123456789", Class::digit);
  set(" \t\r\f\v", Class::space);
  set("\n", Class::newline);
  set("()[]{},:.~*+=;", Class::symbol);
  set("'", Class::string);
  set("\"", Class::quoted);
  set("`", Class::expression);
  return table;
}();
constexpr Class class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}
constexpr bool is_ascii_word(char c) {
  return class_of(c) == Class::letter || class_of(c) == Class::digit;
}

/// Те саме одним звертанням: ім'я читають знак за знаком.
constexpr auto kWords = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = is_ascii_word(static_cast<char>(byte));
  return table;
}();

constexpr bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// Байти, на яких читання рядка чи виразу мусить зупинитися й подумати; решту воно минає не дивлячись.
constexpr auto kStops = [] {
  std::array<bool, 256> table{};
  for (const char c : {'\'', '"', '`', '\n', '\\', '\0'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

char32_t decode(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  switch (bytes.size()) {
    case 2:
      return static_cast<char32_t>((byte(0) & 0x1F) << 6 | (byte(1) & 0x3F));
    case 3:
      return static_cast<char32_t>((byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    case 4:
      return static_cast<char32_t>((byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 |
                                   (byte(3) & 0x3F));
    default:
      return 0xFFFD;
  }
}

// Поза ASCII іменем вважається все, крім блоків Юнікоду, де літер немає: пропуски, пунктуація, стрілки,
// технічні знаки й емодзі. Повна таблиця \p{L}\p{M} нічого б тут не змінила для справжніх схем.
bool is_letter_or_mark(char32_t c) {
  struct Block {
    char32_t first, last;
  };
  static constexpr std::array kNotLetters{
      Block{0x80, 0xA9},     Block{0xAB, 0xB4},     Block{0xB6, 0xB9},     Block{0xBB, 0xBF},
      Block{0xD7, 0xD7},     Block{0xF7, 0xF7},     Block{0x2000, 0x206F}, Block{0x20A0, 0x20CF},
      Block{0x2190, 0x2BFF}, Block{0x3000, 0x3004}, Block{0x3008, 0x3020}, Block{0xE000, 0xF8FF},
      Block{0xFEFF, 0xFEFF}, Block{0xFF01, 0xFF0F}, Block{0xFFF0, 0xFFFF}, Block{0x1F000, 0x1FAFF}};
  return std::ranges::none_of(kNotLetters, [c](Block block) { return c >= block.first && c <= block.last; });
}

// Текстові редактори й месенджери підміняють прямі лапки такими.
bool is_typographic_quote(std::string_view bytes) {
  static constexpr std::array<std::string_view, 6> kQuotes{"‘", "’", "“", "”", "«", "»"};
  return std::ranges::find(kQuotes, bytes) != kQuotes.end();
}

}  // namespace

Lexer::Lexer(const SourceFile& file, Reporter& reporter) : Lexer(file, reporter, file.text_start(), 1) {}

Lexer::Lexer(const SourceFile& file, Reporter& reporter, std::size_t begin, std::int32_t line)
    : file_(file), reporter_(reporter), text_(file.text), at_(begin), line_(line) {}

Token Lexer::next() {
  Token token;
  for (;;) {
    if (class_of(peek()) == Class::space) {  // один пропуск — найчастіший проміжок
      ++at_;
      token.space_before = true;
    }
    if (class_of(peek()) <= Class::newline) skip_space(token);
    token.at = {
        .begin = static_cast<std::uint32_t>(at_), .end = static_cast<std::uint32_t>(at_), .line = line_};
    const char c = peek();
    switch (class_of(c)) {
      case Class::letter:
        read_name(token);
        return token;
      case Class::digit:
        read_name_or_number(token);
        return token;
      case Class::symbol:
        if (c == '=' && skip_conflict()) break;
        token.symbol = c;
        finish(token, Token::Kind::symbol, 1);
        break;
      case Class::string:
        if (starts_with("'''"))
          read_multiline_string(token);
        else
          read_delimited(token, Token::Kind::string, c);
        break;
      case Class::quoted:
        read_delimited(token, Token::Kind::quoted, c);
        break;
      case Class::expression:
        read_delimited(token, Token::Kind::expression, c);
        break;
      default:
        if (at_ >= text_.size()) {
          token.newline_before = true;  // кінець файлу завершує рядок
          return token;
        }
        if (skip_conflict()) break;
        if (c == '#')
          read_color(token);
        else if (identifier_length() > 0)
          read_name_or_number(token);
        else
          read_relation_or_stray(token);
    }
    if (token.kind != Token::Kind::end) return token;
  }
}

std::size_t Lexer::identifier_length() const {
  const char c = peek();
  if (is_ascii_word(c)) return 1;
  if (is_ascii(c)) return 0;
  const auto length = utf8_length(text_.substr(at_));
  return is_letter_or_mark(decode(text_.substr(at_, length))) ? length : 0;
}

void Lexer::finish(Token& token, Token::Kind kind, std::size_t length) {
  at_ += length;
  token.kind = kind;
  token.at.end = static_cast<std::uint32_t>(at_);
}

void Lexer::skip_space(Token& token) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  for (;;) {
    const char c = peek();
    if (const Class what = class_of(c); what == Class::space) {
      ++at_;
    } else if (what == Class::newline) {
      ++at_;
      ++line_;
      token.newline_before = true;
    } else if (what != Class::other) {
      return;
    } else if (c == '/' && peek(1) == '/') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '/' && peek(1) == '*') {
      skip_block_comment();
    } else if (starts_with(kNoBreakSpace)) {
      at_ += kNoBreakSpace.size();
    } else {
      return;
    }
    token.space_before = true;
  }
}

void Lexer::skip_block_comment() {
  const std::size_t from = at_;
  const Span opening{
      .begin = static_cast<std::uint32_t>(at_), .end = static_cast<std::uint32_t>(at_ + 2), .line = line_};
  const auto close = text_.find("*/", at_ + 2);
  at_ = close == std::string_view::npos ? text_.size() : close + 2;
  count_newlines(from);  // перенос усередині коментаря не розділяє поля
  if (close == std::string_view::npos)
    reporter_.error(file_, opening, "unterminated-comment", "this comment is never closed",
                    {.hint = "add '*/'"});
}

// Рядки всередині щойно прочитаного: [from, at_).
void Lexer::count_newlines(std::size_t from) {
  line_ += static_cast<std::int32_t>(std::ranges::count(text_.substr(from, at_ - from), '\n'));
}

void Lexer::read_name(Token& token) {
  const char* c = text_.data() + at_;
  for (;;) {
    while (kWords[static_cast<unsigned char>(*c)]) ++c;
    at_ = static_cast<std::size_t>(c - text_.data());
    const auto letter = is_ascii(*c) ? 0 : identifier_length();
    if (letter == 0) break;
    c += letter;
  }
  finish(token, Token::Kind::identifier, 0);
}

void Lexer::read_name_or_number(Token& token) {
  const std::size_t from = at_;
  while (is_digit(peek())) ++at_;
  if (at_ == from || (identifier_length() > 0 && !read_exponent())) return read_name(token);
  // Крапка належить числу, якщо воно саме не починалося степенем: 1.5, 1.5e-3, 5.
  if (peek() == '.' && identifier_length() == 0) {
    ++at_;
    while (is_digit(peek())) ++at_;
    read_exponent();
    if (identifier_length() > 0 || peek() == '.') {
      while (identifier_length() > 0 || peek() == '.') at_ += std::max<std::size_t>(1, identifier_length());
      finish(token, Token::Kind::number, 0);
      return reporter_.error(file_, token.at, "invalid-number",
                             fmt::format("'{}' is not a number", file_.text_of(token.at)));
    }
  }
  finish(token, Token::Kind::number, 0);
}

// e5, E-3, e+10, за якими немає літери. Інакше нічого не споживає.
bool Lexer::read_exponent() {
  if (peek() != 'e' && peek() != 'E') return false;
  const std::size_t from = at_++;
  if (peek() == '+' || peek() == '-') ++at_;
  const std::size_t digits = at_;
  while (is_digit(peek())) ++at_;
  if (at_ > digits && identifier_length() == 0) return true;
  at_ = from;
  return false;
}

// '…', "…" або `…`. Рядок закінчується разом із рядком файлу, якщо перед переносом немає \; вираз іде до
// наступного `, і екранування в ньому немає. Незакритий вираз обриваємо на кінці рядка, щоб решта файлу
// розібралася.
void Lexer::read_delimited(Token& token, Token::Kind kind, char quote) {
  const std::size_t from = at_++;
  const bool expression = kind == Token::Kind::expression;
  bool has_newline = false;
  for (;; ++at_) {
    const char* stop = text_.data() + at_;
    while (!kStops[static_cast<unsigned char>(*stop)]) ++stop;
    at_ = static_cast<std::size_t>(stop - text_.data());
    const char c = *stop;
    if (c == quote || at_ >= text_.size()) break;
    if (c == '\n' && !expression) break;
    has_newline |= c == '\n' || c == '\\';
    if (c == '\\' && !expression && at_ + 1 < text_.size()) {
      token.escaped = true;
      // \ перед CRLF продовжує рядок так само, як перед LF.
      at_ += peek(1) == '\r' && peek(2) == '\n' ? 2 : 1;
    }
  }
  token.broken = at_ >= text_.size() || peek() != quote;
  if (token.broken && expression) at_ = std::min(text_.find('\n', from), text_.size());
  finish(token, kind, token.broken ? 0 : 1);
  if (has_newline) count_newlines(from);
  if (!token.broken) return;
  reporter_.error(file_, token.at, "unterminated-string",
                  fmt::format("this {} is never closed", expression ? "expression" : "string"),
                  {.hint = expression ? "add a closing backtick"
                                      : fmt::format("add {} before the end of the line", quote)});
}

void Lexer::read_multiline_string(Token& token) {
  const std::size_t from = at_;
  at_ += 3;
  for (; at_ < text_.size() && !starts_with("'''"); ++at_) {
    if (peek() != '\\') continue;
    token.escaped = true;
    ++at_;
  }
  token.broken = at_ >= text_.size();
  at_ = std::min(at_, text_.size());
  finish(token, Token::Kind::string, token.broken ? 0 : 3);
  count_newlines(from);
  if (!token.broken) return;
  Span mark = token.at;
  mark.end = mark.begin + 3;
  reporter_.error(file_, mark, "unterminated-string", "this string is never closed", {.hint = "add '''"});
}

void Lexer::read_color(Token& token) {
  std::size_t length = 1;
  while (is_ascii_word(peek(length))) ++length;
  finish(token, Token::Kind::color, length);
}

// Мітки злиття git: «<<<<<<< HEAD», «||||||| base», «=======», «>>>>>>> topic». Читається перший бік, решта
// до кінця конфлікту пропускається, а помилка на весь файл одна. @return чи стояла тут мітка.
bool Lexer::skip_conflict() {
  static constexpr std::array<std::string_view, 4> kMarks{"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
  if (at_ != file_.text_start() && text_[at_ - 1] != '\n') return false;
  const auto mark = std::ranges::find_if(kMarks, [this](auto one) { return starts_with(one); });
  if (mark == kMarks.end() || peek(mark->size()) == mark->front()) return false;
  if (!conflict_)
    reporter_.error(
        file_,
        {.begin = static_cast<std::uint32_t>(at_),
         .end = static_cast<std::uint32_t>(at_ + mark->size()),
         .line = line_},
        "merge-conflict", "this file has an unresolved merge conflict",
        {.hint = "keep one side of every conflict and remove the marks <<<<<<<, =======, >>>>>>>"});
  conflict_ = true;
  const std::size_t from = at_;
  if (conflict_ends_ && (*mark == "=======" || *mark == "|||||||")) {
    const auto end = text_.find("\n>>>>>>>", at_);
    conflict_ends_ = end != std::string_view::npos;
    if (conflict_ends_) at_ = end + 1;
  }
  at_ = std::min(text_.find('\n', at_), text_.size());
  count_newlines(from);
  return true;
}

void Lexer::read_relation_or_stray(Token& token) {
  // Довші йдуть раніше: «<>» не повинно стати «<» і «>».
  static constexpr std::array<std::string_view, 17> kRelations{"?<>?", "?<>", "<>?", "?<?", "?>?", "?-?",
                                                               "<>",   ">?",  "?>",  "<?",  "?<",  "-?",
                                                               "?-",   "->",  "<",   ">",   "-"};
  const char first = peek();
  if (first == '<' || first == '>' || first == '-' || first == '?')
    for (const auto relation : kRelations)
      if (starts_with(relation))
        return finish(token, relation == "->" ? Token::Kind::arrow : Token::Kind::relation, relation.size());

  const auto length = utf8_length(text_.substr(at_));
  Span mark = token.at;
  mark.end += static_cast<std::uint32_t>(length);
  at_ += length;
  token.space_before = true;
  const auto bytes = file_.text_of(mark);
  const auto byte = static_cast<unsigned char>(bytes.front());
  const bool printable = length > 1 || (byte > 0x20 && byte < 0x7F);
  reporter_.error(file_, mark, "unexpected-character",
                  printable ? fmt::format("unexpected character '{}'", bytes)
                            : fmt::format("unexpected byte 0x{:02X}", byte),
                  {.hint = is_typographic_quote(bytes) ? "use the straight quotes ' and \"" : ""});
  if (is_typographic_quote(bytes)) read_typographic_string(token);
}

// «‘текст’» — один рядок і одна помилка, а не три.
void Lexer::read_typographic_string(Token& token) {
  const auto line = text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
  for (std::size_t i = 0; i < line.size(); i += utf8_length(line.substr(i))) {
    const auto length = utf8_length(line.substr(i));
    if (!is_typographic_quote(line.substr(i, length))) continue;
    return finish(token, Token::Kind::string, i + length);
  }
}

}  // namespace techmarket::dbml
