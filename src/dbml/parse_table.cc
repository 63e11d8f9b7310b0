// Table, TablePartial і їхнє тіло: стовпці, індекси, перевірки, примітки, records.
#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/parser.h"

namespace techmarket::dbml {

void Parser::table(bool partial) {
  const Token keyword = take();
  const std::string_view element = partial ? "the table partial" : "the table";
  if (!peek().is_name()) {
    error(keyword.at, "missing-name",
          fmt::format("{} must have a name", partial ? "a table partial" : "a table"),
          {.hint = quoted_name_hint()});
    return skip_element();
  }
  TableNode node;
  auto table_name = qualified_name("a table name");
  if (!table_name) return skip_element();
  node.name = *table_name;
  if (partial && node.name.schema) {
    error(node.name.at, "nested-schema", "the name of a table partial has no schema");
  }
  if (partial) {
    reject_alias("a table partial");
  } else if (at_word(kAsWord)) {
    take();
    node.alias = name("an alias");
    if (!node.alias) return skip_element();
  }
  node.settings = settings();
  if (peek().is(':')) {
    unexpected("'{' to open the body of the table");
    return skip_element();
  }
  node.damaged = !block(element, [&] { return table_field(node, partial); });
  (partial ? document_.partials : document_.tables).push_back(std::move(node));
}

bool Parser::table_field(TableNode& table, bool partial) {
  if (peek().is_name() && peek(1).is_name() && !peek(2).is('{')) return column(table);  // майже кожне
  if (at_word(kNoteWord) && (opens_block() || peek(1).is(':') || peek(1).is('['))) {
    auto node = note();
    if (node) table.notes.push_back(std::move(*node));
    return node.has_value();
  }
  if (at_word(kIndexesWord) && opens_block()) {
    take();
    require_space();
    block("indexes", [&] { return index(table); });
    end_of_field("indexes");
    return true;
  }
  if (at_word(kChecksWord) && opens_block()) {
    take();
    require_space();
    block("checks", [&] { return check(table); });
    end_of_field("checks");
    return true;
  }
  if (at_word(kRecordsWord) && (opens_block() || peek(1).is('('))) {
    RecordsNode node{.table = {}, .columns = {}, .rows = {}, .rows_at = {}, .at = take().at};
    if (partial) error(node.at, "records-not-allowed", "a table partial takes no records");
    if (peek().is('(') && !records_columns(node)) return false;
    if (peek().newline_before)
      unexpected("'{' on the same line", "put '{' on the same line as the list of columns");
    if (peek().is('{')) require_space();
    records_rows(node);
    end_of_field("records");
    if (!partial) table.records.push_back(std::move(node));
    return true;
  }
  if (peek().is('~')) {
    if (partial) {
      error(peek().at, "nested-partial", "a table partial cannot inject another one");
      return false;
    }
    return injection(table);
  }
  if (misplaced_element()) return true;
  if (opens_block() && peek().is(Token::Kind::identifier)) {
    static const std::vector<std::string> kBlocks{std::string(kIndexesWord), std::string(kChecksWord),
                                                  std::string(kRecordsWord), std::string(kNoteWord)};
    error(peek().at, "unknown-block", fmt::format("unknown block '{}' in a table", text(peek())),
          {.hint = did_you_mean_hint(text(peek()), kBlocks)});
    take();
    skip_balanced_block();
    return true;
  }
  return column(table);
}

// Enum x { … } чи Ref: a > b.id у тілі таблиці; інакше це читалося б як стовпець.
bool Parser::misplaced_element() {
  const bool ref = peek(1).is(':') && at_word(word_of(ElementKind::ref));
  const bool named =
      peek(2).is('{') && peek(1).is_name() && !peek(1).newline_before && !peek(2).newline_before;
  if (!ref && !(named && peek().is(Token::Kind::identifier) && find_element(text(peek())))) return false;
  error(peek().at, "unknown-block", fmt::format("unknown block '{}' in a table", text(peek())),
        {.hint = ref ? "write it outside the table, or with its column: [ref: > users.id]"
                     : fmt::format("'{}' stands outside the table", text(peek()))});
  take();
  ref ? skip_field() : skip_element();
  return true;
}

bool Parser::injection(TableNode& table) {
  const Span tilde = take().at;
  auto partial = name("the name of a table partial after '~'");
  if (!partial) return false;
  reject_settings("an injected partial");
  table.injections.push_back(
      {.partial = *partial, .before = table.columns.size(), .at = join(tilde, partial->at)});
  end_of_field("the injected partial");
  return true;
}

std::string Parser::missing_type_hint(std::string_view column) const {
  if (peek().is('{')) return "put '{' on the same line as the name of the block";
  if (equals_ignore_case(column, kNoteWord) && peek().is(Token::Kind::string)) return "write Note: 'text'";
  for (const std::string_view block : {kIndexesWord, kChecksWord})
    if (equals_ignore_case(column, block)) return fmt::format("write {} {{ … }}", block);
  if (auto hint = name_hint(); !hint.empty()) return hint;
  return "write the name, then the type: id int";
}

bool Parser::column(TableNode& table) {
  constexpr std::size_t kUsual = 8;
  if (table.columns.empty()) table.columns.reserve(kUsual);
  if (!column(table.columns.emplace_back())) {
    table.columns.pop_back();
    return false;
  }
  end_of_field("the column");
  return true;
}

bool Parser::column(ColumnNode& node) {
  if (!name("a column name", node.name)) return false;
  if (peek().newline_before || !peek().is_name()) {
    error(node.name.at, "missing-type", fmt::format("column '{}' has no type", node.name.text),
          {.hint = missing_type_hint(node.name.text)});
    if (peek().is('{')) skip_balanced_block();
    return false;
  }
  require_space();
  if (!type(node.type)) return false;
  legacy_settings(node);
  if (!peek().newline_before) settings(node.settings);
  return true;
}

// int, s.type, "double precision"(10), decimal(10, 2), int[3], varchar(255)[]
bool Parser::type(TypeNode& node) {
  QualifiedNameNode names;
  if (!qualified_name("a type", false, names)) return false;
  node.schema = names.schema;
  node.name = names.name;
  node.at = names.at;
  for (;;) {
    if (peek().newline_before) return true;
    if (peek().is('(')) {
      if (!type_arguments(node)) return false;
    } else if (peek().is('[') && !peek().space_before) {
      if (!type_array(node)) return false;
    } else {
      return true;
    }
    node.at = join(node.at, last().at);
  }
}

bool Parser::type_arguments(TypeNode& node) {
  take();
  if (peek().is(')')) node.arguments.emplace_back();  // x() — не те саме, що x
  while (!peek().is(')')) {
    if (peek().is(Token::Kind::string)) {
      const auto decoded = string_text(take());
      node.arguments.push_back(keep(fmt::format("'{}'", replace_all(decoded, "'", "''"))));
    } else if (peek().is(Token::Kind::number) || text(peek()) == "-" || peek().is('+')) {
      const Token first = peek();
      auto argument = number();
      if (!argument) return false;
      // varchar(1.50) лишається 1.50, лише знаки зведено.
      node.arguments.push_back(first.is(Token::Kind::number) ? text(first) : argument->text);
    } else if (peek().is_name()) {
      node.arguments.push_back(name_from(take()).text);
    } else {
      const bool bracket = peek().is('{') || peek().is('[') || peek().is('(');
      unexpected("an argument of the type", bracket ? "an argument is a number, a word or a string" : "");
      return false;
    }
    if (peek().is(')')) break;
    if (peek().is('[')) {  // varchar(255 [unique]
      unexpected("',' or ')' in the arguments of the type", "close the arguments with ')'");
      return true;
    }
    if (peek().is('}') || peek().is(']')) {  // чужа дужка закриває аргументи, а не таблицю
      unexpected("',' or ')' in the arguments of the type", "close the arguments with ')'");
      break;
    }
    if (!expect(',', "',' or ')' in the arguments of the type")) return false;
  }
  take();
  return true;
}

bool Parser::type_array(TypeNode& node) {
  take();
  std::string_view size;
  if (peek().is(Token::Kind::number)) size = text(take());
  if (!peek().is(']')) {
    const bool is_setting = peek().is(Token::Kind::identifier), is_length = peek().is(')') && !size.empty();
    unexpected("']' of an array type",
               is_setting  ? "put a space between the type and its settings"
               : is_length ? fmt::format("a length stands in parentheses: {}({})", node.name.text, size)
                           : std::string());
    return false;
  }
  take();
  // Без пропусків і коментарів, які могли стояти в дужках.
  if (node.array.empty() && size.empty()) {
    node.array = "[]";
  } else if (auto& texts = document_.texts; !texts.empty() && texts.back().data() == node.array.data()) {
    node.array = texts.back() += fmt::format("[{}]", size);  // дописати, а не копіювати: int[][][]… лінійне
  } else {
    node.array = keep(fmt::format("{}[{}]", node.array, size));
  }
  return true;
}

// Старий запис: id int pk unique
void Parser::legacy_settings(ColumnNode& column) {
  while (peek().is(Token::Kind::identifier) && !peek().newline_before) {
    if (!at_word(word_of(Key::primary_key)) && !at_word(word_of(Key::unique))) {
      const bool known = at_word("not") || at_word("null") || at_word("increment") || at_word("primary");
      error(peek().at, "unexpected-token",
            fmt::format("expected settings in brackets after the type, found {}", describe(peek())),
            {.hint = known                   ? fmt::format("write [{}]", at_word("not")       ? "not null"
                                                                         : at_word("primary") ? "pk"
                                                                                              : text(peek()))
                                       : at_word("references") ? "write [ref: > table.column]"
                                             : "quote a type of several words: \"double precision\""});
      return skip_field();
    }
    column.settings.push_back({.name = text(take()), .name_at = last().at, .value = {}});
  }
}

// a, (a, `lower(b)`) [settings]; старий запис складеного індексу: a b
bool Parser::index(TableNode& table) {
  IndexNode node{.parts = {}, .settings = {}, .at = peek().at};
  const auto goes_on = [&] {
    return !peek().newline_before &&
           (peek().is_name() || peek().is(Token::Kind::expression) || peek().is('('));
  };
  do {
    if (!node.parts.empty() && !(peek().is('(') && peek(1).is(')'))) require_space();
    if (peek().is('(')) {
      take();
      if (accept(')')) continue;  // () еталон приймає; про порожній індекс попередить розв'язання імен
      do {
        if (!index_part(node)) return false;
      } while (accept(','));
      if (!expect(')', "',' or ')' in the index")) return false;
    } else if (!index_part(node)) {
      return false;
    }
  } while (goes_on());
  node.at = join(node.at, last().at);
  if (!peek().newline_before) node.settings = settings();
  table.indexes.push_back(std::move(node));
  end_of_field("the index");
  return true;
}

bool Parser::index_part(IndexNode& node) {
  const Token& token = peek();
  if (token.is(Token::Kind::expression)) {
    const ValueNode expression = literal(take(), ValueNode::Kind::expression);
    node.parts.push_back({.text = expression.text, .expression = true, .at = expression.at});
    return true;
  }
  if (!token.is_name()) {
    unexpected("a column or an `expression` of the index");
    return false;
  }
  const Name column = name_from(take());
  node.parts.push_back({.text = column.text, .expression = false, .at = column.at});
  return true;
}

bool Parser::check(TableNode& table) {
  if (!peek().is(Token::Kind::expression)) {
    unexpected("a check in backticks, such as `a > 0`");
    return false;
  }
  CheckNode node{.expression = literal(take(), ValueNode::Kind::expression), .settings = {}};
  if (!peek().newline_before) node.settings = settings();
  table.checks.push_back(std::move(node));
  end_of_field("the check");
  return true;
}

void Parser::top_records() {
  RecordsNode node{.table = {}, .columns = {}, .rows = {}, .rows_at = {}, .at = take().at};
  node.table = qualified_name("the table of the records", false);
  if (!node.table) return skip_element();
  if (!peek().is('(')) {
    error(node.table->at, "missing-columns", "records outside a table must name their columns",
          {.hint = fmt::format("write records {}(a, b) {{ … }}", file_.text_of(node.table->at))});
    return skip_element();
  }
  if (!records_columns(node)) return skip_element();
  records_rows(node);
  document_.records.push_back(std::move(node));
}

bool Parser::records_columns(RecordsNode& records) {
  take();
  records.all_columns = false;
  if (accept(')')) return true;  // records t() { }: ні стовпців, ні рядків
  do {
    auto column = name("a column of the records");
    if (!column) return false;
    records.columns.push_back(*column);
  } while (accept(','));
  return expect(')', "',' or ')' in the columns of the records");
}

void Parser::records_rows(RecordsNode& records) {
  block("the records", [&] { return record_row(records); });
}

bool Parser::record_row(RecordsNode& records) {
  std::vector<ValueNode> row;
  const Span first = peek().at;
  for (;;) {
    if (!record_value(row)) return false;
    // Кома на початку рядка відкриває новий рядок із порожнім першим значенням.
    const bool opens_next = peek().newline_before && peek().at.begin != first.begin;
    if (opens_next || !accept(',')) break;
  }
  records.rows.push_back(std::move(row));
  records.rows_at.push_back(join(first, last().at));
  end_of_field("the row");
  return true;
}

// Порожнє місце перед комою чи в кінці рядка — null.
bool Parser::record_value(std::vector<ValueNode>& row) {
  const bool line_ends = !row.empty() && peek().newline_before;
  if (peek().is(',') || peek().is('}') || line_ends) {
    row.push_back({.kind = ValueNode::Kind::null, .text = {}, .path = {}, .at = peek().at});
    return true;
  }
  auto node = value();
  if (!node) return false;
  using Kind = ValueNode::Kind;
  if (node->kind == Kind::words || node->kind == Kind::relation || node->kind == Kind::color ||
      (node->kind == Kind::path && node->path.size() < 2)) {
    error(node->at, "invalid-record-value", fmt::format("{} is not a value", file_.text_of(node->at)),
          {.hint = "write a number, a 'string', an enum.member, a boolean, null or an `expression`"});
    return false;
  }
  row.push_back(std::move(*node));
  return true;
}

}  // namespace techmarket::dbml
