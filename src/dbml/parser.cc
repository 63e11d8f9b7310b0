#include "dbml/parser.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {
namespace {

constexpr std::array<std::string_view, 13> kElements{
    "project", "table", "tablepartial", "tablegroup", "enum",     "ref",        "note",
    "records", "use",   "reuse",        "dep",        "metadata", "diagramview"};

bool is_element(std::string_view word) {
  for (const auto element : kElements)
    if (equals_ignore_case(word, element)) return true;
  return false;
}

}  // namespace

Document parse_document(const SourceFile& file, Reporter& reporter) {
  return Parser(file, reporter).run();
}

Parser::Parser(const SourceFile& file, Reporter& reporter)
    : file_(file), reporter_(reporter), lexer_(file, reporter) {
  for (auto& token : window_) token = lexer_.next();
}

Document Parser::run() && {
  while (!peek().is(Token::Kind::end) && !reporter_.full()) element();
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
  const Span at = peek().is(Token::Kind::end) ? last_.at : peek().at;
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
    if (peek().newline_before && peek().is(Token::Kind::identifier) && is_element(text(peek()))) return;
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
  if (!is_element(text(word)) || at_word("note") || at_word("records")) return false;
  if (at_word("ref") && peek(1).is(':')) return true;
  if (!peek(1).is_name() || peek(1).newline_before) return false;
  return peek(2).is('{') || (at_word("as", 2) && peek(3).is_name()) || (peek(2).is('.') && peek(3).is_name());
}

void Parser::end_of_field(std::string_view after) {
  const Token& token = peek();
  if (token.newline_before || token.is('}') || token.is(Token::Kind::end)) return;
  std::string hint;
  if (token.is(',') || token.is(';'))
    hint = "a line ends without ',' or ';'";
  else if (token.is('{') && after == "the column")
    hint = "settings stand in brackets: [not null]";
  else if (token.is(Token::Kind::identifier) && after == "the value of the enum")
    hint = fmt::format("one value a line; a value of several words stands in quotes: \"{} {}\"", text(last_),
                       text(token));
  error(token.at, "unexpected-token",
        fmt::format("expected a new line after {}, found {}", after, describe(token)),
        {.hint = std::move(hint)});
  skip_field();
}

// Файл не тією мовою, мітки злиття, коментар чужої мови: що саме трапилося, видно з початку рядка.
std::string Parser::stray_hint() const {
  const std::string_view rest = std::string_view(file_.text).substr(peek().at.begin);
  for (const std::string_view mark : {"<<<<<<<", "=======", ">>>>>>>", "|||||||"})
    if (rest.starts_with(mark)) return "this marks a merge conflict: keep one side and remove the marks";
  if (rest.starts_with('#') || rest.starts_with("--")) return "a comment begins with //";
  if (rest.starts_with('{')) return "this looks like JSON; DBML begins with an element such as Table users {";
  if (rest.starts_with('}')) return "this '}' closes nothing";
  for (const std::string_view word :
       {"create", "insert", "alter", "drop", "select", "set", "begin", "comment"})
    if (at_word(word)) return "this looks like SQL, not DBML";
  return {};
}

bool Parser::block(std::string_view element, const std::function<bool()>& field) {
  const Span opening = peek().at;
  if (!accept('{')) {
    unexpected(fmt::format("'{{' to open the body of {}", element));
    skip_element();
    return false;
  }
  bool clean = true;
  while (!peek().is('}')) {
    if (peek().is(Token::Kind::end) || at_forgotten_brace()) {
      if (!last_.broken)
        error(opening, "unclosed-block", fmt::format("the body of {} is never closed", element),
              {.hint = "add '}'"});
      return false;
    }
    if (reporter_.full()) return false;
    const auto before = last_.at.end;
    const bool read = field();
    if (last_.at.end == before) take();  // поле, що нічого не спожило, не повинно зациклити розбір
    if (!read) skip_field();
    clean = clean && read;
  }
  take();
  return clean;
}

void Parser::element() {
  const Token& token = peek();
  if (token.is(Token::Kind::identifier)) {
    if (at_word("table")) return table(false);
    if (at_word("tablepartial")) return table(true);
    if (at_word("ref")) return ref();
    if (at_word("enum")) return enumeration();
    if (at_word("project")) return project();
    if (at_word("tablegroup")) return group();
    if (at_word("note")) return sticky_note();
    if (at_word("records")) return top_records();
    if (at_word("diagramview")) return view();
    if (at_word("dep")) return dependency();
    if (at_word("metadata")) return metadata();
    if (at_word("use")) return use(false);
    if (at_word("reuse")) return use(true);
    static const std::vector<std::string> kNames{"Project", "Table", "TablePartial", "TableGroup",  "Enum",
                                                 "Ref",     "Note",  "records",      "DiagramView", "use",
                                                 "reuse",   "Dep",   "Metadata"};
    auto hint = did_you_mean_hint(text(token), kNames);
    error(token.at, "unknown-element", fmt::format("unknown element '{}'", text(token)),
          {.hint = hint.empty() ? stray_hint() : std::move(hint), .subject = std::string(text(token))});
    take();
  } else {
    unexpected("an element such as Table, Enum or Ref", stray_hint());
    if (take().is('}')) return;
  }
  skip_element();
}

}  // namespace techmarket::dbml
