// Project, Enum, Ref, TableGroup, Note, DiagramView, Dep, Metadata, use.
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "dbml/parser.h"

namespace techmarket::dbml {

std::optional<PropertyNode> Parser::property(std::string_view element) {
  if (!peek().is(Token::Kind::identifier) || !peek(1).is(':')) {
    const bool block_below = peek().is(Token::Kind::identifier) && peek(1).is('{');
    if (block_below) take();
    const bool misplaced = peek().is(Token::Kind::identifier) && find_element(text(peek()));
    unexpected(fmt::format("a line such as key: 'value' in {}", element),
               block_below ? "put '{' on the same line as the name of the block"
               : misplaced ? fmt::format("'{}' stands outside {}", text(peek()), element)
                           : "");
    if (block_below) skip_balanced_block();
    return std::nullopt;
  }
  PropertyNode node{.name = name_from(take()), .value = {}};
  take();
  auto given = value();
  if (!given) return std::nullopt;
  node.value = std::move(*given);
  end_of_field("the value");
  return node;
}

void Parser::project() {
  ProjectNode node{.name = {}, .properties = {}, .notes = {}, .at = take().at};
  if (peek().is_name()) node.name = name_from(take());
  reject_alias("a project");
  reject_settings("a project");
  block("the project", [&] {
    if (at_word(kNoteWord) && (opens_block() || peek(1).is(':') || peek(1).is('['))) {
      auto text = note();
      if (text) node.notes.push_back(std::move(*text));
      return text.has_value();
    }
    auto field = property("the project");
    if (!field) return false;
    if (field->value.kind == ValueNode::Kind::string) {
      node.properties.push_back(std::move(*field));
    } else {
      const bool word = field->value.kind == ValueNode::Kind::path;
      error(field->value.at, "invalid-value", fmt::format("'{}' must be a string", field->name.text),
            {.hint = word ? fmt::format("write {}: '{}'", field->name.text, file_.text_of(field->value.at))
                          : std::string()});
    }
    return true;
  });
  document_.projects.push_back(std::move(node));
}

void Parser::enumeration() {
  const Token keyword = take();
  if (!peek().is_name()) {
    error(keyword.at, "missing-name", "an enum must have a name");
    return skip_element();
  }
  auto enum_name = qualified_name("the name of the enum");
  if (!enum_name) return skip_element();
  EnumNode node{.name = *enum_name, .values = {}};
  reject_alias("an enum");
  reject_settings("an enum");
  node.damaged = !block("the enum", [&] {
    auto value_name = name("a value of the enum");
    if (!value_name) return false;
    EnumValueNode value_node{.name = *value_name, .settings = {}};
    if (!peek().newline_before) value_node.settings = settings();
    node.values.push_back(std::move(value_node));
    end_of_field("the value of the enum");
    return true;
  });
  document_.enums.push_back(std::move(node));
}

void Parser::ref() {
  const Token keyword = take();
  RefNode node{.name = {}, .left = {}, .right = {}, .relation = {}, .settings = {}, .at = keyword.at};
  if (peek().is_name()) {
    node.name = qualified_name("the name of the ref");
    if (!node.name) return skip_element();
    if (peek().is(Token::Kind::relation)) {
      error(node.name->at, "unexpected-token", fmt::format("expected ':' after {}", text(keyword)),
            {.hint = "write Ref: orders.user_id > users.id"});
      return skip_field();
    }
    if (node.name->schema) error(node.name->at, "nested-schema", "the name of a ref has no schema");
  }
  reject_settings("a ref", "put them after the second column: a.x > b.y [delete: cascade]");
  if (accept(':')) {
    if (!ref_body(node)) return skip_field();
    document_.refs.push_back(std::move(node));
    return end_of_field("the ref");
  }
  bool seen = false;
  const bool clean = block("the ref", [&] {
    if (seen) {
      error(peek().at, "duplicate-relationship", "a ref contains one relationship",
            {.hint = "write another Ref"});
      return false;
    }
    seen = true;
    if (!ref_body(node)) return false;
    document_.refs.push_back(std::move(node));
    end_of_field("the relationship");
    return true;
  });
  if (clean && !seen)
    error(keyword.at, "empty-element", "a ref must contain a relationship such as a.x > b.y");
}

bool Parser::ref_body(RefNode& node) {
  auto left = endpoint();
  if (!left) return false;
  if (!peek().is(Token::Kind::relation)) {
    unexpected("one of < > - <> between the columns of the ref",
               "for many-to-one write orders.user_id > users.id");
    return false;
  }
  node.relation = relation(take());
  auto right = endpoint();
  if (!right) return false;
  node.at = join(left->at, right->at);
  if (left->tuple != right->tuple && left->columns.size() == right->columns.size())
    error(node.at, "unequal-columns", "one end of the ref has its columns in parentheses, the other has not",
          {.hint = "write both as table.column or both as table.(columns)"});
  node.left = std::move(*left);
  node.right = std::move(*right);
  if (!peek().newline_before) node.settings = settings();
  return true;
}

void Parser::group() {
  const Token keyword = take();
  if (!peek().is_name()) {
    error(keyword.at, "missing-name", "a table group must have a name");
    return skip_element();
  }
  GroupNode node{.name = name_from(take()), .settings = {}, .tables = {}, .notes = {}};
  reject_alias("a table group");
  node.settings = settings();
  block("the table group", [&] {
    if (at_word(kNoteWord) && (opens_block() || peek(1).is(':') || peek(1).is('['))) {
      auto text = note();
      if (text) node.notes.push_back(std::move(*text));
      return text.has_value();
    }
    auto table_name = qualified_name("a table name");
    if (!table_name) return false;
    node.tables.push_back(*table_name);
    end_of_field("the table name");
    return true;
  });
  document_.groups.push_back(std::move(node));
}

void Parser::sticky_note() {
  const Token keyword = take();
  if (!peek().is_name()) {
    error(keyword.at, "missing-name", "a note outside a table must have a name",
          {.hint = "write Note name { 'text' }"});
    if (accept(':')) return skip_field();
    return skip_element();
  }
  StickyNoteNode node{.name = name_from(take()), .settings = {}, .text = {}};
  reject_alias("a note");
  node.settings = settings();
  bool seen = false;
  const bool clean = block("the note", [&] {
    auto content = string_value("the text of the note in quotes");
    if (!content) return false;
    if (seen) error(content->at, "duplicate-note-text", "a note contains one string");
    if (!seen) node.text = std::move(*content);
    seen = true;
    end_of_field("the text of the note");
    return true;
  });
  if (clean && !seen) error(keyword.at, "empty-element", "a note must contain a string");
  document_.notes.push_back(std::move(node));
}

void Parser::view() {
  const Token keyword = take();
  if (!peek().is_name()) {
    error(keyword.at, "missing-name", "a diagram view must have a name");
    return skip_element();
  }
  ViewNode node{.name = name_from(take()), .sections = {}};
  reject_settings("a diagram view");
  block("the diagram view", [&] {
    if (accept('*')) {
      node.all = true;
      end_of_field("'*'");
      return true;
    }
    auto kind = name("Tables, Notes, TableGroups or Schemas");
    if (!kind) return false;
    if (peek().is('{')) require_space();
    ViewSectionNode section{.kind = *kind, .names = {}};
    block("the section", [&] {
      if (accept('*')) {
        section.all = true;
      } else {
        auto member = qualified_name("a name or '*'");
        if (!member) return false;
        section.names.push_back(*member);
      }
      end_of_field("the name");
      return true;
    });
    node.sections.push_back(std::move(section));
    end_of_field("the section");
    return true;
  });
  document_.views.push_back(std::move(node));
}

// Dep: a -> b, Dep n { a <- b } [color: …]
void Parser::dependency() {
  DependencyNode node{.name = {}, .settings = {}, .notes = {}, .edges = {}, .at = take().at};
  if (peek().is_name()) node.name = name_from(take());
  node.settings = settings();
  if (accept(':')) {
    if (edge(node)) document_.dependencies.push_back(std::move(node));
    return;
  }
  block("the dependency", [&] {
    if (at_word(kNoteWord) && (opens_block() || peek(1).is(':'))) {
      auto text = note();
      if (text) node.notes.push_back(std::move(*text));
      return text.has_value();
    }
    if (!peek().is(Token::Kind::identifier) || !peek(1).is(':')) return edge(node);
    auto field = property("the dependency");
    if (!field) return skip_field(), false;
    node.settings.push_back(
        {.name = field->name.text, .name_at = field->name.at, .value = std::move(field->value)});
    return true;
  });
  document_.dependencies.push_back(std::move(node));
}

// «->» або «<-»; порожньо, якщо стрілки тут немає.
std::string_view Parser::arrow() {
  if (peek().is(Token::Kind::arrow)) return text(take());
  if (text(peek()) != "<" || text(peek(1)) != "-") return {};
  take();
  take();
  return "<-";
}

bool Parser::edge(DependencyNode& dependency) {
  auto from = path_with_columns("a table or a column");
  if (!from) return skip_field(), false;
  const auto sign = arrow();
  if (sign.empty()) {
    unexpected("'->' or '<-' between the ends of the dependency");
    return skip_field(), false;
  }
  auto to = path_with_columns("a table or a column");
  if (!to) return skip_field(), false;
  EdgeNode node{.from = {}, .to = {}, .settings = {}, .at = join(from->at, to->at)};
  if (sign == "<-") std::swap(from, to);
  node.from = std::move(*from);
  node.to = std::move(*to);
  if (!peek().newline_before) node.settings = settings();
  dependency.edges.push_back(std::move(node));
  end_of_field("the dependency");
  return true;
}

void Parser::metadata() {
  const Token keyword = take();
  auto kind = name("the kind of element: Table, Column, TableGroup or Note");
  if (!kind) return skip_element();
  if (!peek().is_name()) {
    error(keyword.at, "missing-name", "metadata must name its element",
          {.hint = "write Metadata Table users { … }"});
    return skip_element();
  }
  auto target = path("the name of the element");
  if (!target) return skip_element();
  MetadataNode node{.kind = *kind, .target = std::move(*target), .settings = settings(), .properties = {}};
  block("the metadata", [&] {
    auto field = property("the metadata");
    if (!field) return false;
    node.properties.push_back(std::move(*field));
    return true;
  });
  document_.metadata.push_back(std::move(node));
}

// use * from './a'; use { table s.t as x, enum e } from './a'
void Parser::use(bool reuse) {
  take();
  UseNode node{.reuse = reuse, .items = {}, .path = {}, .path_at = {}};
  if (accept('*')) {
    node.all = true;
  } else {
    block("the import", [&] { return use_item(node); });
  }
  if (!at_word(kFromWord)) {
    unexpected("'from' and the path of a file");
    return skip_field();
  }
  take();
  auto module_path = string_value("the path of a file in quotes");
  if (!module_path) return skip_field();
  node.path = module_path->text;
  node.path_at = module_path->at;
  document_.uses.push_back(std::move(node));
  end_of_field("the path");
}

bool Parser::use_item(UseNode& node) {
  auto kind = name("the kind of element: table, enum, tablepartial, note, schema or tablegroup");
  if (!kind) return false;
  auto item_name = qualified_name("the name of the element");
  if (!item_name) return false;
  UseItemNode item{.kind = *kind, .name = *item_name, .alias = {}};
  if (at_word(kAsWord)) {
    take();
    item.alias = name("an alias");
    if (!item.alias) return false;
  }
  node.items.push_back(item);
  if (!accept(',')) end_of_field("the element");
  return true;
}

}  // namespace techmarket::dbml
