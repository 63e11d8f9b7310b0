// Спільні частини елементів: тексти й імена, значення, списки налаштувань, примітки.
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/literal.h"
#include "dbml/parser.h"

namespace techmarket::dbml {

std::string_view Parser::keep(std::string value) {
  return document_.texts.emplace_back(std::move(value));
}

// Текст рядка чи імені в лапках. Без екранування і відступів це відтинок файлу, без копії.
std::string_view Parser::string_text(const Token& token) {
  auto raw = text(token);
  const bool multiline = raw.size() >= 6 && raw.starts_with("'''");
  const std::size_t quote = multiline ? 3 : 1;
  raw.remove_prefix(quote);
  if (raw.size() >= quote && raw.ends_with(text(token).substr(0, quote))) raw.remove_suffix(quote);
  if (token.is(Token::Kind::expression)) return raw;
  if (!token.escaped) return raw;
  auto decoded = unescape(raw);
  if (decoded.bad_escape) {
    error(token.at, "invalid-escape", "'\\u' must be followed by four hexadecimal digits",
          {.hint = "write \\\\u for a backslash and the letter u"});
  }
  return keep(std::move(decoded.text));
}

Name Parser::name_from(const Token& token) {
  if (token.is(Token::Kind::quoted)) return {.text = string_text(token), .at = token.at, .quoted = true};
  return {.text = text(token), .at = token.at};
}

std::optional<Name> Parser::name(std::string_view what) {
  Name found;
  return name(what, found) ? std::optional(found) : std::nullopt;
}

bool Parser::name(std::string_view what, Name& out) {
  if (!peek().is_name()) return unexpected(what, quoted_name_hint()), false;
  out = name_from(take());
  return true;
}

// 'id' або 1 на місці імені.
std::string Parser::quoted_name_hint() const {
  const std::string_view written = text(peek());
  if (peek().is(Token::Kind::number))
    return fmt::format("a name of digits stands in double quotes: \"{}\"", written);
  constexpr std::size_t kShown = 40;
  const bool simple = peek().is(Token::Kind::string) && !peek().broken && written.starts_with('\'') &&
                      written.size() > 2 && written.size() < kShown &&
                      written.find_first_of("\"\n") == std::string_view::npos && !written.starts_with("''");
  return simple ? fmt::format("a name stands in double quotes: \"{}\"", written.substr(1, written.size() - 2))
                : std::string();
}

std::optional<PathNode> Parser::path(std::string_view what) {
  PathNode node;
  for (;;) {
    auto part = name(what);
    if (!part) return std::nullopt;
    node.at = node.parts.empty() ? part->at : join(node.at, part->at);
    node.parts.push_back(*part);
    if (!peek().is('.') || !peek(1).is_name()) return node;
    take();
  }
}

std::optional<PathNode> Parser::path_with_columns(std::string_view what) {
  auto node = path(what);
  if (!node || !peek().is('.') || !peek(1).is('(')) return node;
  auto columns = column_tuple();
  if (!columns) return std::nullopt;
  node->columns = std::move(*columns);
  node->at = join(node->at, last().at);
  return node;
}

// «.(a, b)» після імені таблиці
std::optional<std::vector<Name>> Parser::column_tuple() {
  take();
  take();
  std::vector<Name> columns;
  do {
    auto column = name("a column name");
    if (!column) return std::nullopt;
    columns.push_back(*column);
  } while (accept(','));
  if (!expect(')', "',' or ')' in the list of columns")) return std::nullopt;
  return columns;
}

// Вкладені схеми a.b.t — запис найновішої мови: схема зветься «a.b».
std::optional<QualifiedNameNode> Parser::qualified(PathNode node, bool nested) {
  if (node.parts.size() > 2 && !nested) {
    error(node.at, "nested-schema", "a name has at most one schema here: schema.name",
          {.hint = "quote a name that contains a dot: \"a.b\""});
    return std::nullopt;
  }
  QualifiedNameNode result{.schema = {}, .name = node.parts.back(), .at = node.at};
  if (node.parts.size() == 2) result.schema = node.parts.front();
  if (node.parts.size() > 2) {
    std::string schema_name;
    for (std::size_t i = 0; i + 1 < node.parts.size(); ++i)
      schema_name.append(i > 0 ? "." : "").append(node.parts[i].text);
    result.schema = Name{.text = keep(std::move(schema_name)),
                         .at = join(node.parts.front().at, node.parts[node.parts.size() - 2].at)};
  }
  return result;
}

std::optional<QualifiedNameNode> Parser::qualified_name(std::string_view what, bool nested) {
  QualifiedNameNode found;
  return qualified_name(what, nested, found) ? std::optional(found) : std::nullopt;
}

// Ім'я без схеми — майже кожне, тож воно обходиться без вектора частин.
bool Parser::qualified_name(std::string_view what, bool nested, QualifiedNameNode& out) {
  if (peek().is_name() && !peek(1).is('.')) {
    out.name = name_from(take());
    out.at = out.name.at;
    return true;
  }
  auto parts = path(what);
  const auto found = parts ? qualified(std::move(*parts), nested) : std::nullopt;
  if (found) out = *found;
  return found.has_value();
}

// table.column, schema.table.column, table.(a, b); same_table дозволяє сам стовпець: [ref: > id].
std::optional<EndpointNode> Parser::endpoint(bool same_table) {
  auto node = path("a column such as table.column");
  if (!node) return std::nullopt;
  EndpointNode result{.table = {}, .columns = {}, .at = node->at};
  if (peek().is('.') && peek(1).is('(')) {
    result.tuple = true;
    auto columns = column_tuple();
    if (!columns) return std::nullopt;
    result.columns = std::move(*columns);
    result.at = join(result.at, last().at);
  } else if (node->parts.size() == 1 && same_table && !peek().is('(')) {
    result.columns.push_back(node->parts.front());
    return result;
  } else if (node->parts.size() == 1) {
    error(node->at, "incomplete-endpoint", fmt::format("'{}' names no column", node->parts.front().text),
          {.hint = "write table.column"});
    return std::nullopt;
  } else {
    result.columns.push_back(node->parts.back());
    node->parts.pop_back();
    node->at = join(node->parts.front().at, node->parts.back().at);
  }
  auto table = qualified(std::move(*node), true);
  if (!table) return std::nullopt;
  result.table = *table;
  return result;
}

RelationNode Parser::relation(const Token& token) const {
  auto sign = text(token);
  RelationNode node{.at = token.at};
  if ((node.optional_left = sign.starts_with('?'))) sign.remove_prefix(1);
  if ((node.optional_right = sign.ends_with('?'))) sign.remove_suffix(1);
  node.many_left = sign == ">" || sign == "<>";
  node.many_right = sign == "<" || sign == "<>";
  return node;
}

ValueNode Parser::literal(const Token& token, ValueNode::Kind kind) {
  const bool delimited = kind == ValueNode::Kind::string || kind == ValueNode::Kind::expression;
  return {.kind = kind, .text = delimited ? string_text(token) : text(token), .path = {}, .at = token.at};
}

// Число з будь-якою кількістю знаків перед ним: -5, + 5, --5. Текст лишається точним.
std::optional<ValueNode> Parser::number() {
  const Span first = peek().at;
  bool negative = false;
  while (text(peek()) == "-" || peek().is('+')) negative ^= text(take()) == "-";
  if (!peek().is(Token::Kind::number)) {
    unexpected("a number");
    return std::nullopt;
  }
  ValueNode node = literal(take(), ValueNode::Kind::number);
  if (node.text.ends_with('.')) node.text.remove_suffix(1);
  node.at = join(first, node.at);
  if (negative) node.text = keep(fmt::format("-{}", node.text));
  return node;
}

bool Parser::value(ValueNode& out) {
  if (peek().is(Token::Kind::string)) {  // майже кожне: примітка
    out.kind = ValueNode::Kind::string;
    out.at = take().at;
    out.text = string_text(last());
    return true;
  }
  auto found = value();
  if (found) out = std::move(*found);
  return found.has_value();
}

std::optional<ValueNode> Parser::value() {
  using Kind = ValueNode::Kind;
  const Token& token = peek();
  switch (token.kind) {
    case Token::Kind::string:
      return literal(take(), Kind::string);
    case Token::Kind::expression:
      return literal(take(), Kind::expression);
    case Token::Kind::color:
      return literal(take(), Kind::color);
    case Token::Kind::number:
      return number();
    case Token::Kind::quoted:
      if (!peek(1).is('.')) return literal(take(), Kind::string);
      break;
    case Token::Kind::arrow:
      return arrow_value();
    case Token::Kind::relation:
      if (text(token) == "<" && text(peek(1)) == "-") return arrow_value();
      if (text(token) == "-" && peek(1).is(Token::Kind::number)) return number();
      if (text(token) == "-" && (text(peek(1)) == "-" || peek(1).is('+'))) return number();
      {
        const RelationNode sign = relation(take());
        auto target = endpoint(true);
        if (!target) return std::nullopt;
        if (target->tuple && target->columns.size() == 1)
          error(target->at, "invalid-setting", "an inline ref points to one column",
                {.hint = "write ref: > table.column, or a separate Ref for several columns"});
        const Span at = join(sign.at, target->at);
        return ValueNode{.kind = Kind::relation,
                         .text = {},
                         .path = {},
                         .target = std::make_unique<TargetNode>(sign, std::move(*target)),
                         .at = at};
      }
    case Token::Kind::symbol:
      if (token.is('+')) return number();
      break;
    case Token::Kind::identifier:
      if (peek(1).is('.')) break;
      if (at_word("true") || at_word("false")) return literal(take(), Kind::boolean);
      if (at_word("null") && (peek(1).newline_before || !peek(1).is(Token::Kind::identifier)))
        return literal(take(), Kind::null);
      break;
    default:
      break;
  }
  if (!token.is_name()) {
    unexpected("a value");
    return std::nullopt;
  }
  auto names = path("a name");
  if (!names) return std::nullopt;
  ValueNode node{
      .kind = Kind::path, .text = names->parts.back().text, .path = std::move(names->parts), .at = names->at};
  if (node.path.size() > 1 || !peek().is(Token::Kind::identifier)) return node;
  if (peek().newline_before && peek(1).is(':')) return node;  // наступне поле тіла
  // «set null», «no action»: слова розділяє рівно один пропуск.
  const std::string_view text = words(node.at);
  return ValueNode{.kind = Kind::words, .text = text, .path = {}, .at = join(node.at, last().at)};
}

// dep: -> t.column
std::optional<ValueNode> Parser::arrow_value() {
  const Span first = peek().at;
  const auto sign = arrow();
  auto target = path("a table or a column");
  if (!target) return std::nullopt;
  return ValueNode{.kind = ValueNode::Kind::arrow,
                   .text = sign,
                   .path = std::move(target->parts),
                   .target = {},
                   .at = join(first, target->at)};
}

std::optional<ValueNode> Parser::string_value(std::string_view what) {
  if (peek().is(Token::Kind::string) || peek().is(Token::Kind::quoted))
    return literal(take(), ValueNode::Kind::string);
  unexpected(what);
  return std::nullopt;
}

// Слова, що йдуть за словом first: «not null». Звичайний запис через один пропуск — це відтинок файлу, без
// копії.
std::string_view Parser::words(Span first) {
  const auto one_space = [&] {
    return peek().at.begin == last().at.end + 1 && file_.text[last().at.end] == ' ';
  };
  while (peek().is(Token::Kind::identifier) && one_space()) take();
  const auto written = file_.text_of(join(first, last().at));
  if (!peek().is(Token::Kind::identifier)) return written;
  std::string joined(written);
  while (peek().is(Token::Kind::identifier)) (joined += ' ') += text(take());
  return keep(std::move(joined));
}

/// Читає налаштування; про неможливе повідомляє, і до списку воно не потрапляє.
bool Parser::setting(SettingNode& node) {
  if (!peek().is(Token::Kind::identifier)) return unexpected("a setting name"), false;
  node.name = text(take());
  node.name_at = last().at;
  // Через рядок ім'я тягнеться лише в «not null» і «primary key»: інакше це скоріше забута ']'.
  const bool two_words = equals_ignore_case(node.name, "not") || equals_ignore_case(node.name, "primary");
  if (peek().is(Token::Kind::identifier) && (two_words || !peek().newline_before)) {
    node.name = words(node.name_at);
    node.name_at = join(node.name_at, last().at);
  }
  const bool assigned = peek().is('=');
  const Token& next = peek();
  const bool goes_on = !next.is(':') && !next.is(',') && !next.is(']') && !next.newline_before &&
                       !next.is(Token::Kind::end) && !assigned && !next.is('[') && !next.is('{') &&
                       !next.is('}');
  if (goes_on)
    return unexpected(fmt::format("':' or ',' after '{}'", node.name),
                      "a comma stands between settings, a ':' before a value"),
           false;
  if (assigned)
    unexpected(fmt::format("':' after '{}'", node.name), fmt::format("write {}: value", node.name));
  if (accept(assigned ? '=' : ':')) {
    if (!value(node.value)) return false;
    const bool operation = peek().is('(') || peek().is('+') || peek().is('*') || peek().is('/') ||
                           peek().is(Token::Kind::relation);
    if (node.value.kind == ValueNode::Kind::path && operation && !peek().newline_before)
      return unquoted_expression(node.value), false;
  }
  return true;
}

// default: now(), check: a > 0 — найчастіші описки в DBML. Одне повідомлення замість трьох.
void Parser::unquoted_expression(const ValueNode& name) {
  int depth = 0;
  while (!peek().newline_before && !peek().is(Token::Kind::end)) {
    if (depth == 0 && (peek().is(',') || peek().is(']') || peek().is('}'))) break;
    if (peek().is('(')) ++depth;
    if (peek().is(')')) --depth;
    take();
  }
  const Span call = join(name.at, last().at);
  error(call, "unquoted-expression", "an expression must stand in backticks",
        {.hint = fmt::format("write `{}`", file_.text_of(call))});
}

// [ налаштування, … ]. Помилка в одному пропускає його до коми; забута ']' не з'їдає наступний рядок.
SettingList Parser::settings() {
  SettingList list;
  settings(list);
  return list;
}

void Parser::settings(SettingList& list) {
  if (!peek().is('[')) return;
  constexpr std::size_t kUsual = 2;  // not null, note
  if (list.empty()) list.reserve(kUsual);
  const std::size_t earlier = list.size();
  // Без пропуску одразу за попередньою лексемою еталон бачить тут масив.
  const char after = last().at.end < file_.text.size() ? file_.text[last().at.end] : '\0';
  if (after == '[' || after == '\n' || after == '\r')
    error(peek().at, "missing-space", "a space must stand before the settings",
          {.hint = "write name [setting] on one line"});
  const Span opening = take().at;
  const auto is_unclosed = [&] {
    if (!peek().newline_before && !peek().is('{') && !peek().is('}')) return false;
    if (!last().broken)
      error(join(opening, last().at), "unclosed-settings", "this list of settings is never closed",
            {.hint = "add ']'"});
    return true;
  };
  while (!peek().is(']')) {
    if (!setting(list.emplace_back())) list.pop_back();
    if (accept(',')) {
      if (peek().is(']')) unexpected("a setting name after ','");
      if (peek().is('}') && is_unclosed()) return;
      continue;
    }
    if (peek().is(']')) break;
    if (is_unclosed()) return;
    // Про налаштування, що не прочиталося, вже сказано: тоді останнє в списку — не те, що перед лексемою.
    const auto end_of = [](const SettingNode& node) {
      return node.value.kind == ValueNode::Kind::none ? node.name_at.end : node.value.at.end;
    };
    if (list.size() > earlier && end_of(list.back()) == last().at.end)
      unexpected("',' or ']'", peek().is('[') ? "an inline ref takes no settings: write a separate Ref"
                               : last().is(Token::Kind::string) && !peek().space_before
                                   ? "an apostrophe inside quotes is written \\'"
                                   : "");
    skip_setting();
    if (!accept(',') && !peek().is(']') && is_unclosed()) return;
  }
  accept(']');
}

// До коми або ']' цього списку, минаючи вкладені дужки.
void Parser::skip_setting() {
  int depth = 0;
  while (!peek().newline_before && !peek().is('}')) {
    if (depth == 0 && (peek().is(',') || peek().is(']'))) return;
    if (peek().is('[')) ++depth;
    if (peek().is(']')) --depth;
    take();
  }
}

void Parser::reject_settings(std::string_view element, std::string hint) {
  if (!peek().is('[')) return;
  const Span opening = peek().at;
  settings();
  error(join(opening, last().at), "settings-not-allowed", fmt::format("{} takes no settings here", element),
        {.hint = std::move(hint)});
}

void Parser::reject_alias(std::string_view element) {
  if (!at_word(kAsWord)) return;
  const Span as = take().at;
  if (peek().is_name()) take();
  error(join(as, last().at), "alias-not-allowed", fmt::format("{} takes no alias", element));
}

// У тілі елемента між словом і тим, що за ним, мусить бути пропуск: «indexes {», «id int».
void Parser::require_space() {
  if (peek().space_before) return;
  error(peek().at, "missing-space", fmt::format("a space must stand before {}", describe(peek())));
}

// Note: 'x' або Note { 'x' }
std::optional<NoteNode> Parser::note() {
  NoteNode node{.text = {}, .at = take().at};
  if (accept(':')) {
    auto content = string_value("the text of the note in quotes");
    if (!content) return std::nullopt;
    node.text = std::move(*content);
    end_of_field("the note");
    return node;
  }
  reject_settings("a note");
  if (peek().is('{')) require_space();
  bool seen = false;
  const bool clean = block("the note", [&] {
    auto content = string_value("the text of the note in quotes");
    if (!content) return false;
    if (seen) error(content->at, "duplicate-note-text", "a note contains one string");
    seen = true;
    node.text = std::move(*content);
    end_of_field("the text of the note");
    return true;
  });
  if (clean && !seen) error(node.at, "empty-element", "a note must contain a string");
  if (!seen) return std::nullopt;
  return node;
}

}  // namespace techmarket::dbml
