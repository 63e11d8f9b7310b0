#include "dbml/parser.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {
Parser::Parser(const SourceFile& file, Reporter& reporter) : Parser(file, reporter, file.text_start(), 1) {}

Parser::Parser(const SourceFile& file, Reporter& reporter, std::size_t begin, std::int32_t line)
    : file_(file), reporter_(reporter), lexer_(file, reporter, begin, line) {
  for (std::size_t i = 0; i < kLookahead; ++i) next_[i] = lexer_.next();
}

const Token& Parser::take_at_end() {
  std::copy(next_ - 1, next_ + kLookahead - 1, tokens_.begin());
  next_ = tokens_.data() + 1;
  next_[kLookahead - 1] = lexer_.next();
  return last();
}

Document Parser::run(std::size_t end) && {
  while (!peek().is(Token::Kind::end) && peek().at.begin < end && !reporter_.full()) element();
  return std::move(document_);
}

bool Parser::expect(char symbol, std::string_view what) {
  if (accept(symbol)) return true;
  unexpected(what);
  return false;
}

bool Parser::at_word(std::string_view word, std::size_t ahead) const {
  return peek(ahead).is(Token::Kind::identifier) && equals_ignore_case(text(peek(ahead)), word);
}

std::string Parser::describe(const Token& token) const {
  constexpr std::size_t kShown = 40;
  switch (token.kind) {
    case Token::Kind::end:
      return "the end of the file";
    case Token::Kind::string:
    case Token::Kind::expression: {
      const auto shown = text(token).substr(0, text(token).find('\n'));
      if (count_code_points(shown) > kShown || shown.size() < text(token).size())
        return token.is(Token::Kind::string) ? "a string" : "an expression";
      return std::string(shown);
    }
    case Token::Kind::quoted:
      return std::string(text(token));
    default:
      return fmt::format("'{}'", text(token));
  }
}

void Parser::error(Span at, std::string_view code, std::string message, Advice advice) {
  reporter_.error(file_, at, code, std::move(message), std::move(advice));
}

void Parser::unexpected(std::string_view wanted, std::string hint) {
  if (hint.empty()) hint = name_hint();
  const Span at = peek().is(Token::Kind::end) ? last().at : peek().at;
  error(at, "unexpected-token", fmt::format("expected {}, found {}", wanted, describe(peek())),
        {.hint = std::move(hint)});
}

void Parser::skip_field() {
  int depth = 0;
  while (!peek().is(Token::Kind::end)) {
    const Token& token = peek();
    if (depth == 0 && (token.is('}') || token.newline_before)) return;
    if (token.newline_before && at_forgotten_brace()) return;
    if (token.is('(') || token.is('[') || token.is('{')) ++depth;
    if ((token.is(')') || token.is(']') || token.is('}')) && depth > 0) --depth;
    take();
  }
}

void Parser::skip_element() {
  while (!peek().is(Token::Kind::end)) {
    if (peek().is('{')) return skip_balanced_block();
    if (peek().newline_before && peek().is(Token::Kind::identifier) && find_element(text(peek()))) return;
    take();
  }
}

void Parser::skip_balanced_block() {
  int depth = 0;
  while (!peek().is(Token::Kind::end)) {
    if (peek().newline_before && at_forgotten_brace()) return;
    if (peek().is('{')) ++depth;
    if (peek().is('}') && --depth == 0) {
      take();
      return;
    }
    take();
  }
}

// `Table x {` чи `Ref:` з першого стовпця рядка не може бути полем жодного блоку.
bool Parser::at_forgotten_brace() const {
  const Token& word = peek();
  const bool first_column = word.at.begin == file_.text_start() || file_.text[word.at.begin - 1] == '\n';
  if (!word.newline_before || !first_column || !word.is(Token::Kind::identifier)) return false;
  const ElementWord* element = find_element(text(word));
  if (!element || element->kind == ElementKind::note || element->kind == ElementKind::records) return false;
  if (element->kind == ElementKind::ref && peek(1).is(':')) return true;
  if (!peek(1).is_name() || peek(1).newline_before) return false;
  return peek(2).is('{') || (at_word(kAsWord, 2) && peek(3).is_name()) ||
         (peek(2).is('.') && peek(3).is_name());
}

void Parser::end_of_field(std::string_view after) {
  const Token& token = peek();
  if (token.newline_before || token.is('}') || token.is(Token::Kind::end)) return;
  error(token.at, "unexpected-token",
        fmt::format("expected a new line after {}, found {}", after, describe(token)),
        {.hint = end_of_field_hint(after)});
  if (token.is('{') && peek(1).is('[')) take();  // зайва дужка перед налаштуваннями нічого не відкриває
  skip_field();
}

std::string Parser::end_of_field_hint(std::string_view after) const {
  const Token& token = peek();
  if (token.is(',') || token.is(';')) return "a line ends without ',' or ';'";
  if (auto hint = name_hint(); !hint.empty()) return hint;
  if (token.is('[') && last().is(']')) return "all settings stand in one list: [pk, note: 'x']";
  if (after == "the column") return after_type_hint();
  if (after == "the value of the enum") {
    if (token.is('=')) return "a value of an enum is its name; anything else stands in [note: 'text']";
    if (token.is(Token::Kind::identifier))
      return fmt::format("one value a line; a value of several words stands in quotes: \"{} {}\"",
                         text(last()), text(token));
  }
  if (after == "the ref" || after == "the relationship") {
    if (token.is(Token::Kind::relation)) return "a ref connects two columns: write another Ref";
    if (token.is('(') || at_word("on") || at_word("delete") || at_word("update"))
      return "actions stand in brackets: [delete: cascade]";
  }
  return {};
}

// Ім'я, якому бракує лапок або лапки якого не ті; коментар чужої мови.
std::string Parser::name_hint() const {
  const Token& token = peek();
  const std::string_view rest = std::string_view(file_.text).substr(token.at.begin);
  if (rest.starts_with('#') || rest.starts_with("--")) return "a comment begins with //";
  if (text(token) == "-" && !token.space_before && last().is_name() && peek(1).is_name() &&
      !peek(1).space_before)
    return fmt::format("a name with '-' stands in double quotes: \"{}-{}\"", text(last()), text(peek(1)));
  return {};
}

/// Порада до того, що стоїть одразу за типом стовпця.
std::string Parser::after_type_hint() const {
  const Token& bracket = peek();
  if (bracket.is(Token::Kind::number))
    return fmt::format("the arguments of a type stand in parentheses: {}({})", text(last()), text(bracket));
  if (bracket.is(')') || bracket.is(']')) return fmt::format("this '{}' closes nothing", text(bracket));
  if (!bracket.is('{')) return {};
  if (equals_ignore_case(text(last()), "enum"))
    return "declare an Enum element and write its name as the type";
  if (peek(1).is(Token::Kind::number))
    return fmt::format("the arguments of a type stand in parentheses: {}({})", text(last()), text(peek(1)));
  if (peek(1).is('[')) return "remove this '{'";
  return "settings stand in brackets: [not null]";
}

// Файл не тією мовою, коментар чужої мови: що саме трапилося, видно з початку рядка.
std::string Parser::stray_hint() const {
  const std::string_view rest = std::string_view(file_.text).substr(peek().at.begin);
  if (peek().is('[') && last().is('}') && !peek().newline_before)
    return "the '}' before it closed the element: remove it if it does not belong there";
  if (auto hint = name_hint(); !hint.empty()) return hint;
  if (rest.starts_with('{')) return "this looks like JSON; DBML begins with an element such as Table users {";
  if (rest.starts_with('}')) return "this '}' closes nothing";
  for (const std::string_view word :
       {"create", "insert", "alter", "drop", "select", "set", "begin", "comment"})
    if (at_word(word)) return "this looks like SQL, not DBML";
  if (at_word("erDiagram")) return "this looks like Mermaid, not DBML";
  if (at_word("model")) return "this looks like a Prisma schema, not DBML";
  if ((at_word(kIndexesWord) || at_word(kChecksWord)) && peek(1).is('{'))
    return fmt::format("'{}' stands inside the body of a table", text(peek()));
  return {};
}

bool Parser::open_block(std::string_view element) {
  if (accept('{')) return true;
  if (!last().broken) unexpected(fmt::format("'{{' to open the body of {}", element));
  skip_element();
  return false;
}

bool Parser::ends_too_early(Span opening, std::string_view element) {
  if (!peek().is(Token::Kind::end) && !at_forgotten_brace()) return reporter_.full();
  if (!last().broken)
    error(opening, "unclosed-block", fmt::format("the body of {} is never closed", element),
          {.hint = "add '}'"});
  return true;
}

void Parser::element() {
  if (peek().is(Token::Kind::identifier)) {
    const ElementWord* known = find_element(text(peek()));
    return known ? element(known->kind) : unknown_element();
  }
  unexpected("an element such as Table, Enum or Ref", stray_hint());
  if (!take().is('}')) skip_element();
}

void Parser::element(ElementKind kind) {
  switch (kind) {
    case ElementKind::table:
      return table(false);
    case ElementKind::table_partial:
      return table(true);
    case ElementKind::ref:
      return ref();
    case ElementKind::enumeration:
      return enumeration();
    case ElementKind::table_group:
      return group();
    case ElementKind::project:
      return project();
    case ElementKind::note:
      return sticky_note();
    case ElementKind::records:
      return top_records();
    case ElementKind::diagram_view:
      return view();
    case ElementKind::dependency:
      return dependency();
    case ElementKind::metadata:
      return metadata();
    case ElementKind::use:
      return use(false);
    case ElementKind::reuse:
      return use(true);
  }
}

// «Tabel users {» читається як таблиця: інакше кожен зв'язок із нею став би ще однією помилкою.
void Parser::unknown_element() {
  const Token& word = peek();
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const auto& element : kElements) names.emplace_back(element.word);
    return names;
  }();
  const auto likely = did_you_mean(text(word), kNames);
  error(word.at, "unknown-element", fmt::format("unknown element '{}'", text(word)),
        {.hint = likely ? fmt::format("did you mean '{}'?", *likely) : stray_hint(),
         .subject = std::string(text(word))});
  const auto begins_body = [&] {
    const Token &next = peek(1), &after = peek(2);
    if (next.newline_before || after.newline_before) return false;
    if (next.is(':')) return *likely == word_of(ElementKind::ref);
    return next.is_name() &&
           (after.is('{') || after.is('[') || after.is('.') || after.is(':') || at_word(kAsWord, 2));
  };
  if (likely && begins_body()) return element(find_element(*likely)->kind);
  take();
  skip_element();
}

}  // namespace techmarket::dbml
